package audit

import (
	"errors"

	"github.com/go-json-experiment/json"
)

// Why a line is no record.
var (
	errNoRecord  = errors.New("it is no audit record")
	errNoVersion = errors.New("it is no audit record of version 1")
)

// parse reads a line as a record. It alone says what a record is: whoever verifies, searches, follows, exports or indexes a log asks here, or [linkOf], which judges alike.
func parse(line []byte) (Record, error) {
	var r Record
	if asWritten(line, &r) {
		return r, nil
	}
	r = Record{}
	if err := json.Unmarshal(line, &r); err != nil {
		return Record{}, errNoRecord
	}
	if r.V != 1 {
		return Record{}, errNoVersion
	}
	return r, nil
}

// link is what holds a record in its place, as slices of its line where that is as this package writes it.
type link struct {
	seq              uint64
	time, kind, call []byte
	prev             []byte
	tree             *Tree
}

// linkOf is parse for who needs no more of a record than that: several times as fast.
func linkOf(line []byte) (link, error) {
	if l, ok := quickLink(line); ok && string(l.kind) != string(LogRotated) && asWritten(line, nil) {
		return l, nil
	}
	r, err := parse(line)
	if err != nil {
		return link{}, err
	}
	return link{r.Seq, []byte(r.Time.UTC().Format(timeForm)), []byte(r.Kind), []byte(r.Call), []byte(r.Prev), r.Tree}, nil
}

// beginsFile holds for the record with which a file goes on where another one ended.
func (l link) beginsFile() bool { return string(l.kind) == string(LogRotated) && l.seq > 1 }
