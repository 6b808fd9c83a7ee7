package policy

import (
	"fmt"
	"strings"
	"time"
)

// The naive evaluator's own three values, and its own conditions. Its parts
// can be broken too.
type naiveWhen struct {
	allowFires func(t string) bool
	denyFires  func(t string) bool
	and        func(a, b string) string
	every      func(grants bool) bool // whether a plain matcher asks all of a list
	empty      string                 // what is known of an empty list
	null       string                 // what null is to a matcher
	orAbsent   bool                   // whether or_absent is looked at
	unread     string                 // what a target is that was not fetched
	inclusive  bool                   // min and max
	glob       func(glob, text string) bool
	zoned      bool
}

func newNaiveWhen() naiveWhen {
	return naiveWhen{
		allowFires: func(t string) bool { return t == "yes" },
		denyFires:  func(t string) bool { return t != "no" },
		and: func(a, b string) string {
			switch {
			case a == "no" || b == "no":
				return "no"
			case a == "yes" && b == "yes":
				return "yes"
			}
			return "?"
		},
		every: func(grants bool) bool { return grants }, empty: "?", null: "?", orAbsent: true, unread: "unlooked",
		inclusive: true, glob: naiveGlob, zoned: true,
	}
}

func yes(b bool) string {
	if b {
		return "yes"
	}
	return "no"
}

func opposite(t string) string {
	return map[string]string{"yes": "no", "no": "yes", "?": "?"}[t]
}

// A place is what a path leads to: absent, unlooked, one value, or many.
type naivePlace struct {
	state  string
	value  any
	places []naivePlace
}

func naiveWalk(v any, path []string) naivePlace {
	if len(path) == 0 {
		return naivePlace{state: "one", value: v}
	}
	switch v := v.(type) {
	case map[string]any:
		if next, ok := v[path[0]]; ok {
			return naiveWalk(next, path[1:])
		}
		return naivePlace{state: "absent"}
	case []any:
		many := naivePlace{state: "many"}
		for _, item := range v {
			p := naiveWalk(item, path)
			if inner, ok := p.value.([]any); ok {
				p = naivePlace{state: "many"}
				for _, one := range inner {
					p.places = append(p.places, naivePlace{state: "one", value: one})
				}
			}
			switch {
			case p.state == "many" && len(p.places) == 0:
				many.places = append(many.places, naivePlace{state: "unlooked"})
			case p.state == "many":
				many.places = append(many.places, p.places...)
			default:
				many.places = append(many.places, p)
			}
		}
		return many
	case nil:
		return naivePlace{state: "absent"}
	}
	return naivePlace{state: "unlooked"}
}

func (n naiveWhen) holds(lines []draftLine, r Request, aboutNothing, grants bool) string {
	t := "yes"
	for _, l := range lines {
		t = n.and(t, n.line(l, r, aboutNothing, grants))
	}
	return t
}

func (n naiveWhen) line(l draftLine, r Request, aboutNothing, grants bool) string {
	path := strings.Split(l.key, ".")
	var p naivePlace
	switch {
	case path[0] == "time":
		zone := time.UTC
		if l.zone != "" && n.zoned {
			zone, _ = time.LoadLocation(l.zone)
		}
		p = naivePlace{state: "one", value: int64(r.Now.In(zone).Hour())}
		if path[1] == "weekday" {
			p.value = strings.ToLower(r.Now.In(zone).Format("Mon"))
		}
	case path[0] == "target" && aboutNothing:
		p = naivePlace{state: "absent"}
	case path[0] == "target" && r.Target == nil:
		p = naivePlace{state: n.unread}
	case path[0] == "target":
		p = naiveWalk(r.Target, path[1:])
	case r.Args == nil:
		p = naivePlace{state: "absent"}
	default:
		p = naiveWalk(r.Args, path)
	}
	if p.state == "absent" && l.orAbsent != "" && n.orAbsent {
		return yes(l.orAbsent == "true")
	}
	t := "yes"
	for _, m := range l.tests {
		t = n.and(t, n.test(m, p, grants))
	}
	return t
}

