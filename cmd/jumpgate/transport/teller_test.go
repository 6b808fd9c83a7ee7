package transport

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A frameHeard is any message that came.
type frameHeard struct {
	ID     json.RawMessage
	Method string
	Result map[string]any
	Params struct {
		ProgressToken any
		Progress      float64
		Message       string
		Level, Data   string
	}
}

// telling has a gate tell of so many requests, without a pause, before it answers.
func (g *fakeGate) telling(n int) {
	g.onCall = func(ctx context.Context, _ string) tools.Answer {
		for i := range n {
			tools.ListenerOf(ctx).Requests(i + 2)
		}
		return tools.Answer{Call: "01CALL", Structured: jsontext.Value(`{"done":true}`)}
	}
}

const withToken = `"name":"users_list","_meta":{"progressToken":%s}`

func callWithToken(id, token string) string {
	return fmt.Sprintf(`{"jsonrpc":"2.0","id":%s,"method":"tools/call","params":{`+withToken+`}}`, id, token)
}

// modernWithToken is the same in revision 2026-07-28.
func modernWithToken(id, token string) string {
	body := strings.Replace(modernBody("tools/call", `"name":"users_list"`), `"_meta":{`, `"_meta":{"progressToken":`+token+`,`, 1)
	return strings.Replace(body, `"id":1`, `"id":`+id, 1)
}

func accepts(r *http.Request) {
	r.Header.Set("Accept", "application/json, text/event-stream")
}

func inNewerEra(r *http.Request) {
	r.Header.Set(mcp.HeaderProtocolVersion, "2026-07-28")
	r.Header.Set(mcp.HeaderMethod, "tools/call")
	r.Header.Set(mcp.HeaderName, "users_list")
}

// frames are the messages of a stream.
func frames(t *testing.T, body io.Reader) (all []frameHeard) {
	t.Helper()
	lines := bufio.NewScanner(body)
	for lines.Scan() {
		data, ok := strings.CutPrefix(lines.Text(), "data: ")
		if lines.Text() == "" {
			continue
		}
		var f frameHeard
		if !ok || json.Unmarshal([]byte(data), &f) != nil {
			t.Errorf("%q", lines.Text())
		}
		all = append(all, f)
	}
	return all
}

// checkTold checks that all was told of one call, in order, and then its answer.
func checkTold(t *testing.T, all []frameHeard, n int, token any) {
	t.Helper()
	if len(all) != n+1 {
		t.Fatalf("%d messages came of %d", len(all), n+1)
	}
	for i, f := range all[:n] {
		if f.Method != "notifications/progress" || f.Params.Progress != float64(i+2) || f.Params.ProgressToken != token || f.Params.Message != fmt.Sprintf("request %d to JumpCloud", i+2) || f.ID != nil {
			t.Fatalf("message %d: %+v", i, f)
		}
	}
	if last := all[n]; last.Result == nil || last.Method != "" {
		t.Errorf("last came %+v", last)
	}
}

// Told right before the answer, without a pause, all of it arrives before it.
func TestNoProgressIsLostOverHTTP(t *testing.T) {
	rig := newRig(t)
	rig.gate.telling(3)
	for range 300 {
		for _, r := range []*http.Request{request(callWithToken("1", `"t"`), accepts), request(modernWithToken("1", `"t"`), accepts, inNewerEra)} {
			w := rig.do(r)
			if w.Code != http.StatusOK || w.Header().Get("Content-Type") != "text/event-stream" || w.Header().Get("X-Accel-Buffering") != "no" {
				t.Fatalf("%d %v", w.Code, w.Header())
			}
			checkTold(t, frames(t, w.Body), 3, "t")
		}
	}
}

// Agents whose calls have the same ids and tokens, at once, hear each of its own.
func TestProgressIsToldToItsOwnCallAlone(t *testing.T) {
	s := serveFor(t)
	s.gate.onCall = func(ctx context.Context, tool string) tools.Answer {
		var mine int
		fmt.Sscanf(tool, "tell_%d", &mine)
		for i := range 5 {
			tools.ListenerOf(ctx).Requests(100*mine + i)
		}
		return tools.Answer{Structured: jsontext.Value(`"` + tool + `"`)}
	}
	var calls sync.WaitGroup
	for mine := range 64 {
		calls.Go(func() {
			token := []string{helpdeskToken, onboardingToken}[mine%2]
			r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url, strings.NewReader(strings.Replace(callWithToken("1", "7"), "users_list", fmt.Sprintf("tell_%d", mine), 1)))
			accepts(r)
			r.Header.Set("Content-Type", "application/json")
			r.Header.Set("Authorization", "Bearer "+token)
			reply, err := http.DefaultClient.Do(r)
			if err != nil {
				t.Error(err)
				return
			}
			defer reply.Body.Close()
			all := frames(t, reply.Body)
			for i, f := range all[:len(all)-1] {
				if f.Params.Progress != float64(100*mine+i) {
					t.Errorf("call %d was told %+v", mine, f)
				}
			}
			if last := all[len(all)-1]; len(all) != 6 || last.Result["structuredContent"] != fmt.Sprintf("tell_%d", mine) {
				t.Errorf("call %d: %d messages, the last %+v", mine, len(all), last)
			}
		})
	}
	calls.Wait()
}

func TestNoProgressFollowsTheAnswerOverStdio(t *testing.T) {
	for range 100 {
		local(t, func(t *testing.T, c *localClient) {
			c.gate.telling(3)
			c.send(callWithToken("1", "7"))
			c.in.Close()
			var of []frameHeard
			for {
				line, err := c.out.ReadBytes('\n')
				if err != nil {
					break
				}
				var f frameHeard
				if json.Unmarshal(line, &f) != nil {
					t.Fatalf("%s", line)
				}
				of = append(of, f)
			}
			checkTold(t, of, 3, 7.0)
		})
	}
}

