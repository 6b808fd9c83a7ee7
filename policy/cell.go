package policy

import (
	"slices"
	"strings"
	"time"
)

// A Cell is what a policy says of one agent and one tool at one time: one
// field of the matrix, for people to read.
type Cell struct {
	Effect Effect    // Allow where some call could be allowed
	Some   bool      // and another denied: it turns on conditions
	Until  time.Time // when that, or Some, is no longer so; zero where it does not end, or is not so
	Grants []Clause  // the rules that grant the tool, whether or not a deny beats them
	Denies []Clause  // the rules that deny it
	Reason string    // of the first that denies whatever is asked

	Requires []Clause // the rules that require something of calls that are allowed
}

// A Clause is a rule in a cell. Of its condition, When is the sentence and
// Exactly the whole; "" where it has none. What is what it requires. Until is
// when it ends, where it grants; zero where it does not end.
type Clause struct {
	Rule, When, Exactly, What string
	Until                     time.Time

	demands []demand // What, one by one
}

// Cell is the field of the matrix where an agent and a tool meet. It is empty
// where either is unknown, or the agent's time is over.
func (p *Policy) Cell(agent, tool string, now time.Time) Cell {
	a := p.agents[agent]
	i, ok := p.tools[tool]
	if a == nil || !ok || !live(a.until, now) {
		return Cell{}
	}
	return a.cell(a.cells[i], now)
}

// cell is a field of an agent whose time is not over.
func (a *agent) cell(c *cell, now time.Time) Cell {
	said := Cell{Grants: a.grantClauses(c, now), Denies: c.denyClauses(), Reason: c.reason}
	if len(c.denies) == 0 && len(c.granting(now)) > 0 {
		said.Effect = Allow
	}
	stretch := a.stretch(c)
	if said.Effect == Allow {
		said.Requires = c.requireClauses()
		said.Some = len(stretch.unless) > 0 || !live(stretch.always, now)
		said.Until = shown(stretch.always)
		if said.Some {
			said.Until = shown(stretch.end())
		}
	}
	return said
}

// grantClauses are what grants at this time. Where no condition stands, when the
// last of it ends is all that counts.
func (a *agent) grantClauses(c *cell, now time.Time) []Clause {
	if c.rules == nil {
		return clauses(c.granting(now))
	}
	var all []Clause
	for _, r := range c.rules.allow {
		if live(r.until, now) {
			one := r.clause()
			one.Until = shown(earlier(a.until, r.until))
			all = append(all, one)
		}
	}
	return all
}

func (c *cell) denyClauses() []Clause {
	all := clauses(c.denies)
	if c.rules != nil {
		for _, r := range c.rules.deny {
			all = append(all, r.clause())
		}
	}
	return all
}

func (c *cell) requireClauses() []Clause {
	var all []Clause
	if c.rules != nil {
		for _, r := range c.rules.require {
			one := r.clause()
			one.What, one.demands = r.adds, r.demands
			all = append(all, one)
		}
	}
	return all
}

func clauses(rules []string) []Clause {
	var all []Clause
	for _, name := range rules {
		all = append(all, Clause{Rule: name})
	}
	return all
}

func (r *rule) clause() Clause {
	if r.when == nil {
		return Clause{Rule: r.name}
	}
	return Clause{Rule: r.name, When: r.says, Exactly: r.exactly}
}

func earlier(a, b time.Time) time.Time {
	if a.Before(b) {
		return a
	}
	return b
}

// Said says whether any rule speaks of the cell.
func (c Cell) Said() bool { return len(c.Grants)+len(c.Denies) > 0 }

// String is the cell in one line of English, with all the rules that shape it.
func (c Cell) String() string {
	return c.words(sentenceOf)
}

func sentenceOf(one Clause) string { return one.When }

// Exactly is the cell in one line, with all values of all conditions.
func (c Cell) Exactly() string {
	return c.words(func(one Clause) string {
		if one.Exactly == "" {
			return ""
		}
		return "when " + one.Exactly
	})
}

func (c Cell) words(when func(Clause) string) string {
	grants, denies := listed(c.Grants, c.withEnds(when)), listed(c.Denies, when)
	switch {
	case c.Effect == Allow:
		text := c.Word() + ", by " + grants
		if denies != "" {
			text += ", unless denied by " + denies
		}
		if !c.Until.IsZero() {
			text += ", until " + c.Until.UTC().Format(time.RFC3339)
		}
		if len(c.Requires) > 0 {
			text += "; " + listed(c.Requires, when)
		}
		return text
	case denies == "":
		return "no, nothing grants it"
	}
	text := "no, denied by " + denies
	if c.Reason != "" {
		text += " (" + c.Reason + ")"
	}
	if grants != "" {
		text += ", which beats " + grants
	}
	return text
}

// withEnds puts behind a rule when it ends, unless all ends then.
func (c Cell) withEnds(when func(Clause) string) func(Clause) string {
	return func(one Clause) string {
		text := when(one)
		if !one.Until.IsZero() && !one.Until.Equal(c.Until) {
			text = strings.TrimSpace(text + " until " + one.Until.UTC().Format(time.RFC3339))
		}
		return text
	}
}

// Word is what the cell says of calls, in one: yes, if some are allowed and
// others not, ask if none is without people's approval.
func (c Cell) Word() string {
	asked := false
	for _, one := range c.Requires {
		asks := slices.ContainsFunc(one.demands, func(d demand) bool { return d.approval != nil })
		if asks && one.Exactly == "" {
			return "ask"
		}
		asked = asked || asks
	}
	if c.Some || asked {
		return "if"
	}
	return "yes"
}

func listed(all []Clause, when func(Clause) string) string {
	var words []string
	for _, one := range all {
		text := one.Rule
		if one.What != "" {
			text += " requires " + one.What
		}
		if w := when(one); w != "" {
			text += " " + w
		}
		words = append(words, text)
	}
	return strings.Join(words, ", ")
}
