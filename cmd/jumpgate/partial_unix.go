//go:build unix

package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"
)

// ours says why a file cannot be one that an export of ours left behind: what
// somebody else owns, may open or reaches under another name would tell them
// every row.
func ours(info fs.FileInfo) error {
	stat, ok := info.Sys().(*syscall.Stat_t)
	switch {
	case !ok:
		return errors.New("has no owner that can be told")
	case int(stat.Uid) != os.Geteuid():
		return fmt.Errorf("belongs to user %d, and jumpgate runs as %d", stat.Uid, os.Geteuid())
	case info.Mode().Perm() != 0o600:
		return fmt.Errorf("has mode %04o, not 0600: others may have read or changed it", info.Mode().Perm())
	case stat.Nlink != 1:
		return fmt.Errorf("has %d names (hard links)", stat.Nlink)
	}
	return nil
}

// lock keeps other exports away from a file for as long as it is open, and
// after a crash no longer.
func lock(file *os.File) error { return syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) }
