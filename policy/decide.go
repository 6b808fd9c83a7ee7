package policy

import "time"

// Granted tells whether some call of the tool could be allowed: the steps that
// come before anyone looks at arguments. A deny beats any grant. Its Limits are
// those that every call of the tool must keep.
func (p *Policy) Granted(agent, tool string, now time.Time) Decision {
	_, d := p.granted(agent, tool, now)
	return d
}

func (p *Policy) granted(agent, tool string, now time.Time) (*cell, Decision) {
	// 1. Exactly one agent, and it has not expired.
	a := p.agents[agent]
	if a == nil || !live(a.until, now) {
		return nil, p.deny("unknown_agent", "The policy has no such agent, or it has expired.")
	}
	// 2. A registered tool, byte for byte.
	i, ok := p.tools[tool]
	if !ok {
		return nil, p.deny("unknown_tool", "There is no such tool.")
	}
	c := a.cells[i]
	// 3. An off row for its resource, or an unconditional deny: everyone's, a role's, the agent's.
	if len(c.denies) > 0 {
		return c, Decision{Effect: Deny, Rule: c.denies[0], Reason: c.reason, Matched: c.denies, Policy: p.hash}
	}
	// 4. An access row at least as high as the class needs, or an unexpired allow.
	rules := c.granting(now)
	if len(rules) == 0 {
		return c, p.deny("not_granted", "No grant covers this tool.")
	}
	return c, Decision{Effect: Allow, Rule: rules[0], Matched: rules, Limits: c.limits, Policy: p.hash}
}

// Decide answers one call. Where no condition stands, steps 6 and 7 find what
// steps 3 and 4 have found. A target that was not fetched is Unknown.
func (p *Policy) Decide(r Request) Decision {
	c, d := p.granted(r.Agent, r.Tool, r.Now)
	if d.Effect != Allow || c.rules == nil {
		return d
	}
	d = c.rules.decide(&r)
	d.Policy = p.hash
	return d
}

// Reads are the fields of the call's target that Decide must know of, sorted:
// those of rules that fire or not as they are. None when it would deny without.
func (p *Policy) Reads(r Request) []string {
	c, d := p.granted(r.Agent, r.Tool, r.Now)
	if d.Effect != Allow || c.rules == nil {
		return nil
	}
	return c.rules.reads(r)
}

// Covers says whether the agent holds a grant for the tool, even if a rule
// denies it: then the agent may be told which.
func (p *Policy) Covers(agent, tool string, now time.Time) bool {
	a := p.agents[agent]
	i, ok := p.tools[tool]
	return a != nil && live(a.until, now) && ok && len(a.cells[i].granting(now)) > 0
}

// Tools are the names of the tools that Granted allows, sorted.
func (p *Policy) Tools(agent string, now time.Time) []string {
	a := p.agents[agent]
	if a == nil || !live(a.until, now) {
		return nil
	}
	var names []string
	for i, c := range a.cells {
		if len(c.denies) == 0 && len(c.granting(now)) > 0 {
			names = append(names, p.names[i])
		}
	}
	return names
}

// granting are the rules that grant at this time: those of the first term that
// has not ended.
func (c *cell) granting(now time.Time) []string {
	for _, t := range c.grants {
		if live(t.until, now) {
			return t.rules
		}
	}
	return nil
}

func (p *Policy) deny(rule, reason string) Decision {
	return Decision{Effect: Deny, Rule: rule, Reason: reason, Policy: p.hash}
}
