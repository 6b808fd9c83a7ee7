package audit

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"time"
)

// nextPath is where a new file is made before it becomes the newest: what stands there was never acknowledged.
func nextPath(log string) string { return log + ".next" }

// rotateWhenFull lets the log go on in a new file when this one is large or old enough. An error leaves it in the same file.
func (l *Log) rotateWhenFull() error {
	why := l.full()
	if why == "" {
		return nil
	}
	err := l.flush()
	if err == nil {
		err = l.goOn(l.end, nil, why)
	}
	if err != nil {
		l.patient = l.size + 1<<20
	}
	return err
}

// full says why the file takes no more records; "" when it does.
func (l *Log) full() string {
	if l.seq <= l.first || l.size < l.patient { // nothing stands in it but its beginning
		return ""
	}
	switch age := l.opts.Now().Sub(l.began); {
	case l.opts.RotateSize > 0 && l.size >= l.opts.RotateSize:
		return fmt.Sprintf("the file before it has %d bytes", l.size)
	case l.opts.RotateAge > 0 && age >= l.opts.RotateAge:
		return fmt.Sprintf("the file before it is %v old", age.Round(time.Second))
	}
	return ""
}

// renew leaves a file whose sync failed: the system may have dropped what it could not write, and call the next sync a success.
// What was synced before stands. What came later, and a batch, are written to a new file.
func (l *Log) renew(batch []*entry, cause error) error {
	l.suspect, l.dirty = cause, true
	again := append(l.later[:len(l.later):len(l.later)], batch...)
	why := fmt.Sprintf("a sync of the file before it failed (%v)", cause)
	if n := len(l.later); n > 0 {
		why += fmt.Sprintf(", so its last %d records, of reads, are written again", n)
	}
	if err := l.goOn(l.synced, again, why); err != nil {
		return l.unavailable(fmt.Errorf("%w; going on in a new file failed too: %w", cause, err))
	}
	l.suspect, l.dirty = nil, false
	if l.unnamed {
		return l.unavailable(cause)
	}
	return nil
}

// goOn makes a new file that goes on after a place of this one, with a batch, and leaves this one. Until the new file has its name, an error changes nothing.
func (l *Log) goOn(at end, batch []*entry, why string) error {
	next := nextPath(l.path)
	if err := os.Remove(next); err != nil && !errors.Is(err, fs.ErrNotExist) { // left by an attempt that was cut short
		return err
	}
	file, err := os.OpenFile(next, os.O_RDWR|os.O_APPEND|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	end, err := l.fill(file, at, batch, why)
	if err != nil {
		return errors.Join(err, file.Close(), os.Remove(next))
	}
	info, err := file.Stat()
	if err != nil {
		return errors.Join(err, file.Close(), os.Remove(next))
	}
	full := ""
	if at.seq > 0 { // else nothing that counts stands in it
		full = segmentPath(l.path, l.first)
	}
	if file, err = l.exchange(file, next, full); err != nil {
		return errors.Join(err, os.Remove(next))
	}
	l.unnamed = true
	l.file, l.info, l.first, l.began, l.patient, l.end = file, info, at.seq+1, l.opts.Now(), 0, end
	l.isSynced()
	l.unnamed = l.disk.syncFolder(l.path) != nil
	l.notary.reached(l.tree, true)
	if full != "" {
		if err := l.leave(full, at.size); err != nil {
			l.report(fmt.Errorf("audit log: %s is full, but could not be made one that is only read: %w", full, err))
		}
		l.pack()
	}
	return nil
}

// swap gives the newest file the name full, and the one at next the name path. Path is never without a file.
func swap(path, full, next string) error {
	if full != "" {
		if err := os.Link(path, full); err != nil && !sameFile(path, full) {
			return err
		}
	}
	if err := os.Rename(next, path); err != nil {
		if full != "" {
			err = errors.Join(err, os.Remove(full))
		}
		return err
	}
	return nil
}

func sameFile(a, b string) bool {
	infoA, errA := os.Lstat(a)
	infoB, errB := os.Lstat(b)
	return errA == nil && errB == nil && os.SameFile(infoA, infoB)
}

// fill writes the first records of a new file, and has them on disk.
func (l *Log) fill(file *os.File, at end, batch []*entry, why string) (end, error) {
	if err := lock(file); err != nil {
		return end{}, err
	}
	if at.seq > 0 {
		batch = append([]*entry{{record: l.prepare(l.rotated(at, why))}}, batch...)
	}
	at.size = 0
	lines, at := l.encode(batch, at)
	if _, err := l.disk.write(file, lines); err != nil {
		return end{}, err
	}
	return at, l.disk.sync(file)
}

// rotated is the record with which a file begins.
func (l *Log) rotated(at end, why string) Record {
	return Record{Kind: LogRotated, Decision: &Decision{Reason: why}, Outcome: &Outcome{Bytes: at.size},
		What: &What{Targets: []Target{{Kind: "file", ID: filepath.Base(segmentPath(l.path, l.first)), Name: fmt.Sprintf("records %d to %d", l.first, at.seq)}}}}
}

// leave makes a file one that is only read. Nothing in it counts behind size.
func (l *Log) leave(full string, size int64) error {
	file, err := openSafely(full, os.O_RDWR)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err == nil && info.Size() > size {
		err = errors.Join(l.disk.cut(file, size), l.disk.sync(file))
	}
	return errors.Join(err, os.Chmod(full, 0o400))
}
