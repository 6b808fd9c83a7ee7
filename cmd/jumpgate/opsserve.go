package main

import (
	"context"
	"fmt"
	"net"
	"sync"

	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/ops"
	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/transport"
)

// serveOps answers probes beside an endpoint, until stop: longer than ctx lasts,
// so that probes see the endpoint come to its end.
func (h *house) serveOps(ctx context.Context, endpoint *transport.HTTP) (stop func()) {
	ln := h.door.probes
	if ln == nil {
		return func() {}
	}
	parts := ops.Parts{
		Policy:   h.policyNow,
		Audit:    h.audit.Health,
		Upstream: h.upstream,
		Stopping: func() bool { return ctx.Err() != nil },
	}
	h.meter.Watch(parts, ops.Gauges{Traffic: h.jumpcloud.Traffic, Endpoint: endpoint.Load})
	h.log.Info("serving probes and metrics", "address", ln.Addr().String(), "paths", "/healthz /readyz /metrics")
	running, cancel := context.WithCancel(context.WithoutCancel(ctx))
	var done sync.WaitGroup
	done.Go(func() {
		if err := ops.Serve(running, ln, ops.Handler(h.meter, parts, hostNames(h.config.Server.Hosts)), h.log); err != nil {
			h.log.Error("probes and metrics are no longer served", "error", err)
		}
	})
	return func() { cancel(); done.Wait() }
}

// listenOps listens where probes are answered; nil when nowhere. Who has named
// the address relies on it; the one that nobody named may be somebody else's.
func (h *house) listenOps(ctx context.Context, endpoint net.Addr) (net.Listener, error) {
	address := h.config.Server.Ops
	if address == "" {
		return nil, nil
	}
	if at, ok := endpoint.(*net.TCPAddr); ok && h.door.anyPort && !h.config.opsGiven {
		address = net.JoinHostPort(loopbackOf(at), "0")
	}
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	switch {
	case err == nil:
		return ln, nil
	case h.config.opsGiven:
		return nil, fmt.Errorf(`server.ops: %w: choose an address of this machine that is free, or "" to do without probes and metrics`, err)
	}
	h.log.Warn(`probes and metrics are not served: name another address as server.ops, or "" to do without them`, "error", err)
	return nil, nil
}

// loopbackOf is the loopback address of an address's family.
func loopbackOf(at *net.TCPAddr) string {
	if at.IP.To4() == nil && at.IP.IsLoopback() {
		return "::1"
	}
	return "127.0.0.1"
}

func (h *house) policyNow() ops.Policy {
	loaded, refused := h.policyState.now()
	return ops.Policy{Hash: h.gate.Policy().Hash(), Loaded: loaded, Refused: refused}
}
