package policy

import (
	"maps"
	"slices"
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
	c := newComparison(old, new, now)
	for _, id := range names(old.agents, new.agents) {
		c.agent(id, old.agents[id], new.agents[id])
	}
	return c.all()
}

func (c *comparison) agent(id string, was, is *agent) {
	clear(c.foundHere)
	stood, stands := was.standing(c.now), is.standing(c.now)
	if stood.org != stands.org && stood.known && stands.known {
		c.tell(id, "", []Change{{Orgs: [2]string{stood.org, stands.org}}})
	}
	c.tell(id, "", differ(stood.proofs, stands.proofs, func(way string) Change { return Change{Proof: shortWay(way)} }))
	for _, tool := range c.tools {
		c.tell(id, tool.name, c.told(side{agent: was}.at(tool.old), side{agent: is}.at(tool.new)))
	}
}

// A standing is who an agent is from some time on, and until when it is known.
type standing struct {
	known  bool
	org    string
	proofs map[string]time.Time
}

func (a *agent) standing(now time.Time) standing {
	if a == nil || !live(a.until, now) {
		return standing{}
	}
	s := standing{known: true, org: a.OrgID, proofs: a.ways()}
	maps.DeleteFunc(s.proofs, func(_ string, until time.Time) bool { return !live(until, now) })
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
