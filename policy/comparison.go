package policy

import (
	"slices"
	"time"
)

// A comparison is of two policies, from some time on. Agents with the same
// roles share fields of the matrix: what changes there is found out once.
type comparison struct {
	now       time.Time
	tools     []toolPlace
	found     map[fields][]Change // of fields that agents share
	foundHere map[fields][]Change // of others, for one agent
	parts     []part
}

// A part is what is told of one agent and one tool, without their names; of
// the agent alone where there is no tool.
type part struct {
	agent, tool string
	changes     []Change
}

func (c *comparison) tell(agent, tool string, changes []Change) {
	if len(changes) > 0 {
		c.parts = append(c.parts, part{agent, tool, changes})
	}
}

// all are the changes of all parts: there can be hundreds of thousands.
func (c *comparison) all() []Change {
	count := 0
	for _, p := range c.parts {
		count += len(p.changes)
	}
	all := make([]Change, 0, count)
	for _, p := range c.parts {
		for _, one := range p.changes {
			one.Agent, one.Tool = p.agent, p.tool
			all = append(all, one)
		}
	}
	return all
}

// A toolPlace is where a tool stands in the rows of both policies; -1: nowhere.
type toolPlace struct {
	name     string
	old, new int
}

// fields are two of the matrix, and until when their agents are.
type fields struct {
	was, is       *cell
	lasted, lasts time.Time
}

func newComparison(old, new *Policy, now time.Time) *comparison {
	c := &comparison{now: now, found: map[fields][]Change{}, foundHere: map[fields][]Change{}}
	place := func(p *Policy, name string) int {
		if i, ok := p.tools[name]; ok {
			return i
		}
		return -1
	}
	for _, name := range names(old.tools, new.tools) {
		c.tools = append(c.tools, toolPlace{name, place(old, name), place(new, name)})
	}
	return c
}

// A side is an agent and one field of its row; nil where there is none.
type side struct {
	agent *agent
	cell  *cell
}

func (s side) at(place int) side {
	if s.agent != nil && place >= 0 {
		s.cell = s.agent.cells[place]
	}
	return s
}

func (s side) until() time.Time {
	if s.agent == nil {
		return time.Time{}
	}
	return s.agent.until
}

func (s side) stretch(now time.Time) stretch {
	if s.cell == nil || !live(s.agent.until, now) {
		return stretch{}
	}
	return s.agent.stretch(s.cell).from(now)
}

func (s side) field(now time.Time) Cell {
	if s.cell == nil || !live(s.agent.until, now) {
		return Cell{}
	}
	return s.agent.cell(s.cell, now)
}

// told are the changes of one field.
func (c *comparison) told(was, is side) []Change {
	if was.until().Equal(is.until()) && was.cell.same(is.cell) {
		return nil
	}
	found := c.found
	if was.cell.own() || is.cell.own() {
		found = c.foundHere
	}
	key := fields{was.cell, is.cell, was.until(), is.until()}
	changes, ok := found[key]
	if !ok {
		changes = c.compare(was, is)
		found[key] = changes
	}
	return changes
}

func (c *cell) own() bool { return c != nil && !c.shared }

func (c *comparison) compare(was, is side) []Change {
	var changes []Change
	before, after := was.stretch(c.now), is.stretch(c.now)
	if !before.equal(after) {
		one := Change{Was: before.end(), Is: after.end(), Why: is.why(c.now)}
		if (before.conditional() || after.conditional()) && !one.Was.IsZero() && !one.Is.IsZero() {
			one.Cases, one.more = [2]string{was.field(c.now).Exactly(), is.field(c.now).Exactly()}, after.beyond(before)
		}
		changes = append(changes, one)
	}
	if one, ok := required(was.field(c.now), is.field(c.now)); ok {
		one.Was, one.Is = was.until(), is.until()
		changes = append(changes, one)
	}
	return changes
}

// same says of two fields that nothing differs which a change could tell of,
// at any time, for agents that are as long. Cells that differ in what makes no
// difference are not the same.
func (c *cell) same(d *cell) bool {
	switch {
	case c == d:
		return true
	case c == nil || d == nil || len(c.denies) > 0 != (len(d.denies) > 0):
		return false
	case len(c.denies) > 0:
		return true
	case c.rules == nil && d.rules == nil:
		return c.end().Equal(d.end())
	case c.rules == nil || d.rules == nil:
		return false
	}
	return slices.EqualFunc(c.rules.allow, d.rules.allow, func(a, b *rule) bool { return a.exactly == b.exactly && a.until.Equal(b.until) }) &&
		slices.EqualFunc(c.rules.deny, d.rules.deny, func(a, b *rule) bool { return a.exactly == b.exactly }) &&
		slices.EqualFunc(c.rules.require, d.rules.require, func(a, b *rule) bool { return a.name == b.name && a.adds == b.adds && a.exactly == b.exactly })
}

// end is when the last grant ends.
func (c *cell) end() time.Time {
	if len(c.grants) == 0 {
		return time.Time{}
	}
	return c.grants[len(c.grants)-1].until
}
