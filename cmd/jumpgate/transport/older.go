package transport

import (
	"context"
	"crypto/rand"
	"net/http"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// What clients of the revisions before 2026-07-28 do over HTTP beside sending
// messages: they open a stream to hear of changes (GET), reply to what they are
// asked, cancel, and say good-bye to a session (DELETE).

// How many questions may be open to the clients of one agent, and of all: less than
// their requests, so that replies get through.
const (
	mostAsked      = 32
	mostAskedInAll = mostInAll / 2
)

const allowed = "GET, POST"

func wrongMethod() *refusal {
	return wrong(http.StatusMethodNotAllowed, "the endpoint takes POST; and GET, for a stream of changes, in the revisions before "+mcp.LATEST_PROTOCOL_VERSION)
}

// hasNoBody says whether a request is a client's of the older revisions that sends
// no message. A stream that came with a body would wait for that, with nothing to end
// it.
func hasNoBody(r *http.Request) bool {
	if mcp.IsModernProtocol(r.Header.Get(mcp.HeaderProtocolVersion)) {
		return false
	}
	return r.Method == http.MethodGet && takesStream(r) && r.ContentLength == 0 || r.Method == http.MethodDelete && r.Header.Get(sessionHeader) != ""
}

// withoutBody answers it, once it is known whose it is.
func (h *HTTP) withoutBody(w http.ResponseWriter, r *http.Request, who tools.Caller) reply {
	if r.Method == http.MethodDelete {
		if c := h.messages.states.openClaim(r.Header.Get(sessionHeader)); c != nil && c.Agent != who.Agent.ID {
			return h.turnAway(w, who, wrongMethod())
		}
		w.Header().Set("Allow", allowed)
		return plainReply(http.StatusMethodNotAllowed, "nothing is kept of a session: there is nothing to end")
	}
	if _, bad := h.sessionOf(r, who); bad != nil {
		return h.messages.refuse(who, bad)
	}
	if bad := h.admitStream(w, who); bad != nil {
		return h.messages.refuse(who, bad)
	}
	defer h.streams.leave(who.Agent.ID)
	s := newStream(w)
	h.tell(s, r, who, nil, func() error { return s.comment("here") })
	return streamed
}

// begin puts a request of a session under way, so that it can be cancelled. End
// says whether its client still wants the answer.
func (h *HTTP) begin(ctx context.Context, session *claim, m *message) (_ context.Context, end func() bool, bad *refusal) {
	if session == nil || m.id == nil {
		return ctx, func() bool { return true }, nil
	}
	b, bad := h.underway.begin(ctx, session.whose(), m)
	if bad != nil {
		return nil, nil, bad
	}
	m.can = session.Can
	return b.ctx, func() bool { return h.underway.end(session.whose(), m, b) }, nil
}

// putter asks the client of a request on that request's own stream, as long as it
// reads that.
func (h *HTTP) putter(r *http.Request, session *claim, t *teller) putter {
	return func(ctx context.Context, method string, params jsontext.Value) (jsontext.Value, bool) {
		if !h.asking.enter(session.Agent) {
			return nil, false
		}
		defer h.asking.leave(session.Agent)
		if !h.allAsked.enter("") {
			return nil, false
		}
		defer h.allAsked.leave("")
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(r.Context(), cancel)()
		id := jsontext.Value(`"ask-` + rand.Text() + `"`)
		return h.questions.put(ctx, h.leaving, session.whose()+key(id), func() { t.say(questionOf(id, method, params)) }, func() { t.say(takenBack(id)) })
	}
}

// replied takes a reply to a question. It counts in the session that was asked, and
// once. One that counts for nothing is recorded, and taken all the same: users answer
// late, and there are clients for which an error here is the end of all they do.
func (h *HTTP) replied(who tools.Caller, session *claim, m *message) reply {
	if session == nil || !h.questions.replied(session.whose()+key(m.id), m.result) {
		h.messages.gate.Refused(who, "", "this replies to nothing that this client was asked, or was asked and waited for long enough")
	}
	return reply{status: http.StatusAccepted}
}
