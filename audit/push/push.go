// Package push brings short texts, such as checkpoints, to places that whoever breaks into this host cannot reach: a file elsewhere, a collector of logs, a webhook.
// It never keeps whoever gives it a text waiting. What the texts are is for its callers.
package push

import (
	"context"
	"sync"
	"time"
)

// A Sink is one place. Send returns when the text is there, as far as that can be told, or when ctx ends.
type Sink interface {
	Send(ctx context.Context, text []byte) error
}

const (
	between = time.Second      // from one text to the next, at least
	attempt = 10 * time.Second // most that one takes
	retries = time.Second      // until the first retry; doubles with each
	slowest = time.Minute      // between retries, at most
)

// Newest brings to a sink the newest text that it was given: one that is still waiting is replaced. It is for texts of which the last says what those before it said.
type Newest struct {
	name   string
	sink   Sink
	report func(name string, err error)

	mu     sync.Mutex
	text   []byte // that waits; nil when none does
	closed bool

	wake chan struct{}
	end  chan struct{}
	done chan struct{}
}

// NewNewest brings texts to sink until Close. report is told by this name, once, when a text cannot be brought there; and with a nil error when that works again.
func NewNewest(name string, sink Sink, report func(name string, err error)) *Newest {
	n := &Newest{name: name, sink: sink, report: report, wake: make(chan struct{}, 1), end: make(chan struct{}), done: make(chan struct{})}
	go n.run()
	return n
}

// Offer gives it a text. It returns at once.
func (n *Newest) Offer(text []byte) {
	n.mu.Lock()
	n.text = text
	n.mu.Unlock()
	select {
	case n.wake <- struct{}{}:
	default:
	}
}

// Close brings the last text, if one waits, and returns when that is done or ctx ends.
func (n *Newest) Close(ctx context.Context) error {
	n.mu.Lock()
	if !n.closed {
		n.closed = true
		close(n.end)
	}
	n.mu.Unlock()
	select {
	case <-n.done:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func (n *Newest) run() {
	defer close(n.done)
	var failed bool
	pause := retries
	for {
		select {
		case <-n.wake:
		case <-n.end:
			n.last()
			return
		}
		for text := n.take(); text != nil; text = n.take() {
			err := n.send(text)
			wait := between
			if err != nil {
				n.putBack(text)
				wait, pause = pause, min(2*pause, slowest)
			} else {
				pause = retries
			}
			if failed != (err != nil) {
				failed = err != nil
				n.report(n.name, err)
			}
			select {
			case <-time.After(wait):
			case <-n.end:
				n.last()
				return
			}
		}
	}
}

// last is the one try that is left at the end.
func (n *Newest) last() {
	if text := n.take(); text != nil {
		if err := n.send(text); err != nil {
			n.report(n.name, err)
		}
	}
}

func (n *Newest) send(text []byte) error {
	ctx, cancel := context.WithTimeout(context.Background(), attempt)
	defer cancel()
	return n.sink.Send(ctx, text)
}

func (n *Newest) take() []byte {
	n.mu.Lock()
	defer n.mu.Unlock()
	text := n.text
	n.text = nil
	return text
}

// putBack has a text wait again, unless a newer one does.
func (n *Newest) putBack(text []byte) {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.text == nil {
		n.text = text
	}
}
