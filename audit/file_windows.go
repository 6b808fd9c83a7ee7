package audit

import (
	"io/fs"
	"os"

	"golang.org/x/sys/windows"
)

const noFollow = 0

// fitOwner has nothing to look at here: who may open a file stands in its access control list, which the folder hands down.
func fitOwner(fs.FileInfo) error { return nil }

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

// syncFolder is not needed: NTFS keeps a journal of names.
func syncFolder(string) error { return nil }
