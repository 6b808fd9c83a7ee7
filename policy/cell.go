package policy

import (
	"strings"
	"time"
)

// A Cell is what a policy says of one agent and one tool at one time: one
// field of the matrix, for people to read.
type Cell struct {
	Effect Effect    // Allow where some call could be allowed
	Until  time.Time // when that ends; zero where it does not, or is not so
	Grants []string  // the rules that grant the tool, whether or not a deny beats them
	Denies []string  // the rules that deny it
	Reason string    // of the first that denies
}

// Cell is the field of the matrix where an agent and a tool meet. It is empty
// where either is unknown, or the agent's time is over.
func (p *Policy) Cell(agent, tool string, now time.Time) Cell {
	a := p.agents[agent]
	i, ok := p.tools[tool]
	if a == nil || !ok || !live(a.until, now) {
		return Cell{}
	}
	c := &a.cells[i]
	said := Cell{Effect: p.Granted(agent, tool, now).Effect, Grants: c.granting(now), Denies: c.denies, Reason: c.reason}
	if end := a.ends(c); said.Effect == Allow && end != forever {
		said.Until = end
	}
	return said
}

// ends is when the last grant of a cell that nothing denies has run out: from
// then on no call is allowed. The zero time has passed, so it stands for never.
func (a *agent) ends(c *cell) time.Time {
	if len(c.denies) > 0 || len(c.grants) == 0 {
		return time.Time{}
	}
	return earlier(a.until, c.grants[len(c.grants)-1].until)
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
	grants := strings.Join(c.Grants, ", ")
	switch {
	case c.Effect == Allow && c.Until.IsZero():
		return "yes, by " + grants
	case c.Effect == Allow:
		return "yes, by " + grants + ", until " + c.Until.UTC().Format(time.RFC3339)
	case len(c.Denies) == 0:
		return "no, nothing grants it"
	}
	text := "no, denied by " + strings.Join(c.Denies, ", ")
	if c.Reason != "" {
		text += " (" + c.Reason + ")"
	}
	if grants != "" {
		text += ", which beats " + grants
	}
	return text
}
