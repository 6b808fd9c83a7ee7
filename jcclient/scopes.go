package jcclient

import (
	"cmp"
	"slices"
	"strings"
)

// Scopes are those that JumpCloud publishes with the operation: whoever calls
// it holds a role, which is a list of scopes, and one of these suffices. That
// one does is how the lists read (users beside users.readonly); JumpCloud does
// not say it, nor that it looks at nothing else. Empty when none is published.
func (r Route) Scopes() []string { return strings.Fields(scopes[r.String()]) }

// scopes are as published (x-scopes), by route, as the declarations say them.
var scopes = map[string]string{}

// LeastScopes are what a role must hold to make all of these requests, and
// nothing more: the narrowest of each, unless one that another request needs
// is enough. What offers the fewest comes first, since it has the least choice.
func LeastScopes(routes []Route) []string {
	var least []string
	held := func(scope string) bool { return slices.Contains(least, scope) }
	all := make([][]string, len(routes))
	for i, r := range routes {
		all[i] = r.usable()
	}
	slices.SortStableFunc(all, func(a, b []string) int { return cmp.Compare(len(a), len(b)) })
	for _, offered := range all {
		if len(offered) > 0 && !slices.ContainsFunc(offered, held) {
			least = append(least, slices.MinFunc(offered, narrower))
		}
	}
	slices.Sort(least)
	return least
}

// usable are a route's scopes that a role of ours could hold: .self is a
// device's right to itself, .legacy that of old command runners.
func (r Route) usable() []string {
	return slices.DeleteFunc(r.Scopes(), func(scope string) bool {
		return strings.HasSuffix(scope, ".self") || strings.HasSuffix(scope, ".legacy")
	})
}

// narrower orders scopes by what they allow: users.properties.update is a part
// of users.properties, and that a part of users; of equals, what only reads
// comes first.
func narrower(a, b string) int {
	wide := func(scope string) int {
		if strings.HasSuffix(scope, ".readonly") {
			return 0
		}
		return 1
	}
	return cmp.Or(
		cmp.Compare(strings.Count(b, "."), strings.Count(a, ".")),
		cmp.Compare(wide(a), wide(b)),
		cmp.Compare(a, b),
	)
}
