package tools

import (
	"context"
	"fmt"
	"sync"
	"time"
)

// A Listener hears of one call while it is made. Its functions must not wait:
// requests to JumpCloud would wait with them.
type Listener struct {
	Requests func(n int)       // that many requests have left for JumpCloud; from the second on, in order
	Waits    func(text string) // the call waits, and for what
}

type listenerKey struct{}

// WithListener returns a context for one call of which somebody wants to hear.
func WithListener(ctx context.Context, l Listener) context.Context {
	return context.WithValue(ctx, listenerKey{}, l)
}

// ListenerOf is who hears of a call; nobody's functions do nothing.
func ListenerOf(ctx context.Context) Listener {
	l, _ := ctx.Value(listenerKey{}).(Listener)
	if l.Requests == nil {
		l.Requests = func(int) {}
	}
	if l.Waits == nil {
		l.Waits = func(string) {}
	}
	return l
}

// A count is how many requests a call has sent since its intent was recorded.
type count struct {
	mu   sync.Mutex
	sent int
	told func(n int)
}

type countKey struct{}

// counting has the requests of a call counted from here on. Look-ups before it
// are not: a listener is told of what the call does.
func (c *call) counting(ctx context.Context) context.Context {
	l := ListenerOf(ctx)
	if rest := c.gate.CoolDown(); rest > 0 {
		l.Waits(fmt.Sprintf("JumpCloud wants to be left alone for %d s more; the call waits for that.", (rest+time.Second-1)/time.Second))
	}
	if ctx.Value(countKey{}) != nil {
		return ctx // one count for all calls that a composed one is made of
	}
	return context.WithValue(ctx, countKey{}, &count{told: l.Requests})
}

// counted counts a request that leaves.
func counted(ctx context.Context) {
	n, _ := ctx.Value(countKey{}).(*count)
	if n == nil {
		return
	}
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.sent++; n.sent > 1 {
		n.told(n.sent)
	}
}
