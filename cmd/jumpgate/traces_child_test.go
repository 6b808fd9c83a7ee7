package main

import (
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// A collector has what it was told, and a directory which trace headers it saw.
func TestACallIsTracedToJumpCloudAndNoFurther(t *testing.T) {
	var mu sync.Mutex
	var told strings.Builder
	var spans []tracedSpan
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		mu.Lock()
		defer mu.Unlock()
		told.Write(b)
		var request struct {
			ResourceSpans []struct {
				ScopeSpans []struct{ Spans []tracedSpan }
			}
		}
		if err := json.Unmarshal(b, &request, json.MatchCaseInsensitiveNames(true)); err != nil || r.URL.Path != "/v1/traces" || r.Header.Get("Authorization") != "Bearer canary-of-the-collector" || r.Header.Get("Content-Type") != "application/json" {
			t.Errorf("%v: %s %v", err, r.URL, r.Header)
		}
		spans = append(spans, request.ResourceSpans[0].ScopeSpans[0].Spans...)
	}))
	defer collector.Close()
	inner := sandbox.New(sandbox.Options{})
	directory := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		for name := range r.Header {
			if strings.HasPrefix(name, "Trace") || name == "Baggage" {
				t.Errorf("JumpCloud is sent %s", name)
			}
		}
		inner.ServeHTTP(w, r)
	}))
	defer directory.Close()

	const traceID, parentID, canary = "0af7651916cd43dd8448eb211c80319c", "b7ad6b7169203331", "Canary-1-of-a-password!"
	headers := filepath.Join(t.TempDir(), "headers")
	if err := os.WriteFile(headers, []byte("authorization=Bearer%20canary-of-the-collector,x-tenant=a"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := newPlace(t, "jumpcloud: {console_url: '"+directory.URL+"', insights_url: '"+directory.URL+"/insights/directory/v1'}\nserver: {ops: '', traces: '"+collector.URL+"/v1/traces', traces_headers: 'file:"+headers+"'}\n")
	server := p.serveHTTP(t)
	ask := func(token, body string) string {
		r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, server.url, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/json")
		r.Header.Set("Authorization", "Bearer "+token)
		reply, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		defer reply.Body.Close()
		b, _ := io.ReadAll(reply.Body)
		return string(b)
	}
	call := func(token, tool, args string) {
		ask(token, `{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"`+tool+`","arguments":`+args+`,"_meta":{"traceparent":"00-`+traceID+`-`+parentID+`-01"}}}`)
	}
	call(p.full, "users_get", `{"id":"ana.ruiz"}`)
	call(p.full, "users_create", `{"username":"canary.user","email":"canary.user@example.com","password":"`+canary+`"}`)
	call(p.reader, "users_delete", `{"id":"ana.ruiz"}`)
	call(p.reader, "canary_tool", `{}`)
	ask(p.reader, `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`)
	ask(p.reader, `{"jsonrpc":"2.0","id":1,"method":"resources/list"}`)
	ask(p.reader, `{"jsonrpc":"2.0","id":1,"method":"resources/read","params":{"uri":"jumpgate://me"}}`)
	ask(p.full, `{"jsonrpc":"2.0","id":1,"method":"prompts/list"}`)
	ask(p.full, `{"jsonrpc":"2.0","id":1,"method":"prompts/get","params":{"name":"offboard_leaver","arguments":{"person":"canary"}}}`)
	if said := ask(p.full, `{"jsonrpc":"2.0","id":1,"method":"completion/complete","params":{"ref":{"type":"ref/prompt","name":"offboard_leaver"},"argument":{"name":"person","value":"ana.r"}}}`); !strings.Contains(said, "ana.ruiz") {
		t.Error(said)
	}
	ask("a stranger's", `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`)
	server.stop(t) // what is not sent yet, is
	export := exec.Command("jumpgate", "export", "users", "--agent", "reader", "--fields", "username", "--config", p.config)
	export.Env = append(os.Environ(), "JUMPCLOUD_API_KEY="+p.upstreamAPIKey)
	if out, err := export.CombinedOutput(); err != nil || strings.Contains(string(out), "canary-of") {
		t.Errorf("%v: %s", err, out)
	}

	mu.Lock()
	defer mu.Unlock()
	byParent, byID := map[string][]string{}, map[string]tracedSpan{}
	for _, s := range spans {
		byParent[s.ParentSpanID] = append(byParent[s.ParentSpanID], s.Name)
		byID[s.SpanID] = s
	}
	if got, want := byParent[parentID], []string{"tools/call users_get", "tools/call users_create", "tools/call users_delete", "tools/call unknown"}; !slices.Equal(got, want) {
		t.Errorf("%q, want %q", got, want)
	}
	if got := byParent[""]; !slices.Equal(got, []string{"tools/list", "resources/list", "resources/read", "prompts/list", "prompts/get", "completion/complete", "export users_list"}) {
		t.Errorf("of their own: %q", got)
	}
	for _, s := range byID {
		if want := map[string][]string{
			"tools/call users_get":    {"GET /api/systemusers", "audit call.intent", "audit call.lookup", "audit call.outcome", "GET /api/systemusers/{id}"},
			"tools/call users_create": {"POST /api/systemusers", "audit call.intent", "audit call.outcome"},
			"tools/call users_delete": {"audit call.denied"},
			"tools/call unknown":      {"audit call.denied"},
			"completion/complete":     {"GET /api/systemusers", "tools/call users_list"},
			"tools/call users_list":   {"audit call.intent", "audit call.outcome"},
			"export users_list":       {"GET /api/systemusers", "audit call.intent", "audit call.outcome"},
		}[s.Name]; want != nil {
			got := byParent[s.SpanID]
			slices.Sort(got)
			got = slices.Compact(got) // an export has a page after another
			slices.Sort(want)
			if (s.TraceID != traceID) != (s.Name == "completion/complete" || s.Name == "tools/call users_list" || s.Name == "export users_list") || !slices.Equal(got, want) {
				t.Errorf("%s: %q, want %q", s.Name, got, want)
			}
		}
	}
	for _, secret := range []string{canary, "canary", "ana.ruiz", p.full, p.reader, sandbox.DefaultAPIKey, "Bearer"} {
		if strings.Contains(told.String(), secret) {
			t.Errorf("the collector is told %q", secret)
		}
	}
	for _, r := range p.records(t) {
		if r.Call != "" && !strings.Contains(told.String(), r.Call) {
			t.Errorf("call %s is on record, and not traced", r.Call)
		}
	}
}

type tracedSpan struct{ Name, TraceID, SpanID, ParentSpanID string }
