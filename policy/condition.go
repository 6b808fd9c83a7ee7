package policy

import (
	"slices"
	"strings"
	"time"
)

// A condition is what a rule's when says: all of its lines.
type condition struct {
	lines      []line // by key
	asksTarget bool
}

// A line is what one key says of one value.
type line struct {
	key      string
	from     source
	path     []string
	tests    []matcher
	orAbsent Truth          // what the whole line is worth when there is no value; Unknown when it does not say
	zone     *time.Location // of time
	listed   bool           // there may be many values
	open     bool           // there may be none, and the line asks something of it
}

// A source is where a line's value comes from.
type source uint8

const (
	argument source = iota
	target
	weekday
	hour
)

// truth is what the condition comes to for one call. grants says how a list is
// asked: every element, or some.
func (c *condition) truth(r *Request, grants bool) Truth {
	t := True
	for i := range c.lines {
		if t = t.and(c.lines[i].truth(r, grants)); t == False {
			return False
		}
	}
	return t
}

func (l *line) truth(r *Request, grants bool) Truth {
	v := l.value(r)
	if _, none := v.(missing); none && l.orAbsent != Unknown {
		return l.orAbsent
	}
	t := True
	for i := range l.tests {
		t = t.and(l.tests[i].truth(v, grants))
	}
	return t
}

var weekdays = []any{"sun", "mon", "tue", "wed", "thu", "fri", "sat"}

func (l *line) value(r *Request) any {
	switch l.from {
	case argument:
		if r.Args == nil {
			return missing{}
		}
		return find(r.Args, l.path)
	case target:
		if r.Target == nil {
			return unfit{} // not fetched, which is not the same as without the field
		}
		return find(r.Target, l.path)
	case weekday:
		return weekdays[r.Now.In(l.zone).Weekday()]
	}
	return int64(r.Now.In(l.zone).Hour())
}

// reads are the fields of the target that the condition looks at.
func (c *condition) reads() []string {
	var fields []string
	for _, l := range c.lines {
		if l.from == target {
			fields = append(fields, l.path[0])
		}
	}
	return fields
}

// sortLines brings the lines into one order, whatever that of the file is.
func sortLines(lines []line) {
	slices.SortFunc(lines, func(a, b line) int { return strings.Compare(a.key, b.key) })
}
