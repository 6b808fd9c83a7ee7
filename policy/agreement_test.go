package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"
)

// askedAgents and askedTools hold some that no policy has.
var (
	askedAgents = append([]string{"", "nobody", "deny", "roles"}, someAgents...)
	askedTools  = func() []string {
		names := []string{"", "*", "users_*", "Users_list", "users_list ", "users_lis"}
		for _, t := range universe {
			names = append(names, t.Name)
		}
		return names
	}()
)

func loadDraft(t *testing.T, source string) *Policy {
	t.Helper()
	p, err := Load("draft.yaml", []byte(source), universe)
	if err != nil {
		t.Fatalf("%v\n%s", err, source)
	}
	return p
}

// askAll asks everything of everybody: of each tool with some arguments.
func askAll(d dice, check func(r Request)) {
	for _, now := range someTimes {
		for _, agent := range askedAgents {
			for _, name := range askedTools {
				i := slices.IndexFunc(universe, func(t Tool) bool { return t.Name == name })
				if i < 0 || !slices.Contains(someAgents, agent) {
					check(Request{Agent: agent, Tool: name, Now: now})
					continue
				}
				for _, r := range d.requests(agent, universe[i], now) {
					check(r)
				}
			}
		}
	}
}

// limits are the rules for which a call takes tokens, and of how many of what.
func limits(d Decision) []string {
	var all []string
	for _, l := range d.Limits {
		all = append(all, fmt.Sprintf("%s: %d %s in %s by %s", l.Rule, l.Most, l.Of, l.Per, byNames[l.By]))
	}
	return all
}

// limitsOf are the rules for which a call takes a token.
func limitsOf(d Decision) []string {
	var rules []string
	for _, l := range d.Limits {
		rules = append(rules, l.Rule)
	}
	return rules
}

// hiddenBy are those of the asked paths that are hidden.
func hiddenBy(h Redaction) []string {
	var hidden []string
	for _, path := range askedPaths {
		if h.Hides(strings.Split(path, ".")...) {
			hidden = append(hidden, path)
		}
	}
	return hidden
}

// approvalsOf are the rules by which people are asked, and whom.
func approvalsOf(d Decision) []string {
	var all []string
	for _, a := range d.Approvals {
		text := fmt.Sprintf("%s: %d of %s in %s", a.Rule, a.People, strings.Join(a.Approvers, " "), a.TTL)
		if a.Confirm {
			text += " or own"
		}
		all = append(all, text)
	}
	return all
}

// says is the verdict's effect, in the word of a decision.
func (v verdict) says() string { return cmp.Or(v.effect, "deny") }

// disagreement is the first question that two evaluators answer differently.
func disagreement(p *Policy, made draft, n naive, seed uint64) (why string) {
	askAll(newDice(seed+2_000_000), func(r Request) {
		got, want := p.Decide(r), n.decide(made, r)
		if why == "" && (got.Effect.String() != want.says() || got.Rule != want.rule || !slices.Equal(got.Matched, want.matched) || !slices.Equal(limits(got), want.limits) || !slices.Equal(hiddenBy(got.Hides), want.hidden) || !slices.Equal(approvalsOf(got), want.approvals)) {
			why = fmt.Sprintf("%+v: %s by %s %v hiding %v, approved by %v, want %+v", r, got.Effect, got.Rule, got.Matched, hiddenBy(got.Hides), approvalsOf(got), want)
		}
	})
	for _, now := range someTimes {
		for _, agent := range askedAgents {
			if got, want := p.Tools(agent, now), n.list(n, made, agent, now); why == "" && !slices.Equal(got, want) {
				why = fmt.Sprintf("%s, %s sees %v, want %v", now.Format(time.RFC3339Nano), agent, got, want)
			}
		}
	}
	return why
}

func TestACompiledPolicyAnswersAsTheNaiveOne(t *testing.T) {
	forEachSeed(func(seed uint64) {
		d := randomDraft(seed)
		source := d.source(nil)
		if why := disagreement(loadDraft(t, source), d, newNaive(), seed); why != "" {
			t.Fatalf("seed %d: %s\n%s", seed, why, source)
		}
	})
}

