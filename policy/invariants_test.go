package policy

import (
	"maps"
	"slices"
	"strings"
	"sync"
	"testing"
)

// forEachDraft runs a check on many random policies, loaded and as drafts.
// What it changes in the draft it may load again.
func forEachDraft(t *testing.T, check func(d dice, made draft, p *Policy)) {
	t.Helper()
	forEachSeed(func(seed uint64) {
		made := randomDraft(seed)
		p := drafts[seed]
		if p == nil {
			p = loadDraft(t, made.source(nil))
			if manyPolicies <= 200 { // which many tests look at
				drafts[seed] = p
			}
		}
		check(newDice(seed+1_000_000), made, p)
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	})
}

// drafts are random policies by their seed. A policy never changes.
var drafts = map[uint64]*Policy{}

// forEachQuestion asks two policies the same.
func forEachQuestion(a, b *Policy, check func(r Request, a, b Decision)) {
	for _, r := range usualQuestions() {
		check(r, a.Decide(r), b.Decide(r))
	}
}

var usualQuestions = sync.OnceValue(func() (all []Request) {
	askAll(newDice(7), func(r Request) { all = append(all, r) })
	return all
})

// freedom orders effects: what people must approve is neither denied nor allowed.
func freedom(d Decision) int {
	return map[Effect]int{ApprovalRequired: 1, Allow: 2}[d.Effect]
}

// neverGrants fails when after allows what before does not, or lets people
// approve what before denies, or shows it.
func neverGrants(t *testing.T, before, after *Policy, what string) {
	t.Helper()
	forEachQuestion(before, after, func(r Request, b, a Decision) {
		if freedom(a) > freedom(b) {
			t.Errorf("%s grants %+v, by %s", what, r, a.Rule)
		}
		if after.Granted(r.Agent, r.Tool, r.Now).Effect == Allow && before.Granted(r.Agent, r.Tool, r.Now).Effect != Allow {
			t.Errorf("%s shows %s to %s at %s", what, r.Tool, r.Agent, r.Now)
		}
	})
}

// same fails when two policies differ in an answer or its reasons.
func same(t *testing.T, a, b *Policy, agents []string, what string) {
	t.Helper()
	forEachQuestion(a, b, func(r Request, a, b Decision) {
		if slices.Contains(agents, r.Agent) && (a.Effect != b.Effect || a.Rule != b.Rule || a.When != b.When || !slices.Equal(a.Matched, b.Matched) || a.Requires != b.Requires || !slices.Equal(approvalsOf(a), approvalsOf(b)) || !slices.Equal(a.Limits, b.Limits)) {
			t.Errorf("%s changes %+v from %s %v to %s %v", what, r, a.Effect, a.Matched, b.Effect, b.Matched)
		}
	})
}

// someScope is one of everyone, the roles and the agents.
func (d dice) someScope(made *draft) *scope {
	all := []*scope{&made.everyone}
	for i := range made.roles {
		all = append(all, &made.roles[i])
	}
	for i := range made.agents {
		all = append(all, &made.agents[i])
	}
	return oneOf(d, all)
}

// someHolder is a role or an agent: who can hold a grant.
func (d dice) someHolder(made *draft) *scope {
	for {
		if s := d.someScope(made); s.kind != "everyone" {
			return s
		}
	}
}

func TestADenyAtAnyScopeAlwaysWins(t *testing.T) {
	forEachDraft(t, func(d dice, made draft, _ *Policy) {
		s := d.someScope(&made)
		denied := d.rule("final", "deny")
		denied.when = nil
		s.deny = append(s.deny, denied)
		after := loadDraft(t, made.source(nil))
		for _, agent := range made.agents {
			if s.kind == "agent" && s.name != agent.name || s.kind == "role" && !slices.Contains(agent.roles, s.name) {
				continue
			}
			for _, tool := range universe {
				if newNaive().about(denied, tool) && after.Granted(agent.name, tool.Name, someTimes[0]).Effect == Allow {
					t.Errorf("%s may use %s in spite of %s%+v", agent.name, tool.Name, s.prefix(), denied)
				}
			}
		}
	})
}

