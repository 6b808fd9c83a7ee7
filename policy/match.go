package policy

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// matcher reads one matcher, and checks that it fits the values it will meet.
func (r *reader) matcher(s subject, name, n *yaml.Node) (matcher, bool) {
	m := matcher{name: name.Value}
	before := r.wrongs
	switch {
	case m.name == "present" || m.name == "absent":
		m.values = []any{r.boolean(n)}
		return m, true
	case s.secret:
		r.wrong(name, "%s is a secret: a condition can ask only whether it is there (present, absent)", s.key)
		return m, false
	case m.name == "max_items" || m.name == "each" || m.name == "any":
		if s.scalar != "" || !s.listed && s.kind != Any {
			r.wrong(name, "%s is for lists, and %s is %s%s", m.name, s.key, s.kind, inTool(s.scalar))
			return m, false
		}
		m.readList(r, s, n)
	case !fits(m.name, s.kind):
		r.wrong(name, "%s does not fit %s, which is %s%s: %s", m.name, s.key, s.kind, inTool(s.kindIn), onlyFits(s.kind))
	case m.name == "in" || m.name == "not_in":
		m.values = r.operands(s, name, n)
	case m.name == "glob" || m.name == "prefix":
		m.values = []any{r.pattern(m.name, n)}
	default:
		m.values = []any{r.operand(s, n)}
		if text, ok := m.values[0].(string); ok && m.name != "eq" {
			r.wrong(n, "%s takes a number or a time with its zone, not %s", m.name, quote(text))
		}
	}
	return m, r.wrongs == before
}

func inTool(tool string) string {
	if tool == "" {
		return ""
	}
	return " in " + tool
}

// readList reads what is asked of a list as a whole, or of its elements.
func (m *matcher) readList(r *reader, s subject, n *yaml.Node) {
	if m.name == "max_items" {
		most, _ := r.operand(subject{key: "max_items", kind: Integer, bounds: [2]int64{0, math.MaxInt32}}, n).(int64)
		m.values = []any{most}
		return
	}
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		r.wrong(n, "%s takes matchers of its own, such as {eq: …}", m.name)
		return
	}
	r.keys(n, m.name, onElements, func(name, value *yaml.Node) {
		if one, ok := r.matcher(s, name, value); ok {
			m.inner = append(m.inner, one)
		}
	})
	slices.SortFunc(m.inner, func(a, b matcher) int { return cmp.Compare(a.name, b.name) })
	r.noSense(n, m.inner)
}

// fits says whether a matcher of one value can be asked of a kind.
func fits(name string, kind Kind) bool {
	switch kind {
	case Any:
		return true
	case Object:
		return false
	}
	switch name {
	case "glob", "prefix":
		return kind == Text || kind == ID
	case "min", "max":
		return kind == Integer || kind == Number || kind == Time
	}
	return true
}

func onlyFits(kind Kind) string {
	var names []string
	for _, name := range onElements {
		if fits(name, kind) {
			names = append(names, name)
		}
	}
	return "it takes " + strings.Join(append(names, "present", "absent"), ", ")
}

func (r *reader) operands(s subject, name, n *yaml.Node) []any {
	var values []any
	for _, item := range r.list(n, name.Value) {
		values = append(values, r.operand(s, item))
	}
	if n.Kind == yaml.SequenceNode && len(values) == 0 {
		r.wrong(n, "%s takes at least one value", name.Value)
	}
	slices.SortFunc(values, func(a, b any) int { return cmp.Compare(spoken(a), spoken(b)) })
	return slices.CompactFunc(values, func(a, b any) bool { return spoken(a) == spoken(b) })
}

var (
	wholeForm  = regexp.MustCompile(`^-?(0|[1-9][0-9]*)$`)
	numberForm = regexp.MustCompile(`^-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?$`)
)

