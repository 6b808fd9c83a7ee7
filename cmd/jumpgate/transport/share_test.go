package transport

import (
	"context"
	"io"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

const anyCall = `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"users_list"}}`

// Calls that take long are refused beyond so many of one agent: they would
// hold every connection, and nobody else could connect.
func TestOneAgentsRequestsLeaveRoomForTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := newRig(t)
		held := make(chan bool)
		rig.gate.onCall = func(ctx context.Context, _ string) tools.Answer {
			<-held
			return tools.Answer{Call: "01CALL", Structured: []byte(`{}`)}
		}
		var calls sync.WaitGroup
		for range mostUnderWay {
			calls.Go(func() {
				if w := rig.post(anyCall); w.Code != http.StatusOK {
					t.Errorf("got %d %s", w.Code, w.Body)
				}
			})
		}
		synctest.Wait()
		if n := len(rig.gate.all()); n != mostUnderWay {
			t.Fatalf("%d calls were made", n)
		}
		w := rig.post(anyCall)
		if a := rig.refusedWith(w, http.StatusTooManyRequests, mcp.INVALID_REQUEST); !strings.Contains(a.Error.Message, "in flight already") || w.Header().Get("Retry-After") == "" {
			t.Errorf("got %v %s", w.Header(), w.Body)
		}
		calls.Go(func() { rig.post(anyCall, header("Authorization", "Bearer "+onboardingToken)) })
		synctest.Wait()
		if n := len(rig.gate.all()); n != 1 {
			t.Errorf("%d calls of another agent were made", n)
		}
		close(held)
		calls.Wait()
		if w := rig.post(anyCall); w.Code != http.StatusOK {
			t.Errorf("afterwards: %d %s", w.Code, w.Body)
		}
	})
}

// Whose a verdict is, is known when it is read: so strangers who send them slowly
// must find an end.
func TestVerdictsThatArriveSlowlyAreBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := newRig(t)
		rig.http = NewHTTP(rig.gate, info, HTTPOptions{Verdict: func(http.Header, []byte) (int, string) { return http.StatusOK, "taken" }}, quietLog())
		verdict := func(body io.Reader) int {
			return rig.post("", func(r *http.Request) {
				r.URL.Path, r.Body = verdictPath, io.NopCloser(body)
			}).Code
		}
		slow, end := io.Pipe()
		var under sync.WaitGroup
		for range mostVerdicts {
			under.Go(func() {
				if code := verdict(slow); code != http.StatusOK {
					t.Errorf("got %d", code)
				}
			})
		}
		synctest.Wait()
		if code := verdict(strings.NewReader("{}")); code != http.StatusTooManyRequests {
			t.Errorf("one too many: %d", code)
		}
		end.Close()
		under.Wait()
		if code := verdict(strings.NewReader("{}")); code != http.StatusOK {
			t.Errorf("afterwards: %d", code)
		}
	})
}
