package transport

import (
	"slices"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"
)

// forMCP are the params that mcp-go reads itself, beside _meta.
var forMCP = map[mcp.MCPMethod][]string{
	mcp.MethodInitialize:  {"protocolVersion", "capabilities", "clientInfo"},
	mcp.MethodSetLogLevel: {"level"},
}

// metaForMCP are the members of _meta that it reads.
var metaForMCP = []string{mcp.MetaKeyProtocolVersion, mcp.MetaKeyClientCapabilities, mcp.MetaKeyClientInfo, mcp.MetaKeyLogLevel}

// ofCall are all params of tools/call in the revisions that this server knows.
// A task is for servers that offer tasks; the others have to pass over it.
var ofCall = []string{"name", "arguments", "_meta", "task", "inputResponses", "requestState"}

// needsParams are the methods that say in their params what they are about.
var needsParams = map[mcp.MCPMethod]string{
	mcp.MethodToolsCall:          "a name",
	mcp.MethodPromptsGet:         "a name",
	mcp.MethodResourcesRead:      "a uri",
	mcp.MethodCompletionComplete: "a ref and an argument",
	mcp.MethodSetLogLevel:        "a level",
}

// readParams reads what this server itself looks at in a message.
func (m *message) readParams() *refusal {
	method := mcp.MCPMethod(m.method)
	if m.params == nil {
		if what := needsParams[method]; what != "" {
			return refuse(mcp.INVALID_PARAMS, "%s needs params with %s", m.method, what)
		}
		return nil
	}
	p := members(m.params)
	if bad := m.readAsked(method, p); bad != nil {
		return bad
	}
	if bad := m.readMeta(p["_meta"]); bad != nil {
		return bad
	}
	if method == mcp.MethodInitialize {
		m.client = clientName(p["clientInfo"])
		m.can = capabilitiesOf(p["capabilities"])
	}
	m.known = jsontext.Value("{}")
	if stands := standIns[method]; stands != nil {
		m.known = stands
	}
	if m.meta != nil {
		m.known = add(m.known, "_meta", m.meta)
	}
	for _, name := range forMCP[method] {
		if value, ok := p[name]; ok {
			m.known = add(m.known, name, value)
		}
	}
	return nil
}

// readAsked reads what a message asks for.
func (m *message) readAsked(method mcp.MCPMethod, p map[string]jsontext.Value) *refusal {
	switch method {
	case mcp.MethodToolsCall:
		return m.readCall(p)
	case mcp.MethodToolsList, mcp.MethodResourcesList, mcp.MethodResourcesTemplatesList, mcp.MethodPromptsList:
		return m.readCursor(p["cursor"])
	case mcp.MethodResourcesRead:
		return m.readName("uri", p["uri"])
	case mcp.MethodPromptsGet:
		return m.readPrompt(p)
	case mcp.MethodCompletionComplete:
		return m.readCompletion(p)
	case mcp.MethodSetLogLevel:
		return m.readLevel("level", p["level"])
	}
	return nil
}

func (m *message) readMeta(meta jsontext.Value) *refusal {
	if meta == nil {
		return nil
	}
	if meta.Kind() != '{' {
		return refuse(mcp.INVALID_PARAMS, "_meta must be an object")
	}
	known := members(meta)
	if v, ok := known[mcp.MetaKeyProtocolVersion]; ok {
		version, ok := text(v)
		if !ok || version == "" || len(version) > longestVersion {
			return refuse(mcp.INVALID_PARAMS, "_meta %s must be a text of 1 to %d bytes", mcp.MetaKeyProtocolVersion, longestVersion)
		}
		m.version = version
	}
	if token, ok := known["progressToken"]; ok {
		if token.Kind() != '"' && !integer.Match(token) || len(token) > longestID {
			return refuse(mcp.INVALID_PARAMS, "_meta progressToken must be a string or an integer of at most %d bytes", longestID)
		}
		m.progress = token
	}
	if bad := m.readLevel("_meta "+mcp.MetaKeyLogLevel, known[mcp.MetaKeyLogLevel]); bad != nil {
		return bad
	}
	m.meta = jsontext.Value("{}")
	for _, name := range metaForMCP {
		if value, ok := known[name]; ok {
			m.meta = add(m.meta, name, value)
		}
	}
	m.client = clientName(known[mcp.MetaKeyClientInfo])
	m.can = capabilitiesOf(known[mcp.MetaKeyClientCapabilities])
	m.trace = readTrace(known)
	return nil
}

func (m *message) readCall(p map[string]jsontext.Value) *refusal {
	name, ok := text(p["name"])
	if !ok {
		return refuse(mcp.INVALID_PARAMS, "tools/call needs a name, as text")
	}
	m.tool = name
	if bad := m.readBack(p); bad != nil {
		return bad
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

// readBack reads what a client brings back.
func (m *message) readBack(p map[string]jsontext.Value) *refusal {
	m.responses = p["inputResponses"]
	state, ok := p["requestState"]
	if m.state, _ = text(state); ok && m.state == "" {
		return refuse(mcp.INVALID_PARAMS, "requestState must be the text that this server gave")
	}
	return nil
}
