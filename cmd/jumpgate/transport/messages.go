package transport

import (
	"context"
	"log/slog"
	"net/http"
	"runtime/debug"
	"strconv"
	"sync/atomic"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A Gate is what the transports ask of the gate; [*tools.Gate] is one.
type Gate interface {
	Call(ctx context.Context, who tools.Caller, tool string, args jsontext.Value) tools.Answer
	List(ctx context.Context, who tools.Caller) (jsontext.Value, error)
	Identify(ctx context.Context, c tools.Credential, who *tools.Caller) error
	Issuers() []policy.Issuer
	AuthFailed(who tools.Caller, reason string)
	Refused(who tools.Caller, tool, reason string)
	OnListChange(who tools.Caller, told func()) (stop func())
	Confirm(who tools.Caller, approval string, yes bool) error
	Plan(who tools.Caller, approval string) []string
}

// Info is what the server says of itself.
type Info struct{ Name, Version, Instructions string }

// messages answers messages, whichever way they came. mcp-go decides the
// protocol's era and builds the frame of each answer; what tools there are,
// and what a call comes to, is the gate's.
type messages struct {
	gate    Gate
	older   *server.MCPServer // of the revisions that are initialized
	newer   *server.MCPServer // of those whose requests carry their version
	log     *slog.Logger
	counter atomic.Uint64
	states  states
	put     func(ctx context.Context, text string) (action string, asked bool) // the client's user, while a call waits; nil where there is no way
}

// newMessages says whether clients of the older revisions can be told when their
// tools change. Newer ones listen.
func newMessages(g Gate, info Info, log *slog.Logger, toldAlways bool) *messages {
	speaks := func(told bool) *server.MCPServer {
		return server.NewMCPServer(info.Name, info.Version, server.WithToolCapabilities(told), server.WithInstructions(info.Instructions))
	}
	return &messages{gate: g, log: log, states: newStates(), older: speaks(toldAlways), newer: speaks(true)}
}

// answer takes one message that was read strictly to its reply.
func (ms *messages) answer(ctx context.Context, who tools.Caller, m *message) (out reply) {
	defer ms.recovered(http.StatusOK, m.id, &out)
	switch {
	case m.id == nil || m.method == "":
		// A notification asks for nothing; a reply answers a request that was never made.
		return reply{status: http.StatusAccepted}
	case m.cursor:
		return ms.refused(who, m, refuse(mcp.INVALID_PARAMS, "tools/list is one page: there is no cursor to give"))
	case m.method == string(mcp.MethodSubscriptionsListen):
		return ms.refused(who, m, unknownMethod(m))
	}
	if bad := ms.readAnswer(who.Agent.ID, m); bad != nil {
		return ms.refused(who, m, bad)
	}
	var said tools.Answer
	var ask *question
	s := &session{id: who.Agent.ID + "/" + strconv.FormatUint(ms.counter.Add(1), 10)}
	if m.method == string(mcp.MethodToolsCall) {
		s.tool = server.ServerTool{Tool: mcp.Tool{Name: m.tool}, Handler: func(ctx context.Context, _ mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			said, ask = ms.call(ctx, who, m)
			return &mcp.CallToolResult{}, nil
		}}
	}
	result, bad := ms.ask(ctx, s, m)
	switch {
	case ask != nil && bad == nil:
		result = ask.result(result)
	case said.Structured != nil:
		result = withAnswer(result, said)
	case bad != nil:
		return ms.refused(who, m, bad)
	case m.method == string(mcp.MethodToolsList):
		list, err := ms.gate.List(ctx, who)
		if err != nil {
			return errorReply(http.StatusOK, m.id, mcp.INTERNAL_ERROR, err.Error(), nil)
		}
		result = withTools(result, list)
	}
	return reply{status: http.StatusOK, body: frame(m.id, "result", result)}
}

// refused records a message that goes no further, and answers it. Clients of
// the older protocol revisions expect 200 for what their method does not know.
func (ms *messages) refused(who tools.Caller, m *message, r *refusal) reply {
	if !m.perRequest() {
		r.status = http.StatusOK
	}
	return ms.refuse(who, r.about(m))
}

func (ms *messages) refuse(who tools.Caller, r *refusal) reply {
	ms.gate.Refused(who, r.tool, r.text)
	return r.reply()
}

// recovered, deferred, turns a panic into one error. A call that panicked has
// its outcome recorded by the gate; here it ends.
func (ms *messages) recovered(status int, id jsontext.Value, out *reply) {
	if p := recover(); p != nil {
		ms.log.Error("a message could not be answered", "panic", p, "stack", string(debug.Stack()))
		*out = errorReply(status, id, mcp.INTERNAL_ERROR, "internal error", nil)
	}
}
