package jcclient

import (
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// Words are names or filters: in JSON a list of strings, or a single string.
type Words []string

// UnmarshalJSON reads a string, a list of strings, or null.
func (w *Words) UnmarshalJSON(b []byte) error {
	*w = nil
	if jsontext.Value(b).Kind() != '"' {
		return json.Unmarshal(b, (*[]string)(w))
	}
	var one string
	if err := json.Unmarshal(b, &one); err != nil {
		return err
	}
	*w = Words{one}
	return nil
}

// Split takes words apart that were given as one text, so that a comma, which
// v1 ignores together with all the words around it, is never sent to it.
func (w Words) Split() []string {
	var all []string
	for _, word := range w {
		all = append(all, strings.FieldsFunc(word, func(r rune) bool { return r == ' ' || r == ',' })...)
	}
	return all
}

// ListQuery is what most listings take. Filters are ANDed: on v1 they read
// department:$eq:Sales, on v2 name:eq:Sales. Sort takes names, with a - before
// them for descending order.
type ListQuery struct {
	Fields Words `json:"fields,omitzero" data:"public"`
	Filter Words `json:"filter,omitzero" data:"pii"`
	Sort   Words `json:"sort,omitzero" data:"public"`
}

// PlainQuery is what v2 listings take whose rows are always whole.
type PlainQuery struct {
	Filter Words `json:"filter,omitzero" data:"pii"`
	Sort   Words `json:"sort,omitzero" data:"public"`
}
