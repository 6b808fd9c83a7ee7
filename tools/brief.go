package tools

import (
	"fmt"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"
)

// What a model reads of all tools, with every request, is a cost. An object
// inside the arguments is told in one line, as {name, value?: integer}, and a
// long list of words by its beginning; both are enforced in full when the
// arguments are decoded, and what is refused is told with all that would do.

// mostWords is how many words of an enumeration are advertised.
const mostWords = 8

// brief shortens the schemas of the single arguments.
func brief(s *jsonschema.Schema) {
	for _, argument := range s.Properties {
		shorten(argument)
	}
}

func shorten(s *jsonschema.Schema) {
	inner := s
	if s.Items != nil {
		inner = s.Items
	}
	switch {
	case s.Type == "":
		s.Type = "object" // free-form arguments are objects, each with members of its own
	case len(inner.Properties) > 0:
		s.Description = strings.TrimSpace(s.Description + " " + notation(inner))
		*inner = jsonschema.Schema{Type: "object", Description: inner.Description}
	case len(inner.Enum) > mostWords:
		s.Description = strings.TrimSpace(s.Description + " " + words(inner.Enum[:mostWords]) + ", …")
		inner.Enum = nil
	}
}

// notation writes an object's members as TypeScript would; a member without
// a type is a text.
func notation(s *jsonschema.Schema) string {
	var members []string
	for _, name := range s.PropertyOrder {
		word := name
		if !slices.Contains(s.Required, name) {
			word += "?"
		}
		if kind := kindOf(s.Properties[name]); kind != "" {
			word += ": " + kind
		}
		members = append(members, word)
	}
	return "{" + strings.Join(members, ", ") + "}"
}

func kindOf(s *jsonschema.Schema) string {
	switch {
	case len(s.Properties) > 0:
		return notation(s)
	case s.Items != nil:
		if kind := kindOf(s.Items); kind != "" {
			return kind + "[]"
		}
		return "string[]"
	case len(s.Enum) > 0 && len(s.Enum) <= mostWords:
		return strings.ReplaceAll(words(s.Enum), ", ", "|")
	case s.Type == "string":
		return ""
	case s.Type == "":
		return "any"
	}
	return s.Type
}

func words(values []any) string {
	var all []string
	for _, v := range values {
		all = append(all, fmt.Sprint(v))
	}
	return strings.Join(all, ", ")
}
