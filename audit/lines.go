package audit

import (
	"bufio"
	"fmt"
	"io"
	"iter"
)

// Line is one line of a log, and where it stands.
type Line struct {
	Text   []byte // without its newline; good until the next line is read
	File   Segment
	First  uint64 // the number of the file's first record
	Offset int64  // of its first byte in the file, counted decompressed; see Segment.OpenAt
	Number int    // from 1, over all files
}

// Lines ranges over the lines of the log at path: of the files that are full,
// the oldest first, and of the newest up to where it ends now. A running server
// may rotate and compress meanwhile. The error that ends it comes with the place
// of the line that could not be read; one that has no newline is such a line.
// At the end of a full file such a line was cut: it comes with a *NoRecord, which
// does not end it.
func Lines(path string) iter.Seq2[Line, error] {
	return LinesFrom(path, Place{})
}

// through ranges over the lines of one file from an offset on, and says whether
// to go on.
func (l *Line) through(w *walk, offset int64, yield func(Line, error) bool) bool {
	l.File, l.First, l.Offset = w.at, w.last, offset
	lines := bufio.NewReaderSize(readerFunc(w.readFile), 2*maxLine)
	for {
		text, err := nextLine(lines)
		if err == io.EOF {
			return true
		}
		l.Number++
		l.Text = text
		if err == errTorn && w.full { // nobody writes to it any more: it was cut, and what comes after it stands
			return yield(*l, &NoRecord{l.Number})
		}
		if err != nil {
			yield(*l, fmt.Errorf("audit log: line %d: %w", l.Number, err))
			return false
		}
		if !yield(*l, nil) {
			return false
		}
		l.Offset += int64(len(text)) + 1
	}
}

type readerFunc func(p []byte) (int, error)

func (f readerFunc) Read(p []byte) (int, error) { return f(p) }
