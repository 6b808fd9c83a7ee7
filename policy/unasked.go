package policy

import (
	"fmt"
	"maps"
	"slices"
	"time"
)

// warnUnasked warns of full access, and of patterns that name no resource, by
// which some agent deletes, runs code, reveals a secret or changes reach, and no
// rule has anybody approve it.
func (r *reader) warnUnasked(f policyFile, p *Policy) {
	unasked := map[string]map[string]bool{} // of a row or a rule, the tools
	for _, s := range f.scopes() {
		for _, row := range s.access {
			if row.level == full {
				unasked[row.name] = map[string]bool{}
			}
		}
		for _, rule := range s.allow {
			if rule.broad {
				unasked[rule.name] = map[string]bool{}
			}
		}
	}
	if len(unasked) == 0 {
		return
	}
	for _, t := range r.tools {
		if t.Class.need() != full {
			continue
		}
		for _, a := range p.agents {
			for _, row := range a.cells[p.tools[t.Name]].unasked() {
				if tools := unasked[row]; tools != nil {
					tools[t.Name] = true
				}
			}
		}
	}
	for _, s := range f.scopes() {
		for _, row := range s.access {
			if tools := unasked[row.name]; len(tools) > 0 {
				r.warn(row.at, time.Time{}, fmt.Sprintf("%s is full, and nobody is asked before %s: a require rule with approval has people say yes first", row.name, fewOf(tools)))
			}
		}
		for _, rule := range s.allow {
			if tools := unasked[rule.name]; len(tools) > 0 {
				r.warn(rule.at, time.Time{}, fmt.Sprintf("%s grants %s, and nobody is asked before: its pattern names no resource, so it grants what later versions can do too: name the tools", rule.name, fewOf(tools)))
			}
		}
	}
}

// fewOf names three tools at most.
func fewOf(tools map[string]bool) string {
	names := slices.Sorted(maps.Keys(tools))
	if more := len(names) - 3; more > 0 {
		names = append(names[:3], fmt.Sprintf("%d more", more))
	}
	return enumerated(names)
}

// unasked are the rules that grant the cell, where no rule asks anybody about
// any of its calls.
func (c *cell) unasked() []string {
	asks := func(r *rule) bool { return r.approval != nil }
	if len(c.denies) > 0 || len(c.grants) == 0 || c.rules != nil && slices.ContainsFunc(c.rules.require, asks) {
		return nil
	}
	return c.grants[0].rules
}
