package policy

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// A Limit is how many tokens there are in one bucket: each that is taken comes
// back when Per has passed, so that no stretch of that length sees more. Who
// makes the calls keeps the buckets; a policy only says which a call needs.
type Limit struct {
	Rule, Reason string
	When         string // the rule's condition in English; "" where it has none
	Most         int
	Of           Unit
	Per          time.Duration
	By           By
}

// A Unit is what a limit counts.
type Unit uint8

const (
	Calls   Unit = iota // one token a call
	Objects             // one for each object that a call answers with, or is about
)

var unitNames = []string{"calls", "objects"}

func (u Unit) String() string { return unitNames[u] }

// By says which calls share a bucket.
type By uint8

const (
	ByAgent By = iota // those of one agent
	ByRule            // all that the rule is about, whoever makes them
	ByTool            // those of one tool, whoever makes them
)

var byNames = []string{"agent", "rule", "tool"}

// String is the limit in English: at most 20 calls an hour.
func (l Limit) String() string {
	counted := l.Of.String()
	if l.Most == 1 {
		counted = strings.TrimSuffix(counted, "s")
	}
	text := fmt.Sprintf("at most %d %s ", l.Most, counted)
	if l.By == ByTool {
		text += "of each tool "
	}
	text += spokenPer(l.Per)
	if l.By != ByAgent {
		text += " by all agents together"
	}
	return text
}

// holds says whether a bucket of the limit never gives what one of another would
// not: they are of one rule, and each token of the other's is one of its own.
func (l Limit) holds(other Limit) bool {
	return l.Rule == other.Rule && l.Of == other.Of && l.Most <= other.Most && l.Per >= other.Per && (l.By == other.By || l.By == ByRule)
}

const oneDay = 24 * time.Hour

func spokenPer(per time.Duration) string {
	switch per {
	case time.Minute:
		return "a minute"
	case time.Hour:
		return "an hour"
	case oneDay:
		return "a day"
	}
	return "in " + spokenSpan(per)
}

// spokenSpan is a time of whole minutes in English: 15 minutes.
func spokenSpan(span time.Duration) string {
	unit, name := time.Minute, "minute"
	switch {
	case span%oneDay == 0:
		unit, name = oneDay, "day"
	case span%time.Hour == 0:
		unit, name = time.Hour, "hour"
	}
	if span == unit {
		return "1 " + name
	}
	return fmt.Sprintf("%d %ss", span/unit, name)
}

// Limits are all limits of the file, by the names of their rules; a rule that
// limits calls and objects has one for each, in this order.
func (p *Policy) Limits() []Limit {
	limits := map[string][]Limit{}
	for _, a := range p.agents {
		for _, c := range a.cells {
			if c.rules == nil {
				continue
			}
			for _, one := range c.rules.require {
				if len(one.limits) > 0 {
					limits[one.name] = one.limits
				}
			}
		}
	}
	var all []Limit
	for _, name := range slices.Sorted(maps.Keys(limits)) {
		all = append(all, limits[name]...)
	}
	return all
}

// What a limit can be: its window is read back from the record when a program
// starts, and each of its tokens is remembered.
const (
	mostCalls   = 100_000
	mostObjects = 1_000_000
	mostPer     = 31 * oneDay
)

var spanForm = regexp.MustCompile(`^([1-9][0-9]{0,5})([mhd])$`)

// limit reads {calls: 20, objects: 500, per: 1h, by: agent}: a limit for each of
// calls and objects.
func (r *reader) limit(n *yaml.Node) []Limit {
	l := Limit{}
	var most [2]int // by unit; 0 is none
	r.keys(n, "limit", []string{"calls", "objects", "per", "by"}, func(key, value *yaml.Node) {
		switch key.Value {
		case "calls":
			most[Calls] = r.most(value, "calls", mostCalls)
		case "objects":
			most[Objects] = r.most(value, "objects", mostObjects)
		case "per":
			l.Per = r.span(value, "per", mostPer)
		case "by":
			by := slices.Index(byNames, value.Value)
			if by < 0 || value.Kind != yaml.ScalarNode {
				r.wrong(value, "by says which calls share a bucket: those of one agent, all of the rule, or those of one tool%s", meant(value.Value, byNames))
			}
			l.By = By(max(0, by))
		}
	})
	if n.Kind == yaml.MappingNode && !hasLater(n) {
		if !hasKey(n, "calls") && !hasKey(n, "objects") {
			r.wrong(n, "limit needs calls or objects, such as {calls: 20, per: 1h}")
		}
		if !hasKey(n, "per") {
			r.wrong(n, "limit needs per, such as {calls: 20, per: 1h}")
		}
	}
	var all []Limit
	for unit, number := range most {
		if number > 0 {
			l.Of, l.Most = Unit(unit), number
			all = append(all, l)
		}
	}
	return all
}

// most reads how many tokens a bucket has.
func (r *reader) most(n *yaml.Node, what string, most int) int {
	number, err := strconv.Atoi(n.Value)
	if err != nil || n.Style&quoted != 0 || !wholeForm.MatchString(n.Value) || number < 1 || number > most {
		r.wrong(n, "%s is a whole number from 1 to %d; a deny rule lets none through", what, most)
	}
	return number
}

func hasKey(n *yaml.Node, key string) bool {
	for i := 0; i+1 < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return true
		}
	}
	return false
}

// span reads a time of minutes, hours or days.
func (r *reader) span(n *yaml.Node, what string, most time.Duration) time.Duration {
	at := spanForm.FindStringSubmatch(n.Value)
	if at == nil || n.Kind != yaml.ScalarNode {
		r.wrong(n, "%s is minutes, hours or days, such as 15m, 1h or 7d, not %+.60q", what, n.Value)
		return 0
	}
	count, _ := strconv.Atoi(at[1])
	span := time.Duration(count) * map[string]time.Duration{"m": time.Minute, "h": time.Hour, "d": oneDay}[at[2]]
	if span > most {
		r.wrong(n, "%s is at most %d days", what, most/oneDay)
	}
	return span
}
