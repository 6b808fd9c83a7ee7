package policy

import (
	"slices"
	"strings"
	"time"
)

// A naive evaluator answers from the draft of a file, without loading or
// compiling anything, in the words of the policy's description. It is slow,
// obvious, and shares no code with what it checks. Its parts can be broken, to
// see that the comparison with the real one would notice.
type naive struct {
	fits          func(glob, name string) bool
	expired       func(until, now time.Time) bool
	suffices      func(level, class string) bool
	offDenies     bool
	denyScopes    func([]scope) []scope
	requireScopes func([]scope) []scope
	hide          func(hidden, more []string) []string
	requireFires  func(t string) bool
	asked         func(approvals []string) []string // of those that fire, those that are asked for
	count         func(limits []string) []string    // of those of one rule, those that count
	list          func(n naive, d draft, agent string, now time.Time) []string
	naiveWhen
}

func newNaive() naive {
	return naive{
		fits:          naiveGlob,
		expired:       func(until, now time.Time) bool { return !until.IsZero() && !until.After(now) },
		suffices:      naiveLevel,
		offDenies:     true,
		denyScopes:    func(all []scope) []scope { return all },
		hide:          func(hidden, more []string) []string { return append(hidden, more...) },
		requireScopes: func(all []scope) []scope { return all },
		requireFires:  func(t string) bool { return t != "no" },
		asked:         func(all []string) []string { return all },
		count:         func(all []string) []string { return all },
		list:          naive.allowed,
		naiveWhen:     newNaiveWhen(),
	}
}

// verdict is effect, deciding rule, and all that matched.
type verdict struct {
	effect    string // deny where it is empty
	rule      string
	matched   []string
	limits    []string // the rules for which it takes tokens, and of how many of what
	hidden    []string // of the paths that are asked about
	approvals []string // the rules by which people are asked, and whom
}

func (n naive) decide(d draft, r Request) verdict {
	agent := slices.IndexFunc(d.agents, func(s scope) bool { return s.name == r.Agent })
	if agent < 0 || n.expired(d.agents[agent].until, r.Now) {
		return verdict{rule: "unknown_agent"}
	}
	tool := slices.IndexFunc(universe, func(t Tool) bool { return t.Name == r.Tool })
	if tool < 0 {
		return verdict{rule: "unknown_tool"}
	}
	scopes := d.scopesOf(d.agents[agent])
	// What stands without its conditions decides first: who could never be
	// allowed, whatever it asks, is told so.
	if denies := n.denies(scopes, universe[tool], nil); len(denies) > 0 {
		return verdict{rule: denies[0], matched: denies}
	}
	if len(n.grants(scopes, universe[tool], r, false)) == 0 {
		return verdict{rule: "not_granted"}
	}
	if denies := n.denies(scopes, universe[tool], &r); len(denies) > 0 {
		return verdict{rule: denies[0], matched: denies}
	}
	if grants := n.grants(scopes, universe[tool], r, true); len(grants) > 0 {
		v := verdict{effect: "allow", rule: grants[0], matched: grants}
		n.require(&v, scopes, universe[tool], r)
		if v.approvals = n.asked(v.approvals); len(v.approvals) > 0 {
			v.effect = "approval_required"
			v.rule, _, _ = strings.Cut(v.approvals[0], ": ")
		}
		return v
	}
	return verdict{rule: "not_granted"}
}

// denies are the unconditional ones, or for a call all.
func (n naive) denies(scopes []scope, t Tool, call *Request) []string {
	var names, blind []string
	for _, s := range n.denyScopes(scopes) {
		if s.access[t.Resource] == "off" && n.offDenies {
			names = append(names, s.prefix()+"access."+t.Resource)
		}
		for _, r := range byID(s.deny) {
			fires := len(r.when) == 0 || call != nil && n.denyFires(n.holds(r.when, *call, t.Target == nil, false))
			asksTarget := slices.ContainsFunc(r.when, func(l draftLine) bool { return strings.HasPrefix(l.key, "target.") })
			switch {
			case !n.about(r, t) || !fires:
			case asksTarget && t.Target != nil && call.Target == nil:
				blind = append(blind, s.prefix()+"deny."+r.id)
			default:
				names = append(names, s.prefix()+"deny."+r.id)
			}
		}
	}
	if len(names) == 0 {
		return blind
	}
	return names
}

func (n naive) grants(scopes []scope, t Tool, call Request, weighed bool) []string {
	if t.Class.String() == "invalid" {
		return nil
	}
	var names []string
	for _, s := range scopes {
		if level := s.access[t.Resource]; level != "" && n.suffices(level, t.Class.String()) {
			names = append(names, s.prefix()+"access."+t.Resource)
		}
		for _, r := range byID(s.allow) {
			fires := len(r.when) == 0 || !weighed || n.allowFires(n.holds(r.when, call, t.Target == nil, true))
			if n.about(r, t) && !n.expired(r.until, call.Now) && fires {
				names = append(names, s.prefix()+"allow."+r.id)
			}
		}
	}
	return names
}

// require adds the require rules that fire, and what each comes to.
func (n naive) require(v *verdict, scopes []scope, t Tool, call Request) {
	for _, s := range n.requireScopes(scopes) {
		for _, r := range byID(s.require) {
			if !n.about(r, t) || len(r.when) > 0 && !n.requireFires(n.holds(r.when, call, t.Target == nil, false)) {
				continue
			}
			name := s.prefix() + "require." + r.id
			v.matched = append(v.matched, name)
			for written, comesTo := range someLimits {
				if !strings.Contains(r.asks, written) {
					continue
				}
				for _, one := range n.count(comesTo) {
					v.limits = append(v.limits, name+": "+one)
				}
			}
			if whom := someApprovals[r.asks]; whom != "" {
				v.approvals = append(v.approvals, name+": "+whom)
			}
			v.hidden = n.hide(v.hidden, someHidings[r.asks])
		}
	}
	slices.Sort(v.hidden)
	v.hidden = slices.Compact(v.hidden)
}

func (n naive) about(r draftRule, t Tool) bool {
	named := slices.ContainsFunc(r.tools, func(glob string) bool { return n.fits(glob, t.Name) })
	return named && (len(r.classes) == 0 || slices.Contains(r.classes, t.Class.String()))
}

// allowed are the tools that some call of could be allowed.
func (n naive) allowed(d draft, agentName string, now time.Time) []string {
	agent := slices.IndexFunc(d.agents, func(s scope) bool { return s.name == agentName })
	if agent < 0 || n.expired(d.agents[agent].until, now) {
		return nil
	}
	var names []string
	for _, t := range universe {
		scopes := d.scopesOf(d.agents[agent])
		if len(n.denies(scopes, t, nil)) == 0 && len(n.grants(scopes, t, Request{Now: now}, false)) > 0 {
			names = append(names, t.Name)
		}
	}
	slices.Sort(names)
	return names
}

func naiveLevel(level, class string) bool {
	switch class {
	case "read":
		return level == "read" || level == "write" || level == "full"
	case "write":
		return level == "write" || level == "full"
	}
	return level == "full"
}

func naiveGlob(glob, name string) bool {
	switch {
	case glob == "":
		return name == ""
	case glob[0] == '*':
		return naiveGlob(glob[1:], name) || name != "" && naiveGlob(glob, name[1:])
	}
	return name != "" && glob[0] == name[0] && naiveGlob(glob[1:], name[1:])
}

func byID(rules []draftRule) []draftRule {
	return slices.SortedFunc(slices.Values(rules), func(a, b draftRule) int {
		if a.id < b.id {
			return -1
		}
		return 1
	})
}
