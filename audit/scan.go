package audit

import (
	"errors"
	"fmt"
	"iter"

	"github.com/go-json-experiment/json"
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

// Entries ranges over those lines that are records which q wants. A [NoRecord] error does not end it, every other one does;
// a last line without an end is one that is being written, or was torn by a crash, and is passed over.
func Entries(lines iter.Seq2[Line, error], q Query) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		for line, err := range lines {
			if errors.Is(err, errTorn) {
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
	entry := Entry{Line: line.Text}
	if err := json.Unmarshal(line.Text, &entry.Record); err != nil || entry.Record.V != 1 {
		return entry, &NoRecord{line.Number}
	}
	return entry, nil
}
