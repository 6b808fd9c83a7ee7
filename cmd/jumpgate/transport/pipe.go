package transport

import (
	"bufio"
	"context"
	"io"
	"sync"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// How many requests of one local client are worked on at once, and how many
// may be under way, waiting ones included.
const (
	mostAtOnce   = 32
	mostUnderWay = 256
)

// A pipe is the state of one local connection.
type pipe struct {
	messages *messages
	base     context.Context // of requests; ends when the server gives up on them
	slots    chan struct{}
	calls    sync.WaitGroup
	noMore   chan struct{} // closed when no more messages come

	mu      sync.Mutex // guards what follows
	who     tools.Caller
	running map[string]*begun // by id
	telling bool              // an initialized client is told of changes

	elicits   bool                           // the client can put a question to its user
	asked     map[string]chan jsontext.Value // the questions that are open, by id
	questions int                            // how many there were

	writing chan struct{} // guards out: a client that does not read holds up answers alone
	later   chan struct{} // answers that wait to be written while reading goes on
	out     *bufio.Writer
}

// Begun is a request that has not ended.
type begun struct {
	ctx       context.Context
	end       context.CancelFunc
	cancelled bool // by its client: no answer is wanted
}

func newPipe(ms *messages, who tools.Caller, out io.Writer, base context.Context) *pipe {
	p := &pipe{messages: ms, base: base, slots: make(chan struct{}, mostAtOnce), who: who, running: map[string]*begun{}, asked: map[string]chan jsontext.Value{},
		noMore: make(chan struct{}), writing: make(chan struct{}, 1), later: make(chan struct{}, mostUnderWay), out: bufio.NewWriter(out)}
	ms.put = p.ask
	return p
}

// begin puts a request under way. Its id stays taken until it has ended.
func (p *pipe) begin(m *message) (*begun, *refusal) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.running[key(m.id)] != nil {
		return nil, refuse(mcp.INVALID_REQUEST, "a request with that id is in flight already").about(m)
	}
	if len(p.running) >= mostUnderWay {
		return nil, refuse(mcp.INVALID_REQUEST, "%d requests are in flight already", mostUnderWay).about(m)
	}
	r := &begun{}
	r.ctx, r.end = context.WithCancel(p.base)
	p.running[key(m.id)] = r
	return r, nil
}

// run answers one request. An answer to a cancelled one is not sent.
func (p *pipe) run(who tools.Caller, m *message, r *begun) {
	t := newTeller(func(body []byte) {
		if p.wanted(r) {
			p.write(body)
		}
	})
	p.slots <- struct{}{}
	out := p.messages.answer(r.ctx, who, m, t)
	<-p.slots
	t.close()
	if p.end(m, r) {
		p.write(out.body...)
	}
}

// wanted says whether a client has not cancelled its request.
func (p *pipe) wanted(r *begun) bool {
	p.mu.Lock()
	defer p.mu.Unlock()
	return !r.cancelled
}

// end ends a request, and says whether its client still wants the answer.
func (p *pipe) end(m *message, r *begun) (wanted bool) {
	r.end()
	p.mu.Lock()
	defer p.mu.Unlock()
	delete(p.running, key(m.id))
	return !r.cancelled
}

// cancel ends a request of this very connection, by its id.
func (p *pipe) cancel(params jsontext.Value) {
	var c struct {
		ID jsontext.Value `json:"requestId"`
	}
	if json.Unmarshal(params, &c) != nil {
		return
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	if r := p.running[key(c.ID)]; r != nil {
		r.cancelled = true
		r.end()
	}
}

// key is an id as it is compared: a string however it is spelled, and never
// equal to a number.
func key(id jsontext.Value) string {
	if s, ok := text(id); ok {
		return `"` + s
	}
	return string(id)
}

// caller is who calls, and what its software called itself when it began.
func (p *pipe) caller(m *message) tools.Caller {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m != nil && m.client != "" {
		p.who.Client = m.client
	}
	if m != nil && m.method == string(mcp.MethodInitialize) {
		p.elicits = m.elicits()
	}
	return p.who
}

// writeLater writes beside the reading of further messages, which waits only
// for a client that reads none of many answers.
func (p *pipe) writeLater(ctx context.Context, body [][]byte) {
	if body == nil {
		return
	}
	select {
	case p.later <- struct{}{}:
		p.calls.Go(func() {
			p.write(body...)
			<-p.later
		})
	case <-ctx.Done():
	}
}

// write writes one message, in parts.
func (p *pipe) write(parts ...[]byte) {
	if parts == nil {
		return
	}
	p.writing <- struct{}{}
	defer func() { <-p.writing }()
	for _, part := range parts {
		_, _ = p.out.Write(part) // what is wrong is told at the end
	}
	_ = p.out.WriteByte('\n')
	if err := p.out.Flush(); err != nil {
		p.messages.log.Error("an answer could not be written", "error", err)
	}
}
