package policy

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// english is a condition as half a sentence: when an allow grants, or a deny
// denies.
func (c *condition) english(grants bool) string {
	if c == nil {
		return ""
	}
	var lines []string
	for _, l := range c.lines {
		text, several := l.english(grants)
		if several && len(c.lines) > 1 {
			text = "(" + text + ")"
		}
		lines = append(lines, text)
	}
	if grants {
		return "only when " + strings.Join(lines, " and ")
	}
	return "when " + strings.Join(lines, " and ")
}

// english says too that a deny fires where there is no value: who reads it
// does not think of that by himself.
func (l *line) english(grants bool) (text string, several bool) {
	subject, place := l.key, ""
	switch l.from {
	case weekday:
		subject, place = "the weekday", " ("+l.zone.String()+")"
	case hour:
		subject, place = "the hour", " ("+l.zone.String()+")"
	}
	var parts []string
	for i := range l.tests {
		parts = append(parts, l.tests[i].english(subject, l.listed, grants))
	}
	text = strings.Join(parts, " and ") + place
	if l.orAbsent == True || l.orAbsent == Unknown && l.open && !grants {
		return text + " or is left out", true
	}
	return text, len(parts) > 1
}

// english is one matcher. Of a list it says which elements it is about.
func (m *matcher) english(subject string, listed, grants bool) string {
	switch m.name {
	case "present", "absent":
		if (m.name == "present") == m.values[0].(bool) {
			return subject + " is there"
		}
		return subject + " is left out"
	case "max_items":
		return fmt.Sprintf("%s has at most %d items", subject, m.values[0])
	case "each", "any":
		var parts []string
		for i := range m.inner {
			parts = append(parts, m.inner[i].predicate())
		}
		return quantity(m.name == "each") + subject + " " + strings.Join(parts, " and ")
	}
	if listed {
		subject = quantity(grants) + subject
	}
	return subject + " " + m.predicate()
}

func quantity(every bool) string {
	if every {
		return "each of "
	}
	return "any of "
}

func (m *matcher) predicate() string {
	switch m.name {
	case "eq":
		return "is " + spoken(m.values[0])
	case "in":
		return "is " + choice(m.values, "one of ", " or ")
	case "not_in":
		return "is not " + choice(m.values, "one of ", " or ")
	case "glob":
		return "fits " + spoken(m.values[0])
	case "prefix":
		return "begins with " + spoken(m.values[0])
	case "min":
		return "is at least " + spoken(m.values[0])
	}
	return "is at most " + spoken(m.values[0])
}

// choice names three values at most: more are a number, and ids always are.
func choice(values []any, counted, last string) string {
	if len(values) == 1 {
		return spoken(values[0])
	}
	text, isText := values[0].(string)
	if len(values) > 3 || isText && orgForm.MatchString(text) && text != "" {
		return counted + strconv.Itoa(len(values))
	}
	var words []string
	for _, v := range values {
		words = append(words, spoken(v))
	}
	return strings.Join(words[:len(words)-1], ", ") + last + words[len(words)-1]
}

// spoken is a value as a sentence has it: a text in quotes where it could be
// taken for something else. No two values are spoken alike.
func spoken(v any) string {
	switch v := v.(type) {
	case string:
		if plainWord(v) || orgForm.MatchString(v) && v != "" {
			return v
		}
		return fmt.Sprintf("%q", v)
	case time.Time:
		return v.Format(time.RFC3339Nano)
	}
	return fmt.Sprint(v)
}

func plainWord(text string) bool {
	for _, r := range text {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '_' && r != '-' {
			return false
		}
	}
	digit := text != "" && text[0] >= '0' && text[0] <= '9'
	return text != "" && !digit && text[0] != '-' && text != "true" && text != "false" && len(text) <= 40
}
