package policy

import (
	"fmt"
	"maps"
	"slices"
	"testing"
	"time"
)

// edited is a copy of a draft in which something small is otherwise, as files
// are changed in practice.
func (d dice) edited(made draft) draft {
	next := draft{everyone: made.everyone.clone()}
	for _, s := range made.roles {
		next.roles = append(next.roles, s.clone())
	}
	for _, s := range made.agents {
		next.agents = append(next.agents, s.clone())
	}
	for range 1 + d.IntN(2) {
		d.edit(&next)
	}
	return next
}

func (s scope) clone() scope {
	s.access = maps.Clone(s.access)
	s.allow, s.deny, s.require, s.roles = slices.Clone(s.allow), slices.Clone(s.deny), slices.Clone(s.require), slices.Clone(s.roles)
	return s
}

func (d dice) edit(made *draft) {
	s := d.someScope(made)
	kind := oneOf(d, []string{"allow", "deny", "require"})
	rules := map[string]*[]draftRule{"allow": &s.allow, "deny": &s.deny, "require": &s.require}[kind]
	if s.kind == "everyone" && kind == "allow" {
		kind, rules = "deny", &s.deny
	}
	at := -1
	if len(*rules) > 0 {
		at = d.IntN(len(*rules))
	}
	agent := &made.agents[d.IntN(len(made.agents))]
	switch choice := d.IntN(8); {
	case choice == 0:
		*rules = append(*rules, d.rule(fmt.Sprintf("edited-%s-%d", kind, len(*rules)), kind))
	case choice == 1 && at >= 0:
		*rules = slices.Delete(*rules, at, at+1)
	case choice == 2 && at >= 0 && kind == "allow":
		(*rules)[at].until = oneOf(d, someEnds)
	case choice == 3 && at >= 0:
		(*rules)[at].when = d.when(toolsOf((*rules)[at]))
	case choice == 4 && at >= 0 && kind == "require":
		(*rules)[at].asks = oneOf(d, slices.Sorted(maps.Keys(someLimits)))
	case choice == 5 && s.kind != "everyone":
		s.access[oneOf(d, someResources)] = oneOf(d, someLevels)
	case choice == 6:
		agent.roles = someOf(d, 2, someRoles)
	default:
		agent.until = oneOf(d, someEnds)
	}
}

// crowd has more agents that say nothing of their own, alike but for their end.
func (d dice) crowd(made draft) draft {
	for i, name := range []string{"dan", "eve", "fay", "gus"} {
		made.agents = append(made.agents, scope{kind: "agent", name: name, access: map[string]string{}, roles: []string{someRoles[i/2]}, until: oneOf(d, someEnds)})
	}
	return made
}

// slowly compares each field of each agent by itself.
func slowly(old, new *Policy, now time.Time) []Change {
	c := newComparison(old, new, now)
	var all []Change
	for _, id := range names(old.agents, new.agents) {
		was, is := old.agents[id], new.agents[id]
		for _, tool := range c.tools {
			for _, one := range c.compare(side{agent: was}.at(tool.old), side{agent: is}.at(tool.new)) {
				one.Agent, one.Tool = id, tool.name
				all = append(all, one)
			}
		}
	}
	return all
}

// forEachPair runs a check on many pairs of policies: such that have nothing in
// common, and such that differ in one thing or two.
func forEachPair(t *testing.T, check func(d dice, old, new *Policy)) {
	t.Helper()
	var last *Policy
	forEachDraft(t, func(d dice, made draft, p *Policy) {
		if last != nil {
			check(d, last, p)
		}
		crowd := d.crowd(made)
		check(d, loadDraft(t, crowd.source(nil)), loadDraft(t, d.edited(crowd).source(nil)))
		last = p
	})
}
