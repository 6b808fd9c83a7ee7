package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// A shape is what JumpCloud reads of a body: its members, and what each must
// be. Members that it does not name are passed over, as JumpCloud does.
type shape map[string]form

// A form reads one value: as it is stored, or what is wrong with it, in words
// that continue the member's name.
type form func(v any) (stored any, wrong string)

// A misfit is a member that JumpCloud refuses.
type misfit struct{ member, problem string }

func (m *misfit) v1() *answer {
	return fail(http.StatusBadRequest, "Bad Request: %s%s", m.member, m.problem)
}

// v2 names the field at fault by a word of its own, such as nullName.
func (m *misfit) v2() *answer {
	name, _, _ := strings.Cut(m.member, ".")
	word := "invalid"
	if m.problem == isMissing {
		word = "null"
	}
	return fail2(http.StatusBadRequest, word+strings.ToUpper(name[:1])+name[1:], "%s%s", m.member, m.problem)
}

const isMissing = " is missing"

// read takes what it knows out of a body, and says what does not fit.
func (s shape) read(in object, required ...string) (object, *misfit) {
	out := object{}
	for _, name := range slices.Sorted(maps.Keys(in)) {
		read, known := s[name]
		if !known {
			continue
		}
		v, wrong := read(in[name])
		if wrong != "" {
			return nil, &misfit{name, wrong}
		}
		out[name] = v
	}
	for _, name := range required {
		if v, ok := out[name]; !ok || v == "" {
			return nil, &misfit{name, isMissing}
		}
	}
	return out, nil
}

func text(v any) (any, string) {
	if _, ok := v.(string); !ok {
		return nil, " is not a string"
	}
	return v, ""
}

// atMost is a text of so many bytes.
func atMost(n int) form {
	return func(v any) (any, string) {
		s, ok := v.(string)
		if !ok {
			return nil, " is not a string"
		}
		if len(s) > n {
			return nil, fmt.Sprintf(" is longer than %d", n)
		}
		return s, ""
	}
}

func oneOf(words ...string) form {
	return func(v any) (any, string) {
		if s, ok := v.(string); !ok || !slices.Contains(words, s) {
			return nil, " is not one of " + strings.Join(words, ", ")
		}
		return v, ""
	}
}

func flag(v any) (any, string) {
	if _, ok := v.(bool); !ok {
		return nil, " is not a boolean"
	}
	return v, ""
}

// whole is an integer that is not below a least one.
func whole(least int) form {
	return func(v any) (any, string) {
		n, ok := v.(json.Number)
		if !ok {
			return nil, " is not an integer"
		}
		i, err := strconv.Atoi(n.String())
		if err != nil || i < least {
			return nil, fmt.Sprintf(" is not an integer from %d on", least)
		}
		return i, ""
	}
}

func anything(v any) (any, string) { return v, "" }

func orNull(f form) form {
	return func(v any) (any, string) {
		if v == nil {
			return nil, ""
		}
		return f(v)
	}
}

func listOf(f form) form {
	return func(v any) (any, string) {
		given, ok := v.([]any)
		if !ok {
			return nil, " is not a list"
		}
		list := make([]any, len(given))
		for i := range given {
			one, wrong := f(given[i])
			if wrong != "" {
				return nil, fmt.Sprintf("[%d]%s", i, wrong)
			}
			list[i] = one
		}
		return list, ""
	}
}

// of is an object of a shape.
func of(s shape, required ...string) form {
	return func(v any) (any, string) {
		given, ok := v.(object)
		if !ok {
			return nil, " is not an object"
		}
		read, bad := s.read(given, required...)
		if bad != nil {
			return nil, "." + bad.member + bad.problem
		}
		return read, ""
	}
}

// openOf is an object of a shape that may have any other member too.
func openOf(s shape) form {
	return func(v any) (any, string) {
		read, wrong := of(s)(v)
		if wrong != "" {
			return nil, wrong
		}
		all := v.(object).copy()
		maps.Copy(all, read.(object))
		return all, ""
	}
}
