package transport

import (
	"container/list"
	"context"
	"net"
	"net/http"
	"sync"
)

// A crowd bounds how many connections there are. When one more comes, the one
// that has been quiet longest is closed: so silent or slow peers, however many,
// keep nobody out. A connection with an identified request on it is not quiet.
type crowd struct {
	most int

	mu    sync.Mutex                 // guards what follows
	quiet list.List                  // of net.Conn, longest quiet first
	open  map[net.Conn]*list.Element // its place among the quiet; nil while it is busy
}

type connKey struct{}

func withConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// state is told by the HTTP server what becomes of a connection.
func (c *crowd) state(conn net.Conn, s http.ConnState) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch s {
	case http.StateNew:
		if c.open == nil {
			c.open = map[net.Conn]*list.Element{}
		}
		c.open[conn] = c.quiet.PushBack(conn)
		if len(c.open) > c.most {
			oldest := c.quiet.Front().Value.(net.Conn)
			c.forget(oldest)
			oldest.Close()
		}
	case http.StateClosed, http.StateHijacked:
		c.forget(conn)
	}
}

func (c *crowd) forget(conn net.Conn) {
	if at := c.open[conn]; at != nil {
		c.quiet.Remove(at)
	}
	delete(c.open, conn)
}

// busy takes a request's connection out of the quiet, until done.
func (c *crowd) busy(ctx context.Context) (done func()) {
	conn, _ := ctx.Value(connKey{}).(net.Conn)
	c.mu.Lock()
	defer c.mu.Unlock()
	at := c.open[conn]
	if at == nil {
		return func() {}
	}
	c.quiet.Remove(at)
	c.open[conn] = nil
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if _, still := c.open[conn]; still {
			c.open[conn] = c.quiet.PushBack(conn)
		}
	}
}
