package transport

import (
	"bufio"
	"context"
	"io"
	"sync"

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

	underway  underway
	questions questions

	mu      sync.Mutex // guards what follows
	who     tools.Caller
	can     []string // what an initialized client has said that it can be asked by
	asked   int      // how many questions there were
	telling bool     // an initialized client is told of changes

	writing chan struct{} // guards out: a client that does not read holds up answers alone
	later   chan struct{} // answers that wait to be written while reading goes on
	out     *bufio.Writer
}

func newPipe(ms *messages, who tools.Caller, out io.Writer, base context.Context) *pipe {
	return &pipe{messages: ms, base: base, slots: make(chan struct{}, mostAtOnce), underway: underway{most: mostUnderWay}, who: who,
		noMore: make(chan struct{}), writing: make(chan struct{}, 1), later: make(chan struct{}, mostUnderWay), out: bufio.NewWriter(out)}
}

// run answers one request. An answer to a cancelled one is not sent.
func (p *pipe) run(who tools.Caller, m *message, r *begun) {
	t := newTeller(func(body []byte) {
		if p.underway.wanted(r) {
			p.write(body)
		}
	})
	t.put = p.put
	p.slots <- struct{}{}
	out := p.messages.answer(r.ctx, who, m, t)
	<-p.slots
	t.close()
	if p.underway.end("", m, r) {
		p.write(out.body...)
	}
}

// caller is who calls, and what its software called itself when it began. What
// that can be asked by, a message of the older revisions does not say itself.
func (p *pipe) caller(m *message) tools.Caller {
	p.mu.Lock()
	defer p.mu.Unlock()
	if m != nil && m.client != "" {
		p.who.Client = m.client
	}
	switch {
	case m == nil || m.perRequest():
	case m.method == string(mcp.MethodInitialize):
		p.can = m.can
	default:
		m.can = p.can
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
