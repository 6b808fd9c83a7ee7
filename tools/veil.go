package tools

import (
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A veil lies over all that JumpCloud answers before anyone sees it: secrets
// are masked, and what the policy hides is left out, as if it were not there.
type veil struct {
	masks *shape
	hides policy.Redaction
}

// veil is that of the tool's answers, for one call. The answer that is a
// secret is not masked, but what is hidden is hidden in it too.
func (t *Tool) veil(hides policy.Redaction) veil {
	v := veil{hides: hides}
	if t.Class != policy.Reveal && t.answers != nil {
		v.masks = t.answers()
	}
	return v
}

// over returns one object of an answer as it may be seen.
func (v veil) over(object jsontext.Value) jsontext.Value {
	if v.masks != nil {
		object = v.masks.mask(object)
	}
	if v.hides.None() {
		return object
	}
	return without(object, nil, v.hides)
}

// visible are those of the named fields that are not hidden.
func (v veil) visible(names []string) []string {
	return slices.DeleteFunc(slices.Clone(names), func(name string) bool { return v.hides.Hides(steps(name)...) })
}

// without leaves the hidden members out of what stands at a path. A name with
// dots in it could be a path of its own, and is taken for one.
func without(raw jsontext.Value, at []string, hides policy.Redaction) jsontext.Value {
	switch raw.Kind() {
	case '{':
		out := jsontext.Value{'{'}
		change := tellsHidden(raw, hides)
		for name, value := range Members(raw) {
			path := slices.Concat(at, steps(name))
			if !hides.Hides(path...) && !(change && (name == "from" || name == "to")) {
				out = appendMember(out, name, without(value, path, hides))
			}
		}
		return append(out, '}')
	case '[':
		out, n := jsontext.Value{'['}, 0
		for item := range elements(raw) {
			if n++; n > 1 {
				out = append(out, ',')
			}
			out = append(out, without(item, at, hides)...)
		}
		return append(out, ']')
	}
	return raw
}

// tellsHidden says whether an object is an event's word of how a hidden field
// changed.
func tellsHidden(object jsontext.Value, hides policy.Redaction) bool {
	for name, value := range Members(object) {
		var field string
		if name == "field" && json.Unmarshal(value, &field) == nil {
			return hides.Names(steps(field)...)
		}
	}
	return false
}

// steps takes a path apart. A place in a list is passed through.
func steps(path string) []string {
	return slices.DeleteFunc(strings.Split(path, "."), func(step string) bool { return step != "" && strings.Trim(step, "0123456789") == "" })
}
