package transport

import (
	"bufio"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A stuckDirectory answers nothing. It says when a request has come, and when
// whoever sent it has given it up.
type stuckDirectory struct{ came, left chan struct{} }

func (d stuckDirectory) ServeHTTP(_ http.ResponseWriter, r *http.Request) {
	d.came <- struct{}{}
	<-r.Context().Done()
	d.left <- struct{}{}
}

// A client that cancels its call, in the way of its revision and transport, ends
// the request to JumpCloud; it is not sent again, and the record says so.
func TestACancellationStopsTheRequestToJumpCloud(t *testing.T) {
	older, newer := callWithID("1"), modernBody("tools/call", `"name":"users_list"`)
	for name, call := range map[string]string{"2025-11-25 over stdio": older, "2026-07-28 over stdio": newer} {
		t.Run(name, func(t *testing.T) {
			cancels(t, func(h *house) (cancel func()) {
				agent, err := h.gate.Policy().Local("helpdesk", time.Now())
				if err != nil {
					t.Fatal(err)
				}
				theirs, in := io.Pipe()
				out, ours := io.Pipe()
				ended := make(chan error, 1)
				go func() {
					ended <- Stdio(t.Context(), h.gate, tools.Caller{Agent: agent, Authn: "local", Transport: "stdio"}, info, theirs, ours, quietLog())
					ours.Close()
				}()
				if _, err := io.WriteString(in, call+"\n"); err != nil {
					t.Fatal(err)
				}
				return func() {
					if _, err := io.WriteString(in, cancelOf("1")+"\n"+`{"jsonrpc":"2.0","id":2,"method":"ping"}`+"\n"); err != nil {
						t.Error(err)
					}
					if a := decode(t, nextLine(t, out)); string(a.ID) != "2" {
						t.Errorf("the cancelled call is answered: %+v", a)
					}
					in.Close()
					if err := <-ended; err != nil {
						t.Error(err)
					}
				}
			})
		})
	}
	t.Run("2026-07-28 over HTTP", func(t *testing.T) {
		cancels(t, func(h *house) (cancel func()) {
			s := httptest.NewServer(NewHTTP(h.gate, info, HTTPOptions{}, quietLog()))
			t.Cleanup(s.Close)
			ctx, leave := context.WithCancel(t.Context())
			r, _ := http.NewRequestWithContext(ctx, http.MethodPost, s.URL+"/mcp", strings.NewReader(newer))
			for name, value := range map[string]string{"Content-Type": "application/json", "Authorization": "Bearer " + h.token, mcp.HeaderProtocolVersion: "2026-07-28", mcp.HeaderMethod: "tools/call", mcp.HeaderName: "users_list"} {
				r.Header.Set(name, value)
			}
			left := make(chan error, 1)
			go func() {
				_, err := http.DefaultClient.Do(r)
				left <- err
			}()
			return func() { leave(); <-left }
		})
	})
}

func nextLine(t *testing.T, out io.Reader) []byte {
	t.Helper()
	line, err := bufio.NewReader(out).ReadBytes('\n')
	if err != nil {
		t.Fatal(err)
	}
	return line
}

// cancels begins a call, and cancels it when its request is with JumpCloud.
func cancels(t *testing.T, begin func(*house) (cancel func())) {
	d := stuckDirectory{make(chan struct{}, 8), make(chan struct{}, 8)}
	h := newHouseOver(t, d)
	cancel := begin(h)
	<-d.came
	cancel()
	<-d.left
	for end := time.Now().Add(10 * time.Second); ; time.Sleep(time.Millisecond) {
		kinds := h.kinds(t)
		if kinds[len(kinds)-1] == "call.outcome" {
			break
		}
		if time.Now().After(end) {
			t.Fatalf("recorded %v", kinds)
		}
	}
	if result := h.lastResult(t); result != "cancelled" || len(d.came) != 0 {
		t.Errorf("recorded %s, and %d more requests came", result, len(d.came))
	}
}
