package main

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

func TestWhenATokenWasLastUsedIsKnownWithoutTheServer(t *testing.T) {
	r := newRemoteHouse(t, "")
	id := tokenHash(r.token)[:8]
	line := func() string {
		used, err := readLastUse(r.trail)
		if err != nil {
			t.Fatal(err)
		}
		for l := range strings.Lines(agentList(r.gate.Policy(), noSwitches(), used, time.Now())) {
			if strings.Contains(l, id) {
				return l
			}
		}
		return ""
	}
	if got := line(); got != "    token "+id+"; no use is known\n" {
		t.Errorf("before: %q", got)
	}
	r.ask(bearing(r.token))
	r.ask(bearing("jg_wrong"))
	r.ask(bearing(r.issuer.Token("a", nil)))
	r.uses.keep(false)
	if got := line(); got != "    token "+id+"; no use is known\n" {
		t.Errorf("it is written with a call: %q", got)
	}
	r.uses.keep(true)
	if got := line(); !strings.HasPrefix(got, "    token "+id+"; last used 20") {
		t.Errorf("after: %q", got)
	}
	src, _ := os.ReadFile(lastUsePath(r.trail))
	if n := strings.Count(string(src), "token "); n != 1 || strings.Contains(string(src), r.token) {
		t.Errorf("noted %s", src)
	}
	// A server that starts goes on with what is known, whatever it finds there.
	if again := newLastUse(r.trail, r.log); again.at["token "+id].IsZero() {
		t.Errorf("another server knows %v", again.at)
	}
	if err := os.WriteFile(lastUsePath(r.trail), []byte("null"), 0o600); err != nil {
		t.Fatal(err)
	}
	again := newLastUse(r.trail, r.log)
	again.used(tools.Caller{Authn: id})
	if again.at["token "+id].IsZero() {
		t.Errorf("after a file that is none: %v", again.at)
	}
}

func TestTheListTellsHowEachAgentIsKnown(t *testing.T) {
	r := newRemoteHouse(t, "")
	got := agentList(r.gate.Policy(), noSwitches(), nil, time.Date(2026, 6, 1, 0, 0, 0, 0, time.UTC))
	for _, want := range []string{
		"    mtls spiffe://example.com/opaque; no use is known\n",
		"    jwt of corp {azp: client, sub: a}\n",
		"    token " + tokenHash(pastToken)[:8] + "; no use is known; void since 2026-01-01T00:00:00Z\n",
	} {
		if !strings.Contains(got, want) {
			t.Errorf("it lacks %q:\n%s", want, got)
		}
	}
}
