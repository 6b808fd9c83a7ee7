package policy

// A Weighed rule is one that names the tool, and what it came to for one call.
type Weighed struct {
	Rule   string
	Grants bool   // it is an allow or a row of access; else a deny
	When   string // its condition in English; "" where it has none
	Truth  Truth  // of the condition; True where it has none
	Fires  bool   // an allow fires on True alone, a deny on Unknown too
}

// Explain is Decide, with every rule that names the tool: denies first, in the
// order in which a decision names them. It weighs them by the same code.
func (p *Policy) Explain(r Request) (Decision, []Weighed) {
	c, _ := p.granted(r.Agent, r.Tool, r.Now)
	if c == nil {
		return p.Decide(r), nil
	}
	var all []Weighed
	for _, name := range c.denies {
		all = append(all, Weighed{Rule: name, Truth: True, Fires: true})
	}
	if c.rules == nil {
		for _, name := range c.granting(r.Now) {
			all = append(all, Weighed{Rule: name, Grants: true, Truth: True, Fires: true})
		}
		return p.Decide(r), all
	}
	q := c.rules.about(r)
	weigh := func(rules []*rule, grants bool) {
		for _, one := range rules {
			if live(one.until, r.Now) {
				all = append(all, Weighed{one.name, grants, one.says, one.truth(&q, grants), one.fires(&q, grants)})
			}
		}
	}
	weigh(c.rules.deny, false)
	weigh(c.rules.allow, true)
	return p.Decide(r), all
}