// operand reads a value to compare with, of the kind that the line is about.
func (r *reader) operand(s subject, n *yaml.Node) any {
	if n.Kind != yaml.ScalarNode {
		r.wrong(n, "%s is compared with one value", s.key)
		return nil
	}
	plain := n.Style&quoted == 0
	switch s.kind {
	case Boolean:
		if !bare(n, "true") && !bare(n, "false") {
			r.wrong(n, "%s is true or false, not %+.60q", s.key, n.Value)
		}
		return n.Value == "true"
	case Integer, Number:
		v, ok := number(n.Value)
		if _, whole := v.(int64); !ok || !plain || s.kind == Integer && !whole {
			r.wrong(n, "%s is %s, and this is not one: %s", s.key, s.kind, written(n))
			return nil
		}
		if low, high := s.bounds[0], s.bounds[1]; high > 0 && (v.(int64) < low || v.(int64) > high) {
			r.wrong(n, "%s is from %d to %d", s.key, low, high)
		}
		return v
	case Time:
		at, err := time.Parse(time.RFC3339Nano, n.Value)
		if err != nil || !timeForm.MatchString(n.Value) {
			r.wrong(n, "%s is a time with its zone, such as 2027-06-30T00:00:00Z, and this is not one: %s", s.key, written(n))
		}
		return at
	case ID:
		if !orgForm.MatchString(n.Value) || n.Value == "" {
			r.wrong(n, "%s is an id (24 digits of 0-9 a-f), also where a call gives a name: %s", s.key, written(n))
		}
		return n.Value
	case Any:
		return r.untyped(n)
	}
	if s.words != nil && !slices.Contains(s.words, n.Value) {
		r.wrong(n, "%s is never %s%s", s.key, written(n), meant(n.Value, s.words))
	}
	if s.words == nil && plain && n.Tag != "!!str" {
		r.wrong(n, "%s is a text: put %s in quotes", s.key, written(n))
	}
	return r.text(n)
}

// untyped reads a value whose kind nobody knows, as YAML writes it.
func (r *reader) untyped(n *yaml.Node) any {
	if n.Style&quoted == 0 {
		if v, ok := number(n.Value); ok {
			return v
		}
		switch {
		case bare(n, "true"), bare(n, "false"):
			return n.Value == "true"
		case timeForm.MatchString(n.Value):
			if at, err := time.Parse(time.RFC3339Nano, n.Value); err == nil {
				return at
			}
		}
		if n.Tag != "!!str" {
			r.wrong(n, "a text that could be read otherwise: put %s in quotes", written(n))
		}
	}
	return r.text(n)
}

func number(text string) (any, bool) {
	if wholeForm.MatchString(text) {
		v, err := strconv.ParseInt(text, 10, 64)
		return v, err == nil
	}
	v, err := strconv.ParseFloat(text, 64)
	return v, err == nil && numberForm.MatchString(text)
}

// pattern reads a glob or a prefix. A ? or a bracket stands for nothing but
// itself in a glob, and who writes one means something else.
func (r *reader) pattern(name string, n *yaml.Node) string {
	switch {
	case n.Kind != yaml.ScalarNode || n.Value == "":
		r.wrong(n, "%s takes a text that is not empty", name)
	case n.Style&quoted == 0 && n.Tag != "!!str":
		r.wrong(n, "%s takes a text: put %s in quotes", name, written(n))
	case name == "glob" && strings.ContainsAny(n.Value, "?["):
		r.wrong(n, "a glob knows * alone, for any characters: ? and [ would stand for themselves")
	}
	return r.text(n)
}

// order compares two values of the file.
func order(a, b any) (int, bool) {
	if at, ok := a.(time.Time); ok {
		other, ok := b.(time.Time)
		return at.Compare(other), ok
	}
	return compare(a, b)
}

func written(n *yaml.Node) string {
	if n.Kind != yaml.ScalarNode {
		return "a list or a mapping"
	}
	return quote(n.Value)
}

// quote is a text in quotes, cut short where it is long.
func quote(text string) string {
	if utf8.RuneCountInString(text) > 60 {
		text = string([]rune(text)[:60]) + "…"
	}
	if strings.ContainsFunc(text, strict.Hidden) {
		return fmt.Sprintf("%+q", text)
	}
	return `"` + text + `"`
}
