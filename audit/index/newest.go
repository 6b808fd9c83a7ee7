package index

import (
	"slices"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// newest goes back from the end until it has as many as are wanted.
func (s *search) newest(n, limit int, yield func(audit.Entry, error) bool) error {
	var c *chunk
	var err error
	if n > 0 {
		if c, err = s.chunk(n - 1); err != nil {
			return err
		}
	}
	g := gathered{wanted: limit}
	for e, err := range audit.Newest(limit, s.rest(c)) {
		g.add(e, err)
	}
	g.run()
	for i := n - 1; i >= 0 && g.wanted > 0; i-- {
		before := c
		if c, err = s.chunk(i); err != nil {
			return err
		}
		if i < n-1 && !before.follows(c) {
			return s.stale(i)
		}
		for lines := s.among(c); len(lines) > 0 && g.wanted > 0; g.run() {
			some := lines[max(0, len(lines)-g.wanted):]
			lines = lines[:len(lines)-len(some)]
			if err := s.hits(i, c, some, g.add); err != nil {
				return err
			}
		}
	}
	return g.give(yield)
}

// gathered is what was found, from the end on in runs that are each in order.
type gathered struct {
	wanted   int // how many more
	last     []audit.Entry
	runs     [][]audit.Entry
	problems []error
}

func (g *gathered) add(e audit.Entry, err error) bool {
	if err != nil {
		g.problems = append(g.problems, err)
		return true
	}
	e.Line = slices.Clone(e.Line)
	g.last = append(g.last, e)
	return true
}

// run ends a run: what is added next stands before it.
func (g *gathered) run() {
	g.runs, g.wanted, g.last = append(g.runs, g.last), g.wanted-len(g.last), nil
}

func (g *gathered) give(yield func(audit.Entry, error) bool) error {
	for _, err := range g.problems {
		if !yield(audit.Entry{}, err) {
			return errEnough
		}
	}
	for _, run := range slices.Backward(g.runs) {
		for _, e := range run {
			if !yield(e, nil) {
				return errEnough
			}
		}
	}
	return nil
}
