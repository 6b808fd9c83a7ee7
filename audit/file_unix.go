//go:build unix

package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

const noFollow = syscall.O_NOFOLLOW | syscall.O_NONBLOCK

// fitOwner refuses a file that somebody else owns, may read or write, or reaches under a second name.
func fitOwner(info fs.FileInfo) error {
	if stat, ok := info.Sys().(*syscall.Stat_t); ok && stat.Nlink != 1 {
		return fmt.Errorf("it has %d names (hard links), and another name may have other readers and writers: remove the others", stat.Nlink)
	}
	return fitButForNames(info)
}

func fitButForNames(info fs.FileInfo) error {
	stat, ok := info.Sys().(*syscall.Stat_t)
	if !ok {
		return fmt.Errorf("its owner cannot be told: keep it on a local file system")
	}
	if me := os.Geteuid(); int(stat.Uid) != me {
		return fmt.Errorf("it belongs to user %d, and this process runs as %d: run as its owner, or set audit.path to a file of your own", stat.Uid, me)
	}
	if perm := info.Mode() & (fs.ModePerm | fs.ModeSetuid | fs.ModeSetgid | fs.ModeSticky); perm != 0o600 {
		return fmt.Errorf("its mode is %04o and must be 0600: others may have read or changed it; look at it, then chmod 600 it", info.Mode().Perm())
	}
	return nil
}

// fitFolder refuses a folder in which any user of the machine could replace our files.
func fitFolder(folder string, info fs.FileInfo) error {
	if info.Mode()&0o002 != 0 && info.Mode()&fs.ModeSticky == 0 {
		return fmt.Errorf("every user may replace files in %s: chmod o-w it, or set audit.path to a file in another folder", folder)
	}
	return nil
}

// lock keeps other processes out for as long as the file is open, also after a crash of this one.
func lock(file *os.File) error {
	conn, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var lockErr error
	err = conn.Control(func(fd uintptr) {
		lockErr = syscall.Flock(int(fd), syscall.LOCK_EX|syscall.LOCK_NB)
	})
	if err != nil {
		return err
	}
	return lockErr
}

func truncate(file *os.File, size int64) error { return file.Truncate(size) }

// exchange makes the file at next the newest one, and gives the one before it the name full. Its lock is held until the new one has the name.
func (l *Log) exchange(file *os.File, next, full string) (*os.File, error) {
	if err := swap(l.path, full, next); err != nil {
		return nil, errors.Join(err, file.Close())
	}
	l.file.Close() // nothing is written to it any more
	return file, nil
}

// free is how many bytes the disk of a folder has left for this user.
func free(folder string) (int64, error) {
	var stat unix.Statfs_t
	if err := unix.Statfs(folder, &stat); err != nil {
		return 0, err
	}
	return int64(stat.Bavail) * int64(stat.Bsize), nil
}

// syncFolder makes a new name in folder survive a power cut.
func syncFolder(folder string) error {
	dir, err := os.Open(folder)
	if err != nil {
		return err
	}
	defer dir.Close()
	return dir.Sync()
}
