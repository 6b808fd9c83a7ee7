package tools

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

var brace = regexp.MustCompile(`\{[^}]*\}`)

// phrase is the row's sentence for the auditor, with the arguments of one
// call in it. Only Says and the arguments' own values go into it: never a
// word that a model chose freely, but quoted: a call that is refused or denied
// may hold any text where a time or one of a few words should be.
func (t *Tool) phrase(a *arguments, targets []audit.Target, conceals concealment) string {
	return brace.ReplaceAllStringFunc(t.Says, func(b string) string {
		name := b[1 : len(b)-1]
		if words := strings.Split(name, "/"); len(words) == 3 {
			return words[t.operation(a)]
		}
		if name == "set" {
			return t.set(a)
		}
		var objects []string
		for _, target := range targets {
			if target.Arg == name || strings.HasPrefix(target.Arg, name+"[") {
				objects = append(objects, objectPhrase(target))
			}
		}
		if len(objects) > 0 {
			return strings.Join(objects, ", ")
		}
		v, ok := t.value(a, name)
		if ok && conceals.at("/"+name) {
			return "[hidden]"
		}
		if !ok {
			return "no " + name
		}
		return conceals.valuePhrase(v, t.takes.data[name])
	})
}

// operation is 0, 1 or 2 as the argument op is add, remove or update.
func (t *Tool) operation(a *arguments) int {
	v, ok := t.value(a, "op")
	if !ok {
		return 0
	}
	return max(0, slices.Index([]string{"add", "remove", "update"}, v.String()))
}

// set names the given arguments that no brace of Says names.
func (t *Tool) set(a *arguments) string {
	var rest []string
	for _, name := range a.given {
		if !strings.Contains(t.Says, "{"+name+"}") {
			rest = append(rest, name)
		}
	}
	if len(rest) == 0 {
		return "nothing more"
	}
	return listed(rest)
}

// listed is "a, b and c".
func listed(names []string) string {
	n := len(names)
	if n < 2 {
		return strings.Join(names, "")
	}
	return strings.Join(names[:n-1], ", ") + " and " + names[n-1]
}

// objectPhrase is `"ana" (5f0c…9305)`, or as much of it as is known.
func objectPhrase(t audit.Target) string {
	switch {
	case t.Name == "":
		return audit.ShortID(t.ID)
	case t.ID == "":
		return audit.Quote(t.Name)
	}
	return fmt.Sprintf("%s (%s)", audit.Quote(t.Name), audit.ShortID(t.ID))
}

func (c concealment) valuePhrase(v reflect.Value, holds jcclient.Data) string {
	switch {
	case holds.Secret():
		return "[secret]"
	case v.Kind() == reflect.Slice:
		var all []string
		for i := range v.Len() {
			all = append(all, c.valuePhrase(v.Index(i), holds))
		}
		return strings.Join(all, ", ")
	case holds == jcclient.PII && c.people.trail != nil:
		text, _ := c.person(fmt.Sprint(v.Interface()))
		return audit.Quote(text)
	case v.Kind() == reflect.String:
		if e, ok := v.Interface().(interface{ Values() []string }); ok && slices.Contains(e.Values(), v.String()) {
			return strings.ReplaceAll(v.String(), "_", " ")
		}
		return audit.Quote(v.String())
	case v.Type() == reflect.TypeFor[jcclient.Time]():
		at := v.Interface().(jcclient.Time)
		if at.Time.IsZero() { // whatever was written instead of a time
			return audit.Quote(at.Raw)
		}
		return at.Raw
	}
	return fmt.Sprint(v.Interface())
}