func TestAddingADenyOrAnOffNeverGrants(t *testing.T) {
	forEachDraft(t, func(d dice, made draft, before *Policy) {
		s := d.someScope(&made)
		s.deny = append(s.deny, d.rule("added", "deny"))
		neverGrants(t, before, loadDraft(t, made.source(nil)), "a deny")

		d.someHolder(&made).access[oneOf(d, someResources)] = "off"
		neverGrants(t, before, loadDraft(t, made.source(nil)), "an off")
	})
}

// A require narrows what is allowed, and changes nothing else.
func TestAddingARequireNeverGrantsAndNeverDenies(t *testing.T) {
	forEachDraft(t, func(d dice, made draft, before *Policy) {
		s := d.someScope(&made)
		s.require = append(s.require, d.rule("added", "require"))
		after := loadDraft(t, made.source(nil))
		neverGrants(t, before, after, "a require")
		forEachQuestion(before, after, func(r Request, b, a Decision) {
			if may(b) != may(a) {
				t.Errorf("a require makes %s of %+v, which was %s", a.Effect, r, b.Effect)
			}
			if kept := approvalsOf(a); slices.ContainsFunc(approvalsOf(b), func(one string) bool { return !slices.Contains(kept, one) }) {
				t.Errorf("%+v was approved by %v, and with a require more by %v", r, approvalsOf(b), kept)
			}
			if kept := limitsOf(a); len(kept) < len(b.Limits) || slices.ContainsFunc(limitsOf(b), func(rule string) bool { return !slices.Contains(kept, rule) }) {
				t.Errorf("%+v had the limits %v, and with a require more it has %v", r, limitsOf(b), kept)
			}
			for _, path := range hiddenBy(b.Hides) {
				if !slices.Contains(hiddenBy(a.Hides), path) {
					t.Errorf("%+v hid %s, and with a require more it does not", r, path)
				}
			}
			for _, path := range hiddenBy(a.Hides) {
				if all := after.Hides(r.Agent, r.Tool); !all.Hides(strings.Split(path, ".")...) {
					t.Errorf("%+v hides %s, which the tool never hides", r, path)
				}
			}
		})
	})
}

func TestAddingAnAllowOrALevelOrARoleThatDeniesNothingNeverRevokes(t *testing.T) {
	forEachDraft(t, func(d dice, made draft, before *Policy) {
		s := d.someHolder(&made)
		s.allow = append(s.allow, d.rule("added", "allow"))
		withAllow := loadDraft(t, made.source(nil))
		neverGrants(t, withAllow, before, "taking an allow away")

		s, resource := d.someHolder(&made), oneOf(d, someResources)
		if level := slices.Index(someLevels, s.access[resource]); level < len(someLevels)-1 {
			s.access[resource] = someLevels[max(1, level+1)]
		}
		withLevel := loadDraft(t, made.source(nil))
		neverGrants(t, withLevel, withAllow, "lowering a level")

		kind := scope{kind: "role", name: "kind", allow: d.rules("allow"), access: map[string]string{oneOf(d, someResources): oneOf(d, someLevels[1:])}}
		made.roles = append(made.roles, kind)
		agent := &made.agents[d.IntN(len(made.agents))]
		agent.roles = append(agent.roles, kind.name)
		neverGrants(t, loadDraft(t, made.source(nil)), withLevel, "taking a role away that denies nothing")
	})
}

func TestOrderAndRepetitionChangeNothing(t *testing.T) {
	forEachDraft(t, func(d dice, made draft, before *Policy) {
		for range 3 {
			same(t, before, loadDraft(t, made.source(d.Rand)), askedAgents, "another order")
		}
	})
}

func TestWritingARoleIntoItsAgentsChangesNoEffect(t *testing.T) {
	forEachDraft(t, func(_ dice, made draft, before *Policy) {
		for i := range made.agents {
			a := &made.agents[i]
			for _, role := range made.scopesOf(*a) {
				if role.kind == "role" {
					inline(a, role)
				}
			}
			a.roles = nil
		}
		after := loadDraft(t, made.source(nil))
		neverGrants(t, before, after, "inlining")
		neverGrants(t, after, before, "taking out again")
	})
}

