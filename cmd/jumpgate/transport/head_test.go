package transport

import (
	"net/http"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/mcp"
)

const ping = `{"jsonrpc":"2.0","id":1,"method":"ping"}`

func host(name string) func(*http.Request) {
	return func(r *http.Request) { r.Host = name }
}

func TestAPageInABrowserIsTurnedAway(t *testing.T) {
	for name, edit := range map[string]func(*http.Request){
		"a name made to point here":      host("evil.example"),
		"that name, with our port":       host("evil.example:8080"),
		"a name that begins with ours":   host("localhost.evil.example"),
		"an address that is none":        host("127.0.0.1.evil.example"),
		"no host":                        host(""),
		"another origin":                 header("Origin", "https://evil.example"),
		"our address on another port":    header("Origin", "http://127.0.0.1:9090"),
		"an origin of null":              header("Origin", "null"),
		"an empty origin":                header("Origin", ""),
		"two origins":                    header("Origin", "http://127.0.0.1:8080", "https://evil.example"),
		"another site":                   header("Sec-Fetch-Site", "cross-site"),
		"the same site":                  header("Sec-Fetch-Site", "same-site"),
		"two sites":                      header("Sec-Fetch-Site", "same-origin", "cross-site"),
		"the question before a question": func(r *http.Request) { r.Method = "OPTIONS"; r.Header.Set("Origin", "https://evil.example") },
	} {
		t.Run(name, func(t *testing.T) {
			rig := newRig(t)
			w := rig.post(ping, edit)
			rig.refusedWith(w, http.StatusForbidden, mcp.INVALID_REQUEST)
			for name := range w.Header() {
				if strings.HasPrefix(name, "Access-Control-") {
					t.Errorf("it is told %s", name)
				}
			}
		})
	}
}

func TestTheServersOwnNamesAreKnown(t *testing.T) {
	rig := newRig(t)
	rig.http = NewHTTP(rig.gate, info, HTTPOptions{Hosts: []string{"Jumpgate.Example.com"}}, quietLog())
	for _, name := range []string{"localhost", "LOCALHOST:8080", "127.0.0.1:8080", "[::1]:8080", "192.0.2.1", "jumpgate.example.com", "jumpgate.EXAMPLE.com:443"} {
		rig.answered(rig.post(ping, host(name)))
	}
	rig.answered(rig.post(ping, header("Origin", "http://127.0.0.1:8080"), header("Sec-Fetch-Site", "same-origin")))
}

// All else is refused: a GET, too, that is no client's of the older revisions, and
// a DELETE of no session.
func TestTheEndpointTakesPostAlone(t *testing.T) {
	for _, method := range []string{"GET", "DELETE", "PUT", "PATCH", "OPTIONS", "TRACE", "QUERY"} {
		t.Run(method, func(t *testing.T) {
			rig := newRig(t)
			session := header("Mcp-Session-Id", "abc")
			if method == http.MethodDelete {
				session = header("Mcp-Session-Id")
			}
			w := rig.post(ping, func(r *http.Request) { r.Method = method }, session, header("Last-Event-ID", "7"))
			rig.refusedWith(w, http.StatusMethodNotAllowed, mcp.INVALID_REQUEST)
			if w.Header().Get("Allow") != "GET, POST" {
				t.Errorf("Allow: %q", w.Header().Get("Allow"))
			}
			if method == http.MethodGet { // in the newer revision there is none
				rig.refusedWith(rig.post(ping, accepts, func(r *http.Request) { r.Method = method }, header(mcp.HeaderProtocolVersion, "2026-07-28")), http.StatusMethodNotAllowed, mcp.INVALID_REQUEST)
			}
		})
	}
}

func TestNothingElseIsServed(t *testing.T) {
	for _, path := range []string{"/", "/mcp/", "/MCP", "/mcp/x", "/debug/pprof/", "/.well-known/oauth-protected-resource", "/metrics"} {
		rig := newRig(t)
		w := rig.post(ping, func(r *http.Request) { r.URL.Path = path })
		if w.Code != http.StatusNotFound || strings.Contains(w.Body.String(), "jumpgate") || len(rig.gate.all()) > 0 {
			t.Errorf("%s: %d %s", path, w.Code, w.Body)
		}
	}
}

func TestABodyIsPlainJSON(t *testing.T) {
	for _, types := range [][]string{nil, {""}, {"text/plain"}, {"application/json-rpc"}, {"multipart/form-data; boundary=x"}, {"application/x-www-form-urlencoded"},
		{"text/plain; application/json"}, {"application/json, text/plain"}, {"application/json;;"}, {"application/json", "text/plain"}} {
		rig := newRig(t)
		rig.refusedWith(rig.post(ping, header("Content-Type", types...)), http.StatusUnsupportedMediaType, mcp.INVALID_REQUEST)
	}
	for _, encoding := range []string{"gzip", "deflate", "br", "identity", "gzip, gzip", ""} {
		rig := newRig(t)
		rig.refusedWith(rig.post(ping, header("Content-Encoding", encoding)), http.StatusUnsupportedMediaType, mcp.INVALID_REQUEST)
	}
	for _, spelling := range []string{"application/json", "Application/JSON", "application/json; charset=utf-8", " application/json"} {
		rig := newRig(t)
		rig.answered(rig.post(ping, header("Content-Type", spelling)))
	}
}

// A session is none of ours: whose id it is, and whether it is any, changes
// nothing.
func TestSessionsAndForwardedAddressesAreIgnored(t *testing.T) {
	rig := newRig(t)
	w := rig.post(call(`{"name":"users_list"}`),
		header("Mcp-Session-Id", "the-onboarding-agents"), header("X-Forwarded-For", "203.0.113.9"), header("X-Real-Ip", "203.0.113.9"),
		header("Forwarded", "for=203.0.113.9"), header("X-Agent", "onboarding"))
	rig.answered(w)
	notes := rig.gate.all()
	if len(notes) != 1 || notes[0].who.Agent.ID != "helpdesk" || notes[0].who.Peer != "192.0.2.7:5555" || notes[0].who.Session != "" {
		t.Errorf("recorded %v from %+v", notes, notes[0].who)
	}
	if id := w.Header().Get("Mcp-Session-Id"); id != "" {
		t.Errorf("a session id was given: %q", id)
	}
}

func TestAnswersAreNotForCaches(t *testing.T) {
	rig := newRig(t)
	for _, w := range []interface{ Header() http.Header }{rig.post(ping), rig.post(ping, host("evil.example")), rig.post(ping, header("Authorization"))} {
		if w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("X-Content-Type-Options") != "nosniff" || w.Header().Get("Server") != "" {
			t.Errorf("headers are %v", w.Header())
		}
	}
}
