package index

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"time"
)

// folderOf is where the index of a log stands: beside it, or in the user's cache where nothing can be written beside it, or
// where what stands there is another user's.
func folderOf(log string) (string, error) {
	path, err := filepath.Abs(log)
	if err != nil {
		return "", err
	}
	beside := path + ".index"
	if err := os.Mkdir(beside, 0o700); err == nil || errors.Is(err, fs.ErrExist) && writable(beside) {
		return beside, nil
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return "", err
	}
	folder := filepath.Join(cache, "jumpgate", fmt.Sprintf("index-%x", sha256.Sum256([]byte(path))))
	return folder, os.MkdirAll(folder, 0o700)
}

// writable says whether files can be made in a folder, and that it is one of ours and no link to one.
func writable(folder string) bool {
	if info, err := os.Lstat(folder); err != nil || !info.IsDir() || !ours(info) {
		return false
	}
	file, err := os.CreateTemp(folder, "new-*")
	if err != nil {
		return false
	}
	file.Close()
	return os.Remove(file.Name()) == nil
}

func (x *Index) name(n int) string { return filepath.Join(x.folder, fmt.Sprintf("%06d.chunk", n)) }

// chunks counts the chunks that are there, one after the other from the first.
func (x *Index) chunks() (int, error) {
	names, err := x.names()
	if err != nil {
		return 0, err
	}
	for n, name := range names {
		if name != x.name(n) {
			return n, nil
		}
	}
	return len(names), nil
}

// names are the files of chunks, in order. What was left of others by a crash is removed.
func (x *Index) names() ([]string, error) {
	entries, err := os.ReadDir(x.folder)
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		path := filepath.Join(x.folder, e.Name())
		if strings.HasSuffix(path, ".chunk") {
			names = append(names, path)
		} else if info, err := e.Info(); err == nil && strings.HasPrefix(e.Name(), "new-") && time.Since(info.ModTime()) > time.Hour {
			_ = os.Remove(path) // the next query tries again
		}
	}
	return names, nil
}

func (x *Index) load(n int) (*chunk, error) {
	if info, err := os.Lstat(x.name(n)); err != nil || !info.Mode().IsRegular() || !ours(info) {
		return nil, errors.Join(errBroken, err)
	}
	file, err := os.ReadFile(x.name(n))
	if err != nil {
		return nil, err
	}
	return decode(file)
}

// save gives a chunk its name when it is whole.
func (x *Index) save(n int, d *draft) error {
	b, err := d.encode()
	if err != nil {
		return err
	}
	file, err := os.CreateTemp(x.folder, "new-*") // of mode 0600
	if err != nil {
		return err
	}
	_, err = file.Write(b)
	if err = errors.Join(err, file.Close()); err == nil {
		err = os.Rename(file.Name(), x.name(n))
	}
	if err != nil {
		os.Remove(file.Name())
	}
	return err
}

// drop removes the chunks from the n-th on, the last one first: what is left is always a beginning.
func (x *Index) drop(n int) error {
	names, err := x.names()
	if err != nil {
		return err
	}
	for i := len(names) - 1; i >= 0 && names[i] >= x.name(n); i-- {
		if err := os.Remove(names[i]); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
