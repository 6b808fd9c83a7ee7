package transport

import (
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A message is one JSON-RPC message that was read strictly: what it says, it
// says once.
type message struct {
	id      jsontext.Value // as sent; nil for a notification
	method  string         // "" for a reply to a request, of which we make none
	params  jsontext.Value // nil when there are none
	version string         // the protocol version that _meta names, if any
	client  string         // what the client calls itself
	tool    string         // of tools/call
	args    jsontext.Value // of tools/call, as sent
	goesOn  bool           // of a list: a cursor was given
	cursor  string         // where to
	known   jsontext.Value // the params that mcp-go is shown
	meta    jsontext.Value // and of _meta, which is among them
	result  jsontext.Value // of a reply; nil when it is an error

	name     string            // of a prompt, or the URI of a resource
	values   map[string]string // of prompts/get
	argument string            // of completion/complete
	begins   string            // likewise: what its value begins with

	progress jsontext.Value   // the token under which a call's progress is told; nil for none
	level    mcp.LoggingLevel // of logging/setLevel, or from which on the client of this request wants to hear; "" for none

	trace     Trace          // that it belongs to, by its client's word
	can       []string       // what the client says that it can be asked by
	state     string         // what we gave with a question
	responses jsontext.Value // the answers to it
	brought   tools.Brought  // the same, once they are believed
}

// How long the words of a message may be.
const (
	longestID      = 256
	longestMethod  = 128
	longestVersion = 32
)

var integer = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)

func (m *message) readEnvelope(envelope map[string]jsontext.Value) *refusal {
	if id, ok := envelope["id"]; ok {
		if id.Kind() != '"' && !integer.Match(id) {
			return refuse(mcp.INVALID_REQUEST, "id must be a string or an integer, never null")
		}
		if len(id) > longestID {
			return refuse(mcp.INVALID_REQUEST, "id is longer than %d bytes", longestID)
		}
		m.id = id
	}
	_, isReply := envelope["result"]
	_, isError := envelope["error"]
	known := []string{"jsonrpc", "id", "method", "params"}
	if isReply || isError {
		known = []string{"jsonrpc", "id", "result", "error"}
	}
	for name := range envelope {
		if !slices.Contains(known, name) {
			return refuse(mcp.INVALID_REQUEST, "unknown member %.40q: a message has %q", name, known)
		}
	}
	if string(envelope["jsonrpc"]) != `"2.0"` {
		return refuse(mcp.INVALID_REQUEST, `jsonrpc must be "2.0"`)
	}
	if isReply && isError {
		return refuse(mcp.INVALID_REQUEST, "a reply has a result or an error, not both")
	}
	if isReply || isError {
		m.result = envelope["result"]
		return nil
	}
	method, ok := text(envelope["method"])
	if !ok || method == "" || len(method) > longestMethod {
		return refuse(mcp.INVALID_REQUEST, "method must be a text of 1 to %d bytes", longestMethod)
	}
	m.method = method
	if m.id == nil && !strings.HasPrefix(method, "notifications/") {
		return refuse(mcp.INVALID_REQUEST, "%.40q is no notification: it needs an id", method)
	}
	if params, ok := envelope["params"]; ok {
		if params.Kind() != '{' {
			return refuse(mcp.INVALID_PARAMS, "params must be an object")
		}
		m.params = params
	}
	return nil
}

// text is a JSON string's value; false for anything else.
func text(v jsontext.Value) (string, bool) {
	var s string
	ok := v.Kind() == '"' && json.Unmarshal(v, &s) == nil
	return s, ok
}

// perRequest says whether the message belongs to revision 2026-07-28 or a later
// one, where each request carries its version. An unknown version does, too:
// the older ones were never named in a request.
func (m *message) perRequest() bool {
	return m.version != "" && (mcp.IsModernProtocol(m.version) || !mcp.IsValidProtocolVersion(m.version))
}

// forCore is the message as mcp-go sees it: of what it reads, and no more. It
// takes a name in any case, and rounds the numbers in arguments; its id is
// ours, since integers beyond 2^53 would come back altered.
func (m *message) forCore() []byte {
	out, _ := jsontext.AppendQuote([]byte(`{"jsonrpc":"2.0","id":1,"method":`), m.method)
	if m.known != nil {
		out = append(append(out, `,"params":`...), m.known...)
	}
	return append(out, '}')
}
