package policy

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"
)

// Lines tells changes in English, one a line, marked + for what is gained and -
// for what is lost. Tools of which the same is to be said share a line.
func Lines(changes []Change) []string {
	var lines []string
	for _, group := range grouped(changes) {
		mark := "- "
		if group[0].Gained() {
			mark = "+ "
		}
		words := sentence(group, len(group))
		if cases := group[0].Cases; cases != [2]string{} {
			words += ": " + cases[1] + "; before: " + cases[0]
		}
		if requires := group[0].Requires; requires != [2]string{} {
			words += ": " + cmp.Or(requires[1], "nothing") + "; before: " + cmp.Or(requires[0], "nothing")
		}
		lines = append(lines, mark+words)
	}
	return lines
}

// Summary tells changes in about that many bytes of one line, gains before
// losses, and says how many it leaves out.
func Summary(changes []Change, most int) string {
	if len(changes) == 0 {
		return "no agent gains or loses anything"
	}
	groups := grouped(changes)
	slices.SortStableFunc(groups, gainsFirst)
	var told []string
	length := 0
	for i, group := range groups {
		words := sentence(group, 4)
		if length += len(words) + len("; "); length > most && i > 0 {
			told = append(told, fmt.Sprintf("and %d more such changes", len(groups)-i))
			break
		}
		told = append(told, words)
	}
	return strings.Join(told, "; ")
}

func gainsFirst(a, b []*Change) int {
	switch aGains, bGains := a[0].Gained(), b[0].Gained(); {
	case aGains == bGains:
		return 0
	case aGains:
		return -1
	}
	return 1
}

// grouped brings together what differs in the tool alone, in the order of the
// first of each. The changes of one agent stand together.
func grouped(changes []Change) [][]*Change {
	var groups [][]*Change
	place := map[Change]int{}
	for i := range changes {
		c := &changes[i]
		if i > 0 && changes[i-1].Agent != c.Agent {
			clear(place)
		}
		alike := *c
		alike.Tool = ""
		at, ok := place[alike]
		if !ok || c.Tool == "" { // which is like no other
			at = len(groups)
			place[alike] = at
			groups = append(groups, nil)
		}
		groups[at] = append(groups[at], c)
	}
	return groups
}

// sentence is one group in words, with the names of no more tools than most.
func sentence(group []*Change, most int) string {
	c := group[0]
	what := "be known by " + c.Proof
	if c.Tool != "" {
		var names []string
		for _, one := range group[:min(most, len(group))] {
			names = append(names, one.Tool)
		}
		what = "call " + strings.Join(names, ", ")
		if more := len(group) - len(names); more > 0 {
			what += fmt.Sprintf(" and %d more", more)
		}
	}
	words := c.Agent
	switch {
	case c.Orgs[0] != c.Orgs[1]:
		return words + " acts in " + organization(c.Orgs[1]) + ", no longer in " + organization(c.Orgs[0])
	case c.Requires != [2]string{} && c.more:
		return words + " can " + what + " with less, or something else, required of it"
	case c.Requires != [2]string{}:
		return words + " can " + what + " with more required of it"
	case c.Cases != [2]string{}:
		return words + " can " + what + " in other cases than before"
	case c.Is.IsZero():
		words += " can no longer " + what
	case c.Was.IsZero():
		words += " can " + what + end(c.Is, "")
	case c.Gained():
		words += " can " + what + end(c.Is, " without end") + ", no longer only" + end(c.Was, "")
	default:
		words += " can " + what + " only" + end(c.Is, "") + ", no longer" + end(c.Was, " without end")
	}
	if c.Why != "" {
		words += " (" + c.Why + ")"
	}
	return words
}

func end(until time.Time, none string) string {
	if until == forever {
		return none
	}
	return " until " + until.UTC().Format(time.RFC3339)
}

func organization(id string) string {
	if id == "" {
		return "the server's own organization"
	}
	return "organization " + id
}
