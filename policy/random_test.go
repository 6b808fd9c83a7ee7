package policy

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"
)

var (
	someGlobs = []string{
		"*", "users_*", "groups_*", "*_list", "*_list*", "*_delete", "*_l*t", "us*_*e*", "**", "*s_*n*", "groups_list*", "*change",
		"users_list", "users_update", "users_delete", "groups_change", "commands_run", "users_secret", "users_odd",
	}
	someResources = []string{"users", "groups", "commands"}
	someLevels    = []string{"off", "read", "write", "full"}
	someAgents    = []string{"ann", "bob", "cid"}
	// Limits, each with what it comes to: how many of what in which time, counted by what.
	someLimits = map[string][]string{
		"limit: {calls: 9, per: 1d}":                        {"9 calls in 24h0m0s by agent"},
		"limit: {calls: 2, per: 1h}":                        {"2 calls in 1h0m0s by agent"},
		"limit: {calls: 5, per: 1h}":                        {"5 calls in 1h0m0s by agent"},
		"limit: {calls: 1, per: 15m, by: rule}":             {"1 calls in 15m0s by rule"},
		"limit: {calls: 100, per: 7d, by: tool}":            {"100 calls in 168h0m0s by tool"},
		"limit: {objects: 500, per: 1h}":                    {"500 objects in 1h0m0s by agent"},
		"limit: {per: 1d, by: rule, objects: 40, calls: 2}": {"2 calls in 24h0m0s by rule", "40 objects in 24h0m0s by rule"},
	}
	someHidings = map[string][]string{ // with what they hide of the paths that are asked about
		`redact: [username, "admin.role"]`:          {"admin.role", "username"},
		`redact: ["admin.*", "groups[*]"]`:          {"admin.role", "groups"},
		`redact: [admin]`:                           {"admin", "admin.role"},
		`only: [username, locked]`:                  {"admin", "admin.role", "groups", "key", "more"},
		`only: [groups, admin], redact: [key]`:      {"key", "locked", "more", "username"},
		`redact: [key], limit: {calls: 9, per: 1d}`: {"key"},
	}
	// Approvals, each with what it comes to: how many of whom, until when, and whether the agent's own user is one.
	someApprovers = "approvers: {sec: [zoe, bert], ops: [bert, carol@example.com]}"
	someApprovals = map[string]string{
		"approval: {approvers: [sec]}":                                                 "1 of bert zoe in 15m0s",
		"approval: {approvers: [sec, ops], people: 2, ttl: 1h}":                        "2 of bert carol@example.com zoe in 1h0m0s",
		"approval: {approvers: [ops], people: 3, ttl: 7d, confirm: true}":              "3 of bert carol@example.com in 168h0m0s or own",
		"approval: {confirm: true}":                                                    "1 of  in 15m0s or own",
		"approval: {approvers: [ops], ttl: 1m, people: 1}, limit: {calls: 2, per: 1h}": "1 of bert carol@example.com in 1m0s",
	}
	askedPaths = []string{"_id", "admin", "admin.role", "groups", "key", "locked", "more", "username"}
	someRoles  = []string{"reader", "admin", "temp"}
	day        = moment("2026-11-23T00:00:00Z")
	someTimes  = []time.Time{day.Add(-1), day, day.Add(24*time.Hour - 1), day.Add(24 * time.Hour), day.Add(48 * time.Hour)}
	someEnds   = []time.Time{{}, {}, {}, day, day.Add(24 * time.Hour)}
)

type dice struct{ *rand.Rand }

func newDice(seed uint64) dice { return dice{rand.New(rand.NewPCG(seed, 20261123))} }

func oneOf[T any](d dice, from []T) T { return from[d.IntN(len(from))] }

// someOf picks each with a chance of 1 in n.
func someOf[T any](d dice, n int, from []T) []T {
	var some []T
	for _, one := range from {
		if d.IntN(n) == 0 {
			some = append(some, one)
		}
	}
	return some
}

// randomDraft is always the same for the same seed.
func randomDraft(seed uint64) draft {
	d := newDice(seed)
	made := draft{everyone: scope{kind: "everyone"}}
	if d.IntN(3) == 0 {
		made.everyone.deny = d.rules("deny")
	}
	if d.IntN(3) == 0 {
		made.everyone.require = d.rules("require")
	}
	for _, name := range someRoles {
		made.roles = append(made.roles, d.scope("role", name))
	}
	for _, name := range someAgents {
		a := d.scope("agent", name)
		a.roles = someOf(d, 2, someRoles)
		a.until = oneOf(d, someEnds)
		made.agents = append(made.agents, a)
	}
	return made
}

func (d dice) scope(kind, name string) scope {
	s := scope{kind: kind, name: name, access: map[string]string{}}
	for _, resource := range someOf(d, 2, someResources) {
		s.access[resource] = oneOf(d, someLevels[d.IntN(2):]) // off is the rarer
	}
	if d.IntN(2) == 0 {
		s.allow = d.rules("allow")
	}
	if d.IntN(3) == 0 {
		s.deny = d.rules("deny")
	}
	if d.IntN(3) == 0 {
		s.require = d.rules("require")
	}
	return s
}

func (d dice) rules(kind string) []draftRule {
	var rules []draftRule
	for range d.IntN(3) {
		rules = append(rules, d.rule(fmt.Sprintf("%s-%c", kind, 'z'-rune(len(rules))), kind))
	}
	return rules
}

// rule makes a rule that applies to some tool; one that does not, does not load.
func (d dice) rule(id, kind string) draftRule {
	for {
		r := draftRule{id: id, tools: []string{oneOf(d, someGlobs)}}
		if d.IntN(3) == 0 {
			r.tools = append(r.tools, oneOf(d, someGlobs))
		}
		if d.IntN(3) == 0 {
			r.classes = someOf(d, 3, classNames[1:])
		}
		if kind == "allow" {
			r.until = oneOf(d, someEnds)
		}
		about := toolsOf(r)
		if kind == "require" {
			r.asks = oneOf(d, slices.Sorted(maps.Keys(someLimits)))
			if d.IntN(3) == 0 {
				r.asks = oneOf(d, slices.Sorted(maps.Keys(someApprovals)))
			} else if d.IntN(2) == 0 && slices.ContainsFunc(about, func(tool string) bool {
				return slices.Contains([]string{"users_list", "users_secret", "users_update"}, tool)
			}) {
				r.asks = oneOf(d, slices.Sorted(maps.Keys(someHidings)))
			}
		}
		if len(about) > 0 {
			if d.IntN(2) == 0 {
				r.when = d.when(about)
			}
			return r
		}
	}
}

// toolsOf are those that a rule is about.
func toolsOf(r draftRule) []string {
	var about []string
	for _, t := range universe {
		if newNaive().about(r, t) {
			about = append(about, t.Name)
		}
	}
	return about
}
