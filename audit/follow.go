package audit

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"os"
	"time"
)

// Follow ranges over the lines of the log at path from a place on, and over those that are written later, until ctx ends: it looks every so often.
// It goes on over rotation; a log that was cut, or replaced by another one, ends it with an error.
func Follow(ctx context.Context, path string, p Place, every time.Duration) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		f := follower{walk: walk{path: path}, buf: make([]byte, 64<<10)}
		defer func() { f.walk.Close() }()
		if err := f.walk.startAt(p); err != nil {
			yield(Line{}, fmt.Errorf("audit log: %w", err))
			return
		}
		f.line.Offset, f.read = p.Offset, p.Offset
		ticks := time.NewTicker(every)
		defer ticks.Stop()
		for ctx.Err() == nil {
			more, err := f.more()
			if err != nil {
				yield(f.line, fmt.Errorf("audit log: %w", err))
				return
			}
			if !f.lines(yield) {
				return
			}
			if more {
				continue
			}
			select {
			case <-ticks.C:
			case <-ctx.Done():
			}
		}
	}
}

// follower reads what is there, and keeps the beginning of a line whose end is not.
type follower struct {
	walk walk
	line Line
	rest []byte
	buf  []byte
	read int64 // bytes of the file that is open
}

// more reads on, and says whether there may be more at once.
func (f *follower) more() (bool, error) {
	n, err := f.walk.readFile(f.buf)
	f.rest, f.read = append(f.rest, f.buf[:n]...), f.read+int64(n)
	switch {
	case n > 0:
		return true, nil
	case err != io.EOF:
		return false, err
	case !f.walk.full:
		return false, f.wasCut()
	case len(f.rest) > 0:
		return false, errors.New("the file that was rotated does not end in a whole line: see `jumpgate audit verify`")
	}
	err = f.walk.advance()
	if err == io.EOF || errors.Is(err, fs.ErrNotExist) { // the new file is not there yet
		return false, nil
	}
	f.line.Offset, f.read = 0, 0
	return err == nil, err
}

// wasCut says that the file became shorter than what was read of it.
func (f *follower) wasCut() error {
	file, ok := f.walk.in.(*os.File)
	if !ok {
		return nil
	}
	info, err := file.Stat()
	if err == nil && info.Size() < f.read {
		err = fmt.Errorf("%s was cut from %d to %d bytes while it was read: see `jumpgate audit verify`", f.walk.path, f.read, info.Size())
	}
	return err
}

// lines ranges over the whole lines that were read.
func (f *follower) lines(yield func(Line, error) bool) bool {
	for {
		end := bytes.IndexByte(f.rest, '\n')
		if end < 0 {
			if len(f.rest) > 2*maxLine {
				yield(f.line, fmt.Errorf("audit log: a line is longer than any record: see `jumpgate audit verify`"))
				return false
			}
			return true
		}
		if f.line.Offset == 0 { // the file may have been empty when it was opened
			if first, err := linkOf(f.rest[:end]); err == nil {
				f.walk.last = max(f.walk.last, first.seq)
			}
		}
		f.line.Text, f.line.File, f.line.First = f.rest[:end], f.walk.at, f.walk.last
		f.line.Number++
		if !yield(f.line, nil) {
			return false
		}
		f.line.Offset += int64(end) + 1
		f.rest = f.rest[end+1:]
	}
}
