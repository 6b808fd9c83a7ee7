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

	mu    sync.Mutex            // guards what follows
	quiet list.List             // of net.Conn, longest quiet first
	open  map[net.Conn]*visitor // all of them
}

// A visitor is one connection.
type visitor struct {
	place *list.Element // among the quiet; nil while it is busy
	busy  int           // identified requests on it: of HTTP/2 there may be many
}

// Bound gives a server no more connections at once than most, by the same rule:
// whoever asks, a connection with a request on it is not quiet.
func Bound(s *http.Server, most int) {
	c, handler := &crowd{most: most}, s.Handler
	s.ConnState, s.ConnContext = c.state, withConn
	s.Handler = http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer c.busy(r.Context())()
		handler.ServeHTTP(w, r)
	})
}

type connKey struct{}

func withConn(ctx context.Context, c net.Conn) context.Context {
	return context.WithValue(ctx, connKey{}, c)
}

// state is told by the HTTP server what becomes of a connection.
func (c *crowd) state(conn net.Conn, s http.ConnState) {
	if oldest := c.change(conn, s); oldest != nil {
		go oldest.Close() // over TLS it says good-bye, which can take seconds
	}
}

// change notes what became of a connection. It returns the one that has to go.
func (c *crowd) change(conn net.Conn, s http.ConnState) (oldest net.Conn) {
	c.mu.Lock()
	defer c.mu.Unlock()
	switch s {
	case http.StateNew:
		if c.open == nil {
			c.open = map[net.Conn]*visitor{}
		}
		c.open[conn] = &visitor{place: c.quiet.PushBack(conn)}
		if len(c.open) > c.most {
			oldest = c.quiet.Front().Value.(net.Conn)
			c.forget(oldest)
		}
	case http.StateClosed, http.StateHijacked:
		c.forget(conn)
	}
	return oldest
}

func (c *crowd) forget(conn net.Conn) {
	if p := c.open[conn]; p != nil && p.place != nil {
		c.quiet.Remove(p.place)
	}
	delete(c.open, conn)
}

// busy takes a request's connection out of the quiet, until done.
func (c *crowd) busy(ctx context.Context) (done func()) {
	conn, _ := ctx.Value(connKey{}).(net.Conn)
	c.mu.Lock()
	defer c.mu.Unlock()
	p := c.open[conn]
	if p == nil {
		return func() {}
	}
	if p.busy++; p.busy == 1 {
		c.quiet.Remove(p.place)
		p.place = nil
	}
	return func() {
		c.mu.Lock()
		defer c.mu.Unlock()
		if p.busy--; p.busy == 0 && c.open[conn] == p {
			p.place = c.quiet.PushBack(conn)
		}
	}
}
