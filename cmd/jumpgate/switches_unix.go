//go:build unix

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// ownedAs refuses a file of anybody but root and the trail's owner, who is the
// one that servers run as.
func ownedAs(path string, info os.FileInfo, trail string) error {
	uid, _, err := ownerOf(trail)
	owner, ok := info.Sys().(*syscall.Stat_t)
	if err != nil || !ok {
		return errors.Join(err, fmt.Errorf("%s: its owner cannot be told", path))
	}
	if owner.Uid != 0 && owner.Uid != uid {
		return fmt.Errorf("%s belongs to user %d, and the audit trail to user %d: find out who made it", path, owner.Uid, uid)
	}
	return nil
}

// ownsTrail refuses a server of anybody but the trail's owner.
func ownsTrail(server uint32, trail string) error {
	owner, _, err := ownerOf(trail)
	if err == nil && owner != server {
		err = fmt.Errorf("the server there runs as user %d, and the audit trail belongs to user %d: it is not asked", server, owner)
	}
	return err
}

// keptPrivate refuses a file that others than its owner can read or write.
func keptPrivate(path string, info os.FileInfo) error {
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return fmt.Errorf("%s can be used by others than its owner (mode %04o): find out who did, then chmod 600 it", path, mode)
	}
	return nil
}

// ownAs gives a file that root has made to the owner of the trail, so that a
// server which is not root can read it.
func ownAs(f *os.File, trail string) error {
	if os.Geteuid() != 0 {
		return nil
	}
	uid, gid, err := ownerOf(trail)
	if err != nil {
		return err
	}
	return f.Chown(int(uid), int(gid))
}

// ownerOf is who owns the trail, or its folder where there is no trail yet.
func ownerOf(trail string) (uid, gid uint32, err error) {
	info, err := os.Stat(trail)
	if errors.Is(err, fs.ErrNotExist) {
		info, err = os.Stat(filepath.Dir(trail))
	}
	if err != nil {
		return 0, 0, err
	}
	owner, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return 0, 0, fmt.Errorf("the owner of %s cannot be told", trail)
	}
	return owner.Uid, owner.Gid, nil
}

// syncFolder makes a new name in a folder survive a power cut.
func syncFolder(folder string) error {
	dir, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
