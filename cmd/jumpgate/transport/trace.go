package transport

import (
	"context"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"
)

// A Trace is where a request stands among what its client does, as W3C Trace Context
// writes it. It is a stranger's word: a label, which never decides anything.
type Trace struct {
	Parent string // traceparent; "" when there is none
	State  string // tracestate
}

type traceKey struct{}

// TraceOf is the trace that the request of a context belongs to, by its client's word.
func TraceOf(ctx context.Context) Trace {
	t, _ := ctx.Value(traceKey{}).(Trace)
	return t
}

// longestTrace is what either part may have, as the standard asks of those who pass it on.
const longestTrace = 512

// readTrace takes a trace from _meta. What is no short text is passed over.
func readTrace(meta map[string]jsontext.Value) (t Trace) {
	t.Parent, _ = text(meta["traceparent"])
	t.State, _ = text(meta["tracestate"])
	return t.bounded()
}

// headTrace takes a trace from the headers of a request.
func headTrace(h http.Header) Trace {
	if len(h.Values("Traceparent")) != 1 {
		return Trace{}
	}
	t := Trace{Parent: h.Get("Traceparent")}
	if len(h.Values("Tracestate")) == 1 {
		t.State = h.Get("Tracestate")
	}
	return t.bounded()
}

func (t Trace) bounded() Trace {
	if t.Parent == "" || len(t.Parent) > longestTrace {
		return Trace{}
	}
	if len(t.State) > longestTrace {
		t.State = ""
	}
	return t
}

// traced is a context that knows the message's trace.
func (m *message) traced(ctx context.Context) context.Context {
	if m.trace.Parent == "" {
		return ctx
	}
	return context.WithValue(ctx, traceKey{}, m.trace)
}
