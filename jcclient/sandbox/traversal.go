package sandbox

import (
	"net/http"
	"reflect"
	"slices"
)

// traverse lists the objects of a kind that one leads to, with every way there
// is: directly, or through groups of these kinds, at most one of each, in order.
func (s *Server) traverse(from, to kind, through ...kind) handler {
	return func(r *http.Request, _ object) *answer {
		o, missing := s.findEnd(r, from)
		if missing != nil {
			return missing
		}
		return s.reached(r, graphType(to), to, s.seen.ways(end{graphType(from), o.id()}, to, through...))
	}
}

// reached shows one row per object, the oldest first, one path per way.
func (s *Server) reached(r *http.Request, graphType string, k kind, w ways) *answer {
	p, bad := s.readPage(r)
	if bad != "" {
		return fail2(http.StatusBadRequest, "INVALID_ARGUMENT", "%s", bad)
	}
	keep, bad := filters2(r.URL.Query())
	if bad != "" {
		return fail2(http.StatusBadRequest, "INVALID_ARGUMENT", "%s", bad)
	}
	total, from := w.ends(k)
	row := func(id string) object { return s.seen.withPaths(graphType, id, w.to(id)) }
	results := []object{}
	if keep.none() {
		for id := range from(p.skip) {
			if len(results) == p.limit {
				break
			}
			results = append(results, row(id))
		}
		return s.page2(r, p, results, total)
	}
	for id := range from(0) {
		if o := row(id); keep.hold(o) {
			results = append(results, o)
		}
	}
	return s.page2(r, p, cut(results, p), len(results))
}

// withPaths compiles the attributes of all edges and groups on the way.
func (s *store) withPaths(graphType, id string, ways [][]edge) object {
	var compiled any
	paths := []any{}
	for _, way := range ways {
		path := []any{}
		for _, e := range way {
			c := s.connection(e)
			path = append(path, c)
			compiled = compile(compiled, c["attributes"])
			compiled = compile(compiled, at(c, "to.attributes"))
		}
		paths = append(paths, path)
	}
	return object{"id": id, "type": graphType, "compiledAttributes": compiled, "paths": paths}
}

// compile puts attributes together: objects member by member, lists without
// doubles, and of two flags the one that gives more.
func compile(a, b any) any {
	if a == nil || b == nil {
		if b == nil {
			return a
		}
		return copied(b)
	}
	switch a := a.(type) {
	case object:
		if b, same := b.(object); same {
			for name, v := range b {
				a[name] = compile(a[name], v)
			}
			return a
		}
	case []any:
		if b, same := b.([]any); same {
			for _, v := range b {
				if !slices.ContainsFunc(a, func(w any) bool { return reflect.DeepEqual(v, w) }) {
					a = append(a, copied(v))
				}
			}
			return a
		}
	case bool:
		return a || b == true
	}
	return copied(b)
}
