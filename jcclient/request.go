package jcclient

import (
	"bytes"
	"fmt"
	"net/url"
	"reflect"
	"strconv"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// A request is a route with its arguments in place.
type request struct {
	route Route
	path  string
	query url.Values
	body  []byte // nil when there is none
	once  bool   // whoever sends it decides whether it is sent again

	newGrammar bool // a group's rule in it is in the newer grammar
}

// request puts an input into its places. Page is nil for what is no listing.
func (p *plan) request(route Route, in reflect.Value, page *Page) (request, error) {
	if err := p.check(route.API, in); err != nil {
		return request{}, err
	}
	r := request{route: route, path: route.Template, query: url.Values{}}
	body, bodied, sorted := newObject(), route.Method != "GET" && route.Method != "DELETE", false
	for _, a := range p.params {
		v := in.FieldByIndex(a.index)
		if a.optional && v.IsZero() {
			continue
		}
		switch a.place {
		case inPath:
			r.path = strings.ReplaceAll(r.path, "{"+a.name+"}", pathPart(v.String()))
		case inQuery:
			addQuery(r.query, route.API, a.name, v)
		case inBody:
			bodied = true
			sorted = sorted || a.name == "sort"
			if w, ok := v.Interface().(Words); ok && route.API == V1 {
				v = reflect.ValueOf(strings.Join(w.Split(), " "))
			} else if ok {
				v = reflect.ValueOf(w.Split())
			}
			for _, name := range a.names() {
				if err := body.add(name, v.Interface()); err != nil {
					return request{}, badArgument(a.name, "cannot be written as JSON")
				}
			}
		}
	}
	if page != nil {
		if err := p.addPage(&r, body, *page, sorted); err != nil {
			return request{}, err
		}
	}
	if bodied {
		r.body = body.bytes()
	}
	return r, nil
}

// pathSafe says whether a text may be a part of a path: it needs no escaping, and
// cannot lead to another one.
func pathSafe(text string) bool { return text != "" && len(text) <= 128 && onlyOf(text, "_-") }

// onlyOf says whether a text holds nothing but ASCII letters, digits and those others.
func onlyOf(text, others string) bool {
	for i := range len(text) {
		if c := text[i] | 0x20; (c < 'a' || c > 'z') && (text[i] < '0' || text[i] > '9') && strings.IndexByte(others, text[i]) < 0 {
			return false
		}
	}
	return true
}

// pathPart is the one place where text becomes a part of a path. What must not
// be one has been refused before, so this cannot happen.
func pathPart(text string) string {
	if !pathSafe(text) {
		panic("jcclient: a part of a path that is none was not refused")
	}
	return text
}

// addQuery adds one argument to the query. v1 separates words by spaces and
// ignores commas; v2 separates by commas. Several v1 filters are numbered.
func addQuery(q url.Values, api API, name string, v reflect.Value) {
	v = reflect.Indirect(v)
	w, ok := v.Interface().(Words)
	if ids, list := v.Interface().([]ID); list {
		for _, id := range ids {
			w = append(w, string(id))
		}
		ok = true
	}
	switch {
	case !ok:
		q.Set(name, fmt.Sprint(v.Interface()))
	case name == "filter" && api == V1 && len(w) > 1:
		for i, f := range w {
			q.Set("filter["+strconv.Itoa(i)+"]", f)
		}
	case name == "filter":
		q.Set(name, strings.Join(w, ","))
	case api == V1:
		q.Set(name, strings.Join(w.Split(), " "))
	default:
		q.Set(name, strings.Join(w.Split(), ","))
	}
}

// An object is a JSON object that is being written.
type object struct {
	buffer  *bytes.Buffer
	encoder *jsontext.Encoder
}

func newObject() *object {
	o := &object{buffer: new(bytes.Buffer)}
	o.encoder = jsontext.NewEncoder(o.buffer)
	_ = o.encoder.WriteToken(jsontext.BeginObject) // a bytes.Buffer takes everything
	return o
}

func (o *object) add(name string, value any) error {
	if err := o.encoder.WriteToken(jsontext.String(name)); err != nil {
		return err
	}
	return json.MarshalEncode(o.encoder, value)
}

func (o *object) bytes() []byte {
	_ = o.encoder.WriteToken(jsontext.EndObject)
	return bytes.TrimSpace(o.buffer.Bytes())
}