func (n naiveWhen) test(m draftMatcher, p naivePlace, grants bool) string {
	if items, ok := p.value.([]any); ok && m.name != "present" && m.name != "absent" {
		p = naivePlace{state: "many"}
		for _, item := range items {
			p.places = append(p.places, naivePlace{state: "one", value: item})
		}
	}
	switch {
	case m.name == "max_items" && p.state == "many":
		return yes(int64(len(p.places)) <= m.value.(int64))
	case m.name == "max_items":
		return "?"
	case m.name == "each" || m.name == "any":
		if p.state != "many" {
			return "?"
		}
		return n.quantify(p.places, m.name == "each", func(one naivePlace) string {
			t := "yes"
			for _, inner := range m.value.([]draftMatcher) {
				t = n.and(t, n.one(inner, one))
			}
			return t
		})
	case p.state == "many":
		return n.quantify(p.places, n.every(grants), func(one naivePlace) string { return n.one(m, one) })
	}
	return n.one(m, p)
}

func (n naiveWhen) quantify(places []naivePlace, every bool, test func(naivePlace) string) string {
	if len(places) == 0 {
		return n.empty
	}
	t := yes(every)
	for _, p := range places {
		if every {
			t = n.and(t, test(p))
		} else {
			t = opposite(n.and(opposite(t), opposite(test(p))))
		}
	}
	return t
}

func (n naiveWhen) one(m draftMatcher, p naivePlace) string {
	switch {
	case p.state == "unlooked":
		return "?"
	case m.name == "present":
		return yes((p.state == "absent") != m.value.(bool))
	case m.name == "absent":
		return yes((p.state == "absent") == m.value.(bool))
	case p.state == "absent":
		return "?"
	case p.value == nil:
		return n.null
	}
	switch m.name {
	case "eq":
		return naiveEqual(p.value, m.value)
	case "in", "not_in":
		t := "no"
		for _, w := range m.value.([]any) {
			t = opposite(n.and(opposite(t), opposite(naiveEqual(p.value, w))))
		}
		if m.name == "not_in" {
			t = opposite(t)
		}
		return t
	case "min", "max":
		v, okV := naiveNumber(p.value)
		w, okW := naiveNumber(m.value)
		switch {
		case !okV || !okW || naiveKind(p.value) != naiveKind(m.value):
			return "?"
		case v == w:
			return yes(n.inclusive)
		}
		return yes((v > w) == (m.name == "min"))
	}
	text, ok := p.value.(string)
	if !ok {
		return "?"
	}
	if m.name == "glob" {
		return yes(n.glob(m.value.(string), text))
	}
	return yes(strings.HasPrefix(text, m.value.(string)))
}

func naiveEqual(v, w any) string {
	if naiveKind(v) != naiveKind(w) {
		return "?"
	}
	a, ok := naiveNumber(v)
	b, _ := naiveNumber(w)
	if ok {
		return yes(a == b)
	}
	return yes(fmt.Sprint(v) == fmt.Sprint(w))
}

// naiveKind is what can be compared with what. The values of the small world
// are texts of times only where times are meant.
func naiveKind(v any) string {
	switch v := v.(type) {
	case int64, float64:
		return "number"
	case time.Time:
		return "time"
	case string:
		if _, err := time.Parse(time.RFC3339Nano, v); err == nil {
			return "time"
		}
		return "text"
	case bool:
		return "bool"
	}
	return "other"
}

func naiveNumber(v any) (float64, bool) {
	switch v := v.(type) {
	case int64:
		return float64(v), true
	case float64:
		return v, true
	case time.Time:
		return float64(v.Unix()), true
	case string:
		at, err := time.Parse(time.RFC3339Nano, v)
		return float64(at.Unix()), err == nil
	}
	return 0, false
}
