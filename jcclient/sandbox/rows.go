package sandbox

import (
	"iter"
	"slices"
)

// A kind's rows stand in this order: who was written, the crowd, and what was
// made through the API.

// rows are all of a kind.
func (s *store) rows(k kind) iter.Seq[row] {
	return s.rowsOf(k, func(crowd) iter.Seq[int] { return s.staying(k).from(0) })
}

// rowsOf are the stored rows of a kind, with some of its crowd in their place.
func (s *store) rowsOf(k kind, some func(crowd) iter.Seq[int]) iter.Seq[row] {
	return func(yield func(row) bool) {
		for _, id := range s.order[k][:s.ahead[k]] {
			if !yield(row{stored: s.objects[k][id]}) {
				return
			}
		}
		if c := s.crowds[k]; c != nil {
			for n := range some(c) {
				if !yield(s.rowIn(k, c, n)) {
					return
				}
			}
		}
		for _, id := range s.order[k][s.ahead[k]:] {
			if !yield(row{stored: s.objects[k][id]}) {
				return
			}
		}
	}
}

func (s *store) rowIn(k kind, c crowd, n int) row {
	if s.changed[k].has(n) {
		return row{stored: s.objects[k][c.id(n)]}
	}
	return row{of: c, n: n}
}

// staying are who of a crowd was not deleted.
func (s *store) staying(k kind) bits {
	if s.crowds[k] == nil {
		return nil
	}
	return bitsBelow(s.crowds[k].size()).without(s.gone[k])
}

func (s *store) count(k kind) int {
	n := len(s.order[k])
	if c := s.crowds[k]; c != nil {
		n += c.size() - s.gone[k].count()
	}
	return n
}

// span is a part of the rows. It looks at nobody outside.
func (s *store) span(k kind, skip, limit int) []row {
	var part []row
	take := func(ids []string) {
		for _, id := range ids[min(skip, len(ids)):min(skip+limit-len(part), len(ids))] {
			part = append(part, row{stored: s.objects[k][id]})
		}
		skip = max(0, skip-len(ids))
	}
	skip = min(skip, s.count(k))
	ahead, behind := s.order[k][:s.ahead[k]], s.order[k][s.ahead[k]:]
	take(ahead)
	if c := s.crowds[k]; c != nil && len(part) < limit {
		for n := range s.staying(k).from(skip) {
			if len(part) == limit {
				return part
			}
			part = append(part, s.rowIn(k, c, n))
		}
		skip = max(0, skip-(c.size()-s.gone[k].count()))
	}
	take(behind)
	return part
}

// among are the rows that may have one of some values in a member: all of
// them, unless the crowd can tell.
func (s *store) among(k kind, path string, values ...string) iter.Seq[row] {
	c := s.crowds[k]
	if c == nil {
		return s.rows(k)
	}
	some := s.changed[k]
	for _, value := range values {
		numbers, canTell := c.holding(path, value)
		if !canTell {
			return s.rows(k)
		}
		some = some.with(numbers...)
	}
	return s.rowsOf(k, func(crowd) iter.Seq[int] { return some.without(s.gone[k]).from(0) })
}

// tells says whether the crowd of a kind, or that there is none, leaves few
// rows to look at for a value of a member.
func (s *store) tells(k kind, path string) bool {
	c := s.crowds[k]
	if c == nil {
		return false
	}
	_, canTell := c.holding(path, "x")
	return canTell
}

// isByID says whether the rows of a kind stand in the order of their ids.
func (s *store) isByID(k kind) bool {
	c, ahead := s.crowds[k], s.ahead[k]
	if !slices.IsSorted(s.order[k]) {
		return false
	}
	return c == nil || (ahead == 0 || s.order[k][ahead-1] < c.id(0)) &&
		(ahead == len(s.order[k]) || c.id(c.size()-1) < s.order[k][ahead])
}
