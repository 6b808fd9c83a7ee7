package spans

import (
	"bytes"
	"context"
	"errors"
	"log/slog"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json"
	sdk "go.opentelemetry.io/otel/sdk/trace"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A kept collector keeps what it gets, or fails.
type kept struct {
	requests [][]byte
	fails    error
}

func (k *kept) Send(_ context.Context, request []byte) error {
	k.requests = append(k.requests, request)
	return k.fails
}

// spans are those that arrived, in the order in which they ended.
func (k *kept) spans(t *testing.T) (all []span) {
	t.Helper()
	for _, text := range k.requests {
		var r request
		if err := json.Unmarshal(text, &r, json.RejectUnknownMembers(true)); err != nil {
			t.Fatalf("%v: %s", err, text)
		}
		for _, s := range r.ResourceSpans {
			if at := s.Resource.Attributes; len(at) != 2 || at[0] != (keyValue{"service.name", value{Text: "jumpgate"}}) || at[1] != (keyValue{"service.version", value{Text: "1.2.3"}}) {
				t.Errorf("from %+v", at)
			}
			for _, in := range s.ScopeSpans {
				all = append(all, in.Spans...)
			}
		}
	}
	return all
}

func newKept(log *slog.Logger) (*kept, *Tracer) {
	k := &kept{}
	return k, newTracer(sdk.NewSimpleSpanProcessor(newExporter(k, "1.2.3", log)))
}

const (
	parent  = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00" // which its client does not trace
	traceID = "0af7651916cd43dd8448eb211c80319c"
)

func TestACallIsASpanInTheTraceOfItsClient(t *testing.T) {
	k, tracer := newKept(slog.New(slog.DiscardHandler))
	at := time.Unix(1700000000, 5)
	ctx, end := tracer.Begin(t.Context(), "tools/call", parent, "a=b")
	tracer.Exchange(ctx, jcclient.Exchange{Route: jcclient.GetUser.Route(), Status: 200, At: at, Took: time.Second})
	tracer.Exchange(ctx, jcclient.Exchange{Route: jcclient.GetUser.Route(), At: at, Took: time.Second})
	tracer.Call(ctx, tools.Observation{Call: "01CALL", Agent: "onboarding", Tool: "users_get", Class: "read", Decision: "allow", Code: "upstream_error",
		Records: []tools.Recorded{{Kind: audit.CallIntent, At: at, Took: time.Millisecond}, {Kind: audit.CallOutcome, At: at, Err: errors.New("full")}}})
	end()
	all := k.spans(t)
	if len(all) != 5 {
		t.Fatalf("%d spans: %+v", len(all), all)
	}
	call := all[4]
	for i, want := range []span{
		{Name: "GET /api/systemusers/{id}", Kind: 3, Start: "1700000000000000005", End: "1700000001000000005"},
		{Name: "GET /api/systemusers/{id}", Kind: 3, Start: "1700000000000000005", End: "1700000001000000005", Status: status{2}},
		{Name: "audit call.intent", Kind: 1, Start: "1700000000000000005", End: "1700000000001000005"},
		{Name: "audit call.outcome", Kind: 1, Start: "1700000000000000005", End: "1700000000000000005", Status: status{2}},
		{Name: "tools/call users_get", Kind: 2, Start: call.Start, End: call.End, Status: status{2}},
	} {
		want.TraceID, want.TraceState, want.SpanID, want.Parent = traceID, "a=b", all[i].SpanID, call.SpanID
		if i == 4 {
			want.Parent = "b7ad6b7169203331"
		}
		got := all[i]
		got.Attributes = nil
		if a, b := mustJSON(t, got), mustJSON(t, want); a != b || len(got.SpanID) != 16 {
			t.Errorf("%s\nwant\n%s", a, b)
		}
	}
	for i, want := range map[int]string{
		0: "http.request.method=GET url.template=/api/systemusers/{id} http.response.status_code=200",
		1: "http.request.method=GET url.template=/api/systemusers/{id} error.type=none",
		4: "mcp.method.name=tools/call gen_ai.operation.name=execute_tool gen_ai.tool.name=users_get jumpgate.agent=onboarding jumpgate.class=read jumpgate.decision=allow jumpgate.call=01CALL error.type=upstream_error",
	} {
		if got := said(all[i]); got != want {
			t.Errorf("%s\nwant\n%s", got, want)
		}
	}
}

// A call that others are made for stays what it is, whatever becomes of them.
func TestAPartOfACallHasASpanInIt(t *testing.T) {
	k, tracer := newKept(slog.New(slog.DiscardHandler))
	at := time.Unix(1700000000, 0)
	ctx, end := tracer.Begin(t.Context(), "tools/call", "", "")
	tracer.Call(ctx, tools.Observation{Call: "01PART", Parent: "01CALL", Tool: "users_get", Code: "timeout", At: at, Took: time.Second,
		Records: []tools.Recorded{{Kind: audit.CallIntent, At: at, Took: time.Millisecond}}})
	tracer.Call(ctx, tools.Observation{Call: "01CALL", Tool: "user_footprint", Code: "ok"})
	end()
	all := k.spans(t)
	if len(all) != 3 {
		t.Fatalf("%d spans: %+v", len(all), all)
	}
	record, part, call := all[0], all[1], all[2]
	if record.Parent != part.SpanID || part.Parent != call.SpanID || part.Name != "tools/call users_get" || part.Start != "1700000000000000000" || part.End != "1700000001000000000" || part.Status.Code != 2 {
		t.Errorf("%+v in %+v in %+v", record, part, call)
	}
	if call.Name != "tools/call user_footprint" || call.Status.Code != 0 || strings.Contains(said(call), "error.type") || !strings.Contains(said(part), "jumpgate.call=01PART error.type=timeout") {
		t.Errorf("%+v: %s; %s", call, said(call), said(part))
	}
}

// What is served by a call of its own has that in it, and an export is one call.
func TestACallThatAnswersSomethingElseHasASpanInThat(t *testing.T) {
	k, tracer := newKept(slog.New(slog.DiscardHandler))
	at := time.Unix(1700000000, 0)
	looked := tools.Observation{Call: "01LOOK", Tool: "users_list", Code: "ok", At: at, Took: time.Second}
	ctx, end := tracer.Begin(t.Context(), "completion/complete", parent, "")
	tracer.Call(ctx, looked)
	end()
	ctx, end = tracer.BeginExport(t.Context())
	tracer.Exchange(ctx, jcclient.Exchange{Route: jcclient.GetUser.Route(), Status: 200, At: at})
	tracer.Call(ctx, looked)
	end()
	all := k.spans(t)
	if len(all) != 4 {
		t.Fatalf("%d spans: %+v", len(all), all)
	}
	look, completion, request, export := all[0], all[1], all[2], all[3]
	if look.Name != "tools/call users_list" || look.Parent != completion.SpanID || look.End != "1700000001000000000" || completion.Name != "completion/complete" || said(completion) != "mcp.method.name=completion/complete" || completion.TraceID != traceID {
		t.Errorf("%+v in %+v", look, completion)
	}
	if export.Name != "export users_list" || export.Kind != 1 || export.Parent != "" || request.Parent != export.SpanID || !strings.Contains(said(export), "jumpgate.call=01LOOK") || strings.Contains(said(export), "mcp.") {
		t.Errorf("%+v in %+v: %s", request, export, said(export))
	}
}

func mustJSON(t *testing.T, s span) string {
	b, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func said(s span) string {
	var all []string
	for _, a := range s.Attributes {
		all = append(all, a.Key+"="+a.Value.Text+a.Value.Number)
	}
	return strings.Join(all, " ")
}

// A stranger's word about its trace is passed over where it cannot be meant so, and
// brings no secret to a collector.
func TestACallWithoutATraceHasOneOfItsOwn(t *testing.T) {
	for _, c := range [][2]string{
		{"", ""}, {"nonsense", ""}, {"00-00000000000000000000000000000000-0000000000000000-01", ""}, {parent + "-more", "a=b"}, {"ff" + parent[2:], ""},
		{"", "a=jca_2u3oXyJ7L1nPq8RsTvWx4YzAbCdEfGhIjKlM"},
	} {
		k, tracer := newKept(slog.New(slog.DiscardHandler))
		_, end := tracer.Begin(t.Context(), "tools/list", c[0], c[1])
		end()
		all := k.spans(t)
		if len(all) != 1 || all[0].Parent != "" || len(all[0].TraceID) != 32 || all[0].TraceID == traceID || all[0].TraceState != "" {
			t.Errorf("%q: %+v", c, all)
		}
	}
	k, tracer := newKept(slog.New(slog.DiscardHandler))
	_, end := tracer.Begin(t.Context(), "tools/list", parent, "a=jca_2u3oXyJ7L1nPq8RsTvWx4YzAbCdEfGhIjKlM")
	end()
	if all := k.spans(t); len(all) != 1 || all[0].TraceID != traceID || all[0].TraceState != "" {
		t.Errorf("%+v", all)
	}
}

// What is denied, or asked wrongly, is no failure of the server's.
func TestADenialIsNoFailure(t *testing.T) {
	k, tracer := newKept(slog.New(slog.DiscardHandler))
	for _, code := range []string{"ok", "denied", "invalid_arguments", "timeout"} {
		ctx, end := tracer.Begin(t.Context(), "tools/call", "", "")
		tracer.Call(ctx, tools.Observation{Tool: "unknown", Code: code})
		end()
	}
	for i, want := range []int{0, 0, 0, 2} {
		if got := k.spans(t)[i].Status.Code; got != want {
			t.Errorf("%d: status %d", i, got)
		}
	}
}

// Requests that are made for no call, such as those that find out about JumpCloud, have no span.
func TestWhatBelongsToNoCallHasNoSpan(t *testing.T) {
	k, tracer := newKept(slog.New(slog.DiscardHandler))
	tracer.Exchange(t.Context(), jcclient.Exchange{Route: jcclient.GetUser.Route(), Status: 200})
	tracer.Call(t.Context(), tools.Observation{Tool: "users_get"})
	if all := k.spans(t); len(all) != 0 {
		t.Errorf("%+v", all)
	}
}

func TestNobodyIsToldAnything(t *testing.T) {
	var none *Tracer
	ctx, end := none.Begin(t.Context(), "tools/call", parent, "")
	none.Call(ctx, tools.Observation{})
	none.Exchange(ctx, jcclient.Exchange{})
	end()
	_, end = none.BeginExport(t.Context())
	end()
	none.Close()
	if ctx != t.Context() {
		t.Error("the context is another")
	}
}

func TestThatTracesAreLostIsSaidOnce(t *testing.T) {
	var log bytes.Buffer
	k, tracer := newKept(slog.New(slog.NewTextHandler(&log, nil)))
	one := func(err error) {
		k.fails = err
		_, end := tracer.Begin(t.Context(), "tools/list", "", "")
		end()
	}
	for _, err := range []error{nil, errors.New("gone"), errors.New("gone"), nil, nil, errors.New("gone again")} {
		one(err)
	}
	if said := log.String(); strings.Count(said, "do not reach") != 2 || strings.Count(said, "again\"") < 1 || strings.Count(said, "\n") != 3 {
		t.Error(said)
	}
}

// A collector that does not answer keeps neither calls nor the end of a server waiting.
func TestACollectorThatHangsKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		hangs := collector(func(ctx context.Context) error { <-ctx.Done(); return ctx.Err() })
		tracer, began := New(hangs, "1", slog.New(slog.DiscardHandler)), time.Now()
		for range 10_000 {
			ctx, end := tracer.Begin(t.Context(), "tools/call", "", "")
			tracer.Call(ctx, tools.Observation{Tool: "users_get"})
			end()
		}
		if took := time.Since(began); took > 0 {
			t.Errorf("calls waited %v", took)
		}
		tracer.Close()
		if took := time.Since(began); took > patience {
			t.Errorf("the end waited %v", took)
		}
		time.Sleep(time.Hour) // what is under way gives up by itself
	})
}

type collector func(context.Context) error

func (c collector) Send(ctx context.Context, _ []byte) error { return c(ctx) }
