package tools

import (
	"fmt"
	"math"
	"sync"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// An agent that is denied so often within any minute does no work: it feels its
// way along the policy. For a minute it learns nothing more: whatever it calls,
// what it was granted too, is answered alike. The count is not kept over a
// restart, which no agent can bring about.
const (
	mostDenials   = 60
	denialsWindow = time.Minute
)

// denials are how often each agent was denied of late.
type denials struct {
	mu     sync.Mutex
	agents map[string]*denied
}

// denied is when one agent was denied last, and until when it is held.
type denied struct {
	last  [mostDenials]time.Time // a ring
	next  int                    // the place of the oldest
	until time.Time
}

// add counts a denial. It says until when the agent is held, if this was one
// too many.
func (d *denials) add(agent string, now time.Time) (until time.Time, held bool) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.agents == nil {
		d.agents = map[string]*denied{}
	}
	one := d.agents[agent]
	if one == nil {
		one = &denied{}
		d.agents[agent] = one
	}
	one.last[one.next] = now
	one.next = (one.next + 1) % mostDenials
	// A clock that was set back by more than the window counts none of before.
	if now.Sub(one.last[one.next]).Abs() >= denialsWindow || now.Before(one.until) {
		return time.Time{}, false
	}
	one.until = now.Add(denialsWindow)
	return one.until, true
}

// wait is how long an agent is held yet; 0 when it is not.
func (d *denials) wait(agent string, now time.Time) time.Duration {
	d.mu.Lock()
	defer d.mu.Unlock()
	one := d.agents[agent]
	if one == nil {
		return 0
	}
	return min(max(0, one.until.Sub(now)), denialsWindow)
}

// count counts the denial of this call, and tells people once when the agent is
// held for it.
func (c *call) count() {
	until, held := c.gate.denials.add(c.who.Agent.ID, c.gate.now())
	if !held {
		return
	}
	why := fmt.Sprintf("%d of its calls were denied within a minute. Until %s it is denied every call", mostDenials, until.UTC().Format(time.RFC3339))
	c.gate.log.Warn("an agent was denied too often, and is held", "agent", c.who.Agent.ID, "until", until)
	r := audit.Record{Kind: audit.AgentHeld, Who: recordedWho(c.who), Where: recordedWhere(c.who), Decision: &audit.Decision{Rule: HeldRule, Reason: why, Policy: c.policy.Hash()}}
	if _, err := c.gate.audit.Append(r); err != nil {
		c.gate.log.Error("the audit trail could not be written", "kind", r.Kind, "error", err)
	}
}

// HeldRule stands in the record of a call that was denied since its agent had
// been denied too often, whatever the policy says of it.
const HeldRule = "too_many_denials"

// held answers a call of an agent that is held.
func (c *call) held(wait time.Duration) Answer {
	c.decision = policy.Decision{Effect: policy.Deny, Rule: HeldRule, Reason: "Too many of this agent's calls were denied.", Policy: c.policy.Hash()}
	_ = c.record(audit.CallDenied, nil) // nothing is done either way; record has logged it
	after := max(1, int(math.Ceil(wait.Seconds())))
	return c.fail(&failure{
		Code: "rate_limited", Retryable: true, RetryAfter: after,
		Message: "Too many of this agent's calls were denied, so for now it is denied every call. This says nothing of this one.",
		Hint:    fmt.Sprintf("tools/list shows what is permitted. Call again after %d s.", after),
	})
}
