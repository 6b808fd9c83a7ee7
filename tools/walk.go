package tools

import (
	"bytes"
	"iter"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
)

// Members ranges over a JSON object's members in order. raw has been parsed
// before: what is not an object, or breaks off, ends the range. Values are parts
// of raw, and not copied.
func Members(raw jsontext.Value) iter.Seq2[string, jsontext.Value] {
	return func(yield func(string, jsontext.Value) bool) {
		r := readerOf(raw, namesTwice)
		defer readers.Put(r)
		d := &r.decoder
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
		r := readerOf(raw, nil)
		defer readers.Put(r)
		d := &r.decoder
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

// A reader reads JSON where it lies. A call takes many of them, one within the
// other.
type reader struct {
	decoder jsontext.Decoder
	from    bytes.Buffer // which a decoder takes its bytes from without a copy
}

var (
	readers    = sync.Pool{New: func() any { return new(reader) }}
	namesTwice = []jsontext.Options{jsontext.AllowDuplicateNames(true)}
)

func readerOf(raw jsontext.Value, options []jsontext.Options) *reader {
	r := readers.Get().(*reader)
	r.from = *bytes.NewBuffer(raw)
	r.decoder.Reset(&r.from, options...)
	return r
}
