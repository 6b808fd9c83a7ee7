package policy

import (
	"slices"
	"strings"
)

// exactly is a condition with all of its values, in the policy's words: two
// conditions that are written alike, but for order and repetition, and no
// others, are the same text. English names some values and counts the others.
func (c *condition) exactly() string {
	var lines []string
	for i := range c.lines {
		lines = append(lines, c.lines[i].exactly())
	}
	return strings.Join(lines, " and ")
}

func (l *line) exactly() string {
	text := spoken(l.key) + ": " + exactTests(l.tests)
	if l.zone != nil && (l.from == weekday || l.from == hour) {
		text += " in " + l.zone.String()
	}
	switch l.orAbsent {
	case True:
		text += " or absent"
	case False:
		text += " and not absent"
	}
	return text
}

func exactTests(tests []matcher) string {
	var all []string
	for i := range tests {
		all = append(all, tests[i].exactly())
	}
	slices.Sort(all)
	return "{" + strings.Join(slices.Compact(all), ", ") + "}"
}

func (m *matcher) exactly() string {
	switch m.name {
	case "present", "absent":
		if (m.name == "present") == m.values[0].(bool) {
			return "present"
		}
		return "absent"
	case "each", "any":
		return m.name + " " + exactTests(m.inner)
	}
	name := m.name
	if name == "eq" {
		name = "in" // of one
	}
	var values []string
	for _, v := range m.values {
		values = append(values, spoken(v))
	}
	slices.Sort(values)
	return name + " [" + strings.Join(slices.Compact(values), ", ") + "]"
}
