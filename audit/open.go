package audit

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// Open opens the log at path for this process alone, or starts a new one there. Beside it stands <path>.key, the key of HMAC.
//
// The error says what is wrong and what to do when path is anything but a regular file of ours with mode 0600 and one name, when strangers may write to its folder,
// when another process has it open, or when its last records do not follow from each other. A last line that was torn off by a crash is cut, and a record says so;
// so does one of each call that was under way then: nobody knows what came of it.
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
	for range 100 {
		file, err := openOrCreate(path)
		if err != nil {
			return nil, fmt.Errorf("audit log %s: %w", path, err)
		}
		l, err := open(file, path, opts)
		if err == nil {
			return l, nil
		}
		file.Close()
		if !errors.Is(err, errRotated) {
			return nil, err
		}
	}
	return nil, fmt.Errorf("audit log %s: %w: stop that one, or give this one its own audit.path", path, ErrTaken)
}

// ErrTaken is why a log cannot be opened that somebody else has open.
var ErrTaken = errors.New("another process writes to it")

// InUse says whether somebody has the log at path open. A log that is not there, or cannot be opened for another reason, is not.
func InUse(path string) bool {
	file, err := os.OpenFile(path, os.O_RDWR, 0)
	if err != nil {
		return false
	}
	defer file.Close()
	return lock(file) != nil
}

// errRotated says that the file got its successor while it was opened.
var errRotated = errors.New("it was rotated")

func open(file *os.File, path string, opts Options) (*Log, error) {
	if err := lock(file); err != nil {
		return nil, fmt.Errorf("audit log %s: %w (%w): stop that one, or give this one its own audit.path", path, ErrTaken, err)
	}
	info, err := file.Stat()
	if err != nil {
		return nil, fmt.Errorf("audit log %s: %w", path, err)
	}
	if now, err := os.Lstat(path); err != nil || !os.SameFile(now, info) {
		return nil, fmt.Errorf("audit log %s: %w", path, errRotated)
	}
	if err := undoSwap(path, info); err != nil {
		return nil, fmt.Errorf("audit log %s: %w", path, err)
	}
	l := &Log{
		path: path, opts: opts, disk: realDisk(),
		turn: make(chan struct{}, 1), closing: make(chan struct{}), calls: map[string]struct{}{},
		file: file, info: info,
	}
	if opts.Now == nil {
		l.opts.Now = time.Now
	}
	if opts.Synced != nil {
		l.disk.sync = timed(l.disk.sync, opts.Synced)
	}
	torn, err := l.readEnd()
	if err != nil {
		return nil, fmt.Errorf("audit log %s: %w; move the file aside, with the older ones and the .checkpoints beside it, and keep it as evidence: a new log is started in its place", path, err)
	}
	key, made, err := loadOrMakeKey(path + ".key")
	if err != nil {
		return nil, fmt.Errorf("audit key %s.key: %w", path, err)
	}
	l.key = key
	if l.notary, err = openNotary(l, opts); err != nil {
		return nil, err
	}
	l.synced = l.end
	gone, err := l.unwitnessed()
	if err == nil {
		err = l.takeUp(torn, made && l.seq > 0, gone)
	}
	if err != nil {
		return nil, errors.Join(err, l.notary.close())
	}
	l.pack()
	return l, nil
}

// takeUp puts in order what a crash left.
func (l *Log) takeUp(torn []byte, newKey, unwitnessed bool) error {
	if err := l.repair(torn, newKey, unwitnessed); err != nil {
		return err
	}
	if err := l.settleCalls(); err != nil {
		return err
	}
	if err := l.tidy(); err != nil {
		return fmt.Errorf("audit log %s: %w", l.path, err)
	}
	return nil
}

func realDisk() disk {
	return disk{
		write:      (*os.File).Write,
		sync:       (*os.File).Sync,
		cut:        truncate,
		free:       free,
		syncFolder: func(path string) error { return syncFolder(filepath.Dir(path)) },
	}
}

// timed tells how long each sync took.
func timed(sync func(*os.File) error, synced func(time.Duration)) func(*os.File) error {
	return func(f *os.File) error {
		start := time.Now()
		defer func() { synced(time.Since(start)) }()
		return sync(f)
	}
}

// readEnd finds out where the log ends, and what stands behind it.
func (l *Log) readEnd() (torn []byte, err error) {
	tail, err := readTail(io.NewSectionReader(l.file, 0, l.info.Size()))
	if err != nil {
		return nil, err
	}
	begin, err := firstLink(l.file)
	if err != nil {
		return nil, err
	}
	if err := l.join(begin); err != nil {
		return nil, err
	}
	l.end, l.synced, l.first, l.began, l.newest = tail.end, tail.end, max(begin.seq, 1), timeIn(begin.time), tail.newest
	if l.seq == 0 {
		l.began = l.opts.Now()
	}
	return tail.torn, nil
}

// settleCalls writes an outcome for each call that was under way when the log was left.
func (l *Log) settleCalls() error {
	calls, err := unsettled(l.back())
	if err != nil {
		return fmt.Errorf("audit log %s: calls that were under way when it was left cannot be found: %w", l.path, err)
	}
	if len(calls) == 0 {
		return nil
	}
	batch := make([]*entry, len(calls))
	for i, r := range calls {
		batch[len(calls)-1-i] = l.newEntry(unknownOutcome(r))
	}
	l.turn <- struct{}{}
	defer func() { <-l.turn }()
	l.commit(batch)
	return errors.Join(batch[0].err, batch[len(batch)-1].err)
}

// repair cuts a torn last line, and records what was not as it should be.
func (l *Log) repair(torn []byte, newKey, unwitnessed bool) error {
	if len(torn) > 0 {
		if err := truncate(l.file, l.size); err != nil {
			return fmt.Errorf("audit log %s: its torn last line could not be cut off: %w", l.path, err)
		}
		cut := Record{Kind: LogRecovered, Outcome: &Outcome{Bytes: int64(len(torn)), SHA256: hash(torn)}}
		if _, err := l.Append(cut); err != nil {
			return err
		}
	}
	if unwitnessed {
		gone := Record{Kind: LogRecovered, Message: "The checkpoints of this log were missing, and new ones begin here: whether records before this one were cut off or rewritten shows only against checkpoints that others have."}
		if _, err := l.Append(gone); err != nil {
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
	if err := neverBegun(path); err != nil {
		return nil, err
	}
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
	if err := fit(before); err != nil && !halfSwapped(path, before) {
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

// Newest is when the last record was written that the log had before it was opened, by the clock of then; zero when there was none.
func (l *Log) Newest() time.Time { return l.newest }
