package transport

import (
	"slices"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"
)

// forMCP are the params that mcp-go reads of each method, beside _meta.
var forMCP = map[string][]string{
	string(mcp.MethodInitialize): {"protocolVersion", "capabilities", "clientInfo"},
	string(mcp.MethodToolsCall):  {"name"},
}

// ofCall are all params of tools/call in the revisions that this server knows.
// A task is for servers that offer tasks; the others have to pass over it.
var ofCall = []string{"name", "arguments", "_meta", "task", "inputResponses", "requestState"}

// readParams reads what this server itself looks at in a message.
func (m *message) readParams() *refusal {
	if m.params == nil {
		if m.method == string(mcp.MethodToolsCall) {
			return refuse(mcp.INVALID_PARAMS, "tools/call needs params with a name")
		}
		return nil
	}
	var p map[string]jsontext.Value
	if err := json.Unmarshal(m.params, &p); err != nil {
		return refuse(mcp.INVALID_PARAMS, "params cannot be read")
	}
	if m.method == string(mcp.MethodToolsCall) {
		if bad := m.readCall(p); bad != nil {
			return bad
		}
	}
	if bad := m.readMeta(p["_meta"]); bad != nil {
		return bad
	}
	switch mcp.MCPMethod(m.method) {
	case mcp.MethodInitialize:
		m.client = clientName(p["clientInfo"])
		m.elicits = canAsk(p["capabilities"])
	case mcp.MethodToolsList:
		_, m.cursor = p["cursor"]
	}
	m.known = jsontext.Value("{}")
	for name, value := range members(m.params) {
		if name == "_meta" || slices.Contains(forMCP[m.method], name) {
			m.known = add(m.known, name, value)
		}
	}
	return nil
}

func (m *message) readMeta(meta jsontext.Value) *refusal {
	if meta == nil {
		return nil
	}
	var known map[string]jsontext.Value
	if meta.Kind() != '{' || json.Unmarshal(meta, &known) != nil {
		return refuse(mcp.INVALID_PARAMS, "_meta must be an object")
	}
	if v, ok := known[mcp.MetaKeyProtocolVersion]; ok {
		version, ok := text(v)
		if !ok || version == "" || len(version) > longestVersion {
			return refuse(mcp.INVALID_PARAMS, "_meta %s must be a text of 1 to %d bytes", mcp.MetaKeyProtocolVersion, longestVersion)
		}
		m.version = version
	}
	m.client = clientName(known[mcp.MetaKeyClientInfo])
	m.elicits = canAsk(known[mcp.MetaKeyClientCapabilities])
	return nil
}

func (m *message) readCall(p map[string]jsontext.Value) *refusal {
	name, ok := text(p["name"])
	if !ok {
		return refuse(mcp.INVALID_PARAMS, "tools/call needs a name, as text")
	}
	m.tool = name
	m.responses = p["inputResponses"]
	if state, ok := p["requestState"]; ok {
		if m.state, ok = text(state); !ok || m.state == "" {
			return refuse(mcp.INVALID_PARAMS, "requestState must be the text that this server gave")
		}
	}
	for name := range p {
		if !slices.Contains(ofCall, name) {
			return refuse(mcp.INVALID_PARAMS, "tools/call takes name and arguments, not %.40q", name)
		}
	}
	if args, ok := p["arguments"]; ok {
		if args.Kind() != '{' {
			return refuse(mcp.INVALID_PARAMS, "arguments must be an object")
		}
		m.args = args
	}
	return nil
}