// Without a token, or for who takes no stream, an answer is one message as ever;
// so is one before which nothing was told.
func TestAnAnswerIsAStreamOnlyWhereSomethingIsTold(t *testing.T) {
	for name, c := range map[string]struct {
		told   int
		body   string
		accept string
		stream bool
	}{
		"told":          {2, callWithToken("1", `"t"`), "text/event-stream", true},
		"anything":      {2, callWithToken("1", `"t"`), "*/*", true},
		"with quality":  {2, callWithToken("1", `"t"`), "application/json;q=1, text/event-stream; q=0.5", true},
		"nothing told":  {0, callWithToken("1", `"t"`), "text/event-stream", false},
		"without token": {2, callWithID("1"), "text/event-stream", false},
		"JSON alone":    {2, callWithToken("1", `"t"`), "application/json", false},
		"says nothing":  {2, callWithToken("1", `"t"`), "", false},
	} {
		rig := newRig(t)
		rig.gate.telling(c.told)
		w := rig.do(request(c.body, header("Accept", c.accept)))
		if got := w.Header().Get("Content-Type") == "text/event-stream"; got != c.stream || w.Code != http.StatusOK {
			t.Errorf("%s: %d %v %s", name, w.Code, w.Header(), w.Body)
		}
		if !c.stream {
			rig.answered(w)
		}
	}
}

func TestAProgressTokenIsAStringOrAnInteger(t *testing.T) {
	for _, token := range []string{`1.5`, `null`, `{}`, `[1]`, `true`, `"` + strings.Repeat("a", 300) + `"`} {
		rig := newRig(t)
		rig.refusedWith(rig.post(callWithToken("1", token)), http.StatusBadRequest, mcp.INVALID_PARAMS)
	}
	for _, token := range []string{`0`, `-3`, `9007199254740993`, `"\u0061\n"`} {
		rig := newRig(t)
		rig.gate.telling(1)
		if w := rig.do(request(callWithToken("1", token), accepts)); !bytes.Contains(w.Body.Bytes(), []byte(`"progressToken":`+token+`,`)) {
			t.Errorf("%s: told %s", token, w.Body)
		}
	}
}

// A client that has cancelled hears nothing more.
func TestNothingIsToldOfACancelledCall(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		began, ending := make(chan struct{}), make(chan struct{})
		c.gate.onCall = func(ctx context.Context, tool string) tools.Answer {
			tools.ListenerOf(ctx).Requests(2)
			answer := stubborn(began, ending)(ctx, tool)
			tools.ListenerOf(ctx).Requests(3)
			return answer
		}
		c.send(callWithToken("1", "7"))
		<-began
		if h, _ := c.hear(); h.Method != "notifications/progress" {
			t.Errorf("%+v", h)
		}
		c.send(cancelOf("1"))
		synctest.Wait()
		close(ending)
		synctest.Wait()
		c.send(`{"jsonrpc":"2.0","id":"next","method":"ping"}`)
		if a := c.receive(); string(a.ID) != `"next"` || a.Result == nil {
			t.Errorf("%+v", a)
		}
	})
}

// Who tells never waits for a client that does not read; it hears less.
func TestAClientThatDoesNotReadHoldsUpNoCall(t *testing.T) {
	local(t, func(t *testing.T, c *localClient) {
		made := make(chan struct{})
		c.gate.onCall = func(ctx context.Context, _ string) tools.Answer {
			for i := range 10 * mostTold {
				tools.ListenerOf(ctx).Requests(i + 2)
			}
			close(made)
			return tools.Answer{Structured: jsontext.Value(`{}`)}
		}
		c.send(callWithToken("1", "7"))
		<-made
		for last, n := 0.0, 0; ; n++ {
			line, err := c.out.ReadBytes('\n')
			var f frameHeard
			if err != nil || json.Unmarshal(line, &f) != nil {
				t.Fatalf("%s %v", line, err)
			}
			if f.Method == "" {
				if n < mostTold || n > 2*mostTold {
					t.Errorf("%d were told", n)
				}
				break
			}
			if f.Params.Progress <= last {
				t.Fatalf("%v after %v", f.Params.Progress, last)
			}
			last = f.Params.Progress
		}
	})
}

// Over TCP: what was told arrives while the call is made, and the connection is
// good for another request.
func TestProgressArrivesWhileTheCallIsMade(t *testing.T) {
	s := serveFor(t)
	ending := make(chan struct{})
	s.gate.onCall = func(ctx context.Context, _ string) tools.Answer {
		tools.ListenerOf(ctx).Requests(2)
		<-ending
		return tools.Answer{Structured: jsontext.Value(`{}`)}
	}
	client := &http.Client{Transport: &http.Transport{MaxConnsPerHost: 1}}
	ask := func(body string) io.ReadCloser {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, s.url, strings.NewReader(body))
		accepts(r)
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+helpdeskToken)
		reply, err := client.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		return reply.Body
	}
	body := ask(callWithToken("1", "7"))
	out := bufio.NewReader(body)
	if h := event(t, out); h.Method != "notifications/progress" {
		t.Errorf("%+v", h)
	}
	close(ending)
	if rest, err := io.ReadAll(out); err != nil || !bytes.Contains(rest, []byte(`"structuredContent"`)) {
		t.Errorf("%s %v", rest, err)
	}
	body.Close()
	body = ask(ping)
	if rest, err := io.ReadAll(body); err != nil || !bytes.Contains(rest, []byte(`"result":{}`)) {
		t.Errorf("%s %v", rest, err)
	}
	body.Close()
}
