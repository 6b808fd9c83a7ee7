package jcclient

import (
	"bytes"
	"fmt"
	"strconv"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// An ID names an object: 24 lower-case hexadecimal digits.
type ID string

// Valid says whether the ID has the form of one.
func (id ID) Valid() bool {
	if len(id) != 24 {
		return false
	}
	for i := range len(id) {
		if c := id[i]; (c < '0' || c > '9') && (c < 'a' || c > 'f') {
			return false
		}
	}
	return true
}

func (id ID) problem() string {
	if id.Valid() {
		return ""
	}
	return fmt.Sprintf("%.40q is no id: an id has 24 digits of 0-9 a-f", string(id))
}

// An OpaqueID names an object of a service that has ids of its own, such as
// UUIDs, numbers, or Google's. JumpCloud publishes no form of it: it is taken
// when it can stand in a path as it is.
type OpaqueID string

// Valid says whether the OpaqueID can be one.
func (id OpaqueID) Valid() bool { return pathSafe(string(id)) }

func (id OpaqueID) problem() string {
	if id.Valid() {
		return ""
	}
	return fmt.Sprintf("%.40q is no id: it may have letters, digits, - and _, 128 at most", string(id))
}

// IDOrNull is an ID, or the word null for no object.
type IDOrNull string

func (v IDOrNull) problem() string {
	if v == "null" || ID(v).Valid() {
		return ""
	}
	return "is neither an id (24 digits of 0-9 a-f) nor the word null"
}

// A Time is a moment as JumpCloud wrote it. Where its text is no RFC 3339 time
// (empty, null, or some other form), Time is zero and Raw has the text.
type Time struct {
	time.Time
	Raw string
}

// IsZero says that there is no time, not even one that could not be read.
func (t Time) IsZero() bool { return t.Raw == "" && t.Time.IsZero() }

func (t Time) String() string {
	if t.Raw == "" && !t.Time.IsZero() {
		return t.Time.Format(time.RFC3339Nano)
	}
	return t.Raw
}

func (t Time) problem() string {
	if !t.Time.IsZero() {
		return ""
	}
	return fmt.Sprintf("%.40q is no time: write it like 2026-08-20T09:00:00Z", t.Raw)
}

// MarshalJSON writes the text as it was read; null for no time.
func (t Time) MarshalJSON() ([]byte, error) {
	if t.IsZero() {
		return []byte("null"), nil
	}
	return jsontext.AppendQuote(nil, t.String())
}

// UnmarshalJSON reads any JSON value; only an RFC 3339 string is a time.
func (t *Time) UnmarshalJSON(b []byte) error {
	*t = Time{Raw: scalar(b)}
	if at, err := time.Parse(time.RFC3339Nano, t.Raw); err == nil {
		t.Time = at
	}
	return nil
}

// LooseString is a string that JumpCloud sometimes sends as a number or bool.
type LooseString string

// UnmarshalJSON reads any JSON value; what is no string is kept as its JSON text.
func (s *LooseString) UnmarshalJSON(b []byte) error {
	*s = LooseString(scalar(b))
	return nil
}

// LooseInt is an integer that JumpCloud sometimes sends as a string.
type LooseInt int64

// UnmarshalJSON reads a number, or a string that holds one; null and "" are 0.
func (n *LooseInt) UnmarshalJSON(b []byte) error {
	*n = 0
	text := scalar(b)
	if text == "" {
		return nil
	}
	v, err := strconv.ParseInt(text, 10, 64)
	*n = LooseInt(v)
	return err
}

// scalar is the text of a JSON string, "" for null, and JSON text otherwise.
func scalar(b []byte) string {
	b = bytes.TrimSpace(b)
	if jsontext.Value(b).Kind() == '"' {
		var s string
		if json.Unmarshal(b, &s) == nil {
			return s
		}
	}
	if string(b) == "null" {
		return ""
	}
	return string(b)
}
