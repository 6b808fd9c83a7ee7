package transport

import (
	"context"
	"encoding/json"
	"net/http"

	"github.com/mark3labs/mcp-go/mcp"
)

// ask has mcp-go answer a message: its result, framed as the message's
// protocol revision wants it, or why there is none.
func (ms *messages) ask(ctx context.Context, s *session, m *message) ([]byte, *refusal) {
	if m.version != "" && !mcp.IsValidProtocolVersion(m.version) {
		return nil, unknownVersion(m)
	}
	core := ms.older
	if m.perRequest() {
		core = ms.newer
	}
	switch response := core.HandleMessage(core.WithContext(ctx, s), m.forCore()).(type) {
	case mcp.JSONRPCResponse:
		if result, err := json.Marshal(response.Result); err == nil {
			return result, nil
		}
	case mcp.JSONRPCError:
		return nil, refusalOf(response.Error, m)
	}
	return nil, failed()
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
