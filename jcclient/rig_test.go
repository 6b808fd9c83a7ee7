package jcclient

import (
	"bytes"
	"io"
	"log"
	"net/http"
	"net/http/httptest"
	"net/http/httptrace"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

const (
	testKey = "jca_CANARY0123456789abcdefghijklmnopqrst"
	testID  = ID("66c0a1b2c3d4e5f601234567")
	otherID = ID("66c0a1b2c3d4e5f603000001")
	orgID   = "66c0a1b2c3d4e5f600000001"
)

// A sent is what a server saw of a request.
type sent struct {
	method, path, query, body string
	header                    http.Header
}

// A server answers a client, and remembers what it was sent.
type server struct {
	*httptest.Server
	mu   sync.Mutex
	seen []sent
}

// requests is what the server was sent, also while it may be at work still.
func (s *server) requests() []sent {
	s.mu.Lock()
	defer s.mu.Unlock()
	return slices.Clone(s.seen)
}

// serve runs a server in which each request is answered by the next of the
// handlers, and by the last once they are used up.
func serve(t *testing.T, handlers ...http.HandlerFunc) (*Client, *server) {
	t.Helper()
	return serveWith(t, Options{}, handlers...)
}

func serveWith(t *testing.T, o Options, handlers ...http.HandlerFunc) (*Client, *server) {
	t.Helper()
	s := &server{}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		s.mu.Lock()
		s.seen = append(s.seen, sent{r.Method, r.URL.Path, r.URL.RawQuery, string(body), r.Header})
		next := handlers[min(len(s.seen), len(handlers))-1]
		s.mu.Unlock()
		r.Body = io.NopCloser(bytes.NewReader(body))
		next(w, r)
	}))
	t.Cleanup(s.Close)
	o.ConsoleURL, o.InsightsURL, o.APIKey = s.URL, s.URL+insightsRoot, NewSecret(testKey)
	o.FirstWait, o.LongestWait = time.Microsecond, time.Microsecond
	o.CoolDown, o.LongestCoolDown = time.Microsecond, time.Microsecond
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	return c, s
}

// says answers with a status and a body; headers come in pairs.
func says(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i+1 < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body)
	}
}

// resets breaks the connection after the request has been read.
func resets(http.ResponseWriter, *http.Request) { panic(http.ErrAbortHandler) }

// offline is a client whose requests are answered by a function, for tests in
// which time is made up.
func offline(t *testing.T, o Options, answer func(*http.Request) (*http.Response, error)) *Client {
	t.Helper()
	o.APIKey = NewSecret(testKey)
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	c.http.Transport = transportFunc(answer)
	return c
}

type transportFunc func(*http.Request) (*http.Response, error)

// RoundTrip tells of a connection, as net/http does once it has one.
func (f transportFunc) RoundTrip(r *http.Request) (*http.Response, error) {
	if trace := httptrace.ContextClientTrace(r.Context()); trace != nil {
		trace.GotConn(httptrace.GotConnInfo{})
	}
	return f(r)
}

func response(status int, body string, headers ...string) *http.Response {
	res := &http.Response{StatusCode: status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(body))}
	for i := 0; i+1 < len(headers); i += 2 {
		res.Header.Set(headers[i], headers[i+1])
	}
	return res
}

// quietLog is for servers that are meant to fail.
func quietLog() *log.Logger { return log.New(io.Discard, "", 0) }
