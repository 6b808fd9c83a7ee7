package tools

import (
	"reflect"
	"regexp"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// A shape is what the JSON of a Go type holds, member by member: enough to
// know, of any value in it, whether it is a secret. It is derived once per row.
type shape struct {
	holds   jcclient.Data
	members map[string]*shape // of an object
	element *shape            // of a list, or of a map's values
}

// shapeOf reads a type's shape from its fields' data tags.
func shapeOf(t reflect.Type) *shape { return shapeUnder(t, jcclient.Public, map[reflect.Type]*shape{}) }

func shapeUnder(t reflect.Type, holds jcclient.Data, seen map[reflect.Type]*shape) *shape {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t.Kind() == reflect.Slice && t.Elem().Kind() != reflect.Uint8, t.Kind() == reflect.Map:
		return &shape{holds: holds, element: shapeUnder(t.Elem(), holds, seen)}
	case t.Kind() != reflect.Struct || t == reflect.TypeFor[jcclient.Time]():
		return &shape{holds: holds}
	}
	if s, ok := seen[t]; ok && holds != jcclient.SecretData {
		return s
	}
	s := &shape{holds: holds, members: map[string]*shape{}}
	seen[t] = s
	for _, f := range reflect.VisibleFields(t) {
		if name := jsonName(f); name != "" {
			inside := jcclient.Holds(f)
			if holds == jcclient.SecretData {
				inside = holds
			}
			s.members[name] = shapeUnder(f.Type, inside, seen)
		}
	}
	return s
}

// jsonName is the name under which a field travels; "" for one that does not
// (unexported, embedded, or the place where unknown members are kept).
func jsonName(f reflect.StructField) string {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	if !f.IsExported() || f.Anonymous || name == "-" || name == "" ||
		strings.Contains(options, "inline") || strings.Contains(options, "unknown") || strings.Contains(options, "embed") {
		return ""
	}
	return name
}

// secretName recognises, by name alone, a secret that no published schema
// mentions: JumpCloud adds fields before it documents them.
var secretName = regexp.MustCompile(`(?i)(password|passwd|passphrase|secret|private_?key|api_?key|(access|refresh|bearer|auth|enroll\w*)_?token|recovery_?key|otp_?seed)$`)

// hide returns raw with every non-empty leaf for which replace answers true
// replaced. at is the JSON pointer of raw. A value that its sibling
// "sensitive": true marks, as policy values are marked, is a secret.
func (s *shape) hide(raw jsontext.Value, at string, replace func(at string, holds jcclient.Data, raw jsontext.Value) (jsontext.Value, bool)) jsontext.Value {
	if s == nil {
		s = &shape{}
	}
	switch raw.Kind() {
	case 'n':
		return raw
	case '{':
		return s.hideObject(raw, at, replace)
	case '[':
		inside := s.element
		if inside == nil {
			inside = &shape{holds: s.holds}
		}
		out, n := jsontext.Value{'['}, 0
		for v := range elements(raw) {
			if n > 0 {
				out = append(out, ',')
			}
			out = append(out, inside.hide(v, at+"/"+strconv.Itoa(n), replace)...)
			n++
		}
		return append(out, ']')
	}
	if len(raw) > 2 || raw.Kind() != '"' {
		if with, ok := replace(at, s.holds, raw); ok {
			return with
		}
	}
	return raw
}

func (s *shape) hideObject(raw jsontext.Value, at string, replace func(string, jcclient.Data, jsontext.Value) (jsontext.Value, bool)) jsontext.Value {
	sensitive := false
	for name, v := range members(raw) {
		sensitive = sensitive || name == "sensitive" && v.Kind() == 't'
	}
	out := jsontext.Value{'{'}
	for name, v := range members(raw) {
		inside, known := s.members[name]
		switch {
		case !known && s.element != nil:
			inside = s.element
		case !known:
			inside = &shape{holds: s.holds}
		}
		if sensitive && (name == "value" || name == "defaultValue") || !known && v.Kind() == '"' && secretName.MatchString(name) {
			inside = &shape{holds: jcclient.SecretData}
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out, _ = jsontext.AppendQuote(out, name)
		out = append(append(out, ':'), inside.hide(v, at+"/"+escapePointer(name), replace)...)
	}
	return append(out, '}')
}

var escapePointer = strings.NewReplacer("~", "~0", "/", "~1").Replace

// masked is what a secret becomes, always, before anything else sees it.
var masked = jsontext.Value(`"[secret]"`)

// mask returns an answer without its secrets.
func (s *shape) mask(raw jsontext.Value) jsontext.Value {
	return s.hide(raw, "", func(_ string, holds jcclient.Data, _ jsontext.Value) (jsontext.Value, bool) {
		return masked, holds == jcclient.SecretData
	})
}
