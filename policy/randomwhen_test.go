package policy

import (
	"slices"
	"strings"
	"time"
)

var (
	someIDs   = []any{"5f0c1b2a3d4e5f6071829304", "5f0c1b2a3d4e5f6071829305", "000000000000000000000001"}
	someTexts = []any{"", "a", "ab", "abc", "svc-a", "b*", "5"}
	someInts  = []any{int64(-1), int64(0), int64(5), int64(20)}
	someFloat = []any{int64(5), 1.5, 5.5, int64(20)}
	someDates = []any{day, day.Add(time.Hour), day.Add(-time.Hour)}
	someZones = []string{"", "UTC", "Europe/Berlin", "America/New_York"}
)

// when makes a condition that a rule about these tools can have.
func (d dice) when(about []string) []draftLine {
	var keys []string
	for _, key := range everyKeySorted {
		if slices.ContainsFunc(everyKey[key], func(tool string) bool { return slices.Contains(about, tool) }) {
			keys = append(keys, key)
		}
	}
	d.Shuffle(len(keys), func(i, j int) { keys[i], keys[j] = keys[j], keys[i] })
	var lines []draftLine
	for _, key := range keys[:1+d.IntN(2)] {
		lines = append(lines, d.line(key))
	}
	return lines
}

func (d dice) line(key string) draftLine {
	l := draftLine{key: key}
	about, _ := shapeOfKey(key)
	names := []string{"present", "absent"}
	switch {
	case strings.HasPrefix(key, "time."):
		names = onTime[map[string]source{"time.weekday": weekday, "time.hour": hour}[key]]
		names = slices.DeleteFunc(slices.Clone(names), func(name string) bool { return name == "zone" })
		l.zone = oneOf(d, someZones)
	case about.secret:
	default:
		for _, name := range onElements {
			if fits(name, about.Kind) {
				names = append(names, name, name)
			}
		}
		if about.listed || about.Kind == Any {
			names = append(names, "max_items")
			if about.Kind != Object {
				names = append(names, "each", "any")
			}
		}
	}
	for range 1 + d.IntN(2)*d.IntN(2) {
		m := draftMatcher{name: oneOf(d, names)}
		if slices.ContainsFunc(l.tests, func(other draftMatcher) bool {
			return other.name == m.name || other.name+m.name == "minmax" || m.name+other.name == "minmax"
		}) {
			continue
		}
		m.value = d.operand(m.name, about, key)
		l.tests = append(l.tests, m)
	}
	if d.IntN(3) == 0 && !strings.HasPrefix(key, "time.") {
		l.orAbsent = oneOf(d, []string{"true", "false"})
	}
	return l
}

func (d dice) operand(name string, about leaf, key string) any {
	switch name {
	case "present", "absent":
		return d.IntN(2) == 0
	case "max_items":
		return int64(d.IntN(3))
	case "each", "any":
		var names []string
		for _, inner := range onElements {
			if fits(inner, about.Kind) {
				names = append(names, inner)
			}
		}
		inner := oneOf(d, names)
		return []draftMatcher{{inner, d.operand(inner, about, key)}}
	case "glob":
		return oneOf(d, []any{"*", "a*", "*b", "*-*", "abc", "5f0c*04"})
	case "prefix":
		return oneOf(d, []any{"a", "svc-", "5f0c"})
	case "in", "not_in":
		values := []any{oneOf(d, poolOf(about, key)), oneOf(d, poolOf(about, key))}
		return values[:1+d.IntN(2)]
	case "min", "max":
		if about.Kind == Any {
			return oneOf(d, someFloat)
		}
	}
	return oneOf(d, poolOf(about, key))
}

// poolOf are values that fit a shape, in a policy.
func poolOf(about leaf, key string) []any {
	switch {
	case key == "time.hour":
		return []any{int64(0), int64(1), int64(12), int64(23)}
	case about.Words != nil:
		var all []any
		for _, w := range about.Words {
			all = append(all, w)
		}
		return all
	}
	switch about.Kind {
	case Text:
		return someTexts
	case ID:
		return someIDs
	case Boolean:
		return []any{true, false}
	case Integer:
		return someInts
	case Number:
		return someFloat
	case Time:
		return someDates
	}
	return slices.Concat(someTexts, someInts, []any{true, false})
}

// membersOf are the names of a shape's members, in order.
var membersOf = map[*Shape][]string{}

// values are arguments or a target: mostly what the shape says, now and then
// what it does not, since a policy is safe whatever it is asked.
func (d dice) values(s *Shape) map[string]any {
	v := map[string]any{}
	names, known := membersOf[s]
	if !known && s != nil {
		names, _ = s.names()
		membersOf[s] = names
	}
	for _, name := range names {
		member := s.Members[name]
		if !member.Optional || d.IntN(2) == 0 {
			v[name] = d.value(member, name)
		}
	}
	return v
}

func (d dice) value(s *Shape, key string) any {
	switch d.IntN(15) {
	case 0:
		return nil
	case 1:
		return oneOf(d, []any{"x", int64(7), 1.5, true, []any{}, []any{nil}, []any{"a", int64(5)}, map[string]any{}, map[string]any{"deep": "a", "name": int64(1)}})
	}
	switch s.Kind {
	case Object:
		return d.values(s)
	case List:
		items := []any{}
		for range d.IntN(3) {
			items = append(items, d.value(s.Element, key))
		}
		return items
	case Any:
		return oneOf(d, []any{"a", "abc", int64(5), true, []any{"a", "b"}, []any{}, map[string]any{"deep": "a"}, map[string]any{"deep": []any{"ab", int64(5)}}, map[string]any{}})
	}
	v := oneOf(d, poolOf(leaf{Shape: s}, key))
	if at, ok := v.(time.Time); ok {
		return at.Format(time.RFC3339Nano)
	}
	return v
}

// requests ask of one tool with several arguments and targets, and with none.
func (d dice) requests(agent string, tool Tool, now time.Time) []Request {
	all := []Request{{Agent: agent, Tool: tool.Name, Now: now}}
	for range 3 {
		r := Request{Agent: agent, Tool: tool.Name, Now: now, Args: d.values(tool.Args)}
		if tool.Target != nil && d.IntN(3) > 0 {
			r.Target = d.values(tool.Target)
		}
		all = append(all, r)
	}
	return all
}
