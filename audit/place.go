package audit

import (
	"errors"
	"fmt"
	"io"
	"iter"
	"os"
)

// Place is where a line stands in a log, over all its files. It stays true when a file is rotated or compressed. The zero Place is the beginning.
type Place struct {
	First  uint64 // the number of the first record in the line's file
	Offset int64  // of the line's first byte in that file, counted decompressed
}

// Place is where the line stands; Next is where the one after it does.
func (l Line) Place() Place { return Place{l.First, l.Offset} }
func (l Line) Next() Place  { return Place{l.First, l.Offset + int64(len(l.Text)) + 1} }

// ErrGone is returned for a place whose file is not there any more, or is another one.
var ErrGone = errors.New("the file of that place is gone")

// startAt opens the file that a place is in.
func (w *walk) startAt(p Place) error {
	if p.First > 0 {
		w.last = p.First - 1
	}
	if err := w.advance(); err != nil {
		return err
	}
	if p.First > 0 && w.last != p.First {
		return ErrGone
	}
	if file, ok := w.in.(*os.File); ok {
		info, err := file.Stat()
		if err == nil && info.Size() < p.Offset {
			return ErrGone
		}
		_, err = file.Seek(p.Offset, io.SeekStart)
		return err
	}
	if p.Offset == 0 {
		return nil
	}
	in, err := w.at.OpenAt(p.Offset)
	if err == nil {
		w.in.Close()
		w.in = in
	}
	return err
}

// LinesFrom is Lines from a place on; its lines are numbered from 1 again. The error may be ErrGone.
func LinesFrom(path string, p Place) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		w := &walk{path: path}
		defer func() { w.Close() }()
		at := Line{}
		err := w.startAt(p)
		for offset := p.Offset; err == nil; offset = 0 {
			if !at.through(w, offset, yield) {
				return
			}
			err = w.advance()
		}
		if err != io.EOF {
			yield(at, fmt.Errorf("audit log: %w", err))
		}
	}
}

// OpenAt opens the file that a place is in, there. It ends where the file does. The error may be ErrGone.
func OpenAt(path string, p Place) (io.ReadCloser, error) {
	w := &walk{path: path}
	if err := w.startAt(p); err != nil {
		w.Close()
		return nil, fmt.Errorf("audit log: %w", err)
	}
	return w.in, nil
}
