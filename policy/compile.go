package policy

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// compile lays out the matrix: for each agent and tool, who denies and who grants.
func compile(f policyFile, tools []Tool) *Policy {
	p := &Policy{tools: map[string]int{}, agents: map[string]*agent{}, tokens: map[[32]byte]*credential{},
		byURL: map[string]*Issuer{}, vouchers: map[subjectOf][]*voucher{}, certificates: map[certificateWay]*certified{}}
	byID := map[string]*Issuer{}
	for _, id := range slices.Sorted(maps.Keys(f.issuers)) {
		i := f.issuers[id]
		p.issuers = append(p.issuers, i)
		p.byURL[i.URL], byID[id] = &i, &i
	}
	for _, t := range tools {
		p.names = append(p.names, t.Name)
	}
	slices.Sort(p.names)
	for i, name := range p.names {
		p.tools[name] = i
	}
	rows := map[string][]*cell{}
	for _, written := range f.agents {
		a := &agent{Agent: written.Agent, until: written.until, local: written.local}
		p.agents[a.ID] = a
		for _, t := range written.tokens {
			c := &credential{a, t.hash, t.until}
			a.tokens, p.tokens[t.hash] = append(a.tokens, c), c
		}
		for _, w := range written.vouchers {
			v := &voucher{a, byID[w.issuer], w.claims, w.until}
			key := subjectOf{w.issuer, w.claims["sub"]}
			a.vouchers, p.vouchers[key] = append(a.vouchers, v), append(p.vouchers[key], v)
		}
		for _, w := range written.certificates {
			c := &certified{a, w.way, w.until}
			a.certificates, p.certificates[w.way] = append(a.certificates, c), c
		}
		// The order in which a decision names rules: everyone, roles by name, the agent.
		scopes := []fileScope{f.everyone}
		for _, role := range written.roles {
			scopes = append(scopes, f.roles[role])
		}
		shared := strings.Join(written.roles, " ")
		if rows[shared] == nil {
			rows[shared] = p.row(tools, scopes)
		}
		a.cells = p.ownRow(rows[shared], tools, scopes, written.fileScope)
	}
	return p
}

// row is what the scopes say of each tool to any agent that they are of.
func (p *Policy) row(tools []Tool, scopes []fileScope) []*cell {
	row := make([]*cell, len(tools))
	for _, t := range tools {
		c := compileCell(t, scopes)
		c.shared = true
		row[p.tools[t.Name]] = &c
	}
	return row
}

// ownRow is an agent's: that of its roles, but for the tools of which the agent
// itself says something. Thousands of agents are mostly alike.
func (p *Policy) ownRow(shared []*cell, tools []Tool, scopes []fileScope, own fileScope) []*cell {
	if own.silent() {
		return shared
	}
	row := slices.Clone(shared)
	scopes = append(scopes, own)
	var weighed []*cell
	for _, t := range tools {
		if !own.speaksOf(t) {
			continue
		}
		c := compileCell(t, scopes)
		at := slices.IndexFunc(weighed, c.equal)
		if at < 0 {
			at = len(weighed)
			weighed = append(weighed, &c)
		}
		row[p.tools[t.Name]] = weighed[at]
	}
	return row
}

// equal says whether the same rules stand in two cells: a rule is mostly about
// many tools.
func (c *cell) equal(d *cell) bool {
	if c.rules == nil || d.rules == nil {
		return c.rules == d.rules && c.reason == d.reason && slices.Equal(c.denies, d.denies) &&
			slices.EqualFunc(c.grants, d.grants, func(a, b term) bool { return a.until.Equal(b.until) && slices.Equal(a.rules, b.rules) })
	}
	return c.reason == d.reason && slices.Equal(c.denies, d.denies) && c.rules.aboutNothing == d.rules.aboutNothing &&
		slices.Equal(c.rules.deny, d.rules.deny) && slices.Equal(c.rules.allow, d.rules.allow) && slices.Equal(c.rules.require, d.rules.require)
}

func (s fileScope) silent() bool {
	return len(s.access)+len(s.allow)+len(s.deny)+len(s.require) == 0
}

func (s fileScope) speaksOf(t Tool) bool {
	if _, said := s.access[t.Resource]; said {
		return true
	}
	about := func(r fileRule) bool { return r.applies[t.Name] }
	return slices.ContainsFunc(s.allow, about) || slices.ContainsFunc(s.deny, about) || slices.ContainsFunc(s.require, about)
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
			if r.when == nil {
				c.limits = append(c.limits, r.limits...)
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
