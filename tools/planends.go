package tools

import (
	"context"
	"reflect"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// ends are the arguments that name the object in the tool's path, and for a
// change of an edge the object at its other end.
func (t *Tool) ends() (near, far idArgument, isEdge bool) {
	r := t.endpoint.Route()
	for _, arg := range t.takes.ids {
		switch {
		case near.name == "" && strings.Contains(r.Template, "{"+arg.name+"}"):
			near = arg
		case arg.name == "id":
			far = arg
		}
	}
	_, op := t.takes.fields["op"]
	return near, far, op && near.name != "" && far.name != "" && r.Method == "POST"
}

// isMembership says whether the edge that a tool changes makes a member of a
// group; other edges are bindings.
func (t *Tool) isMembership() bool {
	return strings.HasSuffix(t.endpoint.Route().Template, "}/members")
}

// last is the argument that names the last object in the tool's path: what a
// deletion deletes.
func (t *Tool) last() idArgument {
	var last idArgument
	for part := range strings.SplitSeq(t.endpoint.Route().Template, "/") {
		for _, arg := range t.takes.ids {
			if part == "{"+arg.name+"}" {
				last = arg
			}
		}
	}
	return last
}

func (t *Tool) updates() bool {
	r := t.endpoint.Route()
	return r.Method == "PUT" || r.Method == "PATCH"
}

// creates says whether the tool makes an object of its resource: it posts where
// that is listed.
func (t *Tool) creates() bool {
	r, n := t.endpoint.Route(), namings[t.On]
	listing := table[n.tool]
	return r.Method == "POST" && listing != nil && listing.endpoint.Route().Template == r.Template
}

// target is the object that an argument names.
func (p *planner) target(arg idArgument) audit.Target {
	for _, t := range p.targets {
		if t.Arg == arg.name && arg.name != "" {
			return t
		}
	}
	return audit.Target{}
}

// An innerID is an id that is no argument by itself, such as template.id, or one
// that may be the word null.
type innerID struct {
	at, of string
	value  string // "" in a type
}

// innerIDs are those in a value of the tool's input that name an object of a
// resource.
func innerIDs(v reflect.Value, at string, deep bool) []innerID {
	var all []innerID
	if v.Kind() == reflect.Pointer {
		if v.IsNil() {
			v = reflect.New(v.Type().Elem())
		}
		v = v.Elem()
	}
	if v.Kind() != reflect.Struct || v.Type() == reflect.TypeFor[jcclient.Time]() {
		return nil
	}
	for _, f := range fieldsOf(v.Type()) {
		name := f.json
		inside := v.FieldByIndex(f.Index)
		isID := deep && f.Type == reflect.TypeFor[jcclient.ID]() || f.Type == reflect.TypeFor[jcclient.IDOrNull]()
		if _, known := namings[f.Tag.Get("of")]; known && isID {
			id := inside.String()
			if !jcclient.ID(id).Valid() { // left out, or the word null
				id = ""
			}
			all = append(all, innerID{at + name, f.Tag.Get("of"), id})
			continue
		}
		all = append(all, innerIDs(inside, at+name+".", true)...)
	}
	return all
}

// nameInner reads the objects that are named inside the arguments.
func (p *planner) nameInner(ctx context.Context) error {
	for _, id := range innerIDs(p.args.in, "", false) {
		if id.value == "" {
			continue
		}
		t := audit.Target{Arg: id.at, Kind: id.of, ID: id.value}
		if err := p.name(ctx, &t, nil); err != nil {
			return err
		}
	}
	return nil
}
