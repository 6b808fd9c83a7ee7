package audit

import (
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
)

// ready puts right what stands in the way of the next record, or says why nothing can be written.
func (l *Log) ready() error {
	if l.closed {
		return l.sealed(errors.New("it was closed"))
	}
	if err := l.stillOurs(); err != nil {
		l.lost = err
		return l.sealed(err)
	}
	if l.lost != nil {
		if err := l.sameTail(); err != nil {
			return l.sealed(err)
		}
		l.lost = nil
	}
	switch {
	case l.suspect != nil:
		return l.renew(nil, l.suspect)
	case l.dirty:
		if err := l.cut(); err != nil {
			return l.unavailable(err)
		}
	}
	return nil
}

// sealed is the answer while somebody must look: what stands in the file cannot be vouched for.
func (l *Log) sealed(err error) error { return &Unavailable{Path: l.path, Sealed: true, Err: err} }

// stillOurs finds out whether somebody moved, replaced, cut or wrote the file since the last record.
func (l *Log) stillOurs() error {
	info, err := os.Lstat(l.path)
	switch {
	case errors.Is(err, os.ErrNotExist):
		return errors.New("the file was deleted or moved away while it was in use")
	case err != nil:
		return err
	case !os.SameFile(info, l.info):
		return errors.New("another file was put in its place while it was in use")
	case info.Size() < l.size:
		return fmt.Errorf("the file was cut from %d to %d bytes while it was in use", l.size, info.Size())
	case info.Size() > l.size && !l.dirty:
		return fmt.Errorf("something else wrote %d bytes to the file while it was in use", info.Size()-l.size)
	}
	return nil
}

// sameTail holds a file that was out of our hands, and stands where it stood, against the last record.
func (l *Log) sameTail() error {
	if l.seq == 0 {
		return nil
	}
	tail, err := readTail(io.NewSectionReader(l.file, 0, l.size))
	if err == nil && (tail.seq != l.seq || tail.hash != l.hash) {
		err = errors.New("the file does not end in the record that was written last")
	}
	return err
}

// Free is how many bytes the disk of the log at path has left for this user.
func Free(path string) (int64, error) { return free(filepath.Dir(path)) }

// lowOnSpace says that the disk has less left than is kept for outcomes.
func (l *Log) lowOnSpace() error {
	if l.opts.MinFree <= 0 {
		return nil
	}
	free, err := l.disk.free(filepath.Dir(l.path))
	if err != nil || free >= l.opts.MinFree { // where it cannot be told, the write itself will
		return nil
	}
	return l.unavailable(fmt.Errorf("its disk has %d bytes left, and audit.min_free keeps %d for the outcomes of calls under way%s", free, l.opts.MinFree, l.couldGo()))
}

// couldGo tells of the log's own full files, which a person may move away.
func (l *Log) couldGo() string {
	older, err := Segments(l.path)
	if err != nil || len(older) == 0 {
		return ""
	}
	return fmt.Sprintf("; of the %d full files of this log beside it, the oldest may be moved elsewhere", len(older))
}
