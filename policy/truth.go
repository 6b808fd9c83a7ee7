package policy

// A Truth is what a condition, or a part of it, comes to. The zero Truth is
// Unknown: it lets no allow fire, and every deny.
type Truth uint8

const (
	Unknown Truth = iota
	False
	True
)

func (t Truth) String() string { return [...]string{"unknown", "false", "true"}[t] }

func truthOf(b bool) Truth {
	if b {
		return True
	}
	return False
}

// and is Kleene's: what is False somewhere is False, whatever else is unknown.
func (t Truth) and(u Truth) Truth {
	switch {
	case t == False || u == False:
		return False
	case t == True && u == True:
		return True
	}
	return Unknown
}

func (t Truth) not() Truth { return [...]Truth{Unknown, True, False}[t] }

func (t Truth) or(u Truth) Truth { return t.not().and(u.not()).not() }

// all holds for a list when it holds for every element, some when it holds for
// one. Of an empty list neither is known: a condition about elements was met
// by none, and broken by none.
func all(items []any, test func(any) Truth) Truth {
	t := True
	for _, item := range items {
		t = t.and(test(item))
	}
	if len(items) == 0 {
		return Unknown
	}
	return t
}

func some(items []any, test func(any) Truth) Truth {
	return all(items, func(item any) Truth { return test(item).not() }).not()
}
