package policy

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
	_ "time/tzdata" // a zone means the same on every machine

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// Which matchers a key takes.
var (
	onElements = []string{"eq", "in", "not_in", "glob", "prefix", "min", "max"}
	onValues   = append(slices.Clone(onElements), "present", "absent", "max_items", "each", "any", "or_absent")
	onTime     = map[source][]string{weekday: {"eq", "in", "not_in", "zone"}, hour: {"eq", "in", "not_in", "min", "max", "zone"}}
)

// when reads a rule's condition, and checks it against the arguments of all
// tools that the rule is about.
func (r *reader) when(rule fileRule, kind string, n *yaml.Node) *condition {
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		r.wrong(n, "when takes arguments, each with what is asked of it, such as {op: {eq: add}}")
		return nil
	}
	c := &condition{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if key := n.Content[i]; later[key.Value] != "" && key.Value == "cel" {
			r.wrong(key, "%q is not supported yet (%s): take it out; nothing that it should restrict would be restricted", key.Value, later[key.Value])
		} else if l, ok := r.line(rule, kind, key, n.Content[i+1]); ok {
			c.lines = append(c.lines, l)
		}
	}
	sortLines(c.lines)
	c.asksTarget = len(c.reads()) > 0
	return c
}

func (r *reader) line(rule fileRule, kind string, key, n *yaml.Node) (line, bool) {
	l := line{key: key.Value, zone: time.UTC}
	about, ok := r.subject(rule, key, &l)
	if !ok {
		return l, false
	}
	known := onValues
	if onTime[l.from] != nil {
		known = onTime[l.from]
	}
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		r.wrong(n, "%s takes matchers, such as {eq: …}: there are %s", key.Value, strings.Join(known, ", "))
		return l, false
	}
	before := r.wrongs
	r.keys(n, key.Value, known, func(name, value *yaml.Node) {
		switch name.Value {
		case "zone":
			l.zone = r.zone(value)
		case "or_absent":
			l.orAbsent = truthOf(r.boolean(value))
		default:
			if m, ok := r.matcher(about, name, value); ok {
				l.tests = append(l.tests, m)
			}
		}
	})
	if len(l.tests) == 0 && r.wrongs == before {
		r.wrong(n, "%s asks nothing of the value: beside or_absent and zone stands at least one matcher", key.Value)
	}
	slices.SortFunc(l.tests, func(a, b matcher) int { return strings.Compare(a.name, b.name) })
	r.noSense(n, l.tests)
	asks := slices.ContainsFunc(l.tests, func(m matcher) bool { return m.name == "present" || m.name == "absent" })
	l.listed, l.open = about.listed, !asks && (len(about.lacking) > 0 || about.open != "" && l.from == argument)
	if kind != "allow" && l.open && l.orAbsent == Unknown {
		r.warnOpen(key, rule.name, kind, about)
	}
	return l, true
}

// A subject is what a line is about: what is known of the values it can meet.
type subject struct {
	key     string
	kind    Kind
	kindIn  string   // a tool in which it is of that kind
	words   []string // all that it can be
	listed  bool     // in some tool
	scalar  string   // a tool in which it is no list
	secret  bool
	bounds  [2]int64 // of an hour
	lacking []string // tools that have no such value
	open    string   // a tool in which it may be left out
}

// subject finds what a key is about in the tools of a rule.
func (r *reader) subject(rule fileRule, key *yaml.Node, l *line) (subject, bool) {
	s := subject{key: key.Value}
	l.path = strings.Split(key.Value, ".")
	switch {
	case key.Value == "time.weekday":
		l.from, s.kind = weekday, Text
		for _, day := range weekdays {
			s.words = append(s.words, day.(string))
		}
		return s, true
	case key.Value == "time.hour":
		l.from, s.kind, s.bounds = hour, Integer, [2]int64{0, 23}
		return s, true
	case l.path[0] == "time" && len(l.path) > 1:
		r.wrong(key, "there is no %.60q: there are time.weekday and time.hour", key.Value)
		return s, false
	case l.path[0] == "target" && len(l.path) > 1:
		l.from, l.path = target, l.path[1:]
	}
	found := false
	for _, t := range r.tools {
		if !rule.applies[t.Name] {
			continue
		}
		in := t.Args
		if l.from == target {
			in = t.Target
		}
		at, ok := leaf{}, false
		if in != nil {
			at, ok = in.at(l.path)
		}
		if !ok {
			s.lacking = append(s.lacking, t.Name)
			continue
		}
		if found && !s.agrees(at) {
			r.wrong(key, "%s is %s in %s and %s in %s: write a rule for each", key.Value, s.kind, s.kindIn, at.Kind, t.Name)
			return s, false
		}
		s.add(at, t.Name, !found)
		found = true
	}
	if !found {
		r.wrong(key, "%s", r.unknownSubject(rule, key.Value, l))
	}
	return s, found
}

