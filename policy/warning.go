package policy

import (
	"maps"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// A warning is not an error, but someone should look: from some time on.
type warning struct {
	strict.Problem
	from time.Time // zero: always
}

func (r *reader) warn(n *yaml.Node, from time.Time, text string) {
	r.warnings = append(r.warnings, warning{strict.Problem{File: r.name, Line: n.Line, Column: n.Column, Text: text}, from})
}

// Warnings are what someone should look at, by position: entries that have
// expired, agents that no one answers for or that no one can be, approvers whom
// no rule names, grants that a deny makes useless, and full access for whose
// gravest calls nobody is asked.
func (p *Policy) Warnings(now time.Time) strict.Problems {
	var all strict.Problems
	for _, w := range p.warnings {
		if !now.Before(w.from) {
			all = append(all, w.Problem)
		}
	}
	all.Sort()
	return all
}

// warnUseless warns of a grant all of whose tools are denied to all of whose agents.
func (r *reader) warnUseless(f policyFile, p *Policy) {
	useful := map[string]bool{}
	denies := map[string]string{} // of a grant, some rule that denies it
	for _, id := range slices.Sorted(maps.Keys(p.agents)) {
		for _, c := range p.agents[id].cells {
			if len(c.grants) == 0 {
				continue
			}
			for _, rule := range c.grants[0].rules {
				if len(c.denies) == 0 {
					useful[rule] = true
				} else if denies[rule] == "" {
					denies[rule] = c.denies[0]
				}
			}
		}
	}
	check := func(at *yaml.Node, rule string) {
		if denies[rule] != "" && !useful[rule] {
			r.warn(at, time.Time{}, rule+" grants nothing: all that it covers is denied, by "+denies[rule]+" for one")
		}
	}
	for _, s := range f.scopes() {
		for _, row := range s.access {
			check(row.at, row.name)
		}
		for _, rule := range s.allow {
			check(rule.at, rule.name)
		}
	}
}
