package transport

import (
	"context"
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

func TestAllAgentsTogetherHaveOnlySoManyRequestsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := newRig(t)
		rig.http.all.most = 3
		held := make(chan bool)
		rig.gate.onCall = func(context.Context, string) tools.Answer {
			<-held
			return tools.Answer{Call: "01CALL", Structured: []byte(`{}`)}
		}
		var calls sync.WaitGroup
		for i := range 3 {
			token := []string{helpdeskToken, onboardingToken}[i%2]
			calls.Go(func() { rig.post(anyCall, header("Authorization", "Bearer "+token)) })
		}
		synctest.Wait()
		rig.gate.all()
		w := rig.post(anyCall)
		if a := rig.refusedWith(w, http.StatusTooManyRequests, mcp.INVALID_REQUEST); !strings.Contains(a.Error.Message, "of all agents") || w.Header().Get("Retry-After") == "" {
			t.Errorf("%v %s", w.Header(), w.Body)
		}
		close(held)
		calls.Wait()
		if requests, _, _ := rig.http.Load(); requests != 0 {
			t.Errorf("%d requests have not left", requests)
		}
		if w := rig.post(anyCall); w.Code != http.StatusOK {
			t.Errorf("afterwards: %d %s", w.Code, w.Body)
		}
	})
}

// overHTTP2 is serve for a client that speaks HTTP/2 over TLS.
func overHTTP2(t *testing.T, test func(t *testing.T, s *servedRig, c *http.Client)) {
	synctest.Test(t, func(t *testing.T) {
		files := issue(t, "gate")
		config, err := NewTLS(func() (TLSFiles, error) { return files, nil }, quietLog())
		if err != nil {
			t.Fatal(err)
		}
		ctx, stop := context.WithCancel(t.Context())
		s := &servedRig{newRig(t), newWire(), stop, make(chan error, 1)}
		s.http = NewHTTP(s.gate, info, HTTPOptions{TLS: config}, quietLog())
		go func() { s.done <- s.http.Serve(ctx, s.wire) }()
		transport := &http.Transport{ForceAttemptHTTP2: true, TLSClientConfig: &tls.Config{InsecureSkipVerify: true},
			DialContext: func(context.Context, string, string) (net.Conn, error) { return s.wire.dial() }}
		test(t, s, &http.Client{Transport: transport})
		transport.CloseIdleConnections()
		stop()
		if err := <-s.done; err != nil {
			t.Errorf("serving ended with %v", err)
		}
	})
}

func post2(t *testing.T, c *http.Client, body io.Reader) (status int, text string, err error) {
	t.Helper()
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, "https://127.0.0.1/mcp", body)
	r.Header.Set("Content-Type", "application/json")
	r.Header.Set("Authorization", "Bearer "+helpdeskToken)
	reply, err := c.Do(r)
	if err != nil {
		return 0, "", err
	}
	defer reply.Body.Close()
	if reply.ProtoMajor != 2 {
		t.Errorf("%s was spoken", reply.Proto)
	}
	b, err := io.ReadAll(reply.Body)
	return reply.StatusCode, string(b), err
}

func TestALongCallIsAnsweredOverHTTP2(t *testing.T) {
	overHTTP2(t, func(t *testing.T, s *servedRig, c *http.Client) {
		s.gate.onCall = func(ctx context.Context, _ string) tools.Answer {
			time.Sleep(10 * writeTimeout)
			return tools.Answer{Structured: jsontext.Value(`"done"`)}
		}
		if status, text, err := post2(t, c, strings.NewReader(anyCall)); status != http.StatusOK || !strings.Contains(text, "done") {
			t.Errorf("%d %s %v", status, text, err)
		}
	})
}

// What is told once keeps nobody from being answered later, however long the call
// takes; and a stream gives signs of life until then.
func TestALongCallOfWhichSomethingWasToldIsAnswered(t *testing.T) {
	long := func(s *servedRig) {
		s.gate.onCall = func(ctx context.Context, _ string) tools.Answer {
			tools.ListenerOf(ctx).Requests(2)
			select {
			case <-ctx.Done():
				return tools.Answer{Structured: jsontext.Value(`"cancelled"`)}
			case <-time.After(10 * writeTimeout):
				return tools.Answer{Structured: jsontext.Value(`"done"`)}
			}
		}
	}
	check := func(t *testing.T, w *http.Response, err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(w.Body)
		if alive := strings.Count(string(text), "\n: "); err != nil || !strings.Contains(string(text), `"structuredContent":"done"`) || alive < int(10*writeTimeout/keepAlive)-1 {
			t.Errorf("%s %v", text, err)
		}
	}
	edits := map[string][]func(*http.Request){callWithToken("1", `"t"`): {accepts}, modernWithToken("1", `"t"`): {accepts, inNewerEra}}
	for message, edit := range edits {
		overHTTP2(t, func(t *testing.T, s *servedRig, c *http.Client) {
			long(s)
			r := request(message, edit...)
			r.URL.Scheme, r.URL.Host, r.RequestURI = "https", "127.0.0.1", ""
			w, err := c.Do(r)
			check(t, w, err)
		})
		serve(t, func(t *testing.T, s *servedRig) {
			long(s)
			c := olderClient{s, helpdeskToken, ""}
			check(t, c.ask(message, edit...), nil)
		})
	}
}

// dripping is a body that gives a byte a second.
type dripping struct{ left int }

func (d *dripping) Read(p []byte) (int, error) {
	if d.left == 0 {
		return 0, io.EOF
	}
	time.Sleep(time.Second)
	d.left--
	p[0] = ' '
	return 1, nil
}

// A body in drops is given up after its time, and those who share the connection
// go on.
func TestABodyInDropsIsLeftOverHTTP2(t *testing.T) {
	overHTTP2(t, func(t *testing.T, s *servedRig, c *http.Client) {
		began := time.Now()
		slow := make(chan time.Duration)
		go func() {
			status, _, _ := post2(t, c, &dripping{300})
			if status == http.StatusOK {
				t.Error("it was answered")
			}
			slow <- time.Since(began)
		}()
		time.Sleep(10 * time.Second)
		if status, text, err := post2(t, c, strings.NewReader(ping)); status != http.StatusOK {
			t.Errorf("another request: %d %s %v", status, text, err)
		}
		if took := <-slow; took > readTimeout+2*time.Second {
			t.Errorf("it was kept for %v", took)
		}
	})
}
