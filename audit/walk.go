package audit

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"
)

// walk reads the files of a log one after the other, the oldest first. A server
// may rotate and compress them meanwhile: none is left out, and none is read twice.
type walk struct {
	path string
	at   Segment       // the file that is read
	in   io.ReadCloser // nil before the first
	last uint64        // the first record of at, as far as it is known
	info fs.FileInfo   // of at, while it is the newest
	full bool          // nothing is written to at any more
}

// advance goes on to the next file; io.EOF says that there is none.
func (w *walk) advance() error {
	if w.in != nil && !w.full {
		return io.EOF
	}
	for range 100 { // each time, somebody rotated or compressed in between
		next, err := w.next()
		if err != nil {
			return err
		}
		in, err := next.Open()
		if errors.Is(err, fs.ErrNotExist) && next.First > 0 {
			continue
		}
		if err != nil {
			return err
		}
		if next.First == 0 {
			found, err := w.newest(in)
			if err != nil || !found {
				in.Close()
				if err != nil {
					return err
				}
				continue
			}
		} else {
			w.last, w.full = next.First, true
		}
		w.Close()
		w.at, w.in = next, in
		return nil
	}
	return fmt.Errorf("the files of %s change too fast to be read", w.path)
}

// next is the oldest file that was not read yet.
func (w *walk) next() (Segment, error) {
	all, err := Segments(w.path)
	if err != nil {
		return Segment{}, err
	}
	for _, s := range all {
		if s.First > w.last {
			return s, nil
		}
	}
	return Segment{Path: w.path, Gzip: strings.HasSuffix(w.path, ".gz")}, nil
}

// newest takes in as the newest file, unless it got its successor while it was opened.
func (w *walk) newest(in io.Reader) (bool, error) {
	if next, err := w.next(); err != nil || next.First != 0 {
		return false, err
	}
	file, ok := in.(*os.File)
	if !ok { // somebody named a compressed file
		w.full = false
		return true, nil
	}
	info, err := file.Stat()
	if err != nil {
		return false, err
	}
	first := firstSeq(file)
	if w.last > 0 && first > 0 && first <= w.last {
		return false, w.again(info, first)
	}
	w.info = info
	w.last, w.full = max(w.last, first), false
	return true, nil
}

// again says what it means that the newest file begins no later than the one before it: that they are the same, in the
// middle of a rotation, and there is no more (io.EOF); that it was rotated since (nil); or that it is not of this log.
func (w *walk) again(newest fs.FileInfo, first uint64) error {
	if full, err := os.Lstat(segmentPath(w.path, first)); err == nil && os.SameFile(full, newest) {
		return io.EOF
	}
	if now, err := os.Lstat(w.path); err == nil && !os.SameFile(now, newest) {
		return nil
	}
	return fmt.Errorf("another file was put in the place of %s while it was read", w.path)
}

// Read reads all files as if they were one.
func (w *walk) Read(p []byte) (int, error) {
	for {
		n, err := w.readFile(p)
		switch {
		case n > 0 && err == io.EOF:
			return n, nil
		case err != io.EOF:
			return n, err
		}
		if err := w.advance(); err != nil {
			return 0, err
		}
	}
}

// readFile reads the file that is open, up to its end. Of the newest file this
// is where it ends for now; one that was rotated meanwhile is read to its last record.
func (w *walk) readFile(p []byte) (int, error) {
	if w.in == nil {
		return 0, io.EOF
	}
	n, err := w.in.Read(p)
	if n == 0 && err == io.EOF && !w.full && w.info != nil {
		now, gone := os.Lstat(w.path)
		if gone == nil && os.SameFile(now, w.info) {
			return 0, io.EOF
		}
		w.full = true
		if file, ok := w.in.(*os.File); ok { // it may have been empty when it was opened
			w.last = max(w.last, firstSeq(file))
		}
		return w.in.Read(p)
	}
	return n, err
}

func (w *walk) Close() error {
	if w.in == nil {
		return nil
	}
	return w.in.Close()
}

// firstSeq is the number of the first record in a file, 0 when it has none.
func firstSeq(file io.ReaderAt) (seq uint64) {
	begin := make([]byte, 64)
	n, _ := file.ReadAt(begin, 0)
	if _, err := fmt.Sscanf(string(begin[:n]), `{"v":1,"seq":%d,`, &seq); err != nil {
		return 0
	}
	return seq
}
