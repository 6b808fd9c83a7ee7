package transport

import (
	"strconv"
	"sync"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A teller tells the client of one request how that is going, before it is
// answered. Whoever has something to say never waits; what is said goes out in
// order, all of it before the answer and nothing after. The nil teller says
// nothing: there is no way to.
type teller struct {
	send func(body []byte)
	put  putter // what a client of the older revisions is asked; nil where there is no way

	mu      sync.Mutex // guards what follows
	waiting [][]byte   // to be sent
	sending chan struct{}
	over    bool
}

// mostTold is how much may wait to be sent: a client that does not read hears less.
const mostTold = 256

func newTeller(send func(body []byte)) *teller { return &teller{send: send} }

func (t *teller) say(body []byte) {
	if t == nil {
		return
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.over || len(t.waiting) >= mostTold {
		return
	}
	t.waiting = append(t.waiting, body)
	if t.sending == nil {
		t.sending = make(chan struct{})
		go t.sendAll(t.sending)
	}
}

// sendAll sends until nothing waits any more.
func (t *teller) sendAll(done chan struct{}) {
	defer close(done)
	for {
		t.mu.Lock()
		if len(t.waiting) == 0 {
			t.sending = nil
			t.mu.Unlock()
			return
		}
		next := t.waiting[0]
		t.waiting = t.waiting[1:]
		t.mu.Unlock()
		t.send(next)
	}
}

// close returns when all that was said is sent. Nothing is said from then on.
func (t *teller) close() {
	if t == nil {
		return
	}
	t.mu.Lock()
	t.over = true
	sending := t.sending
	t.mu.Unlock()
	if sending != nil {
		<-sending
	}
}

// listener is who hears of a call that a message makes: its client, as far as it
// wants to.
func (ms *messages) listener(who tools.Caller, m *message, t *teller) tools.Listener {
	l := tools.Listener{Waits: func(text string) { ms.tellLog(who, m, t, mcp.LoggingLevelNotice, text) }}
	if m.progress != nil {
		l.Requests = func(n int) { t.say(progressed(m, n)) }
	}
	return l
}

// progressed says how many requests a call has sent to JumpCloud. How many it
// will take, nobody knows.
func progressed(m *message, n int) []byte {
	p := add(add([]byte("{}"), "progressToken", m.progress), "progress", jsontext.Value(strconv.Itoa(n)))
	return notification(string(mcp.MethodNotificationProgress), add(p, "message", jsontext.Value(`"request `+strconv.Itoa(n)+` to JumpCloud"`)))
}
