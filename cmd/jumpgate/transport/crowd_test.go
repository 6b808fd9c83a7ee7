package transport

import (
	"net"
	"net/http"
	"testing"
)

// Over HTTP/2 one connection has many requests: it is quiet when none is left.
func TestAConnectionIsBusyUntilTheLastOfItsRequestsEnds(t *testing.T) {
	c := crowd{most: 1}
	old, peer := net.Pipe()
	defer peer.Close()
	c.state(old, http.StateNew)
	ctx := withConn(t.Context(), old)
	first, second := c.busy(ctx), c.busy(ctx)
	first()
	other, _ := net.Pipe()
	c.state(other, http.StateNew) // one too many: the quiet one goes, and that is itself
	if _, still := c.open[old]; !still {
		t.Error("it was closed under a request")
	}
	second()
	another, _ := net.Pipe()
	c.state(another, http.StateNew)
	if _, still := c.open[old]; still {
		t.Error("it is busy for ever")
	}
}

// slowToClose is a connection whose peer does not take its good-bye.
type slowToClose struct {
	net.Conn
	closing, goOn chan struct{}
}

func (s slowToClose) Close() error {
	close(s.closing)
	<-s.goOn
	return s.Conn.Close()
}

func TestNobodyWaitsForAConnectionThatIsSlowToClose(t *testing.T) {
	pipe, _ := net.Pipe()
	slow := slowToClose{pipe, make(chan struct{}), make(chan struct{})}
	defer close(slow.goOn)
	c := crowd{most: 1}
	c.state(slow, http.StateNew)
	other, _ := net.Pipe()
	c.state(other, http.StateNew)
	<-slow.closing
	c.busy(withConn(t.Context(), other))()
}
