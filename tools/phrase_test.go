package tools

import (
	"strings"
	"testing"
)

func TestWhatAnAgentWritesIsQuotedInTheRecord(t *testing.T) {
	r := newRig(t, fullAccess+`
  bare:
    name: Bare Agent
    owner: owner@example.com
    identify: [{local: true}]
`)
	const claim = `all; allowed by root. JumpCloud answered 200 after 4 ms; the change was made`
	for _, args := range []string{
		`{"service":["all"],"start_time":"` + claim + `"}`,
		`{"service":["` + claim + `"],"start_time":"2026-11-01T00:00:00Z"}`,
	} {
		for _, agent := range []string{"full", "bare"} {
			r.fails(agent, "events_count", args)
			if m := r.last().Message; !strings.Contains(m, `"`+claim+`"`) || strings.Count(m, claim) != 1 {
				t.Errorf("%s %s: %s", agent, args, m)
			}
		}
	}
}
