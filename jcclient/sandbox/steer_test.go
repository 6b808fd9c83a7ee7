package sandbox

import (
	"strings"
	"testing"
	"testing/synctest"
	"time"
)

func TestFaultsAreChangedWhileTheSandboxRuns(t *testing.T) {
	r := newRig(t, Options{Faults: mustParse(t, "503=1,short-pages")})
	r.get(faultsPath).says(200, `{"faults":"503=1,short-pages"}`)
	r.send("GET", "/api/systems", "").is(503)
	r.post(faultsPath, `{"faults":"429=1, retry-after=2s"}`).says(200, `{"faults":"429=1,retry-after=2s"}`)
	if a := r.send("GET", "/api/systems", "").is(429); a.header.Get("Retry-After") != "2" {
		t.Errorf("Retry-After %q", a.header.Get("Retry-After"))
	}
	r.post(faultsPath, "302=1\n").says(200, `{"faults":"302=1"}`)
	r.send("GET", "/api/systems", "").is(302)
	r.post(faultsPath, "").says(200, `{"faults":""}`)
	if n := len(r.get("/api/v2/usergroups?limit=3").rows()); n != 3 {
		t.Errorf("%d groups on a page of three", n)
	}
}

func TestTheRateAndTheLatencyAreChangedWhileItRuns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{Now: time.Now})
		r.post(faultsPath, "rate=1,latency=3s").is(200)
		began := time.Now()
		for _, status := range []int{200, 200, 200} { // three seconds apart
			r.send("GET", "/api/systems", "").is(status)
		}
		r.post(faultsPath, "rate=0.25,latency=1s").is(200)
		for _, status := range []int{200, 429, 429, 429, 200} {
			r.send("GET", "/api/systems", "").is(status)
		}
		if took := time.Since(began); took != 14*time.Second {
			t.Errorf("%v", took)
		}
		r.post(faultsPath, "").is(200)
		r.get("/api/systems")
	})
}

func TestFaultsThatAreNoneChangeNothing(t *testing.T) {
	r := newRig(t, Options{Faults: mustParse(t, "short-pages")})
	for _, body := range []string{"418=1", `{"faults":"418=1"}`, `{"faults":7}`, `{"fault":""}`, `{`} {
		if a := r.post(faultsPath, body).is(400); strings.Contains(body, "418") && !strings.Contains(a.text, "there is no fault") {
			t.Errorf("%s: %s", body, a.text)
		}
	}
	r.send("DELETE", faultsPath, "").is(405)
	r.get(faultsPath).says(200, `{"faults":"short-pages"}`)
}

func TestFaultsAreChangedWithTheSandboxsOwnKeyAlone(t *testing.T) {
	r := newRig(t, Options{Keys: map[string]Role{"other": Administrator}})
	for _, key := range []string{"", "wrong", "other"} {
		r.send("POST", faultsPath, "429=1", "x-api-key", key).is(401)
		r.send("GET", faultsPath, "", "x-api-key", key).is(401)
	}
	r.send("GET", "/api/systems", "").is(200)
}

func TestChangedFaultsHitTheSameRequestsAgain(t *testing.T) {
	r := newRig(t, Options{})
	run := func() (hits string) {
		r.post(faultsPath, "429=0.4,seed=3").is(200)
		for range 30 {
			hits += string(r.send("GET", "/api/organizations", "").text[2])
		}
		return hits
	}
	if first, again := run(), run(); first != again || strings.Count(first, "e") < 4 {
		t.Errorf("%s, then %s", first, again)
	}
}
