package jcclient

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"syscall"
	"time"
)

// longestAttempt bounds one attempt, from the first byte sent to the last one
// read, so that a server that drips is given up even without a deadline.
const longestAttempt = 2 * time.Minute

// newHTTPClient keeps as many connections as there may be requests under way: one that is
// let go costs a new one, with its TLS handshake.
func newHTTPClient(inFlight int) *http.Client {
	transport := &http.Transport{
		Proxy:                  http.ProxyFromEnvironment,
		DialContext:            dial,
		TLSClientConfig:        &tls.Config{MinVersion: tls.VersionTLS12},
		TLSHandshakeTimeout:    10 * time.Second,
		IdleConnTimeout:        90 * time.Second,
		MaxIdleConnsPerHost:    inFlight,
		MaxResponseHeaderBytes: 1 << 20,
		Protocols:              new(http.Protocols),
	}
	// Over HTTP/2, net/http quietly sends a request again that a server broke
	// off, even a DELETE. Over HTTP/1 it repeats a write only when not one
	// byte of it was written.
	transport.Protocols.SetHTTP1(true)
	return &http.Client{
		Transport: plainHTTP{transport},
		Timeout:   longestAttempt,
		// A redirect is an answer, never followed: the key would travel with it.
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// plainHTTP speaks HTTP and nothing else. A server that switches to another
// protocol is handed the connection by net/http, and no deadline ends a read
// from that any more.
type plainHTTP struct{ *http.Transport }

var errSwitched = errors.New("the server wants to speak another protocol")

// RoundTrip is net/http's, without that.
func (p plainHTTP) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := p.Transport.RoundTrip(r)
	if err == nil && res.StatusCode == http.StatusSwitchingProtocols {
		return nil, errors.Join(errSwitched, res.Body.Close())
	}
	return res, err
}

func dial(ctx context.Context, network, address string) (net.Conn, error) {
	return dialer(address).DialContext(ctx, network, address)
}

// dialer connects to an address. A loopback host must be on loopback once its
// name has been looked up, too, since the key may travel to it in the clear.
func dialer(address string) *net.Dialer {
	d := &net.Dialer{Timeout: 30 * time.Second}
	if host, _, err := net.SplitHostPort(address); err == nil && loopback(host) {
		d.Control = onlyLoopback
	}
	return d
}

// onlyLoopback refuses an address before the connection is made.
func onlyLoopback(_, address string, _ syscall.RawConn) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil || !at.Addr().IsLoopback() {
		return fmt.Errorf("%s is not on loopback", address)
	}
	return nil
}
