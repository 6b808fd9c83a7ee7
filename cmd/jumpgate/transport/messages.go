package transport

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"net/http"
	"runtime/debug"
	"sync"
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
	List(ctx context.Context, who tools.Caller, cursor string) (list jsontext.Value, next string, err error)
	Resources(ctx context.Context, who tools.Caller) (jsontext.Value, error)
	Read(ctx context.Context, who tools.Caller, uri string) (contents jsontext.Value, err error)
	Prompts(ctx context.Context, who tools.Caller) (jsontext.Value, error)
	Prompt(ctx context.Context, who tools.Caller, name string, values map[string]string) (jsontext.Value, error)
	Complete(ctx context.Context, who tools.Caller, prompt, argument, begins string) (jsontext.Value, error)
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
// protocol's era and builds the frame of each answer, over a registry in which
// there is one stand-in of each kind; what there is for whom, and what a call
// comes to, is the gate's.
type messages struct {
	gate    Gate
	older   *server.MCPServer // of the revisions that are initialized
	newer   *server.MCPServer // of those whose requests carry their version
	log     *slog.Logger
	counter atomic.Uint64
	states  states
	frames  keptFrames
	levels  sync.Map // the log level of older clients, by agent
}

func newMessages(g Gate, info Info, log *slog.Logger) *messages {
	return &messages{gate: g, log: log, states: newStates(), older: newCore(info), newer: newCore(info)}
}

// answer takes one message that was read strictly to its reply. What is to be
// told before, the teller tells.
func (ms *messages) answer(ctx context.Context, who tools.Caller, m *message, t *teller) (out reply) {
	defer ms.recovered(http.StatusOK, m.id, &out)
	ctx = m.traced(ctx)
	switch {
	case m.id == nil || m.method == "":
		// A notification asks for nothing; a reply answers a request that was never made.
		return reply{status: http.StatusAccepted}
	case m.method == string(mcp.MethodSubscriptionsListen):
		return ms.refused(who, m, unknownMethod(m))
	}
	if bad := cmp.Or(noCursor(m), ms.readBrought(who.Agent.ID, m)); bad != nil {
		return ms.refused(who, m, bad)
	}
	framed, bad := ms.frame(ctx, who, m)
	if bad != nil {
		return ms.refused(who, m, bad)
	}
	result, err := ms.filled(ctx, who, m, framed, t)
	if ask, ok := errors.AsType[*tools.Ask](err); ok {
		question, bad := ms.asking(who, m, framed.whole, ask)
		if bad != nil {
			return ms.refused(who, m, bad)
		}
		result, err = [][]byte{question}, nil
	}
	if errors.Is(err, tools.ErrUnrecorded) {
		return errorReply(http.StatusOK, m.id, mcp.INTERNAL_ERROR, err.Error(), nil) // nothing about it can be recorded
	}
	if err != nil {
		return ms.refused(who, m, unserved(m, err))
	}
	return reply{status: http.StatusOK, body: frame(m.id, "result", result...)}
}

// filled is fill, for a client that is asked while it waits: as often as it takes.
func (ms *messages) filled(ctx context.Context, who tools.Caller, m *message, f framed, t *teller) ([][]byte, error) {
	for {
		result, err := ms.fill(tools.WithBrought(ctx, m.brought), who, m, f, t)
		ask, ok := errors.AsType[*tools.Ask](err)
		if !ok || !t.asks(m) {
			return result, err
		}
		if m.brought, err = t.putAll(ctx, m, ask); err != nil {
			return nil, err
		}
	}
}

// fill puts what there is for this very caller into the frame of an answer. What
// stands in none of these cases tells of the server alone.
func (ms *messages) fill(ctx context.Context, who tools.Caller, m *message, f framed, t *teller) (result [][]byte, err error) {
	var v jsontext.Value
	var next string
	switch mcp.MCPMethod(m.method) {
	case mcp.MethodToolsCall:
		answer, err := ms.call(tools.WithListener(ctx, ms.listener(who, m, t)), who, m, t)
		return f.withAnswer(answer), err
	case mcp.MethodToolsList:
		v, next, err = ms.gate.List(ctx, who, m.cursor)
		return f.withNext("tools", v, next), err
	case mcp.MethodResourcesList:
		v, err = ms.gate.Resources(ctx, who)
		return f.with(member{"resources", v}), err
	case mcp.MethodResourcesRead:
		v, err = ms.gate.Read(ctx, who, m.name)
		return f.with(member{"contents", v}), err
	case mcp.MethodPromptsList:
		v, err = ms.gate.Prompts(ctx, who)
		return f.with(member{"prompts", v}), err
	case mcp.MethodPromptsGet:
		v, err = ms.gate.Prompt(ctx, who, m.name, m.values)
		return f.withObject(v), err
	case mcp.MethodCompletionComplete:
		v, err = ms.gate.Complete(ctx, who, m.name, m.argument, m.begins)
		return f.with(member{"completion", v}), err
	case mcp.MethodSetLogLevel:
		ms.levels.Store(who.Agent.ID, m.level)
	case mcp.MethodResourcesTemplatesList:
		return f.with(member{"resourceTemplates", jsontext.Value("[]")}), nil
	}
	return [][]byte{f.whole}, nil
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
	if !r.recorded {
		ms.gate.Refused(who, r.tool, cmp.Or(r.because, r.text))
	}
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
