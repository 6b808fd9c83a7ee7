package policy

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"time"
)

// A draft is a policy file before anyone writes it down.
type draft struct {
	everyone      scope
	roles, agents []scope
}

type scope struct {
	kind, name  string // kind is everyone, role or agent
	access      map[string]string
	allow, deny []draftRule
	require     []draftRule
	roles       []string
	until       time.Time // zero: never
}

type draftRule struct {
	id             string
	tools, classes []string
	until          time.Time
	when           []draftLine
	asks           string // of a require: its keys
}

// A draftLine is one key of a condition. A matcher's value is a scalar, a list
// of scalars, or for each and any again matchers.
type draftLine struct {
	key      string
	tests    []draftMatcher
	orAbsent string // true, false, or nothing
	zone     string
}

type draftMatcher struct {
	name  string
	value any
}

func (s scope) prefix() string {
	return map[string]string{"everyone": "", "role": "roles." + s.name + ".", "agent": s.name + "."}[s.kind]
}

// scopesOf are those that an agent stands in, in the order of naming.
func (d draft) scopesOf(agent scope) []scope {
	scopes := []scope{d.everyone}
	for _, name := range slices.Compact(slices.Sorted(slices.Values(agent.roles))) {
		for _, role := range d.roles {
			if role.name == name {
				scopes = append(scopes, role)
			}
		}
	}
	return append(scopes, agent)
}

// hasKey says whether some condition has such a line.
func (d draft) hasKey(is func(draftLine) bool) bool {
	for _, s := range slices.Concat([]scope{d.everyone}, d.roles, d.agents) {
		for _, r := range slices.Concat(s.allow, s.deny, s.require) {
			if slices.ContainsFunc(r.when, is) {
				return true
			}
		}
	}
	return false
}

func (d draft) hasConditions() bool { return d.hasKey(func(draftLine) bool { return true }) }

// source is the draft as YAML. With a shuffle, every list and mapping is in
// another order, and lists that may say a thing twice do.
func (d draft) source(shuffle *rand.Rand) string {
	p := printer{shuffle}
	agents, roles := []string{}, []string{}
	for _, s := range d.agents {
		agents = append(agents, s.name+": "+p.scope(s))
	}
	for _, s := range d.roles {
		roles = append(roles, s.name+": "+p.scope(s))
	}
	return p.mapping("version: 1", someApprovers, "agents: "+p.mapping(agents...), "roles: "+p.mapping(roles...), "deny: "+p.rules(d.everyone.deny), "require: "+p.rules(d.everyone.require)) + "\n"
}

type printer struct{ shuffle *rand.Rand }

func (p printer) scope(s scope) string {
	access := []string{}
	for resource, level := range s.access {
		access = append(access, resource+": "+level)
	}
	slices.Sort(access)
	keys := []string{"access: " + p.mapping(access...), "allow: " + p.rules(s.allow), "deny: " + p.rules(s.deny), "require: " + p.rules(s.require)}
	if s.kind == "agent" {
		keys = append(keys, "identify: [{local: true}]", "owner: o@example.com", "roles: "+p.words(s.roles))
		keys = append(keys, until(s.until)...)
	}
	return p.mapping(keys...)
}

func (p printer) rules(rules []draftRule) string {
	items := []string{}
	for _, r := range rules {
		keys := append([]string{"id: " + r.id, "tools: " + p.words(r.tools)}, until(r.until)...)
		if len(r.classes) > 0 {
			keys = append(keys, "classes: "+p.words(r.classes))
		}
		if r.asks != "" {
			keys = append(keys, r.asks)
		}
		if len(r.when) > 0 {
			lines := []string{}
			for _, l := range r.when {
				lines = append(lines, l.key+": "+p.line(l))
			}
			keys = append(keys, "when: "+p.mapping(lines...))
		}
		items = append(items, p.mapping(keys...))
	}
	return "[" + p.join(items) + "]"
}

func (p printer) line(l draftLine) string {
	keys := p.tests(l.tests)
	if l.orAbsent != "" {
		keys = append(keys, "or_absent: "+l.orAbsent)
	}
	if l.zone != "" {
		keys = append(keys, "zone: "+l.zone)
	}
	return p.mapping(keys...)
}

func (p printer) tests(tests []draftMatcher) []string {
	keys := []string{}
	for _, m := range tests {
		keys = append(keys, m.name+": "+p.value(m.value))
	}
	return keys
}

func (p printer) value(v any) string {
	switch v := v.(type) {
	case []any:
		items := []string{}
		for _, item := range v {
			items = append(items, p.value(item))
		}
		return "[" + p.join(items) + "]"
	case []draftMatcher:
		return p.mapping(p.tests(v)...)
	case string:
		return fmt.Sprintf("%q", v)
	case time.Time:
		return v.Format(time.RFC3339)
	}
	return fmt.Sprint(v)
}

func until(t time.Time) []string {
	if t.IsZero() {
		return nil
	}
	return []string{"until: " + t.Format(time.RFC3339)}
}

func (p printer) words(words []string) string {
	quoted := []string{}
	for _, w := range words {
		quoted = append(quoted, fmt.Sprintf("%q", w))
		if p.shuffle != nil && p.shuffle.IntN(3) == 0 {
			quoted = append(quoted, fmt.Sprintf("%q", w))
		}
	}
	return "[" + p.join(quoted) + "]"
}

func (p printer) mapping(pairs ...string) string { return "{" + p.join(pairs) + "}" }

func (p printer) join(items []string) string {
	if p.shuffle != nil {
		p.shuffle.Shuffle(len(items), func(i, j int) { items[i], items[j] = items[j], items[i] })
	}
	return strings.Join(items, ", ")
}
