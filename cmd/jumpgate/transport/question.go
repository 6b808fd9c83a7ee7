package transport

import (
	"slices"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// needs is what a client must have declared before it is asked with a method.
var needs = map[string]string{
	string(mcp.MethodElicitationCreate):     "elicitation",
	string(mcp.MethodSamplingCreateMessage): "sampling",
	string(mcp.MethodListRoots):             "roots",
}

// capabilitiesOf are the client's, as far as it can be asked by them.
func capabilitiesOf(v jsontext.Value) (can []string) {
	if v.Kind() != '{' {
		return nil
	}
	c := members(v)
	for _, name := range needs {
		if c[name].Kind() == '{' && (name != "elicitation" || forms(c[name])) {
			can = append(can, name)
		}
	}
	return can
}

// forms says whether a client's elicitation puts forms to its user.
func forms(elicitation jsontext.Value) bool {
	var modes map[string]jsontext.Value
	return json.Unmarshal(elicitation, &modes) == nil && (len(modes) == 0 || modes["form"].Kind() == '{')
}

// elicits says whether the client can put a question to its user.
func (m *message) elicits() bool { return slices.Contains(m.can, "elicitation") }

// asking is the result that has a client ask, and come again. It is asked nothing
// for which it has not declared itself, and refused where nothing is left.
func (ms *messages) asking(who tools.Caller, m *message, framed []byte, ask *tools.Ask) ([]byte, *refusal) {
	if !m.perRequest() {
		return nil, refuse(mcp.INVALID_REQUEST, "this takes a client of revision %s or later: it is to be asked first", mcp.LATEST_PROTOCOL_VERSION)
	}
	requests, lacks := jsontext.Value("{}"), map[string]any{}
	for name, request := range tools.Members(ask.Requests) {
		if capability := needs[readRequest(request).Method]; slices.Contains(m.can, capability) {
			requests = add(requests, name, request)
		} else {
			lacks[capability] = struct{}{}
		}
	}
	if len(requests) == len("{}") {
		r := refuse(mcp.MISSING_REQUIRED_CLIENT_CAPABILITY, "the client is to be asked first, and has not declared that it can")
		r.data = map[string]any{"requiredCapabilities": lacks}
		return nil, r
	}
	state, _ := jsontext.AppendQuote(nil, ms.states.seal(who.Agent.ID, m, ask.State, time.Now()))
	out := without(framed, "content", "contents", "messages", "description", "structuredContent", "isError", "resultType", "ttlMs", "cacheScope")
	out = add(out, "resultType", jsontext.Value(`"`+string(mcp.ResultTypeInputRequired)+`"`))
	return add(add(out, "inputRequests", requests), "requestState", state), nil
}

// What a client is to be asked.
type toAsk struct {
	Method string         `json:"method"`
	Params jsontext.Value `json:"params"`
}

func readRequest(v jsontext.Value) (r toAsk) {
	_ = json.Unmarshal(v, &r) // the gate's own
	return r
}
