package audit

import (
	"crypto/ed25519"
	"crypto/rand"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

// signingKey signs a log's checkpoints. Its name is the log's origin, and stays when the key changes.
type signingKey struct {
	note.Signer
	verifier string // what others check with
	secret   string // the key as it stands in its file
}

// MakeSigningKey writes a new signing key to a file that is not there yet, for its owner alone, and returns the verifier key that belongs to it: who has that can check what is signed, and sign nothing.
func MakeSigningKey(path string) (verifier string, err error) {
	if _, err := os.Lstat(path); err == nil {
		return "", fmt.Errorf("%s is there already, and a key that signed is needed as long as its log: name another file", path)
	}
	key, err := newSigningKey(newOrigin())
	if err != nil {
		return "", err
	}
	return key.verifier, key.write(path)
}

const originBegin = "jumpgate-audit/"

// newOrigin names a log, and nothing else ever.
func newOrigin() string {
	id := make([]byte, 8)
	rand.Read(id)
	return originBegin + hex.EncodeToString(id)
}

func newSigningKey(origin string) (signingKey, error) {
	secret, _, err := note.GenerateKey(rand.Reader, origin)
	if err != nil {
		return signingKey{}, err
	}
	return parseSigningKey(secret)
}

var errNoSigningKey = errors.New("it holds no signing key, as 'jumpgate audit keygen' makes it: restore it")

func parseSigningKey(secret string) (signingKey, error) {
	signer, err := note.NewSigner(secret)
	parts := strings.SplitN(secret, "+", 5) // base64 has a + too
	if err != nil || len(parts) != 5 {      // the error would show a part of the key
		return signingKey{}, errNoSigningKey
	}
	seed, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(seed) != 1+ed25519.SeedSize {
		return signingKey{}, errNoSigningKey
	}
	public := ed25519.NewKeyFromSeed(seed[1:]).Public().(ed25519.PublicKey)
	verifier, err := note.NewEd25519VerifierKey(signer.Name(), public)
	return signingKey{signer, verifier, secret}, err
}

func readSigningKey(path string) (signingKey, error) {
	file, err := openSafely(path, os.O_RDONLY)
	if err != nil {
		return signingKey{}, err
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, 4<<10))
	if err != nil {
		return signingKey{}, err
	}
	return parseSigningKey(strings.TrimSpace(string(text)))
}

// write gives the key its name only when it is whole on disk, and never takes the name of another.
func (k signingKey) write(path string) error {
	unfinished, err := writeAside(path, k.secret+"\n")
	if err != nil {
		return err
	}
	defer os.Remove(unfinished)
	if err := os.Link(unfinished, path); err != nil {
		if _, there := os.Lstat(path); !errors.Is(there, fs.ErrNotExist) {
			return err
		}
		if err := os.Rename(unfinished, path); err != nil { // a file system without links
			return err
		}
	}
	if err := os.Remove(unfinished); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return syncFolder(filepath.Dir(path))
}

// sign signs a text whose lines all have ends.
func (k signingKey) sign(text string, also ...note.Signer) ([]byte, error) {
	return note.Sign(&note.Note{Text: text}, append(also, k.Signer)...)
}

// signed says whether a note bears a good signature of the key.
func (k signingKey) signed(msg []byte) bool {
	v, err := note.NewVerifier(k.verifier)
	if err != nil {
		return false
	}
	_, err = note.Open(msg, note.VerifierList(v))
	return err == nil
}
