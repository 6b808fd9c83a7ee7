package audit

import (
	"fmt"
	"iter"
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Read ranges over the records of the log at path, in order and over all its
// files, up to the first line that is none. Whether they are as they were
// written is for [Verify].
func Read(path string) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for line, err := range Lines(path) {
			var r Record
			if err == nil {
				if r, err = parse(line.Text); err != nil {
					err = fmt.Errorf("audit log: line %d: %w", line.Number, err)
				}
			}
			if !yield(r, err) || err != nil {
				return
			}
		}
	}
}

// cut is the end of a string that was too long for a record.
var cut = regexp.MustCompile(`… \[cut: \d+ bytes, sha256 [0-9a-f]{64}\]$`)

// Lacks names the arguments of a call that its record does not hold as they
// were: what was hidden, and what was too long. all is true when it holds
// none: they were too large, or could not be read.
func (r Record) Lacks() (names []string, all bool) {
	if r.What == nil || len(r.What.Args) == 0 {
		return nil, true
	}
	var args map[string]jsontext.Value
	if json.Unmarshal(r.What.Args, &args) != nil || args["[cut]"] != nil {
		return nil, true
	}
	for _, pointer := range r.Erased {
		for name := range jsontext.Pointer(pointer).Tokens() {
			names = append(names, name)
			break // what stands deeper is a part of the argument
		}
	}
	for name, value := range args {
		if holdsCut(value) {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return slices.Compact(names), false
}

// holdsCut says whether a value is, or has in it, a string that was cut.
func holdsCut(v jsontext.Value) bool {
	d := jsontext.NewDecoder(strings.NewReader(string(v)))
	for {
		token, err := d.ReadToken()
		if err != nil {
			return false
		}
		if token.Kind() == '"' && cut.MatchString(token.String()) {
			return true
		}
	}
}
