package policy

import "slices"

// A Weighed rule is one that names the tool, and what it came to for one call.
type Weighed struct {
	Rule     string
	Grants   bool   // it is an allow or a row of access
	Requires string // what it requires, in English; it is a deny where it neither grants nor requires
	When     string // its condition in English; "" where it has none
	Truth    Truth  // of the condition; True where it has none
	Fires    bool   // an allow fires on True alone, a deny or a require on Unknown too
	Blind    bool   // it asks of a target that was not fetched; a deny counts then only where no other denies
}

// Conditions are an agent's rules that have one, and those that require
// something, in the order in which a decision names them: denies first, then
// what grants, then what is required.
func (p *Policy) Conditions(agent string) []Weighed {
	a := p.agents[agent]
	if a == nil {
		return nil
	}
	var denies, grants, requires []Weighed
	seen := map[string]bool{}
	for _, c := range a.cells {
		if c.rules == nil {
			continue
		}
		for _, r := range slices.Concat(c.rules.deny, c.rules.allow, c.rules.require) {
			switch w := (Weighed{Rule: r.name, Grants: slices.Contains(c.rules.allow, r), Requires: r.adds, When: r.says}); {
			case r.when == nil && w.Requires == "" || seen[r.name]:
			case w.Requires != "":
				requires = append(requires, w)
			case w.Grants:
				grants = append(grants, w)
			default:
				denies = append(denies, w)
			}
			seen[r.name] = true
		}
	}
	return slices.Concat(denies, grants, requires)
}

// Explain is Decide, with every rule that names the tool: denies first, then
// what grants, then what is required, each in the order in which a decision
// names them. It weighs them by the same code.
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
				all = append(all, Weighed{one.name, grants, one.adds, one.says, one.truth(&q, grants), one.fires(&q, grants), one.blind(&q)})
			}
		}
	}
	weigh(c.rules.deny, false)
	weigh(c.rules.allow, true)
	weigh(c.rules.require, false)
	return p.Decide(r), all
}
