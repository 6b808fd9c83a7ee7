package policy

import (
	"slices"
	"strings"
)

// A Redaction is what no answer holds. The zero Redaction hides nothing.
//
// A path leads through an answer by the names of members; lists on the way are
// passed through, so that it is about each of their elements. Names are
// compared whatever their letters' case is.
type Redaction struct {
	paths [][]string // * is any member
	only  [][]string // of each: the members of an answer that are left
}

// None says whether nothing is hidden.
func (h Redaction) None() bool { return len(h.paths) == 0 && len(h.only) == 0 }

// and hides what either of two hides.
func (h Redaction) and(more Redaction) Redaction {
	return Redaction{slices.Concat(h.paths, more.paths), slices.Concat(h.only, more.only)}
}

// Hides says whether what stands at a path is hidden, with all that is in it.
func (h Redaction) Hides(path ...string) bool {
	return h.leavesOut(path) || slices.ContainsFunc(h.paths, func(hidden []string) bool {
		return len(hidden) <= len(path) && alongside(hidden, path)
	})
}

// Touches says whether what stands at a path is hidden, or something in it.
func (h Redaction) Touches(path ...string) bool {
	return h.leavesOut(path) || slices.ContainsFunc(h.paths, func(hidden []string) bool { return alongside(hidden, path) })
}

// Names says whether a rule hides what stands at a path, or something in it, by
// that path, and not merely because it is on no allow-list.
func (h Redaction) Names(path ...string) bool {
	return Redaction{paths: h.paths}.Touches(path...)
}

// leavesOut says whether an allow-list does not have a path's first member. An
// object's own id is never left out: without it nothing could be done about it.
func (h Redaction) leavesOut(path []string) bool {
	if len(path) == 0 || isID(path[0]) {
		return false
	}
	return slices.ContainsFunc(h.only, func(left []string) bool {
		return !slices.ContainsFunc(left, func(name string) bool { return strings.EqualFold(name, path[0]) })
	})
}

func isID(name string) bool { return name == "id" || name == "_id" }

// alongside says whether one of two paths leads to the other, or both to the
// same place.
func alongside(hidden, path []string) bool {
	for i := range min(len(hidden), len(path)) {
		if hidden[i] != "*" && !strings.EqualFold(hidden[i], path[i]) {
			return false
		}
	}
	return true
}

// Hides is all that answers of a tool may hold and an agent may not see,
// whatever the conditions of the rules that hide it.
func (p *Policy) Hides(agent, tool string) Redaction {
	a := p.agents[agent]
	i, ok := p.tools[tool]
	if a == nil || !ok || a.cells[i].rules == nil {
		return Redaction{}
	}
	var all Redaction
	for _, one := range a.cells[i].rules.require {
		all = all.and(one.hides)
	}
	return all
}
