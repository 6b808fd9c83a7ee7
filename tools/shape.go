package tools

import (
	"reflect"
	"regexp"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// A shape is what the JSON of a Go type holds, member by member: enough to
// know, of any value in it, whether it is a secret. It is derived once per row.
type shape struct {
	holds   jcclient.Data
	members map[string]*shape // of an object
	element *shape            // of a list, or of a map's values

	settings map[string]bool // of a policy's value: the ids of the settings that are secrets
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
	if s, ok := seen[t]; ok && !holds.Secret() {
		return s
	}
	s := &shape{holds: holds, members: map[string]*shape{}}
	seen[t] = s
	for _, f := range fieldsOf(t) {
		inside := jcclient.Holds(f.StructField)
		if holds.Secret() {
			inside = holds
		}
		s.members[f.json] = shapeUnder(f.Type, inside, seen)
	}
	return s
}

// secretName recognises, by name alone, a secret that no published schema
// mentions: JumpCloud adds fields before it documents them.
var secretName = regexp.MustCompile(`(?i)(password|passwd|passphrase|secret|private_?key|api_?key|(access|refresh|bearer|auth|enroll\w*)_?token|recovery_?key|otp_?seed)(_?hash)?$`)

// kernelSecret recognises the settings of a kernel that are secrets.
var kernelSecret = regexp.MustCompile(`(?i)(_key|secret|password|passphrase)$`)

// hide returns raw with every non-empty leaf for which replace answers true
// replaced. at is the JSON pointer of raw, or anywhere. A value that its siblings mark as a
// secret is one.
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
			out = append(out, inside.hide(v, under(at, strconv.Itoa(n)), replace)...)
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
	var room [32]member
	all := room[:0]
	for name, v := range Members(raw) {
		all = append(all, member{name, v})
	}
	marked, settings := s.marks(all)
	out := append(make(jsontext.Value, 0, len(raw)+len(masked)), '{')
	for _, m := range all {
		name, v := m.name, m.value
		inside, known := s.members[name]
		switch {
		case !known && s.element != nil:
			inside = s.element
		case !known:
			inside = &shape{holds: s.holds}
		}
		switch {
		case slices.Contains(marked, name), !known && v.Kind() != 't' && v.Kind() != 'f' && secretName.MatchString(name):
			inside = &shape{holds: jcclient.SecretData}
		case name == "values" && settings != nil && inside.element != nil:
			inside = &shape{holds: inside.holds, element: &shape{holds: inside.element.holds, members: inside.element.members, settings: settings}}
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out, _ = jsontext.AppendQuote(out, name)
		out = append(append(out, ':'), inside.hide(v, under(at, name), replace)...)
	}
	return append(out, '}')
}

type member struct {
	name  string
	value jsontext.Value
}

// anywhere is the place of what is masked wherever it stands: nobody asks where.
const anywhere = "*"

// under is the JSON pointer of what stands below another.
func under(at, name string) string {
	if at == anywhere {
		return anywhere
	}
	return string(jsontext.Pointer(at).AppendToken(name))
}

// marks returns the members of an object that others in it mark as secrets: a
// value by "sensitive": true or by its policy's settings, what an event
// changed by the field's name, a kernel's setting by its own. It also returns the settings that hold secrets,
// by id, where the object is a policy: not each value repeats the mark.
func (s *shape) marks(object []member) (marked []string, settings map[string]bool) {
	for _, m := range object {
		name, v := m.name, m.value
		switch {
		case name == "sensitive" && v.Kind() == 't', name == "configFieldID" && s.settings[plainText(v)]:
			marked = append(marked, "value", "defaultValue")
		case name == "field" && secretName.MatchString(plainText(v)):
			marked = append(marked, "from", "to")
		case name == "name" && kernelSecret.MatchString(plainText(v)):
			marked = append(marked, "current_value", "config_value")
		case name == "configFields":
			settings = secretSettings(v)
		}
	}
	return marked, settings
}

// secretSettings are the ids of a policy's settings that are secrets.
func secretSettings(fields jsontext.Value) map[string]bool {
	ids := map[string]bool{}
	for field := range elements(fields) {
		var f struct {
			ID        string `json:"id"`
			Sensitive bool   `json:"sensitive"`
		}
		if json.Unmarshal(field, &f) == nil && f.Sensitive {
			ids[f.ID] = true
		}
	}
	return ids
}

// masked is what a secret becomes, always, before anything else sees it.
var masked = jsontext.Value(`"[secret]"`)

// mask returns an answer without its secrets.
func (s *shape) mask(raw jsontext.Value) jsontext.Value {
	return s.hide(raw, anywhere, func(_ string, holds jcclient.Data, _ jsontext.Value) (jsontext.Value, bool) {
		return masked, holds.Secret()
	})
}
