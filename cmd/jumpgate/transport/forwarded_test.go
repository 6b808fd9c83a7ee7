package transport

import (
	"net/http"
	"net/http/httptest"
	"net/netip"
	"testing"
)

func TestAPeerIsWhomTrustedProxiesNameCountedFromTheRight(t *testing.T) {
	trusted := []netip.Prefix{netip.MustParsePrefix("10.0.0.0/8"), netip.MustParsePrefix("2001:db8::/32")}
	for name, c := range map[string]struct {
		socket string
		header http.Header
		want   string
	}{
		"no header":                          {"10.0.0.1:443", nil, "10.0.0.1:443"},
		"a stranger who forges":              {"203.0.113.9:5", http.Header{"X-Forwarded-For": {"1.2.3.4"}, "Forwarded": {"for=1.2.3.4"}, "X-Real-Ip": {"1.2.3.4"}}, "203.0.113.9:5"},
		"one proxy":                          {"10.0.0.1:443", http.Header{"X-Forwarded-For": {"203.0.113.9"}}, "203.0.113.9"},
		"a forged hop to the left":           {"10.0.0.1:443", http.Header{"X-Forwarded-For": {"1.2.3.4, 203.0.113.9"}}, "203.0.113.9"},
		"a forged hop that looks trusted":    {"10.0.0.1:443", http.Header{"X-Forwarded-For": {"10.9.9.9, 203.0.113.9"}}, "203.0.113.9"},
		"a forged header before the true":    {"10.0.0.1:443", http.Header{"X-Forwarded-For": {"1.2.3.4", "203.0.113.9"}}, "203.0.113.9"},
		"two proxies":                        {"10.0.0.1:443", http.Header{"X-Forwarded-For": {"203.0.113.9, 10.0.0.2"}}, "203.0.113.9"},
		"proxies all the way":                {"10.0.0.1:443", http.Header{"X-Forwarded-For": {"10.0.0.3, 10.0.0.2"}}, "10.0.0.3"},
		"a hop that nobody can read":         {"10.0.0.1:443", http.Header{"X-Forwarded-For": {"1.2.3.4, unknown"}}, "10.0.0.1:443"},
		"an empty header":                    {"10.0.0.1:443", http.Header{"X-Forwarded-For": {""}}, "10.0.0.1:443"},
		"a port":                             {"10.0.0.1:443", http.Header{"X-Forwarded-For": {"203.0.113.9:4711"}}, "203.0.113.9"},
		"IPv6":                               {"[2001:db8::1]:443", http.Header{"X-Forwarded-For": {"2a00:1::5"}}, "2a00:1::5"},
		"IPv4 in IPv6":                       {"[::ffff:10.0.0.1]:443", http.Header{"X-Forwarded-For": {"::ffff:203.0.113.9"}}, "203.0.113.9"},
		"Forwarded":                          {"10.0.0.1:443", http.Header{"Forwarded": {`for=1.2.3.4, for=203.0.113.9;proto=https;by=10.0.0.1`}}, "203.0.113.9"},
		"Forwarded, IPv6 with a port":        {"10.0.0.1:443", http.Header{"Forwarded": {`proto=https;For="[2a00:1::5]:4711"`}}, "2a00:1::5"},
		"Forwarded, without a for":           {"10.0.0.1:443", http.Header{"Forwarded": {`for=1.2.3.4, proto=https`}}, "10.0.0.1:443"},
		"Forwarded, a name of its own":       {"10.0.0.1:443", http.Header{"Forwarded": {`for=1.2.3.4, for=_hidden`}}, "10.0.0.1:443"},
		"both, which agree":                  {"10.0.0.1:443", http.Header{"X-Forwarded-For": {"203.0.113.9"}, "Forwarded": {"for=203.0.113.9"}}, "203.0.113.9"},
		"both, one of them passed through":   {"10.0.0.1:443", http.Header{"X-Forwarded-For": {"203.0.113.9"}, "Forwarded": {"for=1.2.3.4"}}, "10.0.0.1:443"},
		"both, the other one passed through": {"10.0.0.1:443", http.Header{"X-Forwarded-For": {"1.2.3.4"}, "Forwarded": {"for=203.0.113.9"}}, "10.0.0.1:443"},
	} {
		r := httptest.NewRequest(http.MethodPost, "/mcp", nil)
		r.RemoteAddr = c.socket
		if c.header != nil {
			r.Header = c.header
		}
		if got := peerOf(r, trusted); got != c.want {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
		if got := peerOf(r, nil); got != c.socket {
			t.Errorf("%s, with no proxy trusted: %s", name, got)
		}
	}
}

// Whoever fails behind a proxy is slowed down by himself.
func TestFailuresBehindAProxyAreThoseOfThePeer(t *testing.T) {
	rig := newRig(t)
	rig.http = NewHTTP(rig.gate, info, HTTPOptions{Proxies: []netip.Prefix{netip.MustParsePrefix("192.0.2.0/24")}}, quietLog())
	from := func(peer string) int {
		return rig.post(ping, header("Authorization", "Bearer wrong"), header("X-Forwarded-For", peer)).Code
	}
	for range 20 {
		from("203.0.113.9")
	}
	if got := from("203.0.113.9"); got != http.StatusTooManyRequests {
		t.Errorf("who fails often gets %d", got)
	}
	rig.gate.all()
	if got := from("203.0.113.10"); got != http.StatusUnauthorized {
		t.Errorf("another behind the same proxy gets %d", got)
	}
	if notes := rig.gate.all(); len(notes) != 1 || notes[0].who.Peer != "203.0.113.10" {
		t.Errorf("%v", notes)
	}
}
