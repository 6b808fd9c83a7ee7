package audit

import (
	"fmt"
	"strings"
)

// listServed is about what an agent saw that asks nothing of JumpCloud: a list of
// what there is for it, or one resource or prompt out of them.
func listServed(r Record) string {
	what := ""
	if r.What != nil {
		what = clip(r.What.Served, 80)
	}
	if name, ok := strings.CutPrefix(what, "prompt "); ok {
		return servedOne(r, "took up the prompt "+name, "was not given the prompt "+name)
	}
	if strings.Contains(what, ":") {
		return servedOne(r, "read "+what, "was not shown "+what)
	}
	if argument, ok := strings.CutPrefix(what, "values of "); ok {
		return servedValues(r, argument)
	}
	one := "tool"
	if what != "" {
		one = strings.TrimSuffix(what, "s")
	}
	return servedList(r, one)
}

func servedOne(r Record, did, didNot string) string {
	if decided(r).Effect == "deny" {
		return who(r) + " " + didNot + "; denied" + under(r) + quotedReason(decided(r))
	}
	return who(r) + " " + did + "."
}

func servedList(r Record, one string) string {
	if r.Outcome == nil || r.Outcome.Items == nil {
		return who(r) + " was shown its " + one + "s."
	}
	switch n := *r.Outcome.Items; n {
	case 0:
		if d := decided(r); d.Effect == "deny" {
			return who(r) + " was shown no " + one + "s; denied" + under(r) + quotedReason(d)
		}
		return who(r) + " was shown no " + one + "s: the policy grants it none."
	case 1:
		return who(r) + " was shown its 1 " + one + "."
	default:
		return fmt.Sprintf("%s was shown its %d %ss.", who(r), n, one)
	}
}

// servedValues is about what the argument of a prompt can be.
func servedValues(r Record, argument string) string {
	n := 0
	if r.Outcome != nil && r.Outcome.Items != nil {
		n = *r.Outcome.Items
	}
	switch n {
	case 0:
		return who(r) + " was offered no values for " + argument + "."
	case 1:
		return who(r) + " was offered 1 value for " + argument + "."
	}
	return fmt.Sprintf("%s was offered %d values for %s.", who(r), n, argument)
}
