package policy

import (
	"slices"
	"strings"
	"time"
)

// required is a change in what is required of the calls of a tool that an agent
// can call before and after. An approval that is not there as it was counts as
// less unless another is at least as strict; a limit does unless its own rule has
// another that allows no more: nobody can compare the buckets of two rules.
func required(was, is Cell) (Change, bool) {
	before, after := was.required(), is.required()
	requires := [2]string{spokenDemands(before, "; "), spokenDemands(after, "; ")}
	if was.Effect != Allow || is.Effect != Allow || requires[0] == requires[1] {
		return Change{}, false
	}
	c := Change{Requires: requires}
	c.more = slices.ContainsFunc(before, func(one demand) bool {
		return !slices.ContainsFunc(after, func(other demand) bool { return other.covers(one) })
	})
	return c, true
}

// required is what is required of a cell's calls, exactly and in one order.
func (c Cell) required() []demand {
	var all []demand
	for _, one := range c.Requires {
		for _, d := range one.demands {
			if d.limit != nil {
				d.text += " (" + one.Rule + ")" // whose bucket it is, which other tools' calls empty too
			}
			if one.Exactly != "" {
				d.text, d.when = d.text+" when "+one.Exactly, one.Exactly
			}
			all = append(all, d)
		}
	}
	slices.SortFunc(all, func(a, b demand) int { return strings.Compare(a.text, b.text) })
	return slices.CompactFunc(all, func(a, b demand) bool { return a.text == b.text })
}

// covers says whether a call that meets one demand has met another too.
func (d demand) covers(other demand) bool {
	if d.when == "" || d.when == other.when {
		switch {
		case d.approval != nil && other.approval != nil:
			return d.approval.covers(*other.approval)
		case d.limit != nil && other.limit != nil:
			return d.limit.holds(*other.limit)
		}
	}
	return d.text == other.text
}

// why says what makes a field of the matrix what it is.
func (s side) why(now time.Time) string {
	c := s.field(now)
	switch {
	case s.agent == nil:
		return "there is no such agent"
	case !live(s.agent.until, now):
		return "the agent's time is over"
	case c.Effect != Allow && len(c.Denies) > 0:
		return "denied by " + listed(c.Denies, sentenceOf)
	case len(c.Grants) > 0 && len(c.Denies) > 0:
		return "by " + listed(c.Grants, sentenceOf) + ", unless denied by " + listed(c.Denies, sentenceOf) + c.requiring()
	case len(c.Grants) > 0:
		return "by " + listed(c.Grants, sentenceOf) + c.requiring()
	}
	return "nothing grants it"
}

func (c Cell) requiring() string {
	if len(c.Requires) == 0 {
		return ""
	}
	return "; " + listed(c.Requires, sentenceOf)
}
