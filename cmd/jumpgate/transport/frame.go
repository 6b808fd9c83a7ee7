package transport

import (
	"bytes"
	"slices"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// Members of an answer's _meta: the call's id in the audit trail; that what it
// holds was written by whoever may write to the directory; and how many
// invisible characters in it are spelled out.
const (
	metaCall    = "io.github.jumpgate-mcp/call"
	metaContent = "io.github.jumpgate-mcp/content"
	metaSpelled = "io.github.jumpgate-mcp/spelled_out"
)

// frame puts a result or an error under the id of its request, byte for byte.
func frame(id jsontext.Value, name string, content ...[]byte) [][]byte {
	if id == nil {
		id = jsontext.Value("null")
	}
	parts := append(make([][]byte, 0, len(content)+2), slices.Concat([]byte(`{"jsonrpc":"2.0","id":`), id, []byte(`,"`+name+`":`)))
	return append(append(parts, content...), []byte("}"))
}

// A framed result is what mcp-go answers about its stand-ins. It is shared: what
// the gate serves is put beside it.
type framed struct {
	whole   []byte
	members []member
}

type member struct {
	name  string
	value jsontext.Value
}

func newFramed(result []byte) framed {
	f := framed{whole: result}
	for name, value := range tools.Members(result) {
		f.members = append(f.members, member{name, value.Clone()})
	}
	return f
}

// with is the result with what the gate serves in it, in parts.
func (f framed) with(served ...member) [][]byte {
	var o object
	for _, m := range f.members {
		if !slices.ContainsFunc(served, func(s member) bool { return s.name == m.name }) {
			o.add(m.name, m.value)
		}
	}
	for _, m := range served {
		o.add(m.name, m.value)
	}
	return o.end()
}

// withObject is the result with an object's members in it.
func (f framed) withObject(served jsontext.Value) [][]byte {
	return f.with(newFramed(served).members...)
}

// withNext is a list, and where it goes on; nowhere is "".
func (f framed) withNext(name string, list jsontext.Value, cursor string) [][]byte {
	if cursor == "" {
		return f.with(member{name, list})
	}
	quoted, _ := jsontext.AppendQuote(nil, cursor)
	return f.with(member{"nextCursor", quoted}, member{name, list})
}

// withAnswer is the result with the gate's answer in it: as structured content,
// and the same as text, once each.
func (f framed) withAnswer(a tools.Answer) [][]byte {
	var o object
	meta := jsontext.Value("{}")
	for _, m := range f.members {
		switch m.name {
		case "content", "structuredContent", "isError":
		case "_meta":
			meta = m.value
		default:
			o.add(m.name, m.value)
		}
	}
	o.name("content")
	if a.Content != nil {
		o.value(a.Content)
	} else {
		o.open = slices.Grow(o.open, len(a.Structured)+len(a.Structured)/4+1024) // the text's quotes, and what comes behind
		o.open, _ = jsontext.AppendQuote(append(o.open, `[{"type":"text","text":`...), a.Structured)
		o.open = append(o.open, "}]"...)
	}
	if a.Structured != nil {
		o.add("structuredContent", a.Structured)
	}
	if a.IsError {
		o.add("isError", jsontext.Value("true"))
	}
	o.add("_meta", metaOf(meta, a))
	return o.end()
}

// metaOf is what an answer says of itself, beside what mcp-go says.
func metaOf(meta jsontext.Value, a tools.Answer) jsontext.Value {
	id, _ := jsontext.AppendQuote(nil, a.Call)
	meta = add(meta, metaCall, id)
	if !a.IsError {
		meta = add(meta, metaContent, jsontext.Value(`"untrusted"`))
	}
	if a.Spelled > 0 {
		meta = add(meta, metaSpelled, jsontext.Value(strconv.Itoa(a.Spelled)))
	}
	return meta
}

// add puts one more member at the end of an object.
func add(object []byte, name string, value jsontext.Value) []byte {
	object = bytes.TrimSpace(object)
	out := make([]byte, 0, len(object)+len(name)+len(value)+len(`,"":}`))
	out = append(out, object[:len(object)-1]...)
	if len(out) > 1 {
		out = append(out, ',')
	}
	out, _ = jsontext.AppendQuote(out, name)
	return append(append(append(out, ':'), value...), '}')
}

// without is an object without some of its members.
func without(object []byte, names ...string) []byte {
	out := []byte("{}")
	for name, value := range tools.Members(object) {
		if !slices.Contains(names, name) {
			out = add(out, name, value)
		}
	}
	return out
}

// members are those of an object that has been read strictly, by name. They are
// parts of it.
func members(object jsontext.Value) map[string]jsontext.Value {
	all := make(map[string]jsontext.Value, 8)
	for name, value := range tools.Members(object) {
		all[name] = value
	}
	return all
}
