package jcclient

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
)

// A comparison holds the package's Go types against published schemas. Places
// in it are named by type and JSON name, such as "User.manager".
type comparison struct {
	t       *testing.T
	doc     document
	route   Route
	input   bool
	members int
	ours    map[string]Route // every field that was met
	theirs  map[string]bool  // those of them that some schema has
	excused map[string]bool
}

func TestTheModelsNameWhatIsPublished(t *testing.T) {
	docs := specs(t)
	c := comparison{t: t, ours: map[string]Route{}, theirs: map[string]bool{}, excused: map[string]bool{}}
	for name, op := range operations {
		c.doc = docs[op.Route().API]
		for _, c.route = range c.doc.spelled(op) {
			said := c.doc.operation(c.route)
			if (said == nil) != op.Route().Unpublished {
				t.Errorf("%s: that %s is not published is %v", name, c.route, op.Route().Unpublished)
			}
			if said == nil {
				continue
			}
			c.input = true
			c.arguments(op, said)
			c.input = false
			c.answer(op, said)
		}
		for _, r := range op.Reads() {
			if docs[r.API].operation(r) == nil {
				t.Errorf("%s reads %s, which is not published", name, r)
			}
		}
	}
	for at, route := range c.ours {
		if c.route = route; !c.theirs[at] {
			c.differs(at, "is ours, and not published")
		}
	}
	for at := range deliberate {
		if !c.excused[at] {
			t.Errorf("%s is excused, but does not differ", at)
		}
	}
	if c.members < 1500 {
		t.Errorf("only %d members were compared", c.members)
	}
}

// arguments compares an input with the parameters and the members of the
// body, which it holds side by side.
func (c *comparison) arguments(op Operation, said schema) {
	whole := c.doc.resolved(c.doc.body(said))
	members := whole.at("properties")
	if members == nil {
		members = schema{}
	}
	required, _ := whole["required"].([]any)
	takesOrgID := false
	for _, p := range said.list("parameters") {
		p = c.doc.resolved(p)
		if p["name"] == "x-org-id" {
			takesOrgID = true // the client sets it, not the caller
			continue
		}
		name, _ := p["name"].(string)
		members[name] = p.at("schema")
		if p["required"] == true {
			required = append(required, name)
		}
	}
	if takesOrgID && !c.route.TakesOrgID() {
		c.t.Errorf("%s takes x-org-id, and would not be sent it", c.route)
	}
	if e := envelopeOf(op); e != nil {
		if _, pages := members["limit"]; pages == e.whole {
			c.t.Errorf("%s: that it answers in pages is %v", c.route, pages)
		}
		for _, name := range []string{"limit", "skip", "search_after"} {
			delete(members, name) // a Page holds them
		}
	}
	c.object(op.In(), schema{"properties": members, "required": required})
}

// answer compares what an operation answers: the object, or a row of the list.
func (c *comparison) answer(op Operation, said schema) {
	published := c.doc.answer(said)
	if says := c.doc.resolved(published); op.Out() == nil && (says["type"] == "string" || says["type"] == "object" && says.at("properties") == nil) {
		return // a word, or an empty object, that says that it is done
	}
	if published == nil || op.Out() == nil {
		if (published == nil) != (op.Out() == nil) {
			c.t.Errorf("%s: one of us has no answer", op.Route())
		}
		return
	}
	whole := c.doc.resolved(published)
	if e := envelopeOf(op); e != nil {
		if e.member != "" {
			whole = c.doc.resolved(whole.at("properties").at(e.member))
		}
		if whole["type"] != "array" {
			c.t.Errorf("%s: there is no list in %q", op.Route(), e.member)
		}
		whole = c.doc.resolved(whole.at("items"))
	}
	out := op.Out()
	if rows, ok := out.FieldByName("Results"); ok && whole["type"] == "array" { // of a batch
		out, whole = rows.Type.Elem(), c.doc.resolved(whole.at("items"))
	}
	c.value(out, whole, out.Name())
}