// A comparison that no broken evaluator fails would prove nothing.
func TestEveryBrokenEvaluatorIsCaught(t *testing.T) {
	only := func(keep func(scope) bool) func([]scope) []scope {
		return func(all []scope) []scope {
			return slices.DeleteFunc(slices.Clone(all), func(s scope) bool { return !keep(s) })
		}
	}
	for name, breakIt := range map[string]func(*naive){
		"everyone's denies are skipped":   func(n *naive) { n.denyScopes = only(func(s scope) bool { return s.kind != "everyone" }) },
		"roles' denies are skipped":       func(n *naive) { n.denyScopes = only(func(s scope) bool { return s.kind != "role" }) },
		"an agent's denies are skipped":   func(n *naive) { n.denyScopes = only(func(s scope) bool { return s.kind != "agent" }) },
		"everyone's requires are skipped": func(n *naive) { n.requireScopes = only(func(s scope) bool { return s.kind != "everyone" }) },
		"roles' requires are skipped":     func(n *naive) { n.requireScopes = only(func(s scope) bool { return s.kind != "role" }) },
		"an agent's requires are skipped": func(n *naive) { n.requireScopes = only(func(s scope) bool { return s.kind != "agent" }) },
		"the last redaction counts alone": func(n *naive) {
			n.hide = func(hidden, more []string) []string {
				if more == nil {
					return hidden
				}
				return more
			}
		},
		"an approval fires on True only": func(n *naive) { n.requireFires = func(t string) bool { return t == "yes" } },
		"approvals are not asked for":    func(n *naive) { n.asked = func([]string) []string { return nil } },
		"the first approval is enough":   func(n *naive) { n.asked = func(all []string) []string { return all[:min(1, len(all))] } },
		"one person is enough": func(n *naive) {
			n.asked = func(all []string) []string {
				var one []string
				for _, a := range all {
					one = append(one, strings.NewReplacer("2 of", "1 of", "3 of", "1 of").Replace(a))
				}
				return one
			}
		},
		"the agent's own user approves nothing": func(n *naive) {
			n.asked = func(all []string) []string {
				var strict []string
				for _, a := range all {
					strict = append(strict, strings.TrimSuffix(a, " or own"))
				}
				return strict
			}
		},
		"of two limits of a rule one counts": func(n *naive) {
			n.count = func(all []string) []string { return all[:min(1, len(all))] }
		},
		"objects are counted as calls": func(n *naive) {
			n.count = func(all []string) []string {
				var calls []string
				for _, one := range all {
					calls = append(calls, strings.ReplaceAll(one, "objects", "calls"))
				}
				return calls
			}
		},
		"off only grants nothing": func(n *naive) { n.offDenies = false },
		"expiry is ignored":       func(n *naive) { n.expired = func(until, now time.Time) bool { return false } },
		"until is inclusive": func(n *naive) {
			n.expired = func(until, now time.Time) bool { return !until.IsZero() && until.Before(now) }
		},
		"a level must be above the need": func(n *naive) {
			n.suffices = func(level, class string) bool {
				return class == "read" && (level == "write" || level == "full") || class == "write" && level == "full"
			}
		},
		"write is enough for what destroys": func(n *naive) {
			n.suffices = func(level, class string) bool {
				return naiveLevel(level, class) || class == "destroy" && level == "write"
			}
		},
		"read reveals secrets": func(n *naive) {
			n.suffices = func(level, class string) bool {
				return naiveLevel(level, class) || class == "reveal" && level != "off"
			}
		},
		"what stands after a star is not looked at": func(n *naive) { n.fits = prefixOnly },
		"a star stands for something":               func(n *naive) { n.fits = starIsSome },
		"the list forgets denies": func(n *naive) {
			n.list = func(n naive, d draft, agent string, now time.Time) []string {
				n.denyScopes = func([]scope) []scope { return nil }
				return n.allowed(d, agent, now)
			}
		},
		"the list forgets expiry": func(n *naive) {
			n.list = func(n naive, d draft, agent string, now time.Time) []string {
				n.expired = func(until, now time.Time) bool { return false }
				return n.allowed(d, agent, now)
			}
		},
		"an allow fires on Unknown": func(n *naive) { n.allowFires = func(t string) bool { return t != "no" } },
		"a deny fires on True only": func(n *naive) { n.denyFires = func(t string) bool { return t == "yes" } },
		"Unknown beats False": func(n *naive) {
			n.and = func(a, b string) string {
				if a == "?" || b == "?" {
					return "?"
				}
				return yes(a == "yes" && b == "yes")
			}
		},
		"a list is asked for some where it grants": func(n *naive) { n.every = func(bool) bool { return false } },
		"a list is asked for all where it denies":  func(n *naive) { n.every = func(bool) bool { return true } },
		"an empty list meets every condition":      func(n *naive) { n.empty = "yes" },
		"an empty list meets none":                 func(n *naive) { n.empty = "no" },
		"null is a value":                          func(n *naive) { n.null = "no" },
		"or_absent is not looked at":               func(n *naive) { n.orAbsent = false },
		"what was not fetched is absent":           func(n *naive) { n.unread = "absent" },
		"min and max are exclusive":                func(n *naive) { n.inclusive = false },
		"a glob's end is not looked at":            func(n *naive) { n.glob = prefixOnly },
		"every zone is UTC":                        func(n *naive) { n.zoned = false },
	} {
		t.Run(name, func(t *testing.T) {
			broken := newNaive()
			breakIt(&broken)
			for seed := range manyPolicies {
				d := randomDraft(seed)
				if disagreement(loadDraft(t, d.source(nil)), d, broken, seed) != "" {
					return
				}
			}
			t.Errorf("%d random policies do not notice it", manyPolicies)
		})
	}
}

// prefixOnly takes a glob for what stands before its first star.
func prefixOnly(glob, name string) bool {
	for i := range len(glob) {
		switch {
		case glob[i] == '*':
			return true
		case i >= len(name) || glob[i] != name[i]:
			return false
		}
	}
	return len(glob) == len(name)
}

// starIsSome takes a star for one character or more.
func starIsSome(glob, name string) bool {
	switch {
	case glob == "" || name == "":
		return glob == name
	case glob[0] == '*':
		return starIsSome(glob[1:], name[1:]) || starIsSome(glob, name[1:])
	}
	return glob[0] == name[0] && starIsSome(glob[1:], name[1:])
}
