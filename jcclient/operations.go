package jcclient

import (
	"cmp"
	"maps"
	"slices"
)

// declared are the operations of this package, by route.
var declared = map[string]Operation{}

// Operations are all operations that there are, ordered by path and method.
func Operations() []Operation {
	return slices.SortedFunc(maps.Values(declared), func(a, b Operation) int {
		return cmp.Or(cmp.Compare(a.Route().Template, b.Route().Template), cmp.Compare(a.Route().Method, b.Route().Method))
	})
}

// declare makes an operation one of this package's.
func declare[O Operation](op O) O {
	if _, twice := declared[op.Route().String()]; !twice {
		declared[op.Route().String()] = op
	}
	return op
}