// object compares the members of an object with the fields of a struct.
func (c *comparison) object(typ reflect.Type, published schema) {
	ours := fieldsOf(typ)
	for name := range published.at("properties") {
		c.members++
		at := typ.Name() + "." + name
		f, ok := ours[name]
		if !ok && typ == reflect.TypeFor[SystemInsightsRow]() {
			continue // a column, which another test holds against its table
		}
		if !ok {
			c.differs(at, "is published, and not ours")
			continue
		}
		c.theirs[at] = true
		c.value(f.Type, published.at("properties").at(name), at)
	}
	for name, f := range ours {
		at := typ.Name() + "." + name
		c.ours[at] = c.route
		required := slices.Contains(published.words("required"), name)
		if c.input && required && strings.Contains(f.Tag.Get("json"), "omitzero") {
			c.differs(at, "is required, and ours can be left out")
		}
	}
}

// value compares a Go type with a schema.
func (c *comparison) value(typ reflect.Type, s schema, at string) {
	for typ.Kind() == reflect.Pointer {
		typ = typ.Elem()
	}
	if typ == wordsType || typ == reflect.TypeFor[Unknown]() {
		return
	}
	published := c.doc.resolved(s)
	if typ == valueType {
		if says := published.typed(); says != "" {
			c.differs(at, "is published as "+says+", and ours untyped")
		}
		return
	}
	said := published.words("type")
	if want := kindOf(typ); len(said) > 0 && !slices.Contains(said, want) && !(want == "number" && slices.Contains(said, "integer")) {
		c.differs(at, fmt.Sprintf("is %v, and ours %s", said, want))
	}
	if items := published.at("items"); items != nil && typ.Kind() != reflect.Slice {
		published = c.doc.resolved(items)
	}
	c.words(typ, published, at)
	switch {
	case typ.Kind() == reflect.Slice:
		c.value(typ.Elem(), published.at("items"), at)
	case typ.Kind() == reflect.Struct && typ != timeType:
		c.object(typ, published)
	}
}

// words compares the words of an enumeration. An answer may name them as any
// text, an input not.
func (c *comparison) words(typ reflect.Type, published schema, at string) {
	said := append(published.words("enum"), published.words("const")...)
	e, ok := reflect.Zero(typ).Interface().(enum)
	if !ok && (!c.input || len(said) == 0) {
		return
	}
	ours := []string{}
	if ok {
		ours = e.Values()
	}
	if !slices.Equal(slices.Sorted(slices.Values(said)), slices.Sorted(slices.Values(ours))) {
		c.differs(at, fmt.Sprintf("is one of %q, and ours one of %q", said, ours))
	}
}

func (c *comparison) differs(at, how string) {
	if deliberate[at] != "" {
		c.excused[at] = true
		return
	}
	c.t.Errorf("%s: %s %s", c.route, at, how)
}

// fieldsOf are the fields of a struct by their JSON names.
func fieldsOf(typ reflect.Type) map[string]reflect.StructField {
	fields := map[string]reflect.StructField{}
	for _, f := range reflect.VisibleFields(typ) {
		if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
			fields[name] = f
		}
	}
	return fields
}

// kindOf is the JSON type that a Go type is published as.
func kindOf(typ reflect.Type) string {
	switch {
	case typ == timeType, typ.Kind() == reflect.String:
		return "string"
	case typ.Kind() == reflect.Bool:
		return "boolean"
	case typ.Kind() == reflect.Int, typ.Kind() == reflect.Int64:
		return "integer"
	case typ.Kind() == reflect.Float64:
		return "number"
	case typ.Kind() == reflect.Slice:
		return "array"
	}
	return "object"
}

// envelopeOf is how an operation's rows travel; nil when it is no listing.
func envelopeOf(op Operation) *envelope {
	if l, lists := op.(*listing); lists {
		return &l.envelope
	}
	return nil
}
