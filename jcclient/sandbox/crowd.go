package sandbox

import (
	"strconv"
	"strings"
	"time"
)

// The company of the documentation is written: its people and devices stand in
// the store. A larger one has a crowd beside them, of whom each is derived
// from a number whenever somebody looks, and stored only once changed.
const (
	writtenPeople  = 150
	writtenDevices = 90
)

// A crowd is numbered from 0, in the order of its ids.
type crowd interface {
	size() int
	id(n int) string
	number(id string) (n int, is bool)
	// value is a member that is cheap to tell without the object.
	value(n int, path string) (v any, isCheap bool)
	// part is some of the object: a member, and what comes with it.
	part(n int, member string) object
	object(n int) object
	// holding are the few who may have a value, where that can be told from
	// the value. Whoever asks looks at them again.
	holding(path, value string) (numbers []int, canTell bool)
}

// A line is how a crowd is numbered: one after the other, between the last who
// was written and the day on which the company was settled.
type line struct {
	kind         kind
	first, count int // in the company's numbers
	since        time.Time
}

func newLine(k kind, written, count int) line {
	return line{k, written, count - written, moment(written-1, written)}
}

func (l line) size() int { return l.count }

func (l line) at(n int) time.Time {
	return l.since.Add(settledAt.Sub(l.since) / time.Duration(l.count+1) * time.Duration(n+1)).Truncate(time.Millisecond)
}

func (l line) id(n int) string { return newID(l.at(n), int(l.kind), l.first+n+1) }

func (l line) number(id string) (int, bool) {
	n := idNumber(id) - 1 - l.first
	return n, l.holds(n) && l.id(n) == id
}

func (l line) holds(n int) bool { return n >= 0 && n < l.count }

// numbered is who has a text that ends in their number in the company, in some
// base, after so many more.
func (l line) numbered(text string, base, more int) []int {
	digits := text[len(strings.TrimRight(text, "0123456789abcdefABCDEF"[:base+max(0, base-10)])):]
	i, err := strconv.ParseInt(digits, base, 64)
	if n := int(i) - more - l.first; err == nil && l.holds(n) {
		return []int{n}
	}
	return nil
}

// A row is an object of a list, or one of a crowd that nobody has derived yet.
type row struct {
	stored object
	of     crowd
	n      int
}

// A valued is what filters and sorts look at.
type valued interface {
	value(path string) any
	values(path string) []any
}

func (o object) value(path string) any    { return at(o, path) }
func (o object) values(path string) []any { return valuesAt(o, path) }

func (r row) whole() object {
	if r.stored != nil {
		return r.stored
	}
	return r.of.object(r.n)
}

// part is as much of the object as a path looks at.
func (r row) part(path string) object {
	if r.stored != nil {
		return r.stored
	}
	member, _, _ := strings.Cut(path, ".")
	return r.of.part(r.n, member)
}

func (r row) value(path string) any {
	if r.stored == nil {
		if v, isCheap := r.of.value(r.n, path); isCheap {
			return v
		}
	}
	return at(r.part(path), path)
}

func (r row) values(path string) []any {
	if r.stored == nil {
		if v, isCheap := r.of.value(r.n, path); isCheap {
			return []any{v}
		}
	}
	return valuesAt(r.part(path), path)
}
