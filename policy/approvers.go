package policy

import (
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// Groups of people who may say yes: approvers: {secops: [alice, bob@example.com]}.
// A person is an operating-system user's name or an e-mail address.

// A group is the people that rules call by one name.
type group struct {
	at     *yaml.Node // its name
	people []string
	used   bool // by some rule
}

// An approver is one of them, and all places where the name stands.
type approver struct {
	name   string
	at     []*yaml.Node
	groups map[string]bool
}

const mostPerson = 128 // characters of a name

func (r *reader) approvers(n *yaml.Node) {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "approvers takes groups of people, such as {secops: [alice, bob@example.com]}")
		return
	}
	r.each(n, "approvers", func(name, people *yaml.Node) {
		g := &group{at: name}
		r.groups[name.Value] = g
		for _, item := range r.list(people, name.Value) {
			if r.person(name.Value, item) {
				g.people = append(g.people, item.Value)
			}
		}
		if people.Kind == yaml.SequenceNode && len(people.Content) == 0 {
			r.wrong(people, "a group has at least one person, such as %s: [alice, bob@example.com]", name.Value)
		}
	})
}

// person reads one of a group's people. Two names that differ in case alone are
// refused: one person could count for two.
func (r *reader) person(group string, n *yaml.Node) bool {
	name := n.Value
	if n.Kind != yaml.ScalarNode || name == "" || utf8.RuneCountInString(name) > mostPerson || strings.ContainsFunc(name, unseen) {
		r.wrong(n, "a person is a user's name or an e-mail address: 1 to %d visible characters without spaces", mostPerson)
		return false
	}
	p := r.people[anyCase(name)]
	if p == nil {
		p = &approver{name: name, groups: map[string]bool{}}
		r.people[anyCase(name)] = p
	}
	switch {
	case p.name != name:
		r.wrong(n, "%s stands elsewhere as %s: write a person in one way", quote(name), quote(p.name))
		return false
	case p.groups[group]:
		r.wrong(n, "%s stands twice in %s", quote(name), group)
		return false
	}
	p.at, p.groups[group] = append(p.at, n), true
	return true
}

func unseen(c rune) bool { return unicode.IsSpace(c) || strict.Hidden(c) }

// anyCase is the same for names that differ in case alone.
func anyCase(name string) string { return strings.ToLower(strings.ToUpper(name)) }

// neverAgents refuses people who are agents: an agent would say yes to itself.
func (r *reader) neverAgents(agents []fileAgent) {
	for _, a := range agents {
		if p := r.people[anyCase(a.ID)]; p != nil {
			for _, at := range p.at {
				r.wrong(at, "%s is an agent, and agents approve nothing: give one of the two another name", quote(p.name))
			}
		}
	}
}

// warnUnused warns of groups that no rule names.
func (r *reader) warnUnused() {
	for name, g := range r.groups {
		if !g.used {
			r.warn(g.at, time.Time{}, "no rule has the approvers "+name)
		}
	}
}
