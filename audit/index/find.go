package index

import (
	"context"
	"errors"
	"iter"
	"slices"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

var (
	// errStale says that the index does not tell what the log does.
	errStale = errors.New("the index is not of this log")
	// errEnough says that whoever asks has seen enough.
	errEnough = errors.New("that is enough")
)

// A search is a query that is asked of an index.
type search struct {
	index *Index
	query audit.Query
	terms []term
	ctx   context.Context
}

// find ranges over what a query wants. Of a limited one nothing is given before all is found.
func (x *Index) find(ctx context.Context, q audit.Query, limit int, yield func(audit.Entry, error) bool) error {
	s := search{index: x, query: q, ctx: ctx}
	for kind, text := range map[byte]string{agent: q.Agent, tool: q.Tool, class: q.Class, decision: q.Decision, target: q.Target} {
		if text != "" {
			s.terms = append(s.terms, termOf(kind, text))
		}
	}
	n, err := x.chunks()
	if err != nil {
		return errStale
	}
	if limit > 0 {
		return s.newest(n, limit, yield)
	}
	var before *chunk
	for i := range n {
		c, err := s.chunk(i)
		if err != nil {
			return err
		}
		if !c.follows(before) {
			return s.stale(i)
		}
		if err := s.hits(i, c, s.among(c), yield); err != nil {
			return err
		}
		before = c
	}
	for e, err := range s.rest(before) {
		if !yield(e, err) {
			return errEnough
		}
	}
	return nil
}

// rest reads what stands behind the last chunk: written since, or taken out of the index again by another process whose
// chunk was older.
func (s *search) rest(last *chunk) iter.Seq2[audit.Entry, error] {
	from := audit.Place{}
	if last != nil {
		from = last.Next
	}
	return audit.Entries(audit.Until(s.ctx, audit.LinesFrom(s.index.log, from)), s.query)
}

func (s *search) chunk(i int) (*chunk, error) {
	if s.ctx.Err() != nil {
		return nil, audit.ErrStopped
	}
	c, err := s.index.load(i)
	if err != nil {
		return nil, s.stale(i)
	}
	return c, nil
}

// stale throws away the index from a chunk on, so that the next query makes it anew.
func (s *search) stale(i int) error {
	_ = s.index.drop(i) // if it cannot be, the next query finds out again
	return errStale
}

// among are the lines of a chunk that may be wanted, and those that are no records.
func (s *search) among(c *chunk) []uint16 {
	broken := c.having(termOf(noRecord, ""))
	oldest, newest := second(s.query.Since), uint32(1<<32-1)
	if s.query.Since.IsZero() {
		oldest = 0
	}
	if !s.query.Until.IsZero() {
		newest = second(s.query.Until)
	}
	if c.Newest < oldest || c.Oldest > newest {
		return broken
	}
	var lines []uint16
	if len(s.terms) == 0 {
		lines = make([]uint16, c.Count)
		for i := range lines {
			lines[i] = uint16(i)
		}
	}
	for i, t := range s.terms {
		if having := c.having(t); i == 0 {
			lines = having
		} else {
			lines = both(lines, having)
		}
	}
	lines = slices.DeleteFunc(lines, func(line uint16) bool { return c.second(line) < oldest || c.second(line) > newest })
	if len(broken) > 0 {
		lines = append(lines, broken...)
		slices.Sort(lines)
		lines = slices.Compact(lines)
	}
	return lines
}

// both are the lines in a and in b, each in order.
func both(a, b []uint16) []uint16 {
	var common []uint16
	for len(a) > 0 && len(b) > 0 {
		switch {
		case a[0] < b[0]:
			a = a[1:]
		case a[0] > b[0]:
			b = b[1:]
		default:
			common = append(common, a[0])
			a, b = a[1:], b[1:]
		}
	}
	return common
}
