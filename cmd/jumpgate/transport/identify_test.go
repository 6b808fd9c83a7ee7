package transport

import (
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestWhoIsNotKnownLearnsNothing(t *testing.T) {
	for name, c := range map[string]struct {
		edit   func(*http.Request)
		reason string
		authn  string
	}{
		"no credential":           {header("Authorization"), "no credential", ""},
		"an empty one":            {header("Authorization", ""), "not one bearer token", ""},
		"a wrong token":           {header("Authorization", "Bearer jg_wrong"), "fits no agent", wrongID},
		"another scheme":          {header("Authorization", "Basic "+helpdeskToken), "not one bearer token", ""},
		"no scheme":               {header("Authorization", helpdeskToken), "not one bearer token", ""},
		"the token and a space":   {header("Authorization", "Bearer "+helpdeskToken+" "), "not one bearer token", ""},
		"the token after a space": {header("Authorization", "Bearer  "+helpdeskToken), "not one bearer token", ""},
		"two tokens in one":       {header("Authorization", "Bearer "+helpdeskToken+","+onboardingToken), "not one bearer token", ""},
		"two headers":             {header("Authorization", "Bearer "+helpdeskToken, "Bearer "+onboardingToken), "more than one", ""},
		"the same header twice":   {header("Authorization", "Bearer "+helpdeskToken, "Bearer "+helpdeskToken), "more than one", ""},
		"a long token":            {header("Authorization", "Bearer "+strings.Repeat("a", longestToken+1)), "not one bearer token", ""},
		"the token in the query": {func(r *http.Request) {
			r.Header.Del("Authorization")
			r.URL.RawQuery = url.Values{"access_token": {helpdeskToken}, "token": {helpdeskToken}}.Encode()
		}, "no credential", ""},
		"the token in a cookie": {func(r *http.Request) {
			r.Header.Del("Authorization")
			r.AddCookie(&http.Cookie{Name: "Authorization", Value: helpdeskToken})
		}, "no credential", ""},
	} {
		t.Run(name, func(t *testing.T) {
			rig := newRig(t)
			w := rig.post(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`, c.edit)
			if w.Code != http.StatusUnauthorized || !strings.HasPrefix(w.Header().Get("WWW-Authenticate"), `Bearer realm="jumpgate"`) {
				t.Fatalf("%d %v", w.Code, w.Header())
			}
			if body := w.Body.String(); body != "a bearer token of an agent is needed\n" {
				t.Errorf("told %q", body)
			}
			notes := rig.gate.all()
			if len(notes) != 1 || notes[0].kind != "failed" || !strings.Contains(notes[0].text, c.reason) {
				t.Fatalf("recorded %v", notes)
			}
			if who := notes[0].who; who.Agent.ID != "" || who.Authn != c.authn || who.Peer != "192.0.2.7:5555" {
				t.Errorf("recorded of %+v", who)
			}
			if strings.Contains(fmt.Sprintf("%+v", notes), "jg_") {
				t.Errorf("a token is on record: %+v", notes)
			}
		})
	}
}

// What a client says of itself is a label.
func TestASelfDeclaredNameIsNoIdentity(t *testing.T) {
	rig := newRig(t)
	named := strings.Replace(modernBody("tools/list", ""), `"_meta":{`, `"_meta":{"io.modelcontextprotocol/clientInfo":{"name":"onboarding","version":"1"},`, 1)
	rig.answered(rig.post(named, header("Mcp-Protocol-Version", "2026-07-28"), header("Mcp-Method", "tools/list"), header("X-Agent", "onboarding")))
	notes := rig.gate.all()
	if len(notes) != 1 || notes[0].who.Agent.ID != "helpdesk" || notes[0].who.Client != "onboarding 1" {
		t.Errorf("recorded %v from %+v", notes, notes[0].who)
	}
}

func TestAGoodTokenIsNeverHeldUp(t *testing.T) {
	rig := newRig(t)
	for range 30 {
		rig.post(ping, header("Authorization", "Bearer jg_wrong"))
	}
	rig.answered(rig.post(ping))
}

func TestGuessingIsSlowedDownAndCounted(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := newRig(t)
		guess := func() int { return rig.post(ping, header("Authorization", "Bearer jg_wrong")).Code }
		for i := range 10 {
			if code := guess(); code != http.StatusUnauthorized {
				t.Fatalf("guess %d: %d", i, code)
			}
		}
		for range 17 {
			if code := guess(); code != http.StatusTooManyRequests {
				t.Fatalf("beyond the burst: %d", code)
			}
		}
		if notes := rig.gate.all(); len(notes) != 10 {
			t.Fatalf("%d records of 10 guesses and 17 more", len(notes))
		}
		time.Sleep(failurePause)
		guess()
		notes := rig.gate.all()
		if len(notes) != 1 || notes[0].text != errNoSuchToken.Error()+"; 17 more attempts from this address were not recorded one by one" {
			t.Fatalf("recorded %v", notes)
		}
		guess()
		time.Sleep(failurePause)
		guess()
		if notes := rig.gate.all(); len(notes) != 1 || !strings.Contains(notes[0].text, "; 1 more attempt from this address was not recorded") {
			t.Fatalf("recorded %v", notes)
		}
		time.Sleep(failureMemory + time.Second)
		for i := range 10 {
			if code := guess(); code != http.StatusUnauthorized {
				t.Fatalf("guess %d after a quiet time: %d", i, code)
			}
		}
	})
}

func TestWhoIsHeldUpIsToldForHowLong(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := newRig(t)
		guess := header("Authorization", "Bearer jg_wrong")
		for range 10 {
			rig.post(ping, guess)
		}
		time.Sleep(2 * time.Second)
		if w := rig.post(ping, guess); w.Header().Get("Retry-After") != "4" || w.Header().Get("WWW-Authenticate") != "" {
			t.Errorf("%d %v", w.Code, w.Header())
		}
	})
}

// Who brings nothing tries nothing: it is told where to sign in, however many behind
// its address did or guessed before, and does not fill the trail.
func TestWhoBringsNothingIsAlwaysToldWhereToSignIn(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := newRig(t)
		for range 12 {
			rig.post(ping, header("Authorization", "Bearer jg_wrong"))
		}
		for range 40 {
			if w := rig.post(ping, header("Authorization")); w.Code != http.StatusUnauthorized || w.Header().Get("WWW-Authenticate") == "" {
				t.Fatalf("%d %v", w.Code, w.Header())
			}
		}
		if notes := rig.gate.all(); len(notes) != 20 {
			t.Fatalf("%d records of 10 guesses and 40 without any", len(notes))
		}
		time.Sleep(failurePause)
		rig.post(ping, header("Authorization"))
		if notes := rig.gate.all(); len(notes) != 1 || !strings.Contains(notes[0].text, "; 30 more attempts from this address") {
			t.Fatalf("recorded %v", notes)
		}
	})
}

// Requests that go to the wrong place need no token, so they are limited in
// the same way; each is answered all the same.
func TestStrayRequestsDoNotFillTheTrail(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		rig := newRig(t)
		for i := range 150 {
			if w := rig.post(ping, host("evil.example")); w.Code != http.StatusForbidden {
				t.Fatalf("request %d: %d", i, w.Code)
			}
		}
		if notes := rig.gate.all(); len(notes) != 100 {
			t.Fatalf("%d records of 150 requests", len(notes))
		}
		time.Sleep(failurePause)
		rig.post(ping, host("evil.example"))
		if notes := rig.gate.all(); len(notes) != 1 || !strings.Contains(notes[0].text, "; 50 more attempts from this address") {
			t.Fatalf("recorded %v", notes)
		}
	})
}
