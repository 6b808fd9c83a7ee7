package tools

import (
	"fmt"
	"math"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// take takes the tokens for each limit, or none and says why.
func (c *call) take(all ...need) *excess {
	if e := c.endless(all); e != nil {
		return e
	}
	return c.tokens.take(all, c.who.Agent.ID, c.name, c.gate.now())
}

// endless are the limits that no export can keep: nobody knows how many rows it
// takes before it has taken them.
func (c *call) endless(all []need) *excess {
	if c.export == nil {
		return nil
	}
	var e *excess
	for _, one := range all {
		if one.Of == policy.Objects && one.intent > 0 {
			if e == nil {
				e = &excess{endless: true}
			}
			e.limits = append(e.limits, one.Limit)
		}
	}
	return e
}

// needs are what limits of the call's own tool need of it, beside a look-up or
// without.
func (c *call) needs(all []policy.Limit, looksUp bool) []need {
	if len(all) == 0 {
		return nil
	}
	return needs(c.name, all, looksUp, c.objects(looksUp))
}

// objects is how many objects the call may answer with, or is about: the rows
// of a listing; those that a change names, of which the look-up counts one
// already; and one for any other call.
func (c *call) objects(lookedUp bool) int {
	n := 1
	switch {
	case c.tool.listing != nil:
		return c.args.limit
	case !c.tool.reads():
		n = len(c.targets)
		if v, ok := c.tool.value(c.args, "memberQueryExemptions"); ok {
			n += v.Len()
		}
		for _, inner := range innerIDs(c.args.in, "", false) {
			if inner.value != "" {
				n++
			}
		}
		n = max(1, n)
	}
	if lookedUp {
		n--
	}
	return n
}

// limited answers a call for which a bucket has too little: it is denied by the
// limit's rule, and may be made again later. The agent is told no condition.
func (c *call) limited(e *excess) Answer {
	first := e.limits[0]
	var rules []string
	for _, one := range e.limits {
		rules = append(rules, one.Rule)
	}
	f := &failure{Code: "rate_limited", Message: spelled(first), Retryable: !e.never, RetryAfter: max(1, int(math.Ceil(e.wait.Seconds())))}
	before := ""
	switch {
	case e.endless:
		before = "An export takes every row, however many there are. "
		f = &failure{Code: "denied", Message: before + spelled(first)}
	case first.Of == policy.Objects:
		are := "are"
		if e.left == 1 {
			are = "is"
		}
		f.Message += fmt.Sprintf("; this call may need %d, and %d %s left", e.needs, e.left, are)
	}
	c.decision = policy.Decision{Effect: policy.Deny, Rule: first.Rule, Reason: sentences(first.Reason, before+inFull(first)), Matched: rules, Policy: c.policy.Hash()}
	_ = c.record(audit.CallDenied, nil) // nothing is done either way; record has logged it
	f.Message = fmt.Sprintf("Denied by rule %s: %s", first.Rule, sentences(first.Reason, f.Message))
	f.Hint = "This is jumpgate's policy, not JumpCloud's. " + c.otherwise(e, f.RetryAfter)
	return c.fail(f)
}

// otherwise says what can be done instead.
func (c *call) otherwise(e *excess, after int) string {
	again := fmt.Sprintf("Call again after %d s", after)
	switch listing := c.tool.listing != nil; {
	case e.endless:
		return "List the rows page by page instead."
	case listing && e.never && e.fits > 0:
		return fmt.Sprintf("It never lets so many rows through: call with limit %d or less.", e.fits)
	case listing && e.never:
		return again + " and with a smaller limit: it never lets so many rows through."
	case listing && e.fits > 0:
		return again + fmt.Sprintf(", or now with limit %d or less.", e.fits)
	case e.never:
		return "It never lets so many objects through: name fewer in one call."
	}
	return again + "."
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
