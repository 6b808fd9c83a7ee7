package transport

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"io"
	"net"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A served endpoint listens on loopback until it is stopped.
type served struct {
	*HTTP
	gate *fakeGate
	url  string
	stop func() error
}

func serveFor(t *testing.T) *served {
	t.Helper()
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	g := &fakeGate{}
	s := &served{HTTP: NewHTTP(g, info, HTTPOptions{}, quietLog()), gate: g, url: "http://" + ln.Addr().String() + "/mcp"}
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- s.Serve(ctx, ln) }()
	s.stop = func() error { cancel(); err := <-ended; ended <- err; return err }
	t.Cleanup(func() { s.stop() })
	return s
}

// listens opens a stream, and hears its acknowledgement.
func (s *served) listens(t *testing.T, token, wanted string) (*bufio.Reader, io.Closer) {
	t.Helper()
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url, strings.NewReader(listenBody(`"l"`, wanted)))
	for name, value := range map[string]string{"Content-Type": "application/json", "Authorization": "Bearer " + token, mcp.HeaderProtocolVersion: "2026-07-28", mcp.HeaderMethod: "subscriptions/listen"} {
		r.Header.Set(name, value)
	}
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { reply.Body.Close() })
	if reply.StatusCode != http.StatusOK || reply.Header.Get("Content-Type") != "text/event-stream" || reply.Header.Get("X-Accel-Buffering") != "no" {
		t.Fatalf("%d %v", reply.StatusCode, reply.Header)
	}
	out := bufio.NewReader(reply.Body)
	if h := event(t, out); h.Method != mcp.MethodNotificationSubscriptionsAcknowledged || h.Params.Meta[mcp.MetaKeySubscriptionID] != "l" {
		t.Fatalf("%+v", h)
	}
	return out, reply.Body
}

// event reads one message of a stream.
func event(t *testing.T, out *bufio.Reader) (h heard) {
	t.Helper()
	line, err := out.ReadString('\n')
	data, ok := strings.CutPrefix(line, "data: ")
	if err != nil || !ok || json.Unmarshal([]byte(data), &h) != nil {
		t.Fatalf("%q %v", line, err)
	}
	if blank, _ := out.ReadString('\n'); blank != "\n" {
		t.Fatalf("%q", blank)
	}
	return h
}

// watching waits until so many watch an agent.
func (g *fakeGate) watching(t *testing.T, agent string, many int) {
	t.Helper()
	for end := time.Now().Add(10 * time.Second); time.Now().Before(end); time.Sleep(time.Millisecond) {
		g.mu.Lock()
		n := 0
		for _, watched := range g.watchers {
			if watched == agent {
				n++
			}
		}
		g.mu.Unlock()
		if n == many {
			return
		}
	}
	t.Fatalf("%s is not watched by %d", agent, many)
}

func TestAClientHearsOfItsOwnChangesOverHTTP(t *testing.T) {
	s := serveFor(t)
	mine, leave := s.listens(t, helpdeskToken, `{"toolsListChanged":true}`)
	theirs, _ := s.listens(t, onboardingToken, `{"toolsListChanged":true}`)
	s.gate.watching(t, "helpdesk", 1)
	s.gate.watching(t, "onboarding", 1)
	for range 3 {
		s.gate.change("helpdesk")
		if h := event(t, mine); h.Method != mcp.MethodNotificationToolsListChanged || h.Params.Meta[mcp.MetaKeySubscriptionID] != "l" {
			t.Errorf("%+v", h)
		}
	}
	// Who leaves is watched no more.
	leave.Close()
	s.gate.watching(t, "helpdesk", 0)
	// At the end, a stream ends in good order; the other agent heard of nothing before.
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	line, _ := theirs.ReadString('\n')
	if !strings.Contains(line, `"resultType":"complete"`) || !strings.Contains(line, `"id":"l"`) {
		t.Errorf("%q", line)
	}
	if rest, err := io.ReadAll(theirs); err != nil || string(rest) != "\n" {
		t.Errorf("%q %v", rest, err)
	}
}

// A stream of an agent that is nobody any more ends with the next change.
func TestAStreamEndsWithItsAgent(t *testing.T) {
	s := serveFor(t)
	var gone atomic.Bool
	s.gate.onIdentify = func(token string) (policy.Agent, string, error) {
		if gone.Load() {
			return policy.Agent{}, "", errors.New("disabled")
		}
		return policy.Agent{ID: "helpdesk"}, helpdeskID, nil
	}
	out, _ := s.listens(t, helpdeskToken, `{"toolsListChanged":true}`)
	s.gate.watching(t, "helpdesk", 1)
	gone.Store(true)
	s.gate.change("helpdesk")
	if rest, err := io.ReadAll(out); err != nil || len(rest) != 0 {
		t.Errorf("%q %v", rest, err)
	}
	s.gate.watching(t, "helpdesk", 0)
}

// What is not to be heard here ends at once, and so many streams are enough.
func TestStreamsAreBounded(t *testing.T) {
	s := serveFor(t)
	out, _ := s.listens(t, helpdeskToken, `{"promptsListChanged":true}`)
	if rest, err := io.ReadAll(out); err != nil || !strings.Contains(string(rest), `"resultType":"complete"`) {
		t.Errorf("%q %v", rest, err)
	}
	s.streams.most = 1
	first, _ := s.listens(t, helpdeskToken, `{"toolsListChanged":true}`)
	s.gate.watching(t, "helpdesk", 1)
	r := request(listenBody("1", `{"toolsListChanged":true}`), header(mcp.HeaderProtocolVersion, "2026-07-28"), header(mcp.HeaderMethod, "subscriptions/listen"))
	if w := (&rig{t, s.gate, s.HTTP}).do(r); w.Code != http.StatusTooManyRequests || w.Header().Get("Retry-After") == "" {
		t.Errorf("%d %s", w.Code, w.Body)
	}
	s.listens(t, onboardingToken, `{"toolsListChanged":true}`) // others have their own
	s.gate.change("helpdesk")
	event(t, first)
}

// A stream with nothing to tell shows that it is alive.
func TestAQuietStreamIsKeptAlive(t *testing.T) {
	serve(t, func(t *testing.T, s *servedRig) {
		body := listenBody("1", `{"toolsListChanged":true}`)
		p := s.connect()
		p.send(strings.Replace(head(len(body)), "\r\n\r\n", "\r\nMcp-Protocol-Version: 2026-07-28\r\nMcp-Method: subscriptions/listen\r\n\r\n", 1) + body)
		lines := bufio.NewReader(p)
		began, comments := time.Now(), 0
		for comments < 5 {
			line, err := lines.ReadString('\n')
			if err != nil {
				t.Fatal(err)
			}
			if strings.HasPrefix(line, ": ") {
				comments++
			}
		}
		if took := time.Since(began); took != 5*keepAlive {
			t.Errorf("five signs of life in %v", took)
		}
		p.Close()
	})
}
