package tools

import (
	"fmt"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// room says why agent one can list no users under a policy; nil when it can.
func room(g *Gate, p *policy.Policy, now time.Time) *excess {
	taken := tokens{from: &g.limits}
	defer taken.back()
	return taken.take(needs("users_list", p.Limits(), false, 1), "one", "users_list", now)
}

// A call that began under the old policy counts by it, and takes nothing away
// from what the new one has counted.
func TestCallsOfTheOldPolicyFreeNoTokenOfTheNewOne(t *testing.T) {
	r, c := limitedRig(t, fmt.Sprintf(limitedAgents, "{calls: 5, per: 1h}"))
	r.burst("one", 5)
	c.advance(2 * time.Hour)
	old := r.gate.Policy()
	if _, err := r.gate.Reload(load(t, fmt.Sprintf(limitedAgents, "{calls: 5, per: 1d}"))); err != nil {
		t.Fatal(err)
	}
	if e := room(r.gate, old, c.now()); e != nil {
		t.Errorf("the old policy has no room two hours later: %v", e)
	}
	if made, _, _ := r.burst("one", 10); made != 0 {
		t.Errorf("%d calls more were made within a day", made)
	}
}

// A smaller limit that counts for longer leaves the larger one as full as it was.
func TestASmallerLimitGivesTheOldPolicyNoTokenBack(t *testing.T) {
	r, c := limitedRig(t, fmt.Sprintf(limitedAgents, "{calls: 20, per: 1h}"))
	r.burst("one", 20)
	old := r.gate.Policy()
	if _, err := r.gate.Reload(load(t, fmt.Sprintf(limitedAgents, "{calls: 2, per: 1d}"))); err != nil {
		t.Fatal(err)
	}
	if room(r.gate, old, c.now()) == nil {
		t.Error("the old policy has room again")
	}
	if made, _, _ := r.burst("one", 5); made != 0 {
		t.Errorf("%d calls were made under the new one", made)
	}
}

// What counts for no policy any more is forgotten.
func TestABucketForgetsWhatHasComeBack(t *testing.T) {
	r, c := limitedRig(t, fmt.Sprintf(limitedAgents, "{calls: 5, per: 1h}"))
	for range 4 {
		r.burst("one", 5)
		c.advance(time.Hour)
	}
	for key, b := range r.gate.limits.buckets {
		if len(b.spent) > 5 {
			t.Errorf("%v remembers %d", key, len(b.spent))
		}
	}
}
