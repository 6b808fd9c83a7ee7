package transport

import (
	"errors"
	"net/http"
	"net/netip"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

func vouching(t *testing.T, o HTTPOptions, issuers ...policy.Issuer) *rig {
	rig := newRig(t)
	rig.http = NewHTTP(rig.gate, info, o, quietLog())
	rig.gate.issuers = issuers
	return rig
}

func get(path string) func(*http.Request) {
	return func(r *http.Request) {
		r.Method, r.URL.Path = http.MethodGet, path
		r.Header = http.Header{}
	}
}

var (
	corp  = policy.Issuer{ID: "corp", URL: "https://idp.example.com", Audience: "https://gate.example.com/mcp", Scopes: []string{"jumpgate", "b"}}
	other = policy.Issuer{ID: "other", URL: "https://other.example.com/", Audience: "gate"}
)

func TestAClientLearnsWhoIssuesTokensAndNothingElse(t *testing.T) {
	names := HTTPOptions{Hosts: []string{"gate.example.com"}, Proxies: []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8")}}
	for _, c := range []struct {
		rig  *rig
		host string
		want string
	}{
		{vouching(t, names, corp), "gate.example.com", `{"resource":"https://gate.example.com/mcp","authorization_servers":["https://idp.example.com"],"scopes_supported":["b","jumpgate"],"bearer_methods_supported":["header"]}`},
		{vouching(t, names, corp, other), "gate.example.com", `{"resource":"https://gate.example.com/mcp","authorization_servers":["https://idp.example.com","https://other.example.com/"],"scopes_supported":["b","jumpgate"],"bearer_methods_supported":["header"]}`},
		{vouching(t, HTTPOptions{}, other), "127.0.0.1:8080", `{"resource":"http://127.0.0.1:8080/mcp","authorization_servers":["https://other.example.com/"],"bearer_methods_supported":["header"]}`},
	} {
		for _, path := range []string{resourcePath, resourceOf} {
			w := c.rig.post("", get(path), host(c.host))
			if w.Code != http.StatusOK || w.Body.String() != c.want || w.Header().Get("Content-Type") != "application/json" {
				t.Errorf("%s: %d %s", path, w.Code, w.Body)
			}
			if notes := c.rig.gate.all(); len(notes) != 0 {
				t.Errorf("recorded %v", notes)
			}
		}
	}
	// Without issuers there is nothing to tell, and nobody else is told.
	if w := newRig(t).post("", get(resourceOf)); w.Code != http.StatusNotFound {
		t.Errorf("without issuers: %d %s", w.Code, w.Body)
	}
	rig := vouching(t, names, corp)
	for name, edit := range map[string]func(*http.Request){"another Host": host("evil.example"), "another Origin": header("Origin", "https://evil.example"), "another site": header("Sec-Fetch-Site", "cross-site")} {
		if w := rig.post("", get(resourceOf), edit); w.Code != http.StatusForbidden || strings.Contains(w.Body.String(), "idp") {
			t.Errorf("%s: %d %s", name, w.Code, w.Body)
		}
	}
	if w := rig.post("", get(resourceOf), func(r *http.Request) { r.Method = http.MethodPost }); w.Code != http.StatusMethodNotAllowed {
		t.Errorf("a POST: %d", w.Code)
	}
}

func TestWhoIsTurnedAwayIsToldWhereTokensComeFrom(t *testing.T) {
	metadata := `, resource_metadata="http://127.0.0.1:8080/.well-known/oauth-protected-resource/mcp"`
	rig := vouching(t, HTTPOptions{}, corp, other)
	rig.gate.onIdentify = func(token string) (policy.Agent, string, error) {
		if token == "narrow" {
			return policy.Agent{}, "jwt x", &policy.ScopeError{Issuer: "corp", Agent: "helpdesk", Needs: []string{"jumpgate", "b"}}
		}
		return policy.Agent{}, "", errors.New("nobody's")
	}
	for token, want := range map[string]struct {
		status    int
		challenge string
	}{
		"":       {401, `Bearer realm="jumpgate"` + metadata + `, scope="b jumpgate"`},
		"wrong":  {401, `Bearer realm="jumpgate", error="invalid_token"` + metadata + `, scope="b jumpgate"`},
		"narrow": {403, `Bearer realm="jumpgate", error="insufficient_scope", error_description="the token lacks a scope"` + metadata + `, scope="jumpgate b"`},
	} {
		var values []string
		if token != "" {
			values = []string{"Bearer " + token}
		}
		w := rig.post(ping, header("Authorization", values...))
		if got := w.Header().Get("WWW-Authenticate"); w.Code != want.status || got != want.challenge {
			t.Errorf("%q: %d %s", token, w.Code, got)
		}
		if body := w.Body.String(); strings.Contains(body, "helpdesk") || strings.Contains(body, "9.8.7") || strings.Contains(body, "users_") {
			t.Errorf("told %s", body)
		}
		if notes := rig.gate.all(); len(notes) != 1 || notes[0].kind != "failed" || notes[0].who.Agent.ID != "" {
			t.Errorf("recorded %v", notes)
		}
	}
}
