package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Open opens the log at path for this process alone, or starts a new one there. Beside it stands <path>.key, the key of HMAC.
//
// The error says what is wrong and what to do when path is anything but a regular file of ours with mode 0600 and one name, when strangers may write to its folder,
// when another process has it open, or when its last records do not follow from each other. A last line that was torn off by a crash is cut, and a record says so.
func Open(path string, opts Options) (*Log, error) {
	if path == "" {
		return nil, errors.New("the audit log has no path: set audit.path to a file")
	}
	path, err := filepath.Abs(path)
	if err != nil {
		return nil, fmt.Errorf("audit log: %w", err)
	}
	if err := safeFolder(filepath.Dir(path)); err != nil {
		return nil, fmt.Errorf("audit log %s: %w", path, err)
	}
	file, err := openOrCreate(path)
	if err != nil {
		return nil, fmt.Errorf("audit log %s: %w", path, err)
	}
	l, err := open(file, path, opts)
	if err != nil {
		file.Close()
		return nil, err
	}
	return l, nil
}

func open(file *os.File, path string, opts Options) (*Log, error) {
	if err := lock(file); err != nil {
		return nil, fmt.Errorf("audit log %s: another process writes to it (%w): stop that one, or give this one its own audit.path", path, err)
	}
	tail, err := readTail(file)
	if err != nil {
		return nil, fmt.Errorf("audit log %s: %w; move the file aside, its .checkpoints with it, and keep it as evidence: a new log is started in its place", path, err)
	}
	key, made, err := loadOrMakeKey(path + ".key")
	if err != nil {
		return nil, fmt.Errorf("audit key %s.key: %w", path, err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("audit log %s: %w", path, err)
	}
	l := &Log{
		path: path, where: opts.Where, now: opts.Now, key: key, sync: file.Sync,
		turn: make(chan struct{}, 1), file: file, info: info, end: tail.end,
	}
	if l.now == nil {
		l.now = time.Now
	}
	if l.notary, err = openNotary(l, opts); err != nil {
		return nil, err
	}
	if err := l.repair(tail.torn, made && tail.seq > 0); err != nil {
		return nil, errors.Join(err, l.notary.close())
	}
	return l, nil
}

// repair cuts a torn last line, and records what was not as it should be.
func (l *Log) repair(torn []byte, newKey bool) error {
	if len(torn) > 0 {
		if err := truncate(l.file, l.size); err != nil {
			return fmt.Errorf("audit log %s: its torn last line could not be cut off: %w", l.path, err)
		}
		cut := Record{Kind: LogRecovered, Outcome: &Outcome{Bytes: int64(len(torn)), SHA256: hash(torn)}}
		if _, err := l.Append(cut); err != nil {
			return err
		}
	}
	if newKey {
		missing := Record{Kind: LogRecovered, Message: "The key of this log was missing and a new one was made: an HMAC in the records before this one cannot be compared with those after it."}
		if _, err := l.Append(missing); err != nil {
			return err
		}
	}
	return nil
}

func openOrCreate(path string) (*os.File, error) {
	const toAppend = os.O_RDWR | os.O_APPEND
	file, err := os.OpenFile(path, toAppend|os.O_CREATE|os.O_EXCL, 0o600)
	if errors.Is(err, fs.ErrExist) {
		return openSafely(path, toAppend)
	}
	if err != nil {
		return nil, fmt.Errorf("%w: make the folder writable for this user, or set audit.path to another file", err)
	}
	if err := errors.Join(file.Sync(), syncFolder(filepath.Dir(path))); err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// openSafely opens a file that is there, looking at it before and after so that it cannot be swapped in between.
func openSafely(path string, flag int) (*os.File, error) {
	before, err := os.Lstat(path)
	if err != nil {
		return nil, err
	}
	if err := fit(before); err != nil {
		return nil, err
	}
	file, err := os.OpenFile(path, flag|noFollow, 0)
	if err != nil {
		return nil, err
	}
	after, err := file.Stat()
	if err == nil && !os.SameFile(before, after) {
		err = errors.New("it was replaced while it was being opened: find out by whom, then start again")
	}
	if err != nil {
		file.Close()
		return nil, err
	}
	return file, nil
}

// fit says what is wrong with a file that should hold our secrets or our records.
func fit(info fs.FileInfo) error {
	switch mode := info.Mode(); {
	case mode&fs.ModeSymlink != 0:
		return errors.New("it is a symbolic link, which others could point elsewhere: name the file itself")
	case mode.IsDir():
		return errors.New("it is a folder: name a file in it")
	case !mode.IsRegular():
		return fmt.Errorf("it is no regular file but %s: name a regular file, which keeps what is written to it", mode.Type())
	}
	return fitOwner(info)
}

func safeFolder(folder string) error {
	info, err := os.Stat(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("its folder does not exist: create it with mkdir -p %s", folder)
	}
	if err != nil {
		return err
	}
	if !info.IsDir() {
		return fmt.Errorf("%s is no folder: set audit.path to a file in one", folder)
	}
	return fitFolder(folder, info)
}
