package policy

import "time"

// A Told is a rule as the agent that it binds may know it: what it requires or
// denies, and why. Neither its condition nor who may approve is in it, since
// both would tell how to get around.
type Told struct {
	Rule, Reason string
	Denies       bool     // it denies some calls; otherwise it requires something of calls that are allowed
	Some         bool     // it has a condition: it is about some calls
	Requires     []string // in English
	Limits       []Limit  // among what it requires, without their condition
}

// Told are the rules that an agent must keep when it calls a tool: denies first,
// then what is required, each in the order in which a decision names them. There
// are none for a tool that it does not see.
func (p *Policy) Told(agent, tool string, now time.Time) []Told {
	c, d := p.granted(agent, tool, now)
	if d.Effect != Allow || c.rules == nil {
		return nil
	}
	var all []Told
	for _, r := range c.rules.deny {
		all = append(all, Told{Rule: r.name, Reason: r.reason, Denies: true, Some: r.when != nil})
	}
	for _, r := range c.rules.require {
		one := Told{Rule: r.name, Reason: r.reason, Some: r.when != nil}
		for _, l := range r.limits {
			l.When = ""
			one.Limits = append(one.Limits, l)
		}
		for _, d := range r.demands {
			if d.approval != nil {
				d.text = d.approval.told()
			}
			one.Requires = append(one.Requires, d.text)
		}
		all = append(all, one)
	}
	return all
}

// told is the approval in English, without a name.
func (a Approval) told() string {
	within := " within " + spokenSpan(a.TTL)
	switch {
	case len(a.Approvers) == 0:
		return "confirmation by your user" + within
	case a.Confirm && a.People == 1:
		return "approval by a person, or confirmation by your user," + within
	case a.People == 1:
		return "approval by a person" + within
	}
	return "approval by people" + within
}
