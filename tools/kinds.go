package tools

import (
	"maps"
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// ForPolicy returns what a policy must know of every tool, by name: conditions
// are checked against it when they are loaded. The shapes are shared, and not to
// be changed.
func ForPolicy() []policy.Tool { return slices.Clone(forPolicy()) }

var forPolicy = sync.OnceValue(func() []policy.Tool {
	known := kinds{}
	var all []policy.Tool
	for _, t := range All() {
		all = append(all, policy.Tool{Name: t.Name, Resource: t.On, Class: t.Class, Args: t.argsShape(known), Target: t.targetShape(known), Answer: t.answerShape(known)})
	}
	return all
})

// kinds are the shapes of the objects that were met so far.
type kinds map[reflect.Type]*policy.Shape

// own is an object's shape that can be changed, but for its members'.
func (k kinds) own(t reflect.Type) *policy.Shape {
	s := *policyKind(t, k)
	s.Members = maps.Clone(s.Members)
	return &s
}

// argsShape is what the tool takes, in a policy's words.
func (t *Tool) argsShape(known kinds) *policy.Shape {
	whole := policyKind(t.endpoint.In(), known)
	s := &policy.Shape{Kind: policy.Object, Members: map[string]*policy.Shape{}}
	for _, name := range t.takes.names {
		member := whole.Members[name]
		switch {
		case name == "limit" && slices.Contains(t.takes.shaping(), name):
			member = &policy.Shape{Kind: policy.Integer} // never left out: it has a default
		case name == "fields" && t.takes.shaped:
			member = &policy.Shape{Kind: policy.List, Element: &policy.Shape{Kind: policy.Text}, Optional: true}
		case member == nil:
			member = &policy.Shape{Kind: policy.Text, Optional: true}
		}
		s.Members[name] = member
	}
	return s
}

// answerShape is what the tool answers, or each row of it; nil for nothing. By
// its id an object is told from others; events are ordered and chosen by their
// time and service, and have members that nobody has published; rows of many
// shapes have members that are not told one by one.
func (t *Tool) answerShape(known kinds) *policy.Shape {
	out := t.endpoint.Out()
	if out == nil {
		return nil
	}
	s := known.own(out)
	kept := []string{"_id", "id"}
	events := t.endpoint.Route().API == jcclient.Insights
	if s.Open = events || t.varies(); events {
		kept = append(kept, "timestamp", "service")
	}
	for _, name := range kept {
		if member := s.Members[name]; member != nil {
			kept := *member
			kept.Kept = true
			s.Members[name] = &kept
		}
	}
	return s
}

// targetShape is the object that a call of the tool is about, and "groups",
// the names of its groups; nil where there is none that can be read.
func (t *Tool) targetShape(known kinds) *policy.Shape {
	arg, one := t.subject()
	if one == nil {
		return nil
	}
	if _, ok := memberships[arg.of]; !ok {
		return policyKind(one.endpoint.Out(), known)
	}
	s := known.own(one.endpoint.Out())
	s.Members["groups"] = &policy.Shape{Kind: policy.List, Element: &policy.Shape{Kind: policy.Text}, Optional: true}
	return s
}

// policyKind is a Go type in a policy's words.
func policyKind(t reflect.Type, seen kinds) *policy.Shape {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t {
	case reflect.TypeFor[jcclient.ID]():
		return &policy.Shape{Kind: policy.ID}
	case reflect.TypeFor[jcclient.Time]():
		return &policy.Shape{Kind: policy.Time}
	case reflect.TypeFor[jsontext.Value]():
		return &policy.Shape{Kind: policy.Any}
	}
	switch kind := t.Kind(); {
	case kind == reflect.String:
		s := &policy.Shape{Kind: policy.Text}
		if e, ok := reflect.Zero(t).Interface().(interface{ Values() []string }); ok {
			s.Words = e.Values()
		}
		return s
	case kind == reflect.Bool:
		return &policy.Shape{Kind: policy.Boolean}
	case kind >= reflect.Int && kind <= reflect.Uint64:
		return &policy.Shape{Kind: policy.Integer}
	case kind == reflect.Float32 || kind == reflect.Float64:
		return &policy.Shape{Kind: policy.Number}
	case kind == reflect.Slice:
		return &policy.Shape{Kind: policy.List, Element: policyKind(t.Elem(), seen)}
	case kind == reflect.Struct:
		return objectKind(t, seen)
	}
	return &policy.Shape{Kind: policy.Any}
}

func objectKind(t reflect.Type, seen kinds) *policy.Shape {
	if s, ok := seen[t]; ok {
		return s
	}
	s := &policy.Shape{Kind: policy.Object, Members: map[string]*policy.Shape{}}
	seen[t] = s
	for _, f := range fieldsOf(t) {
		member := *policyKind(f.Type, seen)
		member.Optional = strings.Contains(f.Tag.Get("json"), ",omitzero")
		switch jcclient.Holds(f.StructField) {
		case jcclient.Public, jcclient.Identifier, jcclient.PII, jcclient.Text:
		default:
			member.Secret = true
		}
		s.Members[f.json] = &member
	}
	return s
}
