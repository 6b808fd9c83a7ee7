package transport

import (
	"net/http"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
)

func TestOnlyPagesOfNamedOriginsMayUseTheEndpoint(t *testing.T) {
	rig := newRig(t)
	rig.http = NewHTTP(rig.gate, info, HTTPOptions{Origins: []string{"https://app.example.com"}}, quietLog())
	page := func(origins ...string) []func(*http.Request) {
		return []func(*http.Request){header("Origin", origins...), header("Sec-Fetch-Site", "cross-site")}
	}
	before := func(r *http.Request) {
		r.Method = http.MethodOptions
		r.Header = http.Header{"Origin": r.Header["Origin"], "Sec-Fetch-Site": r.Header["Sec-Fetch-Site"], "Access-Control-Request-Method": {"POST"}, "Access-Control-Request-Headers": {"authorization,mcp-method"}}
	}

	w := rig.post("", append(page("https://app.example.com"), before)...)
	for name, want := range map[string]string{"Access-Control-Allow-Origin": "https://app.example.com", "Access-Control-Allow-Methods": "GET, POST, DELETE", "Vary": "Origin"} {
		if got := w.Header().Get(name); got != want {
			t.Errorf("the question before: %s is %q, want %q", name, got, want)
		}
	}
	allowed := strings.ToLower(w.Header().Get("Access-Control-Allow-Headers"))
	for _, name := range []string{"authorization", "content-type", "mcp-protocol-version", "mcp-method", "mcp-name"} {
		if !strings.Contains(allowed, name) {
			t.Errorf("the question before: header %s is not allowed", name)
		}
	}
	if w.Code != http.StatusOK || w.Header().Get("Access-Control-Allow-Credentials") != "" {
		t.Errorf("the question before: %d %v", w.Code, w.Header())
	}

	w = rig.post(ping, page("https://app.example.com")...)
	if rig.answered(w); w.Header().Get("Access-Control-Allow-Origin") != "https://app.example.com" {
		t.Errorf("the request: %v", w.Header())
	}
	if w = rig.post(ping, append(page("https://app.example.com"), header("Authorization"))...); w.Code != http.StatusUnauthorized {
		t.Errorf("without a token: %d", w.Code)
	}
	rig.gate.all()

	for name, edits := range map[string][]func(*http.Request){
		"another origin":                page("https://evil.example"),
		"another scheme":                page("http://app.example.com"),
		"another port":                  page("https://app.example.com:8443"),
		"a longer name":                 page("https://app.example.com.evil.example"),
		"two origins":                   page("https://app.example.com", "https://evil.example"),
		"no origin":                     {header("Sec-Fetch-Site", "cross-site")},
		"a name made to point here":     append(page("https://app.example.com"), host("evil.example")),
		"the same, the question before": append(page("https://app.example.com"), before, host("evil.example")),
		"another, the question before":  append(page("https://evil.example"), before),
	} {
		w := rig.post(ping, edits...)
		rig.refusedWith(w, http.StatusForbidden, mcp.INVALID_REQUEST)
		if got := w.Header().Get("Access-Control-Allow-Origin"); got != "" {
			t.Errorf("%s: it is told that %s may", name, got)
		}
	}
}
