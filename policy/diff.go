package policy

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// A Change is what two policies say differently of an agent: until when it may
// call a tool, until when a proof is taken for it, or in whose name it acts.
// What no decision sees is no change: words, order, which of two rules grants.
type Change struct {
	Agent    string
	Tool     string    // "" where the change is about something else
	Proof    string    // likewise: as of [Proof]
	Orgs     [2]string // likewise: the agent's organization before, and now
	Was, Is  time.Time // until when it could, and can; the zero time: not at all
	Why      string    // the rules, or what else makes it so now
	Cases    [2]string // where conditions differ: in which cases it could, and can
	Requires [2]string // where what is required of calls differs: before, and now
	more     bool      // the cases may be more, for some calls; or less is required of some
}

// Gained says whether the agent can more than before, or elsewhere; of
// conditions and requirements, whether it may.
func (c Change) Gained() bool {
	if c.Cases != [2]string{} || c.Requires != [2]string{} {
		return c.more
	}
	return c.Is.After(c.Was) || c.Orgs[0] != c.Orgs[1]
}

// Diff finds what a new policy changes for any agent from now on, agents by id
// and tools by name. Where no condition stands, a call is decided otherwise at
// some later time exactly where a Change says so; conditions that are written
// otherwise are a Change, whether or not any call comes to feel it.
func Diff(old, new *Policy, now time.Time) []Change {
	var changes []Change
	for _, id := range names(old.agents, new.agents) {
		was, is := old.standing(id, now), new.standing(id, now)
		if was.org != is.org && was.known && is.known {
			changes = append(changes, Change{Agent: id, Orgs: [2]string{was.org, is.org}})
		}
		changes = append(changes, differ(was.proofs, is.proofs, func(way string) Change {
			return Change{Agent: id, Proof: shortWay(way)}
		})...)
		for _, tool := range names(was.tools, is.tools) {
			if was, is := was.tools[tool], is.tools[tool]; !was.equal(is) {
				c := Change{Agent: id, Tool: tool, Was: was.end(), Is: is.end(), Why: new.why(id, tool, now)}
				if (was.conditional() || is.conditional()) && !c.Was.IsZero() && !c.Is.IsZero() {
					c.Cases, c.more = [2]string{old.Cell(id, tool, now).Exactly(), new.Cell(id, tool, now).Exactly()}, is.beyond(was)
				}
				changes = append(changes, c)
			}
			if c, ok := required(old, new, id, tool, now); ok {
				changes = append(changes, c)
			}
		}
	}
	return changes
}

// required is a change in what is required of the calls of a tool that an agent
// can call before and after. Of two limits that differ nobody can say which
// allows more, so that any that is not there as it was counts as less; an
// approval does unless another is at least as strict.
func required(old, new *Policy, agent, tool string, now time.Time) (Change, bool) {
	was, is := old.Cell(agent, tool, now), new.Cell(agent, tool, now)
	before, after := was.required(), is.required()
	requires := [2]string{spokenDemands(before, "; "), spokenDemands(after, "; ")}
	if was.Effect != Allow || is.Effect != Allow || requires[0] == requires[1] {
		return Change{}, false
	}
	c := Change{Agent: agent, Tool: tool, Was: old.agents[agent].until, Is: new.agents[agent].until, Requires: requires}
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
			if strings.Contains(d.text, "all agents together") {
				d.text += " (" + one.Rule + ")" // whose bucket they share
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
	if d.approval != nil && other.approval != nil && (d.when == "" || d.when == other.when) {
		return d.approval.covers(*other.approval)
	}
	return d.text == other.text
}

// A standing is all that an agent can from some time on, each until when.
type standing struct {
	known  bool
	org    string
	proofs map[string]time.Time
	tools  map[string]stretch // those of which some call could be allowed
}

func (p *Policy) standing(id string, now time.Time) standing {
	a := p.agents[id]
	if a == nil || !live(a.until, now) {
		return standing{}
	}
	s := standing{known: true, org: a.OrgID, proofs: a.ways(), tools: map[string]stretch{}}
	maps.DeleteFunc(s.proofs, func(_ string, until time.Time) bool { return !live(until, now) })
	for name, i := range p.tools {
		if stretch := a.stretch(&a.cells[i]).from(now); !stretch.end().IsZero() {
			s.tools[name] = stretch
		}
	}
	return s
}

// differ makes a change of each name whose end differs.
func differ(was, is map[string]time.Time, change func(name string) Change) []Change {
	var changes []Change
	for _, name := range names(was, is) {
		if was[name].Equal(is[name]) {
			continue
		}
		c := change(name)
		c.Was, c.Is = was[name], is[name]
		changes = append(changes, c)
	}
	return changes
}

// names are those of either, sorted.
func names[T any](a, b map[string]T) []string {
	all := slices.AppendSeq(slices.Collect(maps.Keys(a)), maps.Keys(b))
	slices.Sort(all)
	return slices.Compact(all)
}

// why says what makes a field of the matrix what it is.
func (p *Policy) why(agent, tool string, now time.Time) string {
	a := p.agents[agent]
	c := p.Cell(agent, tool, now)
	switch {
	case a == nil:
		return "there is no such agent"
	case !live(a.until, now):
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
