package tools

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// A limit that another policy makes longer or smaller counts what was made
// before.
func TestALimitThatChangesCountsWhatWasMadeBefore(t *testing.T) {
	r, c := limitedRig(t, fmt.Sprintf(limitedAgents, "{calls: 5, per: 1h}"))
	r.burst("one", 5)
	c.advance(2 * time.Hour)
	r.burst("one", 1)
	for limit, left := range map[string]int{"{calls: 5, per: 1h}": 4, "{calls: 8, per: 1d}": 2, "{calls: 3, per: 1d}": 0, "{calls: 7, per: 1d, by: rule}": 1} {
		r.restart(c, fmt.Sprintf(limitedAgents, limit))
		e := &r.gate.limits
		n := 0
		for {
			taken := tokens{from: e}
			if taken.take(needs("users_list", r.gate.Policy().Limits(), false, 1), "one", "users_list", c.now()) != nil {
				break
			}
			n++
		}
		if n != left {
			t.Errorf("%s leaves %d calls, not %d", limit, n, left)
		}
	}
}

func TestACallNeedsATokenOfEachLimitOrTakesNone(t *testing.T) {
	r, c := limitedRig(t, fmt.Sprintf(limitedAgents, "{calls: 4, per: 1h}")+`
  - {id: slow, tools: [users_list], limit: {calls: 1, per: 1m}}
`)
	r.call("one", "users_list", `{}`)
	for range 5 {
		if f := r.fails("one", "users_list", `{}`); f.RetryAfter != 60 || !strings.Contains(f.Message, "require.slow") {
			t.Fatalf("%+v", f)
		}
	}
	c.advance(time.Minute)
	for range 2 {
		r.call("one", "users_list", `{}`)
		c.advance(time.Minute)
	}
	r.call("one", "devices_list", `{}`)
	if f := r.fails("one", "users_list", `{}`); !strings.Contains(f.Message, "require.careful") || f.RetryAfter != 57*60 {
		t.Errorf("%+v", f)
	}
}

func TestAnExportIsOneCall(t *testing.T) {
	r, _ := limitedRig(t, fmt.Sprintf(limitedAgents, "{calls: 1, per: 1h}"))
	if a := r.gate.Export(t.Context(), r.as("one"), "users_list", jsontext.Value(`{}`), Export{Format: JSONL, To: &paper{}}); a.IsError {
		t.Errorf("%s", a.Structured)
	}
	if a := r.gate.Export(t.Context(), r.as("one"), "users_list", jsontext.Value(`{}`), Export{Format: JSONL, To: &paper{}}); a.Code != "rate_limited" {
		t.Errorf("%s", a.Structured)
	}
}

// A policy that takes another's place finds what was made under it.
func TestAReloadFillsNoBucket(t *testing.T) {
	source := func(limit string) string { return fmt.Sprintf(limitedAgents, limit) }
	r, c := limitedRig(t, source("{calls: 3, per: 1h}"))
	r.burst("one", 3)
	c.advance(2 * time.Hour)
	r.burst("one", 2)
	for _, step := range []struct {
		limit string
		left  int
	}{{"{calls: 3, per: 1h}", 1}, {"{calls: 6, per: 1h}", 3}, {"{calls: 8, per: 1d}", 0}, {"{calls: 10, per: 1d, by: rule}", 1}, {"{calls: 9, per: 1d, by: tool}", 0}, {"{calls: 3, per: 1h}", 0}} {
		if _, err := r.gate.Reload(load(t, source(step.limit))); err != nil {
			t.Fatal(err)
		}
		made, _, _ := r.burst("one", 1)
		for range 10 {
			more, _, _ := r.burst("one", 1)
			made += more
		}
		if made != step.left {
			t.Errorf("%s leaves %d calls, not %d", step.limit, made, step.left)
		}
	}
}
