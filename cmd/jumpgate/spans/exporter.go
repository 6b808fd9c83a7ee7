package spans

import (
	"context"
	"log/slog"
	"sync/atomic"

	sdk "go.opentelemetry.io/otel/sdk/trace"
)

// A Collector takes requests of OTLP/HTTP, in its JSON form.
type Collector interface {
	Send(ctx context.Context, request []byte) error
}

// An exporter writes spans down for a collector.
type exporter struct {
	to      Collector
	version string
	log     *slog.Logger
	lost    atomic.Bool // the last that was sent; said once, until it is well again
}

func newExporter(to Collector, version string, log *slog.Logger) *exporter {
	return &exporter{to: to, version: version, log: log}
}

// ExportSpans sends spans once: they are about how well things go, and not worth keeping
// calls, or memory, for.
func (e *exporter) ExportSpans(ctx context.Context, all []sdk.ReadOnlySpan) error {
	request, err := encode(e.version, all)
	if err == nil {
		err = e.to.Send(ctx, request)
	}
	switch before := e.lost.Swap(err != nil); {
	case err != nil && !before:
		e.log.Warn("traces do not reach their collector, and are dropped", "error", err)
	case err == nil && before:
		e.log.Info("traces reach their collector again")
	}
	return nil // it was said
}

// Shutdown has nothing to do: what was given was sent.
func (e *exporter) Shutdown(context.Context) error { return nil }
