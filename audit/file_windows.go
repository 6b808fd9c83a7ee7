package audit

import (
	"errors"
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

const noFollow = 0

// fitOwner has nothing to look at here: who may open a file stands in its access control list, which the folder hands down.
func fitOwner(fs.FileInfo) error { return nil }

func fitButForNames(fs.FileInfo) error { return nil }

func fitFolder(string, fs.FileInfo) error { return nil }

// lock keeps other processes out. Windows locks keep readers out too, so the byte that is locked lies where no log will reach.
func lock(file *os.File) error {
	conn, err := file.SyscallConn()
	if err != nil {
		return err
	}
	var lockErr error
	err = conn.Control(func(fd uintptr) {
		const flags = windows.LOCKFILE_EXCLUSIVE_LOCK | windows.LOCKFILE_FAIL_IMMEDIATELY
		lockErr = windows.LockFileEx(windows.Handle(fd), flags, 0, 1, 0, &windows.Overlapped{OffsetHigh: 1 << 30})
	})
	if err != nil {
		return err
	}
	return lockErr
}

// truncate goes by the name: a handle that may only append cannot cut on Windows.
func truncate(file *os.File, size int64) error { return os.Truncate(file.Name(), size) }

// exchange makes the file at next the newest one, and gives the one before it the name full. Windows gives no other name to an open file, so both are closed for that moment.
func (l *Log) exchange(file *os.File, next, full string) (*os.File, error) {
	err := errors.Join(file.Close(), l.file.Close())
	if err == nil {
		err = swap(l.path, full, next)
	}
	newest, again := os.OpenFile(l.path, os.O_RDWR|os.O_APPEND, 0)
	if again == nil {
		again = lock(newest)
	}
	if err != nil {
		l.file = newest
		return nil, errors.Join(err, again)
	}
	return newest, again
}

// free is how many bytes the disk of a folder has left for this user.
func free(folder string) (int64, error) {
	name, err := windows.UTF16PtrFromString(folder)
	if err != nil {
		return 0, err
	}
	var left uint64
	err = windows.GetDiskFreeSpaceEx(name, &left, nil, nil)
	return int64(left), err
}

// syncFolder is not needed: NTFS keeps a journal of names.
func syncFolder(string) error { return nil }
