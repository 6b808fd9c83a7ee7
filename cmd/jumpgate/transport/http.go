package transport

import (
	"context"
	"crypto/tls"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// HTTPOptions are where the endpoint may be asked for.
type HTTPOptions struct {
	Hosts   []string       // further names of this server, beside the loopback ones and IP addresses
	Origins []string       // of web pages that may use it, such as https://app.example.com; nil for none
	Proxies []netip.Prefix // who is trusted to say for whom it asks
	TLS     *tls.Config    // see NewTLS; nil where the endpoint speaks in the clear

	Now func() time.Time // by which clients' certificates end; nil = time.Now

	// Verdict takes what another program says, signed, about a call that waits for
	// people, at /approvals/verdict; nil where none is to be believed. It returns
	// an HTTP status, and what to say.
	Verdict func(header http.Header, body []byte) (status int, text string)
}

// HTTP is MCP's streamable HTTP endpoint at /mcp, stateless: every request
// carries its credential, and is identified, framed, answered and recorded by
// itself. Only what a client listens to is a stream, and what a session is about
// the client carries (claim).
type HTTP struct {
	messages *messages
	hosts    []string
	origins  []string
	proxies  []netip.Prefix
	tls      *tls.Config
	verdict  func(http.Header, []byte) (int, string)
	now      func() time.Time
	unknown  failures        // to be identified
	bare     failures        // to bring a credential
	stray    failures        // requests that no client of ours would send
	base     context.Context // of calls; ends when the server gives up on them
	requests door            // all of them
	calls    door            // those of agents, read and on their way
	crowd    crowd
	share    share         // of each agent
	all      share         // of all agents
	streams  share         // of each agent
	verdicts share         // of anybody: whose they are is known when they are read
	asking   share         // questions to the clients of each agent
	allAsked share         // and to those of all
	leaving  chan struct{} // closed when the server stops: streams end

	underway  underway // of sessions
	questions questions
}

// NewHTTP returns the endpoint as an http.Handler.
func NewHTTP(g Gate, info Info, o HTTPOptions, log *slog.Logger) *HTTP {
	if o.Now == nil {
		o.Now = time.Now
	}
	return &HTTP{now: o.Now, messages: newMessages(g, info, log), hosts: o.Hosts, origins: o.Origins, proxies: o.Proxies, tls: o.TLS, verdict: o.Verdict, base: context.Background(),
		unknown: failures{burst: 10}, bare: failures{burst: 10}, stray: failures{burst: 100}, crowd: crowd{most: mostConnections}, share: share{most: mostUnderWay}, all: share{most: mostInAll}, streams: share{most: mostStreams}, verdicts: share{most: mostVerdicts}, asking: share{most: mostAsked}, allAsked: share{most: mostAskedInAll}, leaving: make(chan struct{})}
}

// ServeHTTP answers one request.
func (h *HTTP) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if !h.requests.enter() {
		http.Error(w, "the server has stopped", http.StatusServiceUnavailable)
		return
	}
	defer h.requests.leave()
	if r.ProtoMajor >= 2 {
		// There the server's own timeout would end a call that takes longer; write sets one.
		_ = http.NewResponseController(w).SetWriteDeadline(time.Time{})
	}
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	write(w, h.take(w, r))
}

// take follows one request from its head to its reply.
func (h *HTTP) take(w http.ResponseWriter, r *http.Request) (out reply) {
	defer h.messages.recovered(http.StatusInternalServerError, nil, &out)
	who := tools.Caller{Transport: "http", Peer: peerOf(r, h.proxies), Client: label(r.UserAgent())}

	// What the request is, before anyone reads its body.
	if r.URL.Path == verdictPath && h.verdict != nil {
		return h.takeVerdict(w, r, who)
	}
	h.allowOrigin(w, r)
	if r.URL.Path == resourcePath || r.URL.Path == resourceOf {
		return h.describe(w, r, who)
	}
	if r.URL.Path != "/mcp" {
		return notFound()
	}
	if out, asks := h.asksBefore(w, r); asks {
		return out
	}
	if bad := h.checkHead(r); bad != nil {
		return h.turnAway(w, who, bad)
	}

	// Who asks: by a bearer token or a certificate, and nothing else.
	if out, ok := h.identify(w, r, &who); !ok {
		return out
	}
	inFlight, full := h.admit(who.Agent.ID)
	if full != "" {
		w.Header().Set("Retry-After", "1")
		bad := refuse(mcp.INVALID_REQUEST, "%s", full)
		bad.status = http.StatusTooManyRequests
		return h.turnAway(w, who, bad)
	}
	defer inFlight()
	defer h.crowd.busy(r.Context())()

	if r.Method != http.MethodPost {
		inFlight() // streams are bounded by themselves
		return h.withoutBody(w, r, who)
	}

	// What is asked, read strictly.
	m, bad := read(w, r)
	if bad != nil {
		return h.messages.refuse(who, bad)
	}
	if m.client != "" {
		who.Client = m.client
	}
	if m.method == string(mcp.MethodSubscriptionsListen) && m.perRequest() {
		inFlight()
		return h.listen(w, r, who, m)
	}
	session, bad := h.claimOf(r, who, m)
	if bad != nil {
		return h.messages.refuse(who, bad.about(m))
	}
	switch {
	case m.method == "":
		return h.replied(who, session, m)
	case m.method == string(mcp.MethodNotificationCancelled) && session != nil:
		h.underway.cancel(session.whose(), m.params)
	}

	if !h.calls.enter() {
		bad := &refusal{status: http.StatusServiceUnavailable, code: mcp.INTERNAL_ERROR, text: "the server is stopping"}
		return h.messages.refuse(who, bad.about(m))
	}
	defer h.calls.leave()
	return h.answer(w, r, who, session, m)
}

