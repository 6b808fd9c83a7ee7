package main

import (
	"context"
	"fmt"
	"net"
	"runtime"

	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/room"
	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/transport"
)

// A door is where agents come in over HTTP, and where probes are answered.
type door struct {
	endpoint net.Listener
	probes   net.Listener // nil where none are
	anyPort  bool         // the endpoint's port is whichever is free
}

// listen has the door's addresses, until the house is closed. Who knocks before it
// is served waits.
func (h *house) listen(ctx context.Context, address, proxy string) error {
	if address == configured {
		address = h.config.Server.HTTP
	}
	if proxy != "" {
		h.config.Server.BehindProxy = proxy
	}
	if !h.policy.HasCredentials() {
		return fmt.Errorf("no agent has a token, so nobody could use the HTTP endpoint: make one with 'jumpgate token new AGENT' and put its hash under the agent's identify")
	}
	if h.policy.HasCertificates() && h.config.Server.TLS.ClientCA == "" {
		h.log.Warn("the policy knows agents by their certificates, and none is asked for: name who signs them with server.tls.client_ca")
	}
	options, err := h.httpOptions()
	if err != nil {
		return fmt.Errorf("%s: %w", h.config.name(), err)
	}
	if h.door.endpoint, err = (&net.ListenConfig{}).Listen(ctx, "tcp", address); err != nil {
		return fmt.Errorf("%w: choose an address of this machine that is free, with --http or server.http", err)
	}
	h.stop = append(h.stop, func() { h.door.endpoint.Close() })
	if err := private(h.door.endpoint.Addr(), options); err != nil {
		return err
	}
	_, port, _ := net.SplitHostPort(address)
	h.door.anyPort = port == "0"
	if h.door.probes, err = h.listenOps(ctx, h.door.endpoint.Addr()); h.door.probes != nil {
		h.stop = append(h.stop, func() { h.door.probes.Close() })
	}
	return err
}

func (h *house) serveHTTP(ctx context.Context) error {
	options, err := h.httpOptions() // again, since approvals and the clock need the trail
	if err != nil {
		return fmt.Errorf("%s: %w", h.config.name(), err)
	}
	endpoint := transport.NewHTTP(h.doors(), serverInfo(), options, h.log)
	defer h.serveOps(ctx, endpoint)()
	scheme := "http"
	if options.TLS != nil {
		scheme = "https"
	}
	h.log.Info("serving over HTTP", "url", scheme+"://"+h.door.endpoint.Addr().String()+"/mcp", "agents", len(h.policy.Agents()), "audit", h.trail)
	held := room.Held()
	defer runtime.KeepAlive(held)
	return endpoint.Serve(ctx, h.door.endpoint)
}
