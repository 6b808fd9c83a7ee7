package policy

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"time"

	"go.yaml.in/yaml/v3"
)

// A Limit is how many calls may take a token from one bucket: each token comes
// back when Per has passed, so that no stretch of that length sees more. Who
// makes the calls keeps the buckets; a policy only says which a call needs.
type Limit struct {
	Rule, Reason string
	When         string // the rule's condition in English; "" where it has none
	Calls        int
	Per          time.Duration
	By           By
}

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
	calls := "calls"
	if l.Calls == 1 {
		calls = "call"
	}
	text := fmt.Sprintf("at most %d %s ", l.Calls, calls)
	if l.By == ByTool {
		text += "of each tool "
	}
	text += spokenPer(l.Per)
	if l.By != ByAgent {
		text += " by all agents together"
	}
	return text
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

// Limits are all limits of the file, by the names of their rules.
func (p *Policy) Limits() []Limit {
	limits := map[string]Limit{}
	for _, a := range p.agents {
		for _, c := range a.cells {
			if c.rules == nil {
				continue
			}
			for _, one := range c.rules.require {
				if one.limit != nil {
					limits[one.name] = *one.limit
				}
			}
		}
	}
	var all []Limit
	for _, name := range slices.Sorted(maps.Keys(limits)) {
		all = append(all, limits[name])
	}
	return all
}

// What a limit can be: its window is read back from the record when a program
// starts, and each of its tokens is remembered.
const (
	mostCalls = 100_000
	mostPer   = 31 * oneDay
)

var spanForm = regexp.MustCompile(`^([1-9][0-9]{0,5})([mhd])$`)

// limit reads {calls: 20, per: 1h, by: agent}.
func (r *reader) limit(n *yaml.Node) *Limit {
	l := &Limit{}
	r.keys(n, "limit", []string{"calls", "per", "by"}, func(key, value *yaml.Node) {
		switch key.Value {
		case "calls":
			calls, err := strconv.Atoi(value.Value)
			if l.Calls = calls; err != nil || value.Style&quoted != 0 || !wholeForm.MatchString(value.Value) || calls < 1 || calls > mostCalls {
				r.wrong(value, "calls is a whole number from 1 to %d; a deny rule lets none through", mostCalls)
			}
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
	for _, name := range []string{"calls", "per"} {
		if n.Kind == yaml.MappingNode && !hasKey(n, name) && !hasLater(n) {
			r.wrong(n, "limit needs %s, such as {calls: 20, per: 1h}", name)
		}
	}
	return l
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
