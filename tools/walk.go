package tools

import (
	"bytes"
	"iter"

	"github.com/go-json-experiment/json/jsontext"
)

// members ranges over a JSON object's members in order. raw has been parsed
// before: what is not an object, or breaks off, ends the range.
func members(raw jsontext.Value) iter.Seq2[string, jsontext.Value] {
	return func(yield func(string, jsontext.Value) bool) {
		d := jsontext.NewDecoder(bytes.NewReader(raw), jsontext.AllowDuplicateNames(true))
		if open, err := d.ReadToken(); err != nil || open.Kind() != '{' {
			return
		}
		for d.PeekKind() == '"' {
			name, err := d.ReadToken()
			if err != nil {
				return
			}
			key := name.String()
			value, err := d.ReadValue()
			if err != nil || !yield(key, value) {
				return
			}
		}
	}
}

// elements ranges over a JSON array's elements in order.
func elements(raw jsontext.Value) iter.Seq[jsontext.Value] {
	return func(yield func(jsontext.Value) bool) {
		d := jsontext.NewDecoder(bytes.NewReader(raw))
		if open, err := d.ReadToken(); err != nil || open.Kind() != '[' {
			return
		}
		for k := d.PeekKind(); k != ']' && k != 0; k = d.PeekKind() {
			value, err := d.ReadValue()
			if err != nil || !yield(value) {
				return
			}
		}
	}
}
