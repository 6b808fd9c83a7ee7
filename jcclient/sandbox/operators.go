package sandbox

import (
	"slices"
	"strings"
)

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
