package sandbox

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// unsearchable are members that a search term cannot name.
var unsearchable = []string{"changes", "useragent", "system_timestamp"}

// readTerm reads search_term: exactly one of and, or, not, over a list of
// conditions.
func readTerm(in object) (func(object) bool, string) {
	if in["search_term"] == nil {
		return func(object) bool { return true }, ""
	}
	term, isObject := in["search_term"].(object)
	if !isObject || len(term) != 1 {
		return nil, "search_term takes exactly one of and, or, not"
	}
	for word, v := range term {
		entries, isList := v.([]any)
		if !isList {
			entries = []any{v}
		}
		var all []func(object) bool
		for _, entry := range entries {
			test, bad := condition(entry)
			if bad != "" {
				return nil, bad
			}
			all = append(all, test)
		}
		return joined(word, all)
	}
	return nil, ""
}

func joined(word string, all []func(object) bool) (func(object) bool, string) {
	switch word {
	case "and":
		return func(e object) bool {
			return !slices.ContainsFunc(all, func(test func(object) bool) bool { return !test(e) })
		}, ""
	case "or":
		return func(e object) bool {
			return slices.ContainsFunc(all, func(test func(object) bool) bool { return test(e) })
		}, ""
	case "not":
		return func(e object) bool {
			return !slices.ContainsFunc(all, func(test func(object) bool) bool { return test(e) })
		}, ""
	}
	return nil, fmt.Sprintf("search_term takes exactly one of and, or, not, and not %q", word)
}

// condition reads {name: value}, in which a list stands for any of its values,
// or {"field": name, "operator": word, "value": value}.
func condition(v any) (func(object) bool, string) {
	entry, isObject := v.(object)
	if !isObject || len(entry) == 0 {
		return nil, "search_term holds a condition that is no object"
	}
	if name, long := entry["field"].(string); long && entry["operator"] != nil {
		return comparison(name, plain(entry["operator"]), entry["value"])
	}
	var all []func(object) bool
	for _, name := range slices.Sorted(maps.Keys(entry)) {
		test, bad := comparison(name, "in", entry[name])
		if bad != "" {
			return nil, bad
		}
		all = append(all, test)
	}
	return joined("and", all)
}

func comparison(name, operator string, value any) (func(object) bool, string) {
	head, _, _ := strings.Cut(name, ".")
	if slices.Contains(unsearchable, head) {
		return nil, fmt.Sprintf("search_term cannot search %s", name)
	}
	terms := []string{plain(value)}
	if list, isList := value.([]any); isList {
		terms = terms[:0]
		for _, v := range list {
			terms = append(terms, plain(v))
		}
	}
	if len(terms) == 0 {
		return nil, fmt.Sprintf("search_term gives %s no value", name)
	}
	test, negated := searchOperator(operator, terms)
	if test == nil {
		return nil, fmt.Sprintf("search_term has the unknown operator %q: there are eq, ne, contains, startsWith, endsWith, in, not_in, lt, gt, lte, gte, before, after", operator)
	}
	return func(e object) bool { return slices.ContainsFunc(valuesAt(e, name), test) != negated }, ""
}

// searchOperator is how a value is held against the terms. The negated ones
// hold for an event that lacks the member.
func searchOperator(operator string, terms []string) (test func(any) bool, negated bool) {
	isOne := func(v any) bool { return slices.Contains(terms, plain(v)) }
	first := terms[0]
	switch operator {
	case "eq", "in":
		return isOne, false
	case "ne", "not_in":
		return isOne, true
	case "contains":
		return func(v any) bool { return strings.Contains(plain(v), first) }, false
	case "startsWith":
		return func(v any) bool { return strings.HasPrefix(plain(v), first) }, false
	case "endsWith":
		return func(v any) bool { return strings.HasSuffix(plain(v), first) }, false
	case "lt", "before":
		return func(v any) bool { return against(v, first) < 0 }, false
	case "gt", "after":
		return func(v any) bool { return against(v, first) > 0 }, false
	case "lte":
		return func(v any) bool { return against(v, first) <= 0 }, false
	case "gte":
		return func(v any) bool { return against(v, first) >= 0 }, false
	}
	return nil, false
}
