package policy

import "slices"

// A Weighed rule is one that names the tool, and what it came to for one call.
type Weighed struct {
	Rule   string
	Grants bool   // it is an allow or a row of access; else a deny
	When   string // its condition in English; "" where it has none
	Truth  Truth  // of the condition; True where it has none
	Fires  bool   // an allow fires on True alone, a deny on Unknown too
	Blind  bool   // it asks of a target that was not fetched, and counts only where no other denies
}

// Conditions are an agent's rules that have one, in the order in which a
// decision names them, denies first.
func (p *Policy) Conditions(agent string) []Weighed {
	a := p.agents[agent]
	if a == nil {
		return nil
	}
	var denies, grants []Weighed
	seen := map[string]bool{}
	for _, c := range a.cells {
		if c.rules == nil {
			continue
		}
		for _, r := range slices.Concat(c.rules.deny, c.rules.allow) {
			switch w := (Weighed{Rule: r.name, Grants: !slices.Contains(c.rules.deny, r), When: r.says}); {
			case r.when == nil || seen[r.name]:
			case w.Grants:
				grants = append(grants, w)
			default:
				denies = append(denies, w)
			}
			seen[r.name] = true
		}
	}
	return append(denies, grants...)
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
	q := r
	c.rules.about(&q)
	weigh := func(rules []*rule, grants bool) {
		for _, one := range rules {
			if live(one.until, r.Now) {
				all = append(all, Weighed{one.name, grants, one.says, one.truth(&q, grants), one.fires(&q, grants), one.blind(&q)})
			}
		}
	}
	weigh(c.rules.deny, false)
	weigh(c.rules.allow, true)
	return p.Decide(r), all
}
