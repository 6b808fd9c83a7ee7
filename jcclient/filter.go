package jcclient

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"
)

// fieldName is what the name of a field looks like, in fields, sorts and filters.
var fieldName = regexp.MustCompile(`^[A-Za-z0-9_.@-]+$`)

// A grammar is how one API writes a filter. JumpCloud does not define what
// happens to an operator that it does not know, or to one with a $ too few.
type grammar struct {
	operators []string
	example   string
}

var grammars = map[API]grammar{
	V1: {[]string{"$eq", "$ne", "$in", "$nin", "$lt", "$lte", "$gt", "$gte", "$sw"}, "department:$eq:Sales"},
	V2: {[]string{"eq", "ne", "gt", "ge", "lt", "le", "between", "search", "in"}, "name:eq:Sales"},
}

// checkWords checks fields, sorts and filters before they are sent.
func checkWords(api API, name string, v reflect.Value) error {
	words, ok := v.Interface().(Words)
	if !ok {
		return nil
	}
	if name == "filter" {
		for _, f := range words.filters(api) {
			if !grammars[api].allows(f) {
				return &ArgumentError{name, wrongFilter(api, f)}
			}
		}
		return nil
	}
	for _, w := range words.Split() {
		if !fieldName.MatchString(w) {
			return badArgument(name, "%.80q is no name of a field: use letters, digits and _ . @ -", w)
		}
	}
	return nil
}

func wrongFilter(api API, filter string) string {
	return fmt.Sprintf("%.80q is no filter: write name:operator:value, such as %s; operators are %s",
		filter, grammars[api].example, strings.Join(grammars[api].operators, " "))
}

func (g grammar) allows(filter string) bool {
	parts := strings.SplitN(filter, ":", 3)
	return len(parts) == 3 && fieldName.MatchString(parts[0]) && slices.Contains(g.operators, parts[1])
}

// filters are the single filters in the words. v2 sends them as one list with
// commas between them, so there a comma always begins another filter.
func (w Words) filters(api API) []string {
	if api == V2 {
		return strings.Split(strings.Join(w, ","), ",")
	}
	return w
}
