package transport

import (
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"
)

// longestName is how long the name of a prompt, a resource's URI or a cursor may be.
const longestName = 1024

func (m *message) readCursor(v jsontext.Value) *refusal {
	cursor, ok := text(v)
	if v != nil && (!ok || len(cursor) > longestName) {
		return refuse(mcp.INVALID_PARAMS, "cursor must be a text of at most %d bytes", longestName)
	}
	m.goesOn, m.cursor = v != nil, cursor
	return nil
}

// noCursor refuses a cursor where a list is one page, and one that is empty.
func noCursor(m *message) *refusal {
	if m.goesOn && (m.cursor == "" || m.method != string(mcp.MethodToolsList)) {
		return refuse(mcp.INVALID_PARAMS, "cursor is none that this server gave: leave it out")
	}
	return nil
}

func (m *message) readName(param string, v jsontext.Value) *refusal {
	name, ok := text(v)
	if !ok || name == "" || len(name) > longestName {
		return refuse(mcp.INVALID_PARAMS, "%s needs a %s, as text of 1 to %d bytes", m.method, param, longestName)
	}
	m.name = name
	return nil
}

func (m *message) readPrompt(p map[string]jsontext.Value) *refusal {
	if args, ok := p["arguments"]; ok && (args.Kind() != '{' || json.Unmarshal(args, &m.values) != nil) {
		return refuse(mcp.INVALID_PARAMS, "arguments of a prompt are an object of texts")
	}
	if bad := m.readBack(p); bad != nil {
		return bad
	}
	return m.readName("name", p["name"])
}

// readCompletion reads which argument of a prompt is to be completed. There are
// no resource templates, so nothing else has arguments.
func (m *message) readCompletion(p map[string]jsontext.Value) *refusal {
	var ref, argument map[string]jsontext.Value
	if p["ref"].Kind() != '{' || json.Unmarshal(p["ref"], &ref) != nil || p["argument"].Kind() != '{' || json.Unmarshal(p["argument"], &argument) != nil {
		return refuse(mcp.INVALID_PARAMS, "completion/complete needs a ref and an argument")
	}
	if kind, _ := text(ref["type"]); kind != "ref/prompt" {
		return refuse(mcp.INVALID_PARAMS, "only arguments of prompts are completed: a ref of type ref/prompt")
	}
	name, isName := text(argument["name"])
	begins, isText := text(argument["value"])
	if !isName || !isText {
		return refuse(mcp.INVALID_PARAMS, "argument needs a name and a value, as text")
	}
	m.argument, m.begins = name, begins
	return m.readName("name", ref["name"])
}
