package transport

import (
	"context"
	"fmt"
	"net/http"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A client says in _meta, or else in headers, what its request belongs to. What
// cannot be meant so is passed over, and keeps no request from its answer.
func TestACallKnowsTheTraceOfItsClient(t *testing.T) {
	const one, two = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01", "00-11111111111111111111111111111111-2222222222222222-00"
	long := strings.Repeat("a", longestTrace+1)
	meta := func(members string) string { return call(`{"name":"users_list","_meta":{` + members + `}}`) }
	for name, c := range map[string]struct {
		body string
		edit func(*http.Request)
		want Trace
	}{
		"none":                {meta(``), header("X"), Trace{}},
		"in _meta":            {meta(`"traceparent":"` + one + `","tracestate":"a=b"`), header("X"), Trace{one, "a=b"}},
		"in headers":          {meta(``), both(header("Traceparent", two), header("Tracestate", "c=d")), Trace{two, "c=d"}},
		"in both":             {meta(`"traceparent":"` + one + `"`), both(header("Traceparent", two), header("Tracestate", "c=d")), Trace{one, ""}},
		"twice in headers":    {meta(``), header("Traceparent", one, two), Trace{}},
		"no text":             {meta(`"traceparent":1,"tracestate":{}`), header("X"), Trace{}},
		"too long":            {meta(`"traceparent":"` + long + `"`), header("X"), Trace{}},
		"a state too long":    {meta(`"traceparent":"` + one + `","tracestate":"` + long + `"`), header("X"), Trace{one, ""}},
		"a state alone":       {meta(`"tracestate":"a=b"`), header("Tracestate", "a=b"), Trace{}},
		"two states in heads": {meta(``), both(header("Traceparent", one), header("Tracestate", "a=b", "c=d")), Trace{one, ""}},
	} {
		rig := newRig(t)
		var got Trace
		rig.gate.onCall = func(ctx context.Context, _ string) tools.Answer {
			got = TraceOf(ctx)
			return tools.Answer{Structured: jsontext.Value(`{}`)}
		}
		rig.answered(rig.post(c.body, c.edit))
		if got != c.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}

func both(edits ...func(*http.Request)) func(*http.Request) {
	return func(r *http.Request) {
		for _, edit := range edits {
			edit(r)
		}
	}
}

func TestACallOverStdioKnowsTheTraceOfItsClient(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		const parent = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
		c.gate.onCall = func(ctx context.Context, _ string) tools.Answer {
			return tools.Answer{Structured: jsontext.Value(fmt.Sprintf("%q", TraceOf(ctx).Parent))}
		}
		c.send(call(`{"name":"users_list","_meta":{"traceparent":"` + parent + `"}}`))
		if got := c.receive().Result["structuredContent"]; got != parent {
			t.Errorf("%v", got)
		}
	})
}
