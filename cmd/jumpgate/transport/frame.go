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
func frame(id jsontext.Value, name string, content []byte) []byte {
	if id == nil {
		id = jsontext.Value("null")
	}
	return slices.Concat([]byte(`{"jsonrpc":"2.0","id":`), id, []byte(`,"`+name+`":`), content, []byte("}"))
}

// withMember puts what the gate serves into the result that mcp-go has framed.
func withMember(result []byte, name string, value jsontext.Value) []byte {
	return add(without(result, name), name, value)
}

// withMembers puts several there.
func withMembers(result []byte, object jsontext.Value) []byte {
	for name, value := range members(object) {
		result = withMember(result, name, value)
	}
	return result
}

// withNext says where a list goes on; nowhere is "".
func withNext(result []byte, cursor string) []byte {
	if cursor == "" {
		return result
	}
	quoted, _ := jsontext.AppendQuote(nil, cursor)
	return withMember(result, "nextCursor", quoted)
}

// withAnswer puts the gate's answer into the result that mcp-go has framed:
// as structured content, and the same as text, once each.
func withAnswer(result []byte, a tools.Answer) []byte {
	meta := jsontext.Value("{}")
	for name, value := range members(result) {
		if name == "_meta" && value.Kind() == '{' {
			meta = value.Clone()
		}
	}
	id, _ := jsontext.AppendQuote(nil, a.Call)
	meta = add(meta, metaCall, id)
	if !a.IsError {
		meta = add(meta, metaContent, jsontext.Value(`"untrusted"`))
	}
	if a.Spelled > 0 {
		meta = add(meta, metaSpelled, jsontext.Value(strconv.Itoa(a.Spelled)))
	}
	content := a.Content
	if content == nil {
		text, _ := jsontext.AppendQuote([]byte(`[{"type":"text","text":`), a.Structured)
		content = append(text, "}]"...)
	}
	out := add(without(result, "content", "structuredContent", "isError", "_meta"), "content", content)
	if a.Structured != nil {
		out = add(out, "structuredContent", a.Structured)
	}
	if a.IsError {
		out = add(out, "isError", jsontext.Value("true"))
	}
	return add(out, "_meta", meta)
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
	for name, value := range members(object) {
		if !slices.Contains(names, name) {
			out = add(out, name, value)
		}
	}
	return out
}

// members ranges over an object's members in order. The object is well formed.
func members(object []byte) func(yield func(string, jsontext.Value) bool) {
	return func(yield func(string, jsontext.Value) bool) {
		d := jsontext.NewDecoder(bytes.NewReader(object))
		if open, err := d.ReadToken(); err != nil || open.Kind() != '{' {
			return
		}
		for d.PeekKind() == '"' {
			token, err := d.ReadToken()
			if err != nil {
				return
			}
			name := token.String()
			value, err := d.ReadValue()
			if err != nil || !yield(name, value) {
				return
			}
		}
	}
}
