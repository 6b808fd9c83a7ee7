package jcclient

import (
	"net/url"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// A schema is a part of an OpenAPI document.
type schema map[string]any

// A document is one of the OpenAPI documents that JumpCloud publishes. They
// are not part of this project: who has them names their folder in the
// environment, and the models are checked against them.
type document struct{ root schema }

// specs reads the published documents, by the API that their servers serve.
func specs(t *testing.T) map[API]document {
	t.Helper()
	folder := os.Getenv("JUMPCLOUD_SPECS")
	if folder == "" {
		t.Skip("JUMPCLOUD_SPECS names no folder with JumpCloud's OpenAPI documents (*.json)")
	}
	files, err := filepath.Glob(filepath.Join(folder, "*.json"))
	if err != nil {
		t.Fatal(err)
	}
	found := map[API]document{}
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		d := document{schema{}}
		if err := json.Unmarshal(b, &d.root); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		if api := d.api(); api != 0 {
			found[api] = d
		}
	}
	if len(found) != 3 {
		t.Fatalf("%s has the documents of %d APIs, not of v1, v2 and Insights", folder, len(found))
	}
	return found
}

// api tells whose document it is, by the path of its first server; 0 when it
// is none of the three.
func (d document) api() API {
	servers, _ := d.root["servers"].([]any)
	if len(servers) == 0 {
		return 0
	}
	server, _ := servers[0].(map[string]any)
	address, _ := server["url"].(string)
	u, err := url.Parse(address)
	if err != nil {
		return 0
	}
	for _, api := range []API{V1, V2, Insights} {
		if u.Path == api.root() {
			return api
		}
	}
	return 0
}

// operation is what a document says of a route; nil when it is not published.
func (d document) operation(r Route) schema {
	path := d.resolved(d.root.at("paths").at(strings.TrimPrefix(r.Template, r.API.root())))
	op := path.at(strings.ToLower(r.Method))
	if op == nil {
		return nil
	}
	op["parameters"] = slices.Concat(path.list("parameters"), op.list("parameters"))
	return op
}

// body is the schema of a request's body; nil when it has none.
func (d document) body(op schema) schema {
	return d.resolved(op.at("requestBody")).at("content").at("application/json").at("schema")
}

// answer is the schema of a success; nil when it has no body.
func (d document) answer(op schema) schema {
	for _, status := range []string{"200", "201"} {
		for _, kind := range []string{"application/json", "text/html"} { // one list of objects is published as a page
			if s := d.resolved(op.at("responses").at(status)).at("content").at(kind).at("schema"); s != nil {
				return s
			}
		}
	}
	return nil
}

// spelled are the routes that JumpCloud publishes for one of ours: itself, or one
// for each word that stands in its path as an argument.
func (d document) spelled(op Operation) []Route {
	all := []Route{op.Route()}
	if d.operation(op.Route()) != nil {
		return all
	}
	for name, f := range fieldsOf(op.In()) {
		e, ok := reflect.Zero(f.Type).Interface().(enum)
		if !ok || !slices.Contains(op.Route().parameters(), name) {
			continue
		}
		var more []Route
		for _, r := range all {
			for _, word := range e.Values() {
				one := r
				one.Template = strings.ReplaceAll(r.Template, "{"+name+"}", word)
				more = append(more, one)
			}
		}
		all = more
	}
	return all
}

// resolved is a schema with its references followed, and with what allOf
// draws together in one place.
func (d document) resolved(s schema) schema {
	whole := schema{}
	d.gather(s, whole)
	return whole
}

func (d document) gather(s, into schema) {
	if ref, ok := s["$ref"].(string); ok {
		target := d.root
		for _, step := range strings.Split(strings.TrimPrefix(ref, "#/"), "/") {
			target = target.at(step)
		}
		d.gather(target, into)
	}
	for _, part := range s.list("allOf") {
		d.gather(part, into)
	}
	for name, v := range s {
		switch name {
		case "$ref", "allOf":
		case "properties":
			all, _ := into[name].(map[string]any)
			if all == nil {
				all = map[string]any{}
			}
			for member, of := range s.at(name) {
				all[member] = of
			}
			into[name] = all
		case "required":
			old, _ := into[name].([]any)
			more, _ := v.([]any)
			into[name] = slices.Concat(old, more)
		default:
			into[name] = v
		}
	}
}

// at is the object under a name; nil when there is none.
func (s schema) at(name string) schema {
	switch v := s[name].(type) {
	case map[string]any:
		return v
	case schema:
		return v
	}
	return nil
}

// list is the list of objects under a name.
func (s schema) list(name string) []schema {
	if made, ok := s[name].([]schema); ok {
		return made
	}
	all, _ := s[name].([]any)
	var list []schema
	for _, v := range all {
		if m, ok := v.(map[string]any); ok {
			list = append(list, m)
		}
	}
	return list
}

// words is the list of strings under a name, or the one string.
func (s schema) words(name string) []string {
	if one, ok := s[name].(string); ok {
		return []string{one}
	}
	all, _ := s[name].([]any)
	var list []string
	for _, v := range all {
		if w, ok := v.(string); ok {
			list = append(list, w)
		}
	}
	return list
}

// typed is what a schema says of a value beyond that it is one; "" when it
// leaves all open.
func (s schema) typed() string {
	if s.at("properties") != nil {
		return "an object with members"
	}
	for _, kind := range s.words("type") {
		if kind != "object" && kind != "array" && kind != "null" {
			return kind
		}
	}
	return ""
}
