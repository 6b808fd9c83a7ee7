package sandbox

import (
	"fmt"
	"maps"
	"net/url"
	"slices"
	"strings"
)

// The operators of v1 and v2. v1 has more of them for whoever takes an answer
// that may be a little old.
var (
	operators1      = []string{"$eq", "$in", "$ne", "$nin", "$lt", "$lte", "$gt", "$gte", "$sw"}
	operators1Loose = []string{"$sw", "$ew", "$co", "$nco"}
	operators2      = []string{"eq", "ne", "gt", "ge", "lt", "le", "between", "search", "in"}
)

// filters1 reads v1's filters: filter=f:$op:v, filter[0]=… (all must hold) and
// filter[or][0]=… (one must). What an operator without its $ does is not
// defined; here it is refused.
func filters1(q url.Values, eventually bool) (func(object) bool, string) {
	operators := operators1
	if eventually {
		operators = append(slices.Clone(operators1), operators1Loose...)
	}
	var all, some []func(object) bool
	for _, name := range slices.Sorted(maps.Keys(q)) {
		if name != "filter" && !strings.HasPrefix(name, "filter[") {
			continue
		}
		for _, text := range q[name] {
			f, bad := readFilter(text, operators)
			switch {
			case bad != "":
				return nil, "Bad Request: " + bad
			case strings.HasPrefix(name, "filter[or]"):
				some = append(some, f)
			default:
				all = append(all, f)
			}
		}
	}
	return func(o object) bool {
		holds := func(f func(object) bool) bool { return f(o) }
		fails := func(f func(object) bool) bool { return !f(o) }
		return !slices.ContainsFunc(all, fails) && (len(some) == 0 || slices.ContainsFunc(some, holds))
	}, ""
}

// filters2 reads v2's filters: a comma-separated list of f:op:v that all must
// hold.
func filters2(q url.Values) (func(object) bool, string) {
	var all []func(object) bool
	for _, text := range words2(strings.Join(q["filter"], ",")) {
		f, bad := readFilter(text, operators2)
		if bad != "" {
			return nil, bad
		}
		all = append(all, f)
	}
	return func(o object) bool {
		return !slices.ContainsFunc(all, func(f func(object) bool) bool { return !f(o) })
	}, ""
}

// readFilter reads field:operator:value. A list holds when an element does.
func readFilter(text string, operators []string) (func(object) bool, string) {
	parts := strings.SplitN(text, ":", 3)
	if len(parts) != 3 || parts[0] == "" {
		return nil, fmt.Sprintf("filter %q is not field:operator:value", text)
	}
	member, operator, terms := parts[0], parts[1], barred(parts[2])
	if !slices.Contains(operators, operator) {
		return nil, fmt.Sprintf("filter %q has an unknown operator: there are %s", text, strings.Join(operators, ", "))
	}
	positive, negated := opposites[operator]
	if !negated {
		positive = operator
	}
	test := tests(positive, terms)
	return func(o object) bool { return slices.ContainsFunc(valuesAt(o, member), test) != negated }, ""
}

// opposites hold where their positive does not, so also for an object that
// lacks the member.
var opposites = map[string]string{"$ne": "$eq", "ne": "eq", "$nin": "$in", "$nco": "$co"}

// barred splits terms at bars; \| is a bar itself.
func barred(text string) []string {
	var terms []string
	for _, part := range strings.Split(strings.ReplaceAll(text, `\|`, "\x00"), "|") {
		terms = append(terms, strings.ReplaceAll(part, "\x00", "|"))
	}
	return terms
}

// tests is what an operator asks of a value. Null is not above or below
// anything.
func tests(operator string, terms []string) func(v any) bool {
	first := terms[0]
	anyOf := func(is func(text, term string) bool) func(any) bool {
		return func(v any) bool {
			return slices.ContainsFunc(terms, func(term string) bool { return is(plain(v), term) })
		}
	}
	ordered := func(is func(order int) bool) func(any) bool {
		return func(v any) bool { return v != nil && is(against(v, first)) }
	}
	switch operator {
	case "$eq":
		return func(v any) bool { return plain(v) == first }
	case "eq":
		return func(v any) bool { return wild(plain(v), first) }
	case "$in":
		return anyOf(func(text, term string) bool { return text == term })
	case "in":
		return anyOf(wild)
	case "$sw":
		return anyOf(strings.HasPrefix)
	case "$ew":
		return anyOf(strings.HasSuffix)
	case "$co":
		return anyOf(strings.Contains)
	case "search":
		return func(v any) bool { return strings.Contains(strings.ToLower(plain(v)), strings.ToLower(first)) }
	case "$lt", "lt":
		return ordered(func(order int) bool { return order < 0 })
	case "$lte", "le":
		return ordered(func(order int) bool { return order <= 0 })
	case "$gt", "gt":
		return ordered(func(order int) bool { return order > 0 })
	case "$gte", "ge":
		return ordered(func(order int) bool { return order >= 0 })
	case "between":
		return func(v any) bool {
			return v != nil && len(terms) == 2 && against(v, first) >= 0 && against(v, terms[1]) <= 0
		}
	}
	return func(any) bool { return false }
}

// wild compares as text; * at an end stands for anything.
func wild(text, term string) bool {
	if len(term) > 1 && strings.HasSuffix(term, "*") {
		return strings.HasPrefix(text, strings.TrimSuffix(term, "*"))
	}
	if len(term) > 1 && strings.HasPrefix(term, "*") {
		return strings.HasSuffix(text, strings.TrimPrefix(term, "*"))
	}
	return text == term
}
