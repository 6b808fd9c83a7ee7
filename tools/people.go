package tools

import (
	"slices"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// people says how a record tells of people: as the audit trail keeps personal
// data, or, where it is nil, as it is. names are those that arguments hold in
// the places of ids.
type people struct {
	trail *audit.Log
	names []string
}

func (p people) dropped() bool {
	return p.trail != nil && p.trail.Personal() == audit.PersonalDrop
}

// withPeople also keeps out of a record, or hashes, what the trail does not
// keep of people.
func (c concealment) withPeople(trail *audit.Log, targets []audit.Target) concealment {
	if trail.Personal() == audit.PersonalClear {
		return c
	}
	c.people = people{trail: trail}
	for _, t := range targets {
		if t.ID == "" {
			c.people.names = append(c.people.names, t.Name)
		}
	}
	return c
}

// named says whether a text is a name that stands in the place of an id.
func (c concealment) named(text string) bool { return slices.Contains(c.people.names, text) }

// person is a text about a person, as the record has it, and whether it is hidden.
func (c concealment) person(text string) (string, bool) {
	if c.people.trail == nil || text == "" {
		return text, false
	}
	return c.people.trail.Person(text)
}

// targets are those of a record. A name that nobody has looked up yet may be
// anybody's; of what was found, only people and their devices have personal names.
func (c concealment) targets(all []audit.Target) []audit.Target {
	all = slices.Clone(all)
	for i, t := range all {
		all[i].Name = audit.Blot(t.Name)
		if c.people.trail != nil && (t.ID == "" || personalName(t.Kind)) {
			all[i].Name, _ = c.person(t.Name)
		}
	}
	return all
}

// personalName says whether objects of a kind are called by what its model
// says to be personal. A kind that nobody can look up may be.
func personalName(kind string) bool {
	n, ok := namings[kind]
	if !ok {
		return true
	}
	out := table[n.tool].endpoint.Out()
	for _, f := range fieldsOf(out) {
		if slices.Contains(n.by, f.json) && jcclient.Holds(f.StructField) != jcclient.Public {
			return true
		}
	}
	return false
}

// withheldReason stands in a record for why a call was refused, where that
// could name people: the words quote arguments, and JumpCloud.
func withheldReason(f *failure) string {
	return strings.ReplaceAll(f.Code, "_", " ") + "; what was wrong is not recorded, since it may tell of people (audit.pii)"
}