// answer takes a message to its reply, which becomes a stream when something is to
// be told or asked before it.
func (h *HTTP) answer(w http.ResponseWriter, r *http.Request, who tools.Caller, session *claim, m *message) reply {
	ctx, stop := h.contextOf(r, m)
	defer stop()
	told := &lateStream{w: w}
	ctx, end, bad := h.begin(ctx, session, m)
	if bad != nil {
		return h.messages.refused(who, m, bad)
	}
	var t *teller
	if takesStream(r) {
		t = newTeller(told.say)
		told.begun = func() { go keepAwake(ctx, t) }
		if session != nil {
			t.put = h.putter(r, session, t)
		}
	}
	out := h.messages.answer(ctx, who, m, t)
	t.close()
	if !end() {
		out = reply{status: http.StatusAccepted} // nobody waits for it
	} else {
		h.beginSession(w, who, m)
	}
	return told.answer(out)
}

// turnAway answers a request that went to the wrong place, from whomever. Each
// is answered; beyond a burst from one address not each is recorded.
func (h *HTTP) turnAway(w http.ResponseWriter, who tools.Caller, r *refusal) reply {
	if r.status == http.StatusMethodNotAllowed {
		w.Header().Set("Allow", allowed)
	}
	if wait, note := h.stray.next(who.Peer, time.Now()); wait == 0 {
		h.messages.gate.Refused(who, "", r.text+note)
	}
	return r.reply()
}

// read is the message of a request whose sender is known.
func read(w http.ResponseWriter, r *http.Request) (*message, *refusal) {
	if r.ContentLength > mostBytes {
		return nil, tooLarge()
	}
	raw, err := io.ReadAll(http.MaxBytesReader(w, r.Body, mostBytes))
	if _, ok := errors.AsType[*http.MaxBytesError](err); ok {
		return nil, tooLarge()
	} else if err != nil {
		return nil, refuse(mcp.PARSE_ERROR, "the message did not arrive whole")
	}
	m, bad := parse(raw)
	if bad != nil {
		return nil, bad
	}
	if bad := checkEra(r.Header, m); bad != nil {
		return nil, bad.about(m)
	}
	if m.trace.Parent == "" {
		m.trace = headTrace(r.Header)
	}
	return m, nil
}

// contextOf ends a call when the server gives up on it. From 2026-07-28 on a
// client that goes away has cancelled; before, it has not: it says so, where it
// has a session. Without one a notifications/cancelled names no request that could
// be told from another client's.
func (h *HTTP) contextOf(r *http.Request, m *message) (context.Context, context.CancelFunc) {
	parent := context.WithoutCancel(r.Context())
	if m.perRequest() {
		parent = r.Context()
	}
	ctx, cancel := context.WithCancel(parent)
	unhook := context.AfterFunc(h.base, cancel)
	return ctx, func() { unhook(); cancel() }
}

// write gives a peer its reply, within a time that does not depend on how long
// the call took.
func write(w http.ResponseWriter, r reply) {
	if r.given {
		return
	}
	_ = http.NewResponseController(w).SetWriteDeadline(time.Now().Add(writeTimeout))
	switch {
	case r.plain:
		w.Header().Set("Content-Type", "text/plain; charset=utf-8")
	case r.body != nil:
		w.Header().Set("Content-Type", "application/json")
	}
	w.Header().Set("Content-Length", strconv.Itoa(r.size()))
	w.WriteHeader(r.status)
	for _, part := range r.body {
		_, _ = w.Write(part) // a peer that went away is told nothing
	}
}
