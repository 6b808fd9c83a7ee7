package transport

import (
	"fmt"
	"io"
	"net/http"
	"runtime"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
)

// There are no tasks: none is begun, listed, told of or cancelled, by anybody.
// Asked to make one of a call, the server makes the call.
func TestThereAreNoTasksToSeeOrCancel(t *testing.T) {
	for _, method := range []string{"tasks/list", "tasks/get", "tasks/result", "tasks/cancel", "tasks/update"} {
		rig := newRig(t)
		rig.refusedWith(rig.post(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":%q,"params":{"taskId":"1"}}`, method)), http.StatusOK, mcp.METHOD_NOT_FOUND)
		rig.refusedWith(rig.modern(method, `"taskId":"1"`), http.StatusNotFound, mcp.METHOD_NOT_FOUND)
	}
	rig := newRig(t)
	result := rig.answered(rig.post(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"users_get","task":{"ttl":60000}}}`))
	if result["structuredContent"] == nil || result["task"] != nil {
		t.Errorf("%v", result)
	}
	for _, capabilities := range []any{rig.answered(rig.post(initializeBody))["capabilities"], rig.answered(rig.modern("server/discover", ""))["capabilities"]} {
		if _, ok := capabilities.(map[string]any)["tasks"]; ok {
			t.Errorf("promised %v", capabilities)
		}
	}
}

// A client that is initialized gets no session, and leaves nothing behind: neither
// what it said of itself nor anything that would have to be swept up.
func TestNothingIsKeptOfAClientThatWasInitialized(t *testing.T) {
	rig := newRig(t)
	hello := func(i int) {
		w := rig.post(fmt.Sprintf(`{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"client %d %s","version":"1"}}}`, i, strings.Repeat("x", 1000)),
			header("Mcp-Session-Id", fmt.Sprint("mine-", i)))
		if w.Code != http.StatusOK || len(w.Header().Values("Mcp-Session-Id")) != 0 {
			t.Fatalf("%d %v", w.Code, w.Header())
		}
	}
	kept := func() (bytes uint64, goroutines int) {
		rig.gate.all()
		runtime.GC()
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		return m.HeapAlloc, runtime.NumGoroutine()
	}
	hello(-1)
	before, running := kept()
	const clients = 1500
	for i := range clients {
		hello(i)
	}
	after, still := kept()
	if grown := int64(after) - int64(before); grown > clients*500 || still > running+10 {
		t.Errorf("%d clients have left %d bytes, and %d goroutines after %d", clients, grown, still, running)
	}
}

// A server that stops waits for no stream: each gets its last message, and ends.
func TestAnOpenStreamHoldsUpNoShutdown(t *testing.T) {
	s := serveFor(t)
	var open []io.Reader
	for _, token := range []string{helpdeskToken, onboardingToken, helpdeskToken} {
		out, _ := s.listens(t, token, `{"toolsListChanged":true}`)
		open = append(open, out)
	}
	s.gate.watching(t, "helpdesk", 2)
	if err := s.stop(); err != nil {
		t.Error(err)
	}
	for i, out := range open {
		rest, err := io.ReadAll(out)
		if err != nil || !strings.HasPrefix(string(rest), `data: {"jsonrpc":"2.0","id":"l","result":`) || !strings.Contains(string(rest), `"resultType":"complete"`) {
			t.Errorf("stream %d ended with %q %v", i, rest, err)
		}
	}
}
