package main

import (
	"bufio"
	"net/http"
	"os"
	"strings"
	"testing"
)

// An agent over HTTP hears that a new policy changed its tools, and its stream
// ends when it is disabled.
func TestAnAgentOverHTTPHearsOfAReloadAndOfItsEnd(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "")
	server := p.serveHTTP(t, "--sandbox")
	r, _ := http.NewRequestWithContext(t.Context(), http.MethodPost, server.url, strings.NewReader(`{"jsonrpc":"2.0","id":"l","method":"subscriptions/listen","params":{"notifications":{"toolsListChanged":true},`+
		`"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}`))
	for name, value := range map[string]string{"Content-Type": "application/json", "Authorization": "Bearer " + p.reader, "Mcp-Protocol-Version": "2026-07-28", "Mcp-Method": "subscriptions/listen"} {
		r.Header.Set(name, value)
	}
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	lines := bufio.NewScanner(reply.Body)
	next := func() string {
		for lines.Scan() {
			if text, ok := strings.CutPrefix(lines.Text(), "data: "); ok {
				return text
			}
		}
		return "the end"
	}
	if got := next(); !strings.Contains(got, "notifications/subscriptions/acknowledged") {
		t.Fatal(got)
	}
	src, err := os.ReadFile(p.config)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(p.config, []byte(string(src)+"deny: [{id: none, tools: [devices_list]}]\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if got := next(); got != `{"jsonrpc":"2.0","method":"notifications/tools/list_changed","params":{"_meta":{"io.modelcontextprotocol/subscriptionId":"l"}}}` {
		t.Error(got)
	}
	p.agent(t, "disable", "reader")
	if got := next(); got != "the end" {
		t.Error(got)
	}
	server.stop(t)
}
