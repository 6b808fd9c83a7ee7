package main

import (
	"context"
	"fmt"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/audit/push"
	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/spans"
	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/transport"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// traceCalls has what calls do told to a collector, where one is configured, until
// the house is closed.
func (h *house) traceCalls(ctx context.Context) error {
	to := h.config.Server.Traces
	if to == "" {
		return nil
	}
	headers, err := h.config.headers(ctx, "server.traces_headers", h.config.Server.TracesHeaders)
	if err != nil {
		return err
	}
	collector, err := push.NewPost(to, headers)
	if err != nil {
		return fmt.Errorf("server.traces: %w", err)
	}
	h.tracer = spans.New(collector, version(), h.log)
	h.stop = append(h.stop, h.tracer.Close)
	return nil
}

// doors is the gate as transports see it.
func (h *house) doors() transport.Gate {
	if h.tracer == nil {
		return h.gate
	}
	return traced{h.gate, h.tracer}
}

// A traced gate has a span for each call, and for whatever else it serves.
type traced struct {
	*tools.Gate
	tracer *spans.Tracer
}

func (g traced) Call(ctx context.Context, who tools.Caller, tool string, args jsontext.Value) tools.Answer {
	ctx, end := g.begin(ctx, mcp.MethodToolsCall)
	defer end()
	return g.Gate.Call(ctx, who, tool, args)
}

func (g traced) List(ctx context.Context, who tools.Caller, cursor string) (list jsontext.Value, next string, err error) {
	ctx, end := g.begin(ctx, mcp.MethodToolsList)
	defer end()
	return g.Gate.List(ctx, who, cursor)
}

func (g traced) Resources(ctx context.Context, who tools.Caller) (jsontext.Value, error) {
	ctx, end := g.begin(ctx, mcp.MethodResourcesList)
	defer end()
	return g.Gate.Resources(ctx, who)
}

func (g traced) Read(ctx context.Context, who tools.Caller, uri string) (jsontext.Value, error) {
	ctx, end := g.begin(ctx, mcp.MethodResourcesRead)
	defer end()
	return g.Gate.Read(ctx, who, uri)
}

func (g traced) Prompts(ctx context.Context, who tools.Caller) (jsontext.Value, error) {
	ctx, end := g.begin(ctx, mcp.MethodPromptsList)
	defer end()
	return g.Gate.Prompts(ctx, who)
}

func (g traced) Prompt(ctx context.Context, who tools.Caller, name string, values map[string]string) (jsontext.Value, error) {
	ctx, end := g.begin(ctx, mcp.MethodPromptsGet)
	defer end()
	return g.Gate.Prompt(ctx, who, name, values)
}

func (g traced) Complete(ctx context.Context, who tools.Caller, prompt, argument, begins string) (jsontext.Value, error) {
	ctx, end := g.begin(ctx, mcp.MethodCompletionComplete)
	defer end()
	return g.Gate.Complete(ctx, who, prompt, argument, begins)
}

func (g traced) begin(ctx context.Context, method mcp.MCPMethod) (context.Context, func()) {
	of := transport.TraceOf(ctx)
	return g.tracer.Begin(ctx, string(method), of.Parent, of.State)
}

// called is told what became of every call.
func (h *house) called(ctx context.Context, o tools.Observation) {
	h.meter.Call(o)
	h.tracer.Call(ctx, o)
}

// sent is told of every request to JumpCloud.
func (h *house) sent(ctx context.Context, e jcclient.Exchange) {
	h.meter.Exchange(e)
	h.upstream.Saw(e)
	h.tracer.Exchange(ctx, e)
}
