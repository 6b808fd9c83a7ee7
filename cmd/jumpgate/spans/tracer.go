package spans

import (
	"context"
	"log/slog"
	"strconv"
	"time"

	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/propagation"
	sdk "go.opentelemetry.io/otel/sdk/trace"
	"go.opentelemetry.io/otel/trace"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A Tracer makes spans. A nil one makes none.
type Tracer struct {
	provider *sdk.TracerProvider
	tracer   trace.Tracer
}

// patience is how long the end of a server waits for a collector.
const patience = 2 * time.Second

// New returns a tracer that brings its spans to a collector, at most a few seconds
// later. A collector that is slow or gone keeps nothing waiting: what there is no room
// for is dropped, and log says so.
func New(to Collector, version string, log *slog.Logger) *Tracer {
	return newTracer(sdk.NewBatchSpanProcessor(newExporter(to, version, log)))
}

func newTracer(p sdk.SpanProcessor) *Tracer {
	// Whether a call is traced is not for its client to say.
	provider := sdk.NewTracerProvider(sdk.WithSampler(sdk.AlwaysSample()), sdk.WithSpanProcessor(p))
	return &Tracer{provider, provider.Tracer("jumpgate")}
}

// Close brings what there is to the collector, or gives it up.
func (t *Tracer) Close() {
	if t == nil {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), patience)
	defer cancel()
	_ = t.provider.Shutdown(ctx) // what did not get through was said
}

// Begin begins the span of a request, in the trace that its client says it belongs to;
// of its own where that says nothing that can be meant so. End ends it.
func (t *Tracer) Begin(ctx context.Context, method, traceparent, tracestate string) (_ context.Context, end func()) {
	if t == nil {
		return ctx, func() {}
	}
	if audit.Blot(tracestate) != tracestate {
		tracestate = ""
	}
	ctx = propagation.TraceContext{}.Extract(ctx, propagation.MapCarrier{"traceparent": traceparent, "tracestate": tracestate})
	ctx, span := t.tracer.Start(ctx, method, trace.WithSpanKind(trace.SpanKindServer), trace.WithAttributes(attribute.String("mcp.method.name", method)))
	if method == ofCall {
		ctx = context.WithValue(ctx, callKey{}, ofCall)
	}
	return ctx, func() { span.End() }
}

// BeginExport begins the span of an export, which nobody asked for over the protocol.
func (t *Tracer) BeginExport(ctx context.Context) (_ context.Context, end func()) {
	if t == nil {
		return ctx, func() {}
	}
	ctx, span := t.tracer.Start(ctx, ofExport)
	return context.WithValue(ctx, callKey{}, ofExport), func() { span.End() }
}

// What the span of a context is that is about one call; that of any other request may
// have calls in it.
type callKey struct{}

const (
	ofCall   = "tools/call"
	ofExport = "export"
)

// Call tells the span of ctx what became of its call. A part of it has one within that,
// and so has a call that was made to answer something else.
func (t *Tracer) Call(ctx context.Context, o tools.Observation) {
	span := trace.SpanFromContext(ctx)
	if t == nil || !span.IsRecording() {
		return
	}
	of, own := ctx.Value(callKey{}).(string)
	if o.Parent != "" || !own {
		of = ofCall
		ctx, span = t.tracer.Start(ctx, of, trace.WithTimestamp(o.At))
		defer func() { span.End(trace.WithTimestamp(o.At.Add(o.Took))) }()
	}
	span.SetName(of + " " + o.Tool)
	span.SetAttributes(attribute.String("gen_ai.operation.name", "execute_tool"), attribute.String("gen_ai.tool.name", o.Tool),
		attribute.String("jumpgate.agent", o.Agent), attribute.String("jumpgate.class", o.Class), attribute.String("jumpgate.decision", o.Decision), attribute.String("jumpgate.call", o.Call))
	if o.Code != "ok" {
		span.SetAttributes(attribute.String("error.type", o.Code))
	}
	if failures[o.Code] {
		span.SetStatus(codes.Error, "")
	}
	for _, r := range o.Records {
		t.was(ctx, "audit "+string(r.Kind), r.At, r.Took, trace.SpanKindInternal, r.Err != nil)
	}
}

// failures are the codes of what went wrong here or at JumpCloud: to deny is to work.
var failures = map[string]bool{"unauthorized": true, "forbidden": true, "upstream_error": true, "timeout": true, "audit_unavailable": true, "internal": true}

// Exchange tells of a request to JumpCloud, where it was made for a call.
func (t *Tracer) Exchange(ctx context.Context, e jcclient.Exchange) {
	if t == nil || !trace.SpanFromContext(ctx).IsRecording() {
		return
	}
	at := []attribute.KeyValue{attribute.String("http.request.method", e.Route.Method), attribute.String("url.template", e.Route.Template)}
	failed := e.Status == 0 || e.Status >= 400
	switch {
	case e.Status == 0:
		at = append(at, attribute.String("error.type", "none"))
	case failed:
		at = append(at, attribute.String("error.type", strconv.Itoa(e.Status)))
	}
	if e.Status != 0 {
		at = append(at, attribute.Int("http.response.status_code", e.Status))
	}
	t.was(ctx, e.Route.Method+" "+e.Route.Template, e.At, e.Took, trace.SpanKindClient, failed, at...)
}

// was makes the span of what has ended.
func (t *Tracer) was(ctx context.Context, name string, at time.Time, took time.Duration, kind trace.SpanKind, failed bool, attributes ...attribute.KeyValue) {
	_, span := t.tracer.Start(ctx, name, trace.WithTimestamp(at), trace.WithSpanKind(kind), trace.WithAttributes(attributes...))
	if failed {
		span.SetStatus(codes.Error, "")
	}
	span.End(trace.WithTimestamp(at.Add(took)))
}
