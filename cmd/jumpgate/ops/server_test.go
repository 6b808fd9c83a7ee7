package ops

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"testing"
	"time"
)

// Whoever opens connections and says nothing takes up a bounded number of them,
// and keeps no probe out.
func TestSilentPeersAreBoundedAndKeepNoProbeOut(t *testing.T) {
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- Serve(ctx, ln, newRig(t).handler, slog.New(slog.DiscardHandler)) }()
	ask := func(c net.Conn, path string) string {
		fmt.Fprintf(c, "GET %s HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n", path)
		_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
		res, err := http.ReadResponse(bufio.NewReader(c), nil)
		if err != nil {
			return err.Error()
		}
		defer res.Body.Close()
		_, _ = io.Copy(io.Discard, res.Body)
		return res.Status
	}
	const silent = mostConnections + 10
	var peers []net.Conn
	for i := range silent + 3 {
		c, err := net.Dial("tcp", ln.Addr().String())
		if err != nil {
			t.Fatal(err)
		}
		defer c.Close()
		path := "/healthz" // and nothing more
		if i >= silent {
			path = []string{"/healthz", "/readyz", "/metrics"}[i-silent]
		}
		if said := ask(c, path); said != "200 OK" {
			t.Errorf("peer %d: %s", i, said)
		}
		peers = append(peers, c)
	}
	for i, c := range peers {
		if i >= len(peers)-mostConnections {
			if said := ask(c, "/healthz"); said != "200 OK" {
				t.Errorf("peer %d of %d, one of the last: %s", i, len(peers), said)
			}
			continue
		}
		_ = c.SetReadDeadline(time.Now().Add(20 * time.Second))
		if _, err := c.Read(make([]byte, 1)); !errors.Is(err, io.EOF) {
			t.Fatalf("peer %d of %d, quiet longest: %v", i, len(peers), err)
		}
	}
	stop()
	if err := <-served; err != nil {
		t.Error(err)
	}
}
