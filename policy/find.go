package policy

// What a path can lead to beside a value. Nothing is missing that could not be
// looked for: beneath a text there are no members, and nobody can say that
// they were left out.
type (
	missing struct{} // nothing stands there
	unfit   struct{} // it cannot be looked for
	spread  []any    // one value for each element of the lists on the way
)

// find follows a path into a value that was decoded from JSON.
func find(v any, path []string) any {
	for i, name := range path {
		switch in := v.(type) {
		case map[string]any:
			next, ok := in[name]
			if !ok {
				return missing{}
			}
			v = next
		case []any:
			return findInEach(in, path[i:])
		case nil:
			return missing{}
		default:
			return unfit{}
		}
	}
	return v
}

func findInEach(items []any, path []string) spread {
	found := make(spread, 0, len(items))
	for _, item := range items {
		v := find(item, path)
		switch inner, ok := listOf(v); {
		case !ok:
			found = append(found, v)
		case len(inner) == 0: // of an empty list nothing is known
			found = append(found, unfit{})
		default:
			found = append(found, inner...)
		}
	}
	return found
}

// listOf is the elements of a list.
func listOf(v any) ([]any, bool) {
	switch v := v.(type) {
	case []any:
		return v, true
	case spread:
		return v, true
	}
	return nil, false
}

// Unreadable is a value that is there and that no matcher sees, such as a
// secret: all but present and absent are Unknown of it.
type Unreadable struct{}
