package policy

import (
	"maps"
	"slices"
)

// A Kind is what sort of value an argument takes. The zero Kind is Any: it can
// be anything, and so can what stands in it.
type Kind uint8

const (
	Any Kind = iota
	Text
	ID // 24 digits of 0-9 a-f
	Boolean
	Integer
	Number
	Time // RFC 3339
	Object
	List
)

var kindNames = [...]string{"anything", "a text", "an id", "true or false", "a whole number", "a number", "a time", "an object", "a list"}

func (k Kind) String() string { return kindNames[k] }

// A Shape is what values an argument takes, or a member of an object has: what
// a condition is checked against when it is loaded.
type Shape struct {
	Kind     Kind
	Words    []string          // all that a Text can be; nil when that is not known
	Members  map[string]*Shape // of an Object
	Element  *Shape            // of a List
	Optional bool              // a call may be without it
	Secret   bool              // no condition sees it, only whether it is there
	Kept     bool              // an answer always tells it, one way or another
	Open     bool              // of an answer: it has members that nobody has published
}

// A leaf is what a path leads to.
type leaf struct {
	*Shape
	listed   bool // it is a list, or a list stands on the way: there may be many
	spread   bool // a list stands on the way
	optional bool // it, or what it stands in, may be left out
	secret   bool
}

// at follows a path. Where a list stands on the way, the path leads on from
// each of its elements.
func (s *Shape) at(path []string) (leaf, bool) {
	l := leaf{Shape: s}
	for _, name := range path {
		for l.Kind == List {
			l.listed, l.spread, l.Shape = true, true, l.inside()
		}
		if l.Kind != Any {
			next := l.Members[name]
			if next == nil {
				return leaf{}, false
			}
			l.Shape = next
		}
		l.optional = l.optional || l.Optional || l.Kind == Any
		l.secret = l.secret || l.Secret
	}
	for l.Kind == List {
		l.listed, l.Shape = true, l.inside()
	}
	l.secret = l.secret || l.Secret
	return l, true
}

var anything = &Shape{}

func (l leaf) inside() *Shape {
	if l.Element == nil {
		return anything
	}
	return l.Element
}

// names are the members of an object, and what stands in them, as paths.
func (s *Shape) names() (members, within []string) {
	if s == nil {
		return nil, nil
	}
	members = slices.Sorted(maps.Keys(s.Members))
	for _, name := range members {
		in := leaf{Shape: s.Members[name]}
		for in.Kind == List {
			in.Shape = in.inside()
		}
		for inner := range in.Members {
			within = append(within, name+"."+inner)
		}
	}
	slices.Sort(within)
	return members, within
}
