package tools

import (
	"fmt"
	"math"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// take takes a token for each limit, or none and says why.
func (c *call) take(all ...need) *excess {
	return c.tokens.take(all, c.who.Agent.ID, c.name, c.gate.now())
}

// limited answers a call for which a bucket is empty: it is denied by the
// limit's rule, and may be made again later. The agent is told no condition.
func (c *call) limited(e *excess) Answer {
	first := e.limits[0]
	var rules []string
	for _, one := range e.limits {
		rules = append(rules, one.Rule)
	}
	most := spelled(first)
	c.decision = policy.Decision{Effect: policy.Deny, Rule: first.Rule, Reason: sentences(first.Reason, inFull(first)), Matched: rules, Policy: c.policy.Hash()}
	_ = c.record(audit.CallDenied, nil) // nothing is done either way; record has logged it
	after := max(1, int(math.Ceil(e.wait.Seconds())))
	return c.fail(&failure{Code: "rate_limited", Message: fmt.Sprintf("Denied by rule %s: %s", first.Rule, sentences(first.Reason, most)),
		Hint: fmt.Sprintf("This is jumpgate's policy, not JumpCloud's. Call again after %d s.", after), Retryable: true, RetryAfter: after})
}

func spelled(l policy.Limit) string { return strings.Replace(l.String(), "at most", "At most", 1) }

// inFull is a limit with its condition, as the record of a denial ends.
func inFull(l policy.Limit) string { return strings.TrimSpace(spelled(l) + " " + l.When) }

// sentences puts our words behind the rule's own.
func sentences(own, ours string) string {
	own = strings.TrimSpace(own)
	switch {
	case own == "":
		return ours + "."
	case strings.ContainsAny(own[len(own)-1:], ".!?"):
		return own + " " + ours + "."
	}
	return own + ". " + ours + "."
}
