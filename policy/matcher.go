package policy

import (
	"cmp"
	"strings"
	"time"
)

// A matcher is one test of one value: eq, in, not_in, glob, prefix, min, max,
// present, absent, max_items, each or any.
type matcher struct {
	name   string
	values []any     // what is compared with: string, bool, int64, float64 or time.Time
	inner  []matcher // of each and any
}

// truth tests what a path led to. A matcher of one value asks a list for every
// element where that grants, and for some element where it denies.
func (m *matcher) truth(v any, grants bool) Truth {
	items, isList := listOf(v)
	switch m.name {
	case "present", "absent":
		if _, ok := v.(spread); !ok {
			return m.presence(v)
		}
		return over(items, grants, m.presence)
	case "max_items":
		if !isList {
			return Unknown
		}
		return truthOf(int64(len(items)) <= m.values[0].(int64))
	case "each", "any":
		if !isList {
			return Unknown
		}
		return over(items, m.name == "each", m.within)
	}
	if isList {
		return over(items, grants, m.scalar)
	}
	return m.scalar(v)
}

func over(items []any, every bool, test func(any) Truth) Truth {
	if every {
		return all(items, test)
	}
	return some(items, test)
}

// presence is the one test that null passes, and that what is missing can.
func (m *matcher) presence(v any) Truth {
	switch v.(type) {
	case unfit, Untold:
		return Unknown
	case missing:
		return truthOf((m.name == "absent") == m.values[0].(bool))
	}
	return truthOf((m.name == "present") == m.values[0].(bool))
}

// within tests one element with all that each or any says.
func (m *matcher) within(v any) Truth {
	t := True
	for i := range m.inner {
		t = t.and(m.inner[i].scalar(v))
	}
	return t
}

// scalar tests one value; null, what is missing and what is of another kind is
// Unknown.
func (m *matcher) scalar(v any) Truth {
	switch m.name {
	case "eq", "in":
		return m.equals(v)
	case "not_in":
		return m.equals(v).not()
	case "min", "max":
		order, ok := compare(v, m.values[0])
		if !ok {
			return Unknown
		}
		return truthOf(order == 0 || (order > 0) == (m.name == "min"))
	}
	text, ok := v.(string)
	if !ok {
		return Unknown
	}
	pattern := m.values[0].(string)
	if m.name == "glob" {
		return truthOf(matches(pattern, text))
	}
	return truthOf(strings.HasPrefix(text, pattern))
}

func (m *matcher) equals(v any) Truth {
	t := False
	for _, w := range m.values {
		t = t.or(alike(v, w))
	}
	return t
}

// alike compares a value with one of the file's.
func alike(v, w any) Truth {
	switch w := w.(type) {
	case string:
		if text, ok := v.(string); ok {
			return truthOf(text == w)
		}
		return Unknown
	case bool:
		if b, ok := v.(bool); ok {
			return truthOf(b == w)
		}
		return Unknown
	}
	order, ok := compare(v, w)
	if !ok {
		return Unknown
	}
	return truthOf(order == 0)
}

// compare puts a number or a time before or behind one of the file's; ok is
// false where they cannot be compared.
func compare(v, w any) (order int, ok bool) {
	switch w := w.(type) {
	case int64:
		switch v := v.(type) {
		case int64:
			return cmp.Compare(v, w), true
		case float64:
			return cmp.Compare(v, float64(w)), true
		}
	case float64:
		switch v := v.(type) {
		case int64:
			return cmp.Compare(float64(v), w), true
		case float64:
			return cmp.Compare(v, w), true
		}
	case time.Time:
		if text, ok := v.(string); ok && timeForm.MatchString(text) {
			at, err := time.Parse(time.RFC3339Nano, text)
			return at.Compare(w), err == nil
		}
	}
	return 0, false
}
