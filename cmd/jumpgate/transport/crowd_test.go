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
