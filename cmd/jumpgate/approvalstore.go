package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// An approvalStore keeps what waits for people in a file beside the audit
// trail, which only the trail's owner reads and writes.
type approvalStore struct{ trail string }

func (s approvalStore) path() string { return s.trail + ".approvals" }

// Load reads the file; nothing when there is none.
func (s approvalStore) Load() ([]byte, error) {
	info, err := os.Lstat(s.path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	if !info.Mode().IsRegular() {
		return nil, fmt.Errorf("%s is no regular file: move it aside, and what waited in it has to be asked again", s.path())
	}
	if err := ownedAs(s.path(), info, s.trail); err != nil {
		return nil, err
	}
	if err := keptPrivate(s.path(), info); err != nil {
		return nil, err
	}
	return os.ReadFile(s.path())
}

// Save puts src in the place of what is there, when it is whole on disk.
func (s approvalStore) Save(src []byte) error { return replaceBeside(s.path(), s.trail, src) }
