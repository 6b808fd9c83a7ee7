package jcclient

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
)

// A place is where an argument travels.
type place uint8

const (
	inPath place = iota + 1
	inQuery
	inBody
)

// A param is one argument of an operation: a field of its input type.
type param struct {
	name     string
	index    []int
	place    place
	optional bool
	also     string // a second name, under which a body holds it too
	over     string // how a Replace lays it over what is there; "" in its place
}

// names are those under which a body holds it.
func (a param) names() []string {
	if a.also == "" {
		return []string{a.name}
	}
	return []string{a.name, a.also}
}

// A plan is how an operation's input becomes a request, read once from the
// input's Go type.
type plan struct {
	in     reflect.Type
	params []param
}

// newPlan panics when a declaration does not hold together: it runs when the
// program starts.
func newPlan(in reflect.Type, route Route) *plan {
	wrong := func(format string, a ...any) {
		panic(fmt.Sprintf("jcclient: %s takes %s: %s", route, in, fmt.Sprintf(format, a...)))
	}
	if in.Kind() != reflect.Struct {
		wrong("the input is no struct")
	}
	p := &plan{in: in}
	inBraces := route.parameters()
	missing := slices.Clone(inBraces)
	seen := map[string]bool{}
	for _, f := range reflect.VisibleFields(in) {
		if f.Anonymous {
			continue
		}
		a := newParam(f, route, inBraces)
		switch {
		case a.name == "":
			wrong("field %s has no JSON name", f.Name)
		case seen[a.name]:
			wrong("%s stands there twice", a.name)
		case a.place == inPath && !fitsPath(f.Type):
			wrong("%s goes into the path, but is no ID, no OpaqueID and no published word", a.name)
		case a.place == inPath && a.optional:
			wrong("%s goes into the path, and cannot be left out", a.name)
		case a.place == inBody && route.Method == "GET":
			wrong("%s goes into the body, and a GET has none", a.name)
		case a.place == inQuery && !queryable(f.Type):
			wrong("%s goes into the query, but is %s", a.name, f.Type)
		case slices.Contains([]string{"limit", "skip", "search_after"}, a.name):
			wrong("%s belongs to Page", a.name)
		}
		seen[a.name] = true
		missing = slices.DeleteFunc(missing, func(name string) bool { return name == a.name })
		p.params = append(p.params, a)
	}
	if len(missing) > 0 {
		wrong("{%s} is no field", strings.Join(missing, "}, {"))
	}
	return p
}

func newParam(f reflect.StructField, route Route, inBraces []string) param {
	name, options, _ := strings.Cut(f.Tag.Get("json"), ",")
	a := param{name: name, index: f.Index, place: inBody, optional: strings.Contains(options, "omitzero"), also: f.Tag.Get("also"), over: f.Tag.Get("over")}
	switch {
	case slices.Contains(inBraces, name):
		a.place = inPath
	case f.Tag.Get("in") == "body": // a few DELETEs say in it what they delete
	case route.Method == "GET", route.Method == "DELETE", f.Tag.Get("in") == "query":
		a.place = inQuery
	}
	return a
}

// fitsPath says whether values of the type may become a part of a path: ids,
// and the few words of an enum that need no escaping.
func fitsPath(t reflect.Type) bool {
	if e, ok := reflect.Zero(t).Interface().(enum); ok && t.Kind() == reflect.String {
		return !slices.ContainsFunc(e.Values(), func(word string) bool { return !pathSafe(word) })
	}
	return t == idType || t == opaqueID
}

// queryable says whether a value of the type has one plain text, or is Words or
// a list of ids.
func queryable(t reflect.Type) bool {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	return t == wordsType || t == idsType || t.Kind() == reflect.String || t.Kind() == reflect.Bool || t.Kind() == reflect.Int
}

// has says whether the operation takes an argument of that name.
func (p *plan) has(name string) bool {
	return slices.ContainsFunc(p.params, func(a param) bool { return a.name == name })
}

// secrets are the arguments that are secrets.
func (p *plan) secrets() []string {
	var names []string
	for _, a := range p.params {
		if Holds(p.in.FieldByIndex(a.index)) == SecretData {
			names = append(names, a.name)
		}
	}
	return names
}

// value is the input as the plan's type; it may be given as a pointer to it.
func (p *plan) value(in any) (reflect.Value, error) {
	v := reflect.ValueOf(in)
	if v.Kind() == reflect.Pointer && !v.IsNil() {
		v = v.Elem()
	}
	if !v.IsValid() || v.Type() != p.in {
		return v, fmt.Errorf("jcclient: the input is %T, not %s", in, p.in)
	}
	return v, nil
}
