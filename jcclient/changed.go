package jcclient

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"github.com/go-json-experiment/json/jsontext"
)

// A ChangedError is a write that was not made, because somebody else changed
// the object between the first read and the last one before the write.
type ChangedError struct {
	Route   Route
	Path    string
	Members []string // that were changed
}

func (e *ChangedError) Error() string {
	return fmt.Sprintf("jcclient: %s %s: not written, since somebody else is changing %s of it right now: read it again",
		e.Route.Method, e.Path, strings.Join(e.Members, ", "))
}

// differing names the members in which two objects are not the same, however
// their JSON is written. What is empty is the same as what is not there. A name
// that does not look like one could be any sentence, and is not repeated.
func differing(a, b map[string]jsontext.Value) []string {
	names := map[string]bool{}
	for _, o := range []map[string]jsontext.Value{a, b} {
		for name := range o {
			switch {
			case alike(a[name], b[name]):
			case len(name) > 64 || !fieldName.MatchString(name):
				names["another member"] = true
			default:
				names[name] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

func alike(a, b jsontext.Value) bool {
	return empty(a) && empty(b) || string(canonical(a)) == string(canonical(b))
}

func empty(v jsontext.Value) bool {
	switch string(canonical(v)) {
	case "", "null", `""`, "[]", "{}", "0", "false":
		return true
	}
	return false
}

// canonical is a value in the one form of RFC 8785, whole numbers with all
// their digits.
func canonical(v jsontext.Value) jsontext.Value {
	c := v.Clone()
	if c.Canonicalize(jsontext.CanonicalizeRawInts(true)) != nil {
		return v
	}
	return c
}
