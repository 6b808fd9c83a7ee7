package connect

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/tailscale/hujson"
)

// insertJSON puts an entry into the object under table, which it makes where there is none.
func insertJSON(src []byte, table, name string, e entry) ([]byte, error) {
	if len(bytes.TrimSpace(src)) == 0 {
		src = []byte("{}\n")
	}
	root, err := hujson.Parse(src)
	if err != nil {
		return nil, err
	}
	top, ok := root.Value.(*hujson.Object)
	if !ok {
		return nil, errors.New("it is no JSON object")
	}
	indent := indentOf(top)
	servers, err := find(top, table)
	if err != nil {
		return nil, err
	}
	if servers == nil {
		servers = add(top, table, &hujson.Object{}, "\n"+indent, "\n")
	}
	list, ok := servers.Value.(*hujson.Object)
	if !ok {
		return nil, fmt.Errorf("what stands under %q is no JSON object", table)
	}
	text, err := e.json(indent+indent, indent)
	if err != nil {
		return nil, err
	}
	value, err := hujson.Parse(text)
	if err != nil {
		return nil, err
	}
	there, err := find(list, name)
	switch {
	case err != nil:
		return nil, err
	case there == nil:
		add(list, name, value.Value, "\n"+indent+indent, "\n"+indent)
	case !ours(there, e):
		return nil, otherServer(name)
	default:
		there.Value = value.Value
	}
	return root.Pack(), nil
}

func otherServer(name string) error {
	return fmt.Errorf("it has a server %q that is another one: choose a name with --name", name)
}

// find returns the value of a name, or nil.
func find(object *hujson.Object, name string) (found *hujson.Value, err error) {
	for i := range object.Members {
		m := &object.Members[i]
		if key, ok := m.Name.Value.(hujson.Literal); !ok || key.String() != name {
			continue
		}
		if found != nil {
			return nil, fmt.Errorf("it has %q twice", name)
		}
		found = &m.Value
	}
	return found, nil
}

// add appends a member behind whatever is said after the last one, and keeps its user's way with commas.
func add(object *hujson.Object, name string, value hujson.ValueTrimmed, before, after string) *hujson.Value {
	m := hujson.ObjectMember{
		Name:  hujson.Value{Value: hujson.String(name), BeforeExtra: append(bytes.TrimRight(object.AfterExtra, " \t\r\n"), before...)},
		Value: hujson.Value{Value: value, BeforeExtra: hujson.Extra(" ")},
	}
	if n := len(object.Members); n > 0 && object.Members[n-1].Value.AfterExtra != nil {
		m.Value.AfterExtra = hujson.Extra{}
	}
	object.Members, object.AfterExtra = append(object.Members, m), hujson.Extra(after)
	return &object.Members[len(object.Members)-1].Value
}

// indentOf is by what its user indents: what stands before the first member.
func indentOf(top *hujson.Object) string {
	if len(top.Members) > 0 {
		extra := top.Members[0].Name.BeforeExtra
		line := extra[bytes.LastIndexByte(extra, '\n')+1:]
		if len(line) > 0 && len(bytes.Trim(line, " \t")) == 0 && len(line) < len(extra) {
			return string(line)
		}
	}
	return "  "
}

// ours says whether an entry is an older one of jumpgate's: the same command, or the same address.
func ours(v *hujson.Value, e entry) bool {
	object, ok := v.Value.(*hujson.Object)
	if !ok {
		return false
	}
	said := func(name string) string {
		found, err := find(object, name)
		if err != nil || found == nil {
			return ""
		}
		text, _ := found.Value.(hujson.Literal)
		return text.String()
	}
	return isJumpgate(said("command")) || said("url") != "" && said("url") == e.URL || said("serverUrl") != "" && said("serverUrl") == e.ServerURL || said("httpUrl") != "" && said("httpUrl") == e.HTTPURL
}
