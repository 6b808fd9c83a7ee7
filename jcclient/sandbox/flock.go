package sandbox

import (
	"slices"
	"sync"
)

// A flock is who of a crowd was in a group at first. The graph keeps no edge
// for any of them: it asks the flock, and remembers who has left.
type flock struct {
	kind kind
	has  func(n int) bool
	all  func() bits // gathered once somebody asks for them
}

func newFlock(k kind, size int, has func(n int) bool) *flock {
	return &flock{k, has, sync.OnceValue(func() bits { return bitsWhere(size, has) })}
}

// crew are the members of a group who are of a crowd.
func (s *store) crew(group string) bits {
	f := s.flocks[group]
	if f == nil {
		return nil
	}
	return f.all().without(s.gone[f.kind], s.left[group])
}

// hand is the edge from a group to one of its crew.
func (s *store) hand(group end, n int) edge {
	k := s.flocks[group.id].kind
	return edge{from: group, to: end{memberKinds[k], s.crowds[k].id(n)}}
}

var memberKinds = map[kind]string{users: "user", systems: "system"}

// mate is the number of one of a group's crew. To ask it about who was deleted
// is for nobody to do.
func (s *store) mate(from, to end) (n int, is bool) {
	f := s.flocks[from.id]
	if f == nil || memberKinds[f.kind] != to.kind {
		return 0, false
	}
	n, is = s.inCrowd(f.kind, to.id)
	return n, is && f.has(n) && !s.left[from.id].has(n)
}

// leave takes one of the crew out of a group.
func (s *store) leave(group string, n int) { s.left[group] = s.left[group].with(n) }

// isIn says whether a device was in a group at first.
func (d depot) isIn(g deviceGroup, n int) bool {
	_, department := d.owner(n)
	return g.has(d.first+n, row{of: d, n: n}, department)
}

// policies is how many policies a device was held to at first.
func (d depot) policies(n int) int {
	held := 0
	for _, r := range rules {
		isHeld := func(g deviceGroup) bool { return r.binds(g.name) && d.isIn(g, n) }
		if slices.ContainsFunc(deviceGroups, isHeld) {
			held++
		}
	}
	return held
}
