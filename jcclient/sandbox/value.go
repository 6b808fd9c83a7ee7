package sandbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
)

// at is a member by its dotted name.
func at(o object, path string) any {
	if v, ok := o[path]; ok {
		return v
	}
	head, rest, dotted := strings.Cut(path, ".")
	inner, ok := o[head].(object)
	if !dotted || !ok {
		return nil
	}
	return at(inner, rest)
}

// valuesAt are the values under a dotted name: of a list all its elements, or
// the members of all its elements. Nothing stands for a member that is not
// there; null is a value.
func valuesAt(v any, path string) []any {
	if list, ok := v.([]any); ok {
		var all []any
		for _, inner := range list {
			all = append(all, valuesAt(inner, path)...)
		}
		return all
	}
	if path == "" {
		return []any{v}
	}
	o, ok := v.(object)
	if !ok {
		return nil
	}
	if v, has := o[path]; has {
		return valuesAt(v, "")
	}
	head, rest, dotted := strings.Cut(path, ".")
	if inner, has := o[head]; has && dotted {
		return valuesAt(inner, rest)
	}
	return nil
}

// compare orders numbers as numbers, and everything else as text.
func compare(a, b any) int {
	x, isNumber := numeric(a)
	y, bothAre := numeric(b)
	if isNumber && bothAre {
		return cmp.Compare(x, y)
	}
	return strings.Compare(plain(a), plain(b))
}

// against orders a value and the term of a filter: dates are compared as text.
func against(v any, term string) int {
	if _, isNumber := numeric(v); isNumber {
		return compare(v, json.Number(term))
	}
	return strings.Compare(plain(v), term)
}

func numeric(v any) (float64, bool) {
	switch v := v.(type) {
	case int:
		return float64(v), true
	case int64:
		return float64(v), true
	case float64:
		return v, true
	case json.Number:
		f, err := strconv.ParseFloat(v.String(), 64)
		return f, err == nil
	}
	return 0, false
}

func plain(v any) string {
	switch v := v.(type) {
	case nil:
		return ""
	case string:
		return v
	}
	return fmt.Sprint(v)
}
