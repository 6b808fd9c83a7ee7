package index

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"math"
	"slices"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// update brings the index to where the log ends now. It keeps the chunks that are there up to one that ends in a line of
// this log: an index of another log is made anew.
func (x *Index) update(ctx context.Context) error {
	n, err := x.chunks()
	if err != nil {
		return err
	}
	last := &chunk{}
	for ; n > 0; n-- {
		if last, err = x.load(n - 1); err == nil && x.endsWith(last) {
			break
		}
		if err := x.drop(n - 1); err != nil {
			return err
		}
		last = &chunk{}
	}
	if n > 0 && !x.hasAll(last) {
		if err := x.drop(0); err != nil {
			return err
		}
		last, n = &chunk{}, 0
	}
	d, from := last.next(), last.Next
	if n > 0 && last.Count < most {
		d, n = last.draft(), n-1
	}
	before := d.Count
	for line, err := range audit.LinesFrom(x.log, from) {
		if errors.Is(err, audit.ErrTorn) {
			break
		}
		if err != nil {
			return err
		}
		if d.Count == most || d.Count > 0 && d.Begin.First != line.First {
			if d.Count > before {
				if err := x.save(n, d); err != nil {
					return err
				}
			}
			d, n, before = d.next(), n+1, 0
			if ctx.Err() != nil {
				return ctx.Err()
			}
		}
		second, terms := termsOf(line.Text)
		d.add(line, second, terms...)
	}
	if d.Count == before {
		return nil
	}
	return x.save(n, d)
}

// endsWith says whether the log has the chunk's last line in its place.
func (x *Index) endsWith(c *chunk) bool {
	for line, err := range audit.LinesFrom(x.log, c.Last) {
		return err == nil && hash(line.Text) == c.Hash
	}
	return false
}

// hasAll says whether no file of the log lacks in the index that comes before a chunk: one that had been moved away may be
// back at its place.
func (x *Index) hasAll(c *chunk) bool {
	full, err := audit.Segments(x.log)
	if err != nil {
		return false
	}
	for _, s := range full {
		if s.First < c.Begin.First && !slices.Contains(c.Files, s.First) {
			return false
		}
	}
	return true
}

// next is the draft of the chunk that comes after one.
func (h head) next() *draft { return &draft{head: head{After: h.Next, Files: slices.Clone(h.Files)}} }

func hash(line []byte) string {
	sum := sha256.Sum256(line)
	return hex.EncodeToString(sum[:])
}

// termsOf are what a line is found by. A line that is no record is found by that.
func termsOf(line []byte) (uint32, []term) {
	e, err := audit.Parse(audit.Line{Text: line})
	if err != nil {
		return 0, []term{termOf(noRecord, "")}
	}
	var all []term
	add := func(kind byte, text string) {
		if text != "" {
			all = append(all, termOf(kind, text))
		}
	}
	r := e.Record
	if r.Who != nil {
		add(agent, r.Who.Agent)
	}
	if r.Decision != nil {
		add(decision, r.Decision.Effect)
	}
	if r.What == nil {
		return second(r.Time), all
	}
	add(tool, r.What.Tool)
	add(class, r.What.Class)
	seen := map[string]bool{}
	for _, t := range r.What.Targets {
		for _, text := range []string{t.ID, t.Name} {
			if !seen[text] {
				seen[text] = true
				add(target, text)
			}
		}
	}
	return second(r.Time), all
}

// second is a time in four bytes. Times before 1970 and after 2106 are taken for the nearest, which orders them no
// otherwise; what is found is held against the query's own times.
func second(t time.Time) uint32 { return uint32(min(max(t.Unix(), 0), math.MaxUint32)) }