// agrees says whether one line can be about both: ids are texts too.
func (s *subject) agrees(at leaf) bool {
	textual := func(k Kind) bool { return k == Text || k == ID }
	return s.kind == at.Kind || s.kind == Any || at.Kind == Any || textual(s.kind) && textual(at.Kind)
}

func (s *subject) add(at leaf, tool string, first bool) {
	switch {
	case first || s.kind == Any:
		s.kind, s.kindIn, s.words = at.Kind, tool, at.Words
	case at.Kind == Any:
	case s.kind != at.Kind || s.words == nil || at.Words == nil:
		s.kind, s.words = at.Kind, nil
		if s.kind == ID {
			s.kind = Text
		}
	default:
		for _, w := range at.Words {
			if !slices.Contains(s.words, w) {
				s.words = append(slices.Clone(s.words), w)
			}
		}
	}
	s.listed = s.listed || at.listed
	if !at.listed && at.Kind != Any {
		s.scalar = tool
	}
	s.secret = s.secret || at.secret
	if at.optional {
		s.open = tool
	}
}

func (r *reader) unknownSubject(rule fileRule, key string, l *line) string {
	var known, within []string
	for _, t := range r.tools {
		in, prefix := t.Args, ""
		if l.from == target {
			in, prefix = t.Target, "target."
		}
		if rule.applies[t.Name] {
			members, inner := in.names()
			for _, name := range members {
				known = append(known, prefix+name)
			}
			for _, name := range inner {
				within = append(within, prefix+name)
			}
		}
	}
	text := "no tool of this rule has an argument " + quote(key)
	if l.from == target {
		text = "the objects that the tools of this rule are about have no field " + quote(strings.Join(l.path, "."))
	}
	if len(known) == 0 && l.from == target {
		return "the tools of this rule are about no object that can be read: target. stands for none"
	}
	if len(known) == 0 {
		return text + ": they take none"
	}
	if near := strict.Nearest(key, append(within, known...)); near != "" {
		return text + ": did you mean " + quote(near) + "?"
	}
	slices.Sort(known)
	return text + ": there are " + strings.Join(slices.Compact(known), ", ")
}

// noSense refuses a line that nothing can meet.
func (r *reader) noSense(n *yaml.Node, tests []matcher) {
	var least, most any
	for _, m := range tests {
		switch m.name {
		case "min":
			least = m.values[0]
		case "max":
			most = m.values[0]
		}
	}
	if order, ok := order(least, most); ok && order > 0 {
		r.wrong(n, "min is above max: nothing is between them")
	}
}

func (r *reader) zone(n *yaml.Node) *time.Location {
	zone, err := time.LoadLocation(n.Value)
	if err != nil || n.Kind != yaml.ScalarNode || n.Value == "" || n.Value == "Local" {
		r.wrong(n, "unknown zone %+.60q: it takes a name such as Europe/Berlin or UTC", n.Value)
		return time.UTC
	}
	return zone
}

// warnOpen warns of a deny or a require that fires on whatever leaves its
// argument out.
func (r *reader) warnOpen(at *yaml.Node, rule, kind string, s subject) {
	does := map[string]string{"deny": "denies", "require": "narrows"}[kind]
	call := "a call of " + s.open + " that leaves it out"
	if len(s.lacking) > 0 {
		call = "every call of " + s.lacking[0] + ", which has none"
	}
	r.warn(at, time.Time{}, fmt.Sprintf("%s reads %s, and %s %s: or_absent beside it says what it is worth then", rule, s.key, does, call))
}
