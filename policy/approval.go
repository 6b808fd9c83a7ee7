package policy

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"
)

// An Approval is what people must say before a call is made. Who makes the
// calls asks them; a policy only says whom.
type Approval struct {
	Rule, Reason string
	When         string        // the rule's condition in English; "" where it has none
	Approvers    []string      // the people who may, sorted, each once; shared, not to be changed
	People       int           // how many different ones must
	TTL          time.Duration // how long an answer is waited for, and how long it counts: together
	Confirm      bool          // the agent's own user may be one of them, through its client
}

// String is the approval in English: approval by 1 of alice and bob within 15
// minutes. It names all of the people.
func (a Approval) String() string {
	within := " within " + spokenSpan(a.TTL)
	if len(a.Approvers) == 0 {
		return "confirmation by " + ownUser + within
	}
	text := "approval by " + a.people() + within
	if a.Confirm && a.People == 1 {
		text += ", or confirmed by " + ownUser
	}
	return text
}

const ownUser = "the agent's own user"

// Whom is the people whose yes it takes, in English: 1 of alice and bob.
func (a Approval) Whom() string {
	switch {
	case len(a.Approvers) == 0:
		return ownUser
	case a.Confirm && a.People == 1:
		return a.people() + " or " + ownUser
	}
	return a.people()
}

func (a Approval) people() string {
	people := slices.Clone(a.Approvers)
	if a.Confirm && a.People > 1 {
		people = append(people, ownUser)
	}
	if len(people) == 1 {
		return people[0]
	}
	return strconv.Itoa(a.People) + " of " + enumerated(people)
}

// MayAsk says whether people may be asked about some call of the tool.
func (p *Policy) MayAsk(agent, tool string) bool {
	a := p.agents[agent]
	i, ok := p.tools[tool]
	return a != nil && ok && a.cells[i].rules != nil && slices.ContainsFunc(a.cells[i].rules.require, func(r *rule) bool { return r.approval != nil })
}

// covers says whether who has met this approval has always met another too:
// enough of them are of the other's people, whoever they are.
func (a Approval) covers(other Approval) bool {
	strangers := 0
	for _, person := range a.Approvers {
		if !slices.Contains(other.Approvers, person) {
			strangers++
		}
	}
	if a.Confirm && !other.Confirm {
		strangers++
	}
	return a.People-strangers >= other.People && a.TTL <= other.TTL
}

// What an approval can be.
const (
	mostPeople = 5
	mostTTL    = 7 * oneDay
	usualTTL   = 15 * time.Minute
)

// approval reads {approvers: [secops], ttl: 15m, people: 1, confirm: false}.
func (r *reader) approval(n *yaml.Node) *Approval {
	a := &Approval{People: 1, TTL: usualTTL}
	before := r.wrongs
	var people *yaml.Node
	r.keys(n, "approval", []string{"approvers", "ttl", "people", "confirm"}, func(key, value *yaml.Node) {
		switch key.Value {
		case "approvers":
			a.Approvers = r.approversNamed(value)
		case "ttl":
			a.TTL = r.span(value, "ttl", mostTTL)
		case "people":
			people = value
			count, err := strconv.Atoi(value.Value)
			if a.People = count; err != nil || value.Style&quoted != 0 || !wholeForm.MatchString(value.Value) || count < 1 || count > mostPeople {
				r.wrong(value, "people is a whole number from 1 to %d", mostPeople)
			}
		case "confirm":
			a.Confirm = r.boolean(value)
		}
	})
	if r.wrongs > before {
		return a
	}
	there := len(a.Approvers)
	if a.Confirm {
		there++
	}
	switch {
	case !hasKey(n, "approvers") && !(a.Confirm && a.People == 1):
		r.wrong(n, "approval needs approvers, such as {approvers: [secops]}: only {confirm: true}, by one person, needs none")
	case a.People > there:
		r.wrong(people, "%s and nobody else may approve this, so %d people never do: name more, or ask for fewer", a.those(), a.People)
	}
	return a
}

// those are the people who may approve, the agent's own user among them.
func (a *Approval) those() string {
	those := slices.Clone(a.Approvers)
	if a.Confirm {
		those = append(those, "the agent's own user")
	}
	return enumerated(those)
}

// approversNamed are the people of groups, sorted, each once.
func (r *reader) approversNamed(n *yaml.Node) []string {
	var people []string
	known := slices.Sorted(maps.Keys(r.groups))
	for _, item := range r.list(n, "approvers") {
		g := r.groups[item.Value]
		switch {
		case g != nil && item.Kind == yaml.ScalarNode:
			g.used = true
			people = append(people, g.people...)
		case len(known) == 0:
			r.wrong(item, "there is no group of approvers %s: the policy says who they are, such as approvers: {secops: [alice, bob@example.com]}", quote(item.Value))
		default:
			r.wrong(item, "there is no group of approvers %s%s", quote(item.Value), meant(item.Value, known))
		}
	}
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		r.wrong(n, "approvers takes at least one group of people, such as [secops]")
	}
	slices.Sort(people)
	return slices.Compact(people)
}
