package index

import (
	"errors"
	"io"
	"slices"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// hits reads lines of a chunk from the log, and gives those that the query wants. What has no record there that the terms
// hold for was indexed from another log.
func (s *search) hits(i int, c *chunk, lines []uint16, yield func(audit.Entry, error) bool) error {
	if len(lines) == 0 {
		return nil
	}
	broken := c.having(termOf(noRecord, ""))
	isBroken := func(line uint16) bool { _, found := slices.BinarySearch(broken, line); return found }
	r := lineReader{log: s.index.log}
	defer r.close()
	indexed := s.query // without what the index does not tell to the letter
	indexed.Text, indexed.Since, indexed.Until = "", time.Time{}, time.Time{}
	k := 0
	for at, length := range c.places(lines) {
		line := lines[k]
		if k++; k%256 == 0 && s.ctx.Err() != nil {
			return audit.ErrStopped
		}
		text, err := r.read(at, length)
		if errors.Is(err, audit.ErrGone) {
			return nil // a person moved that file away, and a reader of the log does not find it either
		}
		if err != nil {
			return s.stale(i)
		}
		e, err := audit.Parse(audit.Line{Text: text, First: at.First, Offset: at.Offset})
		switch {
		case err != nil && isBroken(line):
		case err != nil || isBroken(line) || !indexed.Matches(e.Record):
			return s.stale(i)
		case !s.query.Matches(e.Record):
			continue
		}
		if !yield(e, err) {
			return errEnough
		}
	}
	return nil
}

// lineReader reads lines of one file, each further on than the one before.
type lineReader struct {
	log string
	in  io.ReadCloser
	at  audit.Place // where in stands, if it must be read in order
	buf []byte
}

// far is so far ahead in a compressed file that looking for the place is faster than reading up to it.
const far = 1 << 20

func (r *lineReader) read(at audit.Place, length int) ([]byte, error) {
	if r.in == nil || at.First != r.at.First || r.inOrder() && (at.Offset < r.at.Offset || at.Offset > r.at.Offset+far) {
		r.close()
		in, err := audit.OpenAt(r.log, at)
		if err != nil {
			return nil, err
		}
		r.in, r.at = in, at
	}
	if cap(r.buf) < length+1 {
		r.buf = make([]byte, 2*length+1)
	}
	line := r.buf[:length+1]
	if file, ok := r.in.(io.ReaderAt); ok {
		if _, err := file.ReadAt(line, at.Offset); err != nil {
			return nil, err
		}
	} else {
		if _, err := io.CopyN(io.Discard, r.in, at.Offset-r.at.Offset); err != nil {
			return nil, err
		}
		if _, err := io.ReadFull(r.in, line); err != nil {
			return nil, err
		}
		r.at.Offset = at.Offset + int64(len(line))
	}
	if line[length] != '\n' {
		return nil, errStale
	}
	return line[:length], nil
}

func (r *lineReader) inOrder() bool {
	_, random := r.in.(io.ReaderAt)
	return !random
}

func (r *lineReader) close() {
	if r.in != nil {
		r.in.Close()
	}
}
