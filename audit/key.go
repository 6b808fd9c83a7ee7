package audit

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

const keySize = 32

// HMAC returns "hmac:" and the hex HMAC-SHA256 of b under this installation's key: equal values can be found in the log, and not guessed from it.
func (l *Log) HMAC(b []byte) string {
	return keyed(l.key, b)
}

// loadOrMakeKey reads the key, or makes one where there is none. The caller holds the log's lock.
func loadOrMakeKey(path string) (key []byte, made bool, err error) {
	key, err = readKey(path)
	if errors.Is(err, fs.ErrNotExist) {
		key, err = makeKey(path)
		return key, true, err
	}
	return key, false, err
}

func readKey(path string) ([]byte, error) {
	file, err := openSafely(path, os.O_RDONLY)
	if err != nil {
		return nil, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, 1<<10))
	if err != nil {
		return nil, err
	}
	key, err := hex.DecodeString(strings.TrimSpace(string(text)))
	if err != nil || len(key) != keySize { // the error would show a part of the key
		return nil, fmt.Errorf("it does not hold %d bytes in hex: restore it, or delete it to have a new one made", keySize)
	}
	return key, nil
}

// makeKey gives the key its name only when it is whole on disk.
func makeKey(path string) ([]byte, error) {
	key := make([]byte, keySize)
	rand.Read(key)
	unfinished, err := writeAside(path, hex.EncodeToString(key))
	if err != nil {
		return nil, err
	}
	if err := os.Rename(unfinished, path); err != nil {
		return nil, err
	}
	return key, syncFolder(filepath.Dir(path))
}
