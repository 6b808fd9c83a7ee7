package jcclient

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// trusting is a client that takes the server's certificate.
func trusting(t *testing.T, s *httptest.Server) *Client {
	t.Helper()
	c, err := New(Options{ConsoleURL: s.URL, APIKey: NewSecret(testKey), MaxTries: 1})
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(s.Certificate())
	c.http.Transport.(plainHTTP).TLSClientConfig.RootCAs = roots
	return c
}

// A connection costs more than a request: as many are kept as may be of use at once.
func TestEachConnectionIsKeptForTheNextRequest(t *testing.T) {
	const most, rounds = 40, 3
	var connections atomic.Int32
	here, goOn := make(chan struct{}), make(chan struct{})
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		here <- struct{}{}
		<-goOn // when all of a round are here
		io.WriteString(w, `{"_id":"`+string(testID)+`"}`)
	}))
	s.Config.ConnState = func(_ net.Conn, state http.ConnState) {
		if state == http.StateNew {
			connections.Add(1)
		}
	}
	s.Start()
	defer s.Close()
	c, err := New(Options{ConsoleURL: s.URL, APIKey: NewSecret(testKey), MaxInFlight: most})
	if err != nil {
		t.Fatal(err)
	}
	for range rounds {
		var all sync.WaitGroup
		for range most {
			all.Go(func() {
				if _, err := GetUser.Call(t.Context(), c, UserID{ID: testID}); err != nil {
					t.Error(err)
				}
			})
		}
		for range most {
			<-here
		}
		for range most {
			goOn <- struct{}{}
		}
		all.Wait()
	}
	if n := connections.Load(); n != most {
		t.Errorf("%d connections for %d requests at once", n, most)
	}
}

// The key would travel with a redirect, so it is the end of the request.
func TestARedirectIsNeverFollowed(t *testing.T) {
	_, elsewhere := serve(t, says(200, `{}`))
	for _, status := range []int{300, 301, 302, 303, 304, 305, 307, 308} {
		for name, location := range map[string]string{
			"to another host": elsewhere.URL + "/api/systemusers", "to itself": "/api/systemusers/" + string(testID),
			"to the login page": "/login", "to nowhere": "", "to a scheme": "file:///etc/passwd",
		} {
			c, s := serve(t, says(status, "", "Location", location))
			_, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
			var failed *Error
			if !errors.As(err, &failed) || failed.Status != status || !strings.Contains(err.Error(), "redirects are never followed") {
				t.Errorf("%d %s: got %v", status, name, err)
			}
			if len(s.requests()) != 1 {
				t.Errorf("%d %s: %d requests", status, name, len(s.requests()))
			}
			_, err = UpdateUser.Call(t.Context(), c, UpdateUserInput{ID: testID})
			if !errors.As(err, &failed) || failed.MayHaveHappened != (status == 303) || len(s.requests()) != 2 {
				t.Errorf("%d %s: got %v after %d requests", status, name, err, len(s.requests()))
			}
		}
	}
	if len(elsewhere.requests()) > 0 {
		t.Error("the key went to a second host")
	}
}

func TestTLSIsChecked(t *testing.T) {
	for name, test := range map[string]struct {
		server  *tls.Config
		spoil   func(c *Client)
		message string
	}{
		"self-signed": {spoil: func(c *Client) { config(c).RootCAs = nil }, message: "unknown authority"},
		"of another host": {spoil: func(c *Client) {
			c.console = strings.Replace(c.console, "127.0.0.1", "localhost", 1)
		}, message: "not localhost"},
		"expired": {spoil: func(c *Client) {
			config(c).Time = func() time.Time { return time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC) }
		}, message: "has expired"},
		"TLS 1.1": {server: &tls.Config{MinVersion: tls.VersionTLS10, MaxVersion: tls.VersionTLS11}, message: "protocol version"},
	} {
		t.Run(name, func(t *testing.T) {
			s := httptest.NewUnstartedServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("a request arrived") }))
			s.TLS = test.server
			s.Config.ErrorLog = quietLog()
			s.StartTLS()
			defer s.Close()
			c := trusting(t, s)
			if test.spoil != nil {
				test.spoil(c)
			}
			_, err := UpdateUser.Call(t.Context(), c, UpdateUserInput{ID: testID})
			var failed *Error
			if !errors.As(err, &failed) || failed.Status != 0 || failed.MayHaveHappened || !strings.Contains(err.Error(), test.message) {
				t.Errorf("got %v", err)
			}
		})
	}
}

func config(c *Client) *tls.Config { return c.http.Transport.(plainHTTP).TLSClientConfig }

func TestCertificatesAreCheckedByDefault(t *testing.T) {
	c, err := New(Options{APIKey: NewSecret(testKey)})
	if err != nil {
		t.Fatal(err)
	}
	if config(c).InsecureSkipVerify || config(c).MinVersion < tls.VersionTLS12 {
		t.Error("TLS is weaker than it should be")
	}
}

// What localhost means is looked up when a connection is made.
func TestALoopbackNameThatLeadsElsewhereIsRefused(t *testing.T) {
	for address, fits := range map[string]bool{
		"127.0.0.1:80": true, "[::1]:443": true, "169.254.169.254:80": false, "10.0.0.1:80": false, "[::ffff:10.0.0.1]:80": false, "nonsense": false,
	} {
		if err := onlyLoopback("tcp", address, nil); (err == nil) != fits {
			t.Errorf("%s: %v", address, err)
		}
	}
	for address, checked := range map[string]bool{"localhost:80": true, "127.0.0.1:80": true, "[::1]:80": true, "console.jumpcloud.com:443": false} {
		if d := dialer(address); (d.Control != nil) != checked {
			t.Errorf("%s: that it is checked is %v", address, !checked)
		}
	}
}

// Programs replace net/http's default transport, and change it.
func TestTheClientHasATransportOfItsOwn(t *testing.T) {
	was := http.DefaultTransport
	defer func() { http.DefaultTransport = was }()
	http.DefaultTransport = transportFunc(func(*http.Request) (*http.Response, error) {
		t.Error("the key went through another transport")
		return response(200, `{}`), nil
	})
	c, s := serve(t, says(200, `{}`))
	if _, err := GetUser.Call(t.Context(), c, UserID{ID: testID}); err != nil || len(s.requests()) != 1 {
		t.Error(err)
	}
}
