package transport

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// Stdio serves one local client, who is the given agent: messages by line on
// in, answers by line on out, nothing else. It returns when in ends or ctx
// does, after the calls in flight have finished, or were cancelled because
// they took longer than a grace; each has left its record by then.
func Stdio(ctx context.Context, g Gate, who tools.Caller, info Info, in io.Reader, out io.Writer, log *slog.Logger) error {
	base, giveUp := context.WithCancel(context.Background())
	defer giveUp()
	p := newPipe(newMessages(g, info, log), who, out, base)
	lines := make(chan line)
	go readLines(ctx, in, lines)
	err := p.takeAll(ctx, lines)
	close(p.noMore)

	finished := make(chan struct{})
	go func() {
		p.calls.Wait()
		close(finished)
	}()
	select {
	case <-finished:
		return err
	case <-time.After(grace):
		giveUp()
	}
	select {
	case <-finished:
		return err
	case <-time.After(lastWords):
		return errors.Join(err, errors.New("the client does not read its answers"))
	}
}

// takeAll takes message after message until there are no more, or ctx ends.
func (p *pipe) takeAll(ctx context.Context, lines <-chan line) error {
	for {
		select {
		case <-ctx.Done():
			return nil
		case l := <-lines:
			if errors.Is(l.err, io.EOF) {
				return nil
			}
			if l.err != nil {
				return l.err
			}
			p.take(ctx, l)
		}
	}
}

// take starts one message on its way.
func (p *pipe) take(ctx context.Context, l line) {
	var out reply
	defer func() { p.writeLater(ctx, out.body) }()
	defer p.messages.recovered(0, nil, &out)

	m, bad := (*message)(nil), l.bad
	if bad == nil {
		m, bad = parse(l.text)
	}
	who := p.caller(m)
	if bad == nil && m.method == "" {
		p.questions.replied(key(m.id), m.result) // one that answers no question is nothing
	}
	if bad == nil && m.method == string(mcp.MethodNotificationCancelled) {
		p.underway.cancel("", m.params)
	}
	if bad == nil && m.method == string(mcp.MethodNotificationInitialized) {
		p.initialized(who)
	}
	if bad == nil && m.id != nil && m.method != "" {
		var r *begun
		if r, bad = p.underway.begin(p.base, "", m); bad == nil {
			p.calls.Go(func() { p.answer(who, m, r) })
		}
	}
	if bad == nil {
		return // it is on its way, or asks for nothing
	}
	out = p.messages.refuse(who, bad)
	if bad.silent {
		out.body = nil
	}
}
