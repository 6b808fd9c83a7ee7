package sandbox

import (
	"net/http"
	"reflect"
	"slices"
)

// traverseUsers lists everyone who reaches an application, with every way
// there is: bound directly, or through a group that is bound.
func (s *Server) traverseUsers(r *http.Request, _ object) *answer {
	o, missing := s.findEnd(r, applications)
	if missing != nil {
		return missing
	}
	from := end{"application", o.id()}
	w := ways{store: s.seen, known: map[string][][]edge{}, groups: s.seen.edgesFrom(from, "user_group")}
	for _, e := range s.seen.edgesFrom(from, "user") {
		w.lead([]edge{e})
	}
	for _, toGroup := range w.groups {
		for _, toUser := range s.seen.edgesFrom(toGroup.to, "user") {
			w.lead([]edge{toGroup, toUser})
		}
		w.crowd = w.crowd.or(s.seen.crew(toGroup.to.id))
	}
	return s.reached(r, "user", users, w)
}

// traverseGroups lists the user groups that are bound to an application.
func (s *Server) traverseGroups(r *http.Request, _ object) *answer {
	o, missing := s.findEnd(r, applications)
	if missing != nil {
		return missing
	}
	w := ways{store: s.seen, known: map[string][][]edge{}}
	for _, e := range s.seen.edgesFrom(end{"application", o.id()}, "user_group") {
		w.lead([]edge{e})
	}
	return s.reached(r, "user_group", userGroups, w)
}

// memberOf lists the groups that an object is in.
func (s *Server) memberOf(k, groups kind, groupType string) handler {
	return func(r *http.Request, _ object) *answer {
		o, missing := s.findEnd(r, k)
		if missing != nil {
			return missing
		}
		member := end{memberKinds[k], o.id()}
		w := ways{store: s.seen, known: map[string][][]edge{}}
		for _, group := range s.seen.all(groups) {
			from := end{groupType, group.id()}
			if i := s.seen.edge(from, member); i >= 0 {
				w.lead([]edge{{from: member, to: from, attributes: s.seen.edges[i].attributes}})
			} else if _, is := s.seen.mate(from, member); is {
				w.lead([]edge{{from: member, to: from}})
			}
		}
		return s.reached(r, groupType, groups, w)
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
