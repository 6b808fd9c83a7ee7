package audit

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
)

// Entry is a record, and the line that it was read from.
type Entry struct {
	Record Record
	Line   []byte // without its newline; good until the next entry is read
}

// NoRecord is the error for a line that is no audit record.
type NoRecord struct{ Number int }

func (n *NoRecord) Error() string {
	return fmt.Sprintf("audit log: line %d is no audit record", n.Number)
}

// Errors of reading lines: a last line that has no end, since it is being written or was torn by a crash; and a reader who was told to stop.
var (
	ErrTorn    = errTorn
	ErrStopped = errors.New("it was stopped before the end of the audit log")
)

// Until ranges over lines until ctx ends, and then ends with ErrStopped.
func Until(ctx context.Context, lines iter.Seq2[Line, error]) iter.Seq2[Line, error] {
	return func(yield func(Line, error) bool) {
		for line, err := range lines {
			if ctx.Err() != nil {
				yield(line, ErrStopped)
				return
			}
			if !yield(line, err) {
				return
			}
		}
	}
}

// Entries ranges over those lines that are records which q wants. A [NoRecord] error does not end it, every other one does;
// a last line without an end is one that is being written, or was torn by a crash, and is passed over.
func Entries(lines iter.Seq2[Line, error], q Query) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for line, err := range lines {
			if errors.Is(err, ErrTorn) {
				return
			}
			var entry Entry
			if err == nil {
				entry, err = Parse(line)
			}
			if (err != nil || q.Matches(entry.Record)) && !yield(entry, err) {
				return
			}
		}
	}
}

// Parse reads a line as a record. The error is a *NoRecord.
func Parse(line Line) (Entry, error) {
	r, err := parse(line.Text)
	if err != nil {
		err = &NoRecord{line.Number}
	}
	return Entry{r, line.Text}, err
}

// Newest ranges over the last n entries; over all of them when n is 0. Errors pass at once.
func Newest(n int, entries iter.Seq2[Entry, error]) iter.Seq2[Entry, error] {
	if n == 0 {
		return entries
	}
	return func(yield func(Entry, error) bool) {
		var kept []Entry
		at := 0
		for e, err := range entries {
			if err != nil {
				if !yield(e, err) {
					return
				}
				continue
			}
			e.Line = slices.Clone(e.Line)
			if len(kept) < n {
				kept = append(kept, e)
				continue
			}
			kept[at] = e
			at = (at + 1) % n
		}
		for i := range kept {
			if !yield(kept[(at+i)%len(kept)], nil) {
				return
			}
		}
	}
}
