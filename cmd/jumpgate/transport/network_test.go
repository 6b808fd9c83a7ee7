package transport

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
)

// A wire is a network of pipes: with it a server lives in a synctest bubble,
// where waiting takes no time.
type wire struct {
	conns  chan net.Conn
	closed chan struct{}
	once   sync.Once
}

func newWire() *wire { return &wire{conns: make(chan net.Conn), closed: make(chan struct{})} }

func (w *wire) Accept() (net.Conn, error) {
	select {
	case c := <-w.conns:
		return c, nil
	case <-w.closed:
		return nil, net.ErrClosed
	}
}

func (w *wire) Close() error   { w.once.Do(func() { close(w.closed) }); return nil }
func (w *wire) Addr() net.Addr { return &net.TCPAddr{} }

var errRefused = errors.New("connection refused")

// dial connects to the server, which may not be taking connections any more.
func (w *wire) dial() (*peer, error) {
	here, there := net.Pipe()
	select {
	case w.conns <- there:
		return &peer{here, bufio.NewReader(here)}, nil
	case <-w.closed:
		return nil, errRefused
	}
}

// A peer is the client's end of one connection.
type peer struct {
	net.Conn
	in *bufio.Reader
}

// head is the beginning of the help desk's request for a body of that length.
func head(length int) string {
	return fmt.Sprintf("POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nAuthorization: Bearer %s\r\nContent-Length: %d\r\n\r\n", helpdeskToken, length)
}

func (p *peer) send(text string) error {
	_, err := io.WriteString(p, text)
	return err
}

// ask sends a message and waits for the answer.
func (p *peer) ask(body string) (status int, text string, err error) {
	if err := p.send(head(len(body)) + body); err != nil {
		return 0, "", err
	}
	return p.receive()
}

func (p *peer) receive() (status int, text string, err error) {
	r, err := http.ReadResponse(p.in, nil)
	if err != nil {
		return 0, "", err
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	return r.StatusCode, string(b), err
}

// A served rig is the endpoint behind a wire.
type servedRig struct {
	*rig
	wire *wire
	stop context.CancelFunc
	done chan error // what Serve returned
}

// serve runs a test in a bubble, before a server that has stopped by its end.
func serve(t *testing.T, test func(t *testing.T, s *servedRig)) {
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(t.Context())
		s := &servedRig{newRig(t), newWire(), stop, make(chan error, 1)}
		go func() { s.done <- s.http.Serve(ctx, s.wire) }()
		test(t, s)
		stop()
		if err := <-s.done; err != nil {
			t.Errorf("serving ended with %v", err)
		}
	})
}

// connect is dial for a server that takes connections.
func (s *servedRig) connect() *peer {
	s.t.Helper()
	p, err := s.wire.dial()
	if err != nil {
		s.t.Fatal(err)
	}
	return p
}

func (s *servedRig) mustAnswer(p *peer, body string) {
	s.t.Helper()
	if status, text, err := p.ask(body); status != http.StatusOK || !strings.Contains(text, `"result"`) {
		s.t.Errorf("answered %d %s: %v", status, text, err)
	}
}
