package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

func TestASteadyClockGoesOnWhenTheMachinesIsSetBack(t *testing.T) {
	var said bytes.Buffer
	begun := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	shift, passed := time.Duration(0), time.Duration(0)
	c := steadyFrom(time.Time{}, slog.New(slog.NewTextHandler(&said, nil)), func() (time.Time, time.Duration) {
		return begun.Add(passed + shift), passed
	})
	for _, s := range []struct{ waits, shift, tells time.Duration }{
		{time.Hour, 0, time.Hour},
		{0, -30 * time.Second, time.Hour}, // as NTP may do
		{0, -11 * 365 * 24 * time.Hour, time.Hour},
		{time.Minute, -11 * 365 * 24 * time.Hour, time.Hour + time.Minute},
		{0, 24 * time.Hour, 25*time.Hour + time.Minute}, // ahead: nobody knows better by then
		{time.Minute, 0, 25*time.Hour + 2*time.Minute},
		{24 * time.Hour, 0, 49*time.Hour + 2*time.Minute},
		{0, 24 * time.Hour, 49*time.Hour + 2*time.Minute},
		{time.Minute, 24 * time.Hour, 49*time.Hour + 3*time.Minute},
		{time.Minute, 25 * time.Hour, 50*time.Hour + 4*time.Minute},
	} {
		passed, shift = passed+s.waits, s.shift
		if got := c.now().Sub(begun); got != s.tells {
			t.Errorf("%+v: it is %s later", s, got)
		}
	}
	if n := strings.Count(said.String(), "stands before"); n != 2 {
		t.Errorf("it said %d times that the clock was set back:\n%s", n, &said)
	}
}

func TestASteadyClockBeginsWhereTheTrailEnds(t *testing.T) {
	var said bytes.Buffer
	log := slog.New(slog.NewTextHandler(&said, nil))
	if at := newSteadyClock(time.Now().Add(-time.Hour), log).now(); time.Since(at) > time.Minute || said.Len() > 0 {
		t.Errorf("with a record of an hour ago it tells %s, and says %s", at, &said)
	}
	floor := time.Now().AddDate(1, 0, 0)
	if c := newSteadyClock(floor, log); c.now().Before(floor) || !c.now().Before(floor.Add(time.Hour)) || !strings.Contains(said.String(), "stands before") {
		t.Errorf("with a record of next year it tells %s, and says %s", c.now(), &said)
	}
}

// What had ended when the newest record was written stays ended, though the
// machine's clock was set back since.
func TestWhatHasEndedStaysEndedWhenTheClockIsSetBack(t *testing.T) {
	token, hash := policy.NewToken()
	half, year := time.Now().AddDate(0, 6, 0).UTC(), time.Now().AddDate(1, 0, 0)
	src := fmt.Sprintf(`
version: 1
agents:
  one: {owner: it@example.com, identify: [{token_sha256: %s, until: %s}], access: {users: read}}
  two: {owner: it@example.com, identify: [{local: true}], access: {users: read}, until: %[2]s}
  three: {owner: it@example.com, identify: [{local: true}], allow: [{id: while, tools: [users_list], until: %[2]s}]}
`, hash, half.Format(time.RFC3339))
	for _, setBack := range []bool{false, true} {
		folder := t.TempDir()
		file := filepath.Join(folder, "jumpgate.yaml")
		if err := os.WriteFile(file, []byte(src), 0o600); err != nil {
			t.Fatal(err)
		}
		if setBack {
			trail, err := audit.Open(filepath.Join(folder, "audit.jsonl"), audit.Options{Now: func() time.Time { return year }})
			if err != nil {
				t.Fatal(err)
			}
			if _, err := trail.Append(audit.Record{Kind: audit.ServerStart}); err != nil {
				t.Fatal(err)
			}
			if err := trail.Close(); err != nil {
				t.Fatal(err)
			}
		}
		h, err := open(t.Context(), &flags{config: file, logLevel: "error"}, true)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(h.close)
		if err := h.gate.Identify(t.Context(), tools.Credential{Token: token}, &tools.Caller{}); (err != nil) != setBack {
			t.Errorf("set back %t: the token: %v", setBack, err)
		}
		if _, err := localAgent(h.policy, "two", h.clock.now()); (err != nil) != setBack {
			t.Errorf("set back %t: the agent: %v", setBack, err)
		}
		three, err := localAgent(h.policy, "three", h.clock.now())
		if err != nil {
			t.Fatal(err)
		}
		if a := h.gate.Call(t.Context(), tools.Caller{Agent: three, Authn: "local", Transport: "stdio"}, "users_list", jsontext.Value(`{"limit":1}`)); a.IsError != setBack {
			t.Errorf("set back %t: the grant: %s", setBack, a.Structured)
		}
	}
}
