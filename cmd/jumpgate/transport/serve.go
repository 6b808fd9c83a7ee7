package transport

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// How long a slow or silent peer is waited for, and how many peers there may be.
const (
	headerTimeout   = 10 * time.Second
	readTimeout     = 30 * time.Second
	writeTimeout    = 30 * time.Second
	idleTimeout     = 2 * time.Minute
	mostHeaderBytes = 64 << 10
	mostConnections = 16 << 10

	mostPerConnection = 100 // requests at once on one, over HTTP/2
)

// When the server stops.
const (
	grace     = 10 * time.Second // for calls in flight, before they are cancelled
	lastWords = time.Second      // for answers to get through
)

// Serve answers until ctx ends. Then it takes no more, ends streams, gives calls in flight a
// grace, cancels the rest, and returns when all are recorded.
func (h *HTTP) Serve(ctx context.Context, ln net.Listener) error {
	base, giveUp := context.WithCancel(context.Background())
	defer giveUp()
	h.base = base
	s := &http.Server{
		Handler: h, ReadHeaderTimeout: headerTimeout, ReadTimeout: readTimeout, WriteTimeout: writeTimeout, IdleTimeout: idleTimeout,
		MaxHeaderBytes: mostHeaderBytes, ConnState: h.crowd.state, ConnContext: withConn,
		ErrorLog: slog.NewLogLogger(h.messages.log.Handler(), slog.LevelDebug),
	}
	protocols := &http.Protocols{}
	protocols.SetHTTP1(true)
	protocols.SetHTTP2(h.tls != nil)
	s.Protocols, s.TLSConfig, s.HTTP2 = protocols, h.tls, &http.HTTP2Config{MaxConcurrentStreams: mostPerConnection, SendPingTimeout: keepAlive, PingTimeout: headerTimeout, WriteByteTimeout: writeTimeout}
	stopped := make(chan struct{})
	unhook := context.AfterFunc(ctx, func() {
		h.stop(s, giveUp)
		close(stopped)
	})
	serve := s.Serve
	if h.tls != nil {
		serve = func(ln net.Listener) error { return s.ServeTLS(ln, "", "") }
	}
	err := serve(ln)
	if unhook() {
		h.stop(s, giveUp) // the listener failed
		return err
	}
	<-stopped
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return err
}

// stop ends the server. Calls have their grace; peers that are silent, or slow,
// have none.
func (h *HTTP) stop(s *http.Server, giveUp context.CancelFunc) {
	late := time.AfterFunc(grace, giveUp)
	defer late.Stop()
	quiet, hurry := context.WithCancel(context.Background())
	defer hurry()
	close(h.leaving)
	go func() {
		h.calls.shut()
		time.AfterFunc(lastWords, hurry)
	}()
	_ = s.Shutdown(quiet)
	_ = s.Close()
	h.requests.shut()
	h.tellRest()
}

// tellRest records how much was not recorded one by one.
func (h *HTTP) tellRest() {
	nobody := tools.Caller{Transport: "http"}
	if note := h.unknown.rest() + h.bare.rest(); note != "" {
		h.messages.gate.AuthFailed(nobody, "the server stops"+note)
	}
	if note := h.stray.rest(); note != "" {
		h.messages.gate.Refused(nobody, "", "the server stops"+note)
	}
}