func inline(a *scope, role scope) {
	for resource, level := range role.access {
		switch own := a.access[resource]; {
		case own == "off" || level == "off":
			a.access[resource] = "off"
		default:
			a.access[resource] = someLevels[max(slices.Index(someLevels, own), slices.Index(someLevels, level))]
		}
	}
	for _, r := range role.allow {
		r.id = role.name + "-" + r.id
		a.allow = append(a.allow, r)
	}
	for _, r := range role.require {
		r.id = role.name + "-" + r.id
		a.require = append(a.require, r)
	}
	for _, r := range role.deny {
		r.id = role.name + "-" + r.id
		a.deny = append(a.deny, r)
	}
}

func TestEditingOneAgentChangesNoOther(t *testing.T) {
	forEachDraft(t, func(d dice, made draft, before *Policy) {
		i := d.IntN(len(made.agents))
		edited := d.scope("agent", made.agents[i].name)
		edited.roles = someOf(d, 2, someRoles)
		made.agents[i] = edited
		others := slices.DeleteFunc(slices.Clone(askedAgents), func(name string) bool { return name == edited.name })
		same(t, before, loadDraft(t, made.source(nil)), others, "editing "+edited.name)
	})
}

func TestAnAgentSeesWhatItMayCallWithSomeArguments(t *testing.T) {
	forEachDraft(t, func(d dice, made draft, p *Policy) {
		askAll(d, func(r Request) {
			may, seen := may(p.Decide(r)), slices.Contains(p.Tools(r.Agent, r.Now), r.Tool)
			if may && !seen || may && !p.Covers(r.Agent, r.Tool, r.Now) {
				t.Errorf("%+v is allowed, and not seen", r)
			}
			if seen && !may && !made.hasConditions() {
				t.Errorf("%+v is seen, and denied whatever the arguments", r)
			}
		})
	})
}

func TestTimeOnlyEverTakesAway(t *testing.T) {
	forEachDraft(t, func(d dice, made draft, p *Policy) {
		for i, later := range someTimes[1:] {
			for _, agent := range askedAgents {
				before, after := p.Tools(agent, someTimes[i]), p.Tools(agent, later)
				if new := slices.DeleteFunc(after, func(tool string) bool { return slices.Contains(before, tool) }); len(new) > 0 {
					t.Errorf("at %s %s gains %v", later, agent, new)
				}
			}
		}
		if made.hasKey(func(l draftLine) bool { return strings.HasPrefix(l.key, "time.") }) {
			return
		}
		askAll(d, func(r Request) {
			for _, later := range someTimes {
				after := r
				if after.Now = later; later.After(r.Now) && freedom(p.Decide(after)) > freedom(p.Decide(r)) {
					t.Errorf("%+v is %s at %s, and was %s before", r, p.Decide(after).Effect, later, p.Decide(r).Effect)
				}
			}
		})
	})
}

// Random policies that deny nearly everything, or nearly nothing, would make
// the properties above easy to hold.
func TestRandomPoliciesTakeEveryKindOfDecision(t *testing.T) {
	counts := map[string]int{}
	forEachDraft(t, func(_ dice, _ draft, p *Policy) {
		for _, agent := range someAgents {
			for _, tool := range universe {
				d := p.Granted(agent, tool.Name, someTimes[2])
				switch {
				case d.Effect == Allow:
					counts["allow"]++
				case len(d.Matched) > 0:
					counts["deny"]++
				default:
					counts[d.Rule]++
				}
			}
		}
	})
	for _, kind := range []string{"allow", "deny", "not_granted", "unknown_agent"} {
		if total := int(manyPolicies) * len(someAgents) * len(universe); counts[kind]*10 < total {
			t.Errorf("of %d decisions only %d are %s: %v", total, counts[kind], kind, maps.Clone(counts))
		}
	}
}
