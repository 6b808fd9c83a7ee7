package policy

import (
	"slices"
	"time"
)

// compile lays out the matrix: for each agent and tool, who denies and who grants.
func compile(f policyFile, tools []Tool) *Policy {
	p := &Policy{tools: map[string]int{}, agents: map[string]*agent{}, tokens: map[[32]byte]*credential{}}
	for _, t := range tools {
		p.names = append(p.names, t.Name)
	}
	slices.Sort(p.names)
	for i, name := range p.names {
		p.tools[name] = i
	}
	for _, written := range f.agents {
		a := &agent{Agent: written.Agent, until: written.until, local: written.local, cells: make([]cell, len(tools))}
		p.agents[a.ID] = a
		for _, t := range written.tokens {
			c := &credential{a, t.hash, t.until}
			a.tokens, p.tokens[t.hash] = append(a.tokens, c), c
		}
		// The order in which a decision names rules: everyone, roles by name, the agent.
		scopes := []fileScope{f.everyone}
		for _, role := range written.roles {
			scopes = append(scopes, f.roles[role])
		}
		scopes = append(scopes, written.fileScope)
		for _, t := range tools {
			a.cells[p.tools[t.Name]] = compileCell(t, scopes)
		}
	}
	return p
}

// compileCell finds all that the scopes of one agent say of one tool. Within a
// scope, access stands before rules, and rules stand by id.
func compileCell(t Tool, scopes []fileScope) cell {
	var c cell
	var denies, grants, requires []*rule
	deny := func(rule, reason string) {
		if len(c.denies) == 0 {
			c.reason = reason
		}
		c.denies = append(c.denies, rule)
	}
	for _, s := range scopes {
		row, said := s.access[t.Resource]
		switch {
		case said && row.level == off:
			deny(row.name, "Access to "+t.Resource+" is off.")
		case said && row.level >= t.Class.need():
			grants = append(grants, row.rule)
		}
		for _, r := range s.deny {
			switch {
			case !r.applies[t.Name]:
			case r.when == nil:
				deny(r.name, r.reason)
			default:
				denies = append(denies, r.rule)
			}
		}
		for _, r := range s.allow {
			if r.applies[t.Name] {
				grants = append(grants, r.rule)
			}
		}
		for _, r := range s.require {
			if !r.applies[t.Name] {
				continue
			}
			requires = append(requires, r.rule)
			if r.limit != nil && r.when == nil {
				c.limits = append(c.limits, *r.limit)
			}
		}
	}
	if !t.Class.Valid() {
		return c
	}
	c.grants = terms(grants)
	if len(denies) > 0 || len(requires) > 0 || conditional(grants) {
		c.rules = &rules{deny: denies, allow: grants, require: requires, aboutNothing: t.Target == nil}
	}
	return c
}

// terms cuts time where a grant ends: before each end, all grants hold that
// end then or later.
func terms(grants []*rule) []term {
	var ends []time.Time
	for _, g := range grants {
		ends = append(ends, g.until)
	}
	slices.SortFunc(ends, time.Time.Compare)
	var terms []term
	for _, end := range slices.CompactFunc(ends, time.Time.Equal) {
		t := term{until: end}
		for _, g := range grants {
			if !g.until.Before(end) {
				t.rules = append(t.rules, g.name)
			}
		}
		terms = append(terms, t)
	}
	return terms
}
