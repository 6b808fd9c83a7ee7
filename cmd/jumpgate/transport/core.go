package transport

import (
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// newCore is mcp-go with one stand-in of each kind: there is always something of
// that kind to frame, and nothing of it comes through to anybody.
func newCore(info Info) *server.MCPServer {
	s := server.NewMCPServer(info.Name, info.Version, server.WithInstructions(info.Instructions), server.WithToolCapabilities(true),
		server.WithResourceCapabilities(false, false), server.WithPromptCapabilities(false), server.WithCompletions(), server.WithLogging())
	s.AddTool(mcp.Tool{Name: standIn}, func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return &mcp.CallToolResult{}, nil
	})
	s.AddPrompt(mcp.Prompt{Name: standIn}, func(context.Context, mcp.GetPromptRequest) (*mcp.GetPromptResult, error) {
		return &mcp.GetPromptResult{}, nil
	})
	s.AddResource(mcp.Resource{URI: standIn, Name: standIn}, func(context.Context, mcp.ReadResourceRequest) ([]mcp.ResourceContents, error) { return nil, nil })
	return s
}

// standIn is the name of what is framed.
const standIn = "any"

// standIns are the params that mcp-go is shown instead of a message's own.
var standIns = map[mcp.MCPMethod]jsontext.Value{
	mcp.MethodToolsCall:          jsontext.Value(`{"name":"` + standIn + `"}`),
	mcp.MethodPromptsGet:         jsontext.Value(`{"name":"` + standIn + `"}`),
	mcp.MethodResourcesRead:      jsontext.Value(`{"uri":"` + standIn + `"}`),
	mcp.MethodCompletionComplete: jsontext.Value(`{"ref":{"type":"ref/prompt","name":"` + standIn + `"},"argument":{"name":"` + standIn + `","value":""}}`),
}

// frame has mcp-go answer a message about its stand-ins: a result as the message's
// protocol revision wants it, or why there is none.
func (ms *messages) frame(ctx context.Context, who tools.Caller, m *message) (framed, *refusal) {
	if m.version != "" && !mcp.IsValidProtocolVersion(m.version) {
		return framed{}, unknownVersion(m)
	}
	shown := m.forCore()
	if f, ok := ms.frames.of(shown); ok {
		return f, nil
	}
	core := ms.older
	if m.perRequest() {
		core = ms.newer
	}
	s := &session{id: who.Agent.ID + "/" + strconv.FormatUint(ms.counter.Add(1), 10)}
	switch response := core.HandleMessage(core.WithContext(ctx, s), shown).(type) {
	case mcp.JSONRPCResponse:
		if result, err := json.Marshal(response.Result); err == nil {
			f := newFramed(result)
			if forMCP[mcp.MCPMethod(m.method)] == nil { // what mcp-go reads of it is which kind of request it is
				ms.frames.keep(shown, f)
			}
			return f, nil
		}
	case mcp.JSONRPCError:
		return framed{}, refusalOf(response.Error, m)
	}
	return framed{}, failed()
}

func failed() *refusal {
	return &refusal{status: http.StatusOK, code: mcp.INTERNAL_ERROR, text: "internal error"}
}

// refusalOf puts mcp-go's error into words that quote what a stranger wrote,
// and name no type of Go's.
func refusalOf(e mcp.JSONRPCErrorDetails, m *message) *refusal {
	switch e.Code {
	case mcp.METHOD_NOT_FOUND:
		return unknownMethod(m)
	case mcp.INVALID_PARAMS:
		return refuse(e.Code, "%s", e.Message)
	case mcp.INVALID_REQUEST, mcp.PARSE_ERROR:
		return refuse(mcp.INVALID_PARAMS, "the params of %q cannot be read", m.method)
	}
	return failed()
}

func unknownMethod(m *message) *refusal {
	r := refuse(mcp.METHOD_NOT_FOUND, "method %q is not supported in this protocol version", m.method)
	r.status = http.StatusNotFound
	return r
}

// unknownVersion tells a client which versions it could speak instead.
func unknownVersion(m *message) *refusal {
	r := refuse(mcp.UNSUPPORTED_PROTOCOL_VERSION, "protocol version %q is not supported", m.version)
	r.data = map[string]any{"supported": mcp.ValidProtocolVersions, "requested": m.version}
	return r
}

// unserved is why there is no result. Without a text for its client it is our own
// mistake. A resource that is not there has
// a code of its own in the older revisions.
func unserved(m *message, err error) *refusal {
	if r, ok := errors.AsType[*refusal](err); ok {
		return r
	}
	told, ok := errors.AsType[*tools.Unserved](err)
	if !ok {
		return failed()
	}
	r := refuse(mcp.INVALID_PARAMS, "%s", told.Text)
	r.recorded = told.Recorded
	if m.method == string(mcp.MethodResourcesRead) {
		r.data = map[string]any{"uri": m.name}
		if !m.perRequest() {
			r.code = mcp.RESOURCE_NOT_FOUND
		}
	}
	return r
}
