package jcclient

import (
	"bufio"
	"context"
	"errors"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// writes are the operations that change something.
func writes() map[string]Operation {
	all := map[string]Operation{}
	for name, op := range operations {
		if !op.Route().Read {
			all[name] = op
		}
	}
	return all
}

// onWrite answers what reads so that it succeeds, and what changes something
// with the handler.
func onWrite(h http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method == "GET" {
			answers(w, r)
			return
		}
		h(w, r)
	}
}

// changes are the requests that were sent to change something.
func (s *server) changes() []sent {
	return slices.DeleteFunc(s.requests(), func(r sent) bool { return r.method == "GET" })
}

func TestAWriteIsNeverSentTwice(t *testing.T) {
	if len(writes()) == 0 {
		t.Fatal("there are no writes")
	}
	for name, h := range map[string]http.HandlerFunc{
		"500": says(500, `{"message":"Internal Server Error"}`), "502": says(502, "<html>"), "503": says(503, "", "Retry-After", "0"),
		"504": says(504, ""), "408": says(408, ""), "522": says(522, ""), "reset": resets,
		"a body that breaks off": func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Length", "100")
			_, _ = io.WriteString(w, `{"_id":`)
		},
		"an endless 500": func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(500)
			_, _ = io.WriteString(w, strings.Repeat("x", mostErrorBytes+1))
		},
		"HTML": says(200, "<html>Welcome</html>"), "303": says(303, "", "Location", "/done"), "no status": hijacked("HTTP/1.1 000 \r\nContent-Length: 0\r\n\r\n"),
	} {
		for operation, op := range writes() {
			t.Run(name+" "+operation, func(t *testing.T) {
				c, s := serve(t, onWrite(h))
				_, err := op.Do(t.Context(), c, filled(op.In()).Interface())
				wantUnsure(t, err)
				if n := len(s.changes()); n != 1 {
					t.Errorf("%d requests were sent", n)
				}
			})
		}
	}
}

// hijacked answers with bytes that net/http's server would not send.
func hijacked(text string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		if conn, _, err := w.(http.Hijacker).Hijack(); err == nil {
			_, _ = io.WriteString(conn, text)
			_ = conn.Close()
		}
	}
}

// wantUnsure wants an error that says that the change may have been made.
func wantUnsure(t *testing.T, err error) {
	t.Helper()
	var failed *Error
	if !errors.As(err, &failed) || !failed.MayHaveHappened || failed.RetryAfter != 0 || failed.Attempts != 1 ||
		!strings.Contains(err.Error(), "the change may have been made") {
		t.Errorf("got %+v", err)
	}
}

func TestAWriteThatIsCutOffIsNeverSentTwice(t *testing.T) {
	for name, op := range writes() {
		t.Run(name, func(t *testing.T) {
			ctx, cancel := context.WithCancel(t.Context())
			c, s := serve(t, onWrite(func(_ http.ResponseWriter, r *http.Request) {
				cancel()
				<-r.Context().Done()
			}))
			_, err := op.Do(ctx, c, filled(op.In()).Interface())
			wantUnsure(t, err)
			if n := len(s.changes()); n != 1 || !errors.Is(err, context.Canceled) {
				t.Errorf("got %v after %d requests", err, n)
			}
		})
	}
}

func TestAWriteIsSentAgainWhereItSurelyDidNotHappen(t *testing.T) {
	for name, op := range writes() {
		t.Run(name, func(t *testing.T) {
			asked := 0
			c, s := serve(t, onWrite(func(w http.ResponseWriter, r *http.Request) {
				if asked++; asked == 1 {
					says(429, "")(w, r)
					return
				}
				answers(w, r)
			}))
			if _, err := op.Do(t.Context(), c, filled(op.In()).Interface()); err != nil || len(s.changes()) != 2 {
				t.Errorf("got %v after %d requests", err, len(s.changes()))
			}
			s.Close()
			c.http.CloseIdleConnections()
			_, err := op.Do(t.Context(), c, filled(op.In()).Interface())
			var failed *Error
			if !errors.As(err, &failed) || failed.MayHaveHappened || failed.Attempts != 5 || failed.Status != 0 {
				t.Errorf("without a server: %v", err)
			}
		})
	}
}

// A mute answers the first request of every connection. It reads the next one
// and, unless that is a GET, closes the connection: so looks one that idled
// too long. net/http repeats some requests then, without a word.
type mute struct {
	mu   sync.Mutex
	seen []string
}

func (m *mute) serve(conn net.Conn) {
	defer conn.Close()
	from := bufio.NewReader(conn)
	for first := true; ; first = false {
		r, err := http.ReadRequest(from)
		if err != nil {
			return
		}
		_, _ = io.Copy(io.Discard, r.Body)
		m.mu.Lock()
		m.seen = append(m.seen, r.Method)
		m.mu.Unlock()
		if !first && r.Method != "GET" {
			return
		}
		w := httptest.NewRecorder()
		answers(w, r)
		res := w.Result()
		res.ContentLength = int64(w.Body.Len())
		_ = res.Write(conn)
	}
}

func TestAWriteOnAConnectionThatDiesIsNeverSentTwice(t *testing.T) {
	for name, op := range writes() {
		t.Run(name, func(t *testing.T) {
			m := &mute{}
			l, err := net.Listen("tcp", "127.0.0.1:0")
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			go func() {
				for conn, err := l.Accept(); err == nil; conn, err = l.Accept() {
					go m.serve(conn)
				}
			}()
			c, err := New(Options{ConsoleURL: "http://" + l.Addr().String(), APIKey: NewSecret(testKey), FirstWait: time.Microsecond})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := GetUser.Call(t.Context(), c, UserID{ID: testID}); err != nil {
				t.Fatal(err)
			}
			_, err = op.Do(t.Context(), c, filled(op.In()).Interface())
			wantUnsure(t, err)
			m.mu.Lock()
			defer m.mu.Unlock()
			if n := len(slices.DeleteFunc(m.seen, func(method string) bool { return method == "GET" })); n != 1 {
				t.Errorf("%d requests were sent", n)
			}
		})
	}
}

// Over HTTP/2 net/http sends a DELETE again when the server breaks it off.
func TestHTTP2IsNotSpoken(t *testing.T) {
	s := httptest.NewUnstartedServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.ProtoMajor != 1 {
			t.Errorf("%s was spoken", r.Proto)
		}
		answers(w, r)
	}))
	s.EnableHTTP2 = true
	s.StartTLS()
	defer s.Close()
	if _, err := GetUser.Call(t.Context(), trusting(t, s), UserID{ID: testID}); err != nil {
		t.Error(err)
	}
}
