package transport

import (
	"context"
	"errors"
	"mime"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// Over HTTP a client of revision 2026-07-28 or later hears of changes while a
// subscriptions/listen of its own stands open: a response that goes on until the
// client leaves, the server stops, or the agent is nobody any more.

const (
	keepAlive   = 20 * time.Second // between signs of life, and looks whether the agent is still known
	mostStreams = 1024             // of one agent
)

// A stream is a response that goes on.
type stream struct {
	w   http.ResponseWriter
	ctl *http.ResponseController
}

func newStream(w http.ResponseWriter) *stream {
	w.Header().Set("Content-Type", "text/event-stream")
	w.Header().Set("X-Accel-Buffering", "no") // proxies are not to hold it back
	s := &stream{w, http.NewResponseController(w)}
	_ = s.ctl.SetReadDeadline(time.Time{}) // it lasts longer than any request
	return s
}

// say sends one message, in parts, and comment something that is none.
func (s *stream) say(parts ...[]byte) error {
	return s.send(slices.Concat([][]byte{[]byte("data: ")}, parts, [][]byte{[]byte("\n\n")}))
}

func (s *stream) comment(text string) error { return s.send([][]byte{[]byte(": " + text + "\n\n")}) }

func (s *stream) send(parts [][]byte) error {
	_ = s.ctl.SetWriteDeadline(time.Now().Add(writeTimeout))
	for _, part := range parts {
		if _, err := s.w.Write(part); err != nil {
			return err
		}
	}
	return s.ctl.Flush()
}

// A lateStream is an answer that becomes a stream when something is to be told
// before it.
type lateStream struct {
	w     http.ResponseWriter
	begun func()  // called when it becomes one
	said  *stream // nil until then
}

// say sends one message; nil is a sign of life.
func (l *lateStream) say(body []byte) {
	if l.said == nil {
		l.said = newStream(l.w)
		l.begun()
	}
	if body == nil {
		_ = l.said.comment("still here")
		return
	}
	_ = l.said.say(body) // who has left is told nothing
}

// keepAwake gives signs of life until ctx ends: proxies close what is quiet, and
// over HTTP/2 a stream ends with the time that was set for what it sent last.
func keepAwake(ctx context.Context, t *teller) {
	alive := time.NewTicker(keepAlive)
	defer alive.Stop()
	for {
		select {
		case <-alive.C:
			t.say(nil)
		case <-ctx.Done():
			return
		}
	}
}

// answer ends the stream with the reply, if there is one.
func (l *lateStream) answer(out reply) reply {
	if l.said == nil {
		return out
	}
	if out.body != nil {
		_ = l.said.say(out.body...)
	}
	return streamed
}

// takesStream says whether a client takes an answer as a stream.
func takesStream(r *http.Request) bool {
	for _, accepted := range strings.Split(strings.Join(r.Header.Values("Accept"), ","), ",") {
		kind, _, err := mime.ParseMediaType(accepted)
		if err == nil && (kind == "text/event-stream" || kind == "text/*" || kind == "*/*") {
			return true
		}
	}
	return false
}

// listen answers one subscriptions/listen with a stream, and returns when that
// has ended.
func (h *HTTP) listen(w http.ResponseWriter, r *http.Request, who tools.Caller, m *message) reply {
	toTools, bad := m.listens()
	if bad != nil {
		return h.messages.refused(who, m, bad)
	}
	if bad := h.admitStream(w, who); bad != nil {
		return h.messages.refuse(who, bad.about(m))
	}
	defer h.streams.leave(who.Agent.ID)
	s := newStream(w)
	begin := func() error { return s.say(acknowledged(m, toTools)) }
	if !toTools && begin() == nil || toTools && h.tell(s, r, who, subscription(m), begin) {
		_ = s.say(listened(m)...) // who has left is told nothing
	}
	return streamed
}

// admitStream lets one more stream of an agent in.
func (h *HTTP) admitStream(w http.ResponseWriter, who tools.Caller) *refusal {
	if h.streams.enter(who.Agent.ID) {
		return nil
	}
	w.Header().Set("Retry-After", "60")
	bad := refuse(mcp.INVALID_REQUEST, "%d streams are open already", mostStreams)
	bad.status = http.StatusTooManyRequests
	return bad
}

// streamed is the reply that has been given.
var streamed = reply{given: true}

// tell tells a client of each change of its tools since begin, which promises that.
// It returns true when the server stops, which ends the stream in good order.
func (h *HTTP) tell(s *stream, r *http.Request, who tools.Caller, params jsontext.Value, begin func() error) (stops bool) {
	changed, unwatch := h.messages.changes(who)
	defer unwatch()
	if begin() != nil {
		return false
	}
	alive := time.NewTicker(keepAlive)
	defer alive.Stop()
	for {
		var err error
		select {
		case <-h.leaving:
			return true
		case <-r.Context().Done():
			return false
		case <-changed:
			if err = h.stillKnown(r, who); err == nil {
				err = s.say(notification(mcp.MethodNotificationToolsListChanged, params))
			}
		case <-alive.C:
			if err = h.stillKnown(r, who); err == nil {
				err = s.comment("still here")
			}
		}
		if err != nil {
			return false
		}
	}
}

// stillKnown is an error once the credential of a request is no longer that of
// its agent.
func (h *HTTP) stillKnown(r *http.Request, who tools.Caller) error {
	credential, problem := h.credential(r)
	if problem != "" {
		return errors.New(problem)
	}
	now := who
	err := h.messages.gate.Identify(r.Context(), credential, &now)
	if err == nil && now.Agent.ID != who.Agent.ID {
		err = http.ErrAbortHandler
	}
	return err
}

// subscription is the params of what is said on a stream: they name it.
func subscription(m *message) jsontext.Value {
	return add([]byte("{}"), "_meta", add([]byte("{}"), mcp.MetaKeySubscriptionID, m.id))
}

// acknowledged is the first message of a stream, which says what will be heard.
func acknowledged(m *message, toTools bool) []byte {
	heard := jsontext.Value("{}")
	if toTools {
		heard = jsontext.Value(`{"toolsListChanged":true}`)
	}
	return notification(mcp.MethodNotificationSubscriptionsAcknowledged, add(subscription(m), "notifications", heard))
}

// listened is the last message of a stream that ends in good order.
func listened(m *message) [][]byte {
	return frame(m.id, "result", add(subscription(m), "resultType", jsontext.Value(`"complete"`)))
}

// changes says when a caller sees other tools than before. Changes that follow
// each other faster than they are taken are one.
func (ms *messages) changes(who tools.Caller) (changed <-chan struct{}, stop func()) {
	c := make(chan struct{}, 1)
	stop = ms.gate.OnListChange(who, func() {
		select {
		case c <- struct{}{}:
		default:
		}
	})
	return c, stop
}
