package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

// What device groups and policies are bound to.
var (
	deviceGroupTargets = []string{"command", "policy", "policy_group", "radius_server", "user", "user_group"}
	policyTargets      = []string{"system", "system_group", "user", "user_group"}
)

// changeEdge adds, removes or updates one edge from the object of the path to
// one of the types. It answers without a body.
func (s *Server) changeEdge(k kind, from string, types ...string) handler {
	known := shape{"op": oneOf("add", "remove", "update"), "type": oneOf(types...), "id": text, "attributes": orNull(openOf(nil))}
	return func(r *http.Request, in object) *answer {
		o, missing := s.find(r, k)
		if missing != nil {
			return missing
		}
		given, bad := known.read(in, "op", "type", "id")
		if bad != nil {
			return bad.v2()
		}
		near, far := end{from, o.id()}, end{given.text("type"), given.text("id")}
		if !isID(far.id) {
			return fail2(http.StatusBadRequest, "invalidId", "id is not 24 hexadecimal digits")
		}
		if s.store.objectAt(far) == nil {
			if s.faults().has("unknown-member-400") {
				return fail2(http.StatusBadRequest, "invalidId", "id is not the id of a %s", far.kind)
			}
			return fail2(http.StatusNotFound, "", "not found")
		}
		e := directed(near, far)
		e.attributes = given["attributes"]
		return s.applyEdge(given.text("op"), e)
	}
}

// downhill is which kinds edges lead from, and to which: always to one that
// stands behind. An edge is the same from whichever end it is changed.
var downhill = []string{"application", "radius_server", "policy", "command", "system_group", "user_group", "system", "user"}

func directed(a, b end) edge {
	if slices.Index(downhill, a.kind) > slices.Index(downhill, b.kind) {
		return edge{from: b, to: a}
	}
	return edge{from: a, to: b}
}

// applyEdge refuses to add what is there, and to touch what is not.
func (s *Server) applyEdge(op string, e edge) *answer {
	i := s.store.edge(e.from, e.to)
	n, isMate := s.store.mate(e.from, e.to)
	owned := i < 0 && s.store.owns(e)
	there := i >= 0 || isMate || owned
	if (op == "add") != there {
		s.byHand(op, e)
	}
	switch {
	case (op == "add") == there && op != "update" && s.faults().has("repeat-204"):
		return noContent()
	case op == "add" && there:
		return fail2(http.StatusConflict, "alreadyExists", "Already Exists")
	case op != "add" && !there:
		return fail2(http.StatusNotFound, "", "not found")
	case owned && op == "remove":
		device := s.store.objectAt(e.from).copy()
		device["primarySystemUser"] = object{"id": nil}
		s.store.put(systems, device)
	case owned:
		s.store.edges = append(s.store.edges, e)
	case isMate:
		s.store.leave(e.from.id, n)
		if op == "update" {
			s.store.edges = append(s.store.edges, e)
		}
	case op == "add":
		s.store.edges = append(s.store.edges, e)
	case op == "remove":
		s.store.edges = slices.Delete(s.store.edges, i, i+1)
	default:
		s.store.edges[i].attributes = e.attributes
	}
	s.associated(op, e)
	return noContent()
}

// listMembers lists the direct members of a group.
func (s *Server) listMembers(k kind, from, member string) handler {
	return func(r *http.Request, _ object) *answer {
		o, missing := s.findEnd(r, k)
		if missing != nil {
			return missing
		}
		return s.connections(r, end{from, o.id()}, []string{member})
	}
}

// listAssociations lists what an object is bound to directly. JumpCloud wants
// to be told which types are asked for.
func (s *Server) listAssociations(k kind, from string, types ...string) handler {
	return func(r *http.Request, _ object) *answer {
		o, missing := s.findEnd(r, k)
		if missing != nil {
			return missing
		}
		targets := words2(strings.Join(r.URL.Query()["targets"], ","))
		if len(targets) == 0 {
			return fail2(http.StatusBadRequest, "nullTargets", "targets is missing: it takes %s", strings.Join(types, ", "))
		}
		for _, target := range targets {
			if !slices.Contains(types, target) {
				return fail2(http.StatusBadRequest, "invalidTargets", "targets takes %s", strings.Join(types, ", "))
			}
		}
		return s.connections(r, end{from, o.id()}, targets)
	}
}

func (s *Server) connections(r *http.Request, from end, types []string) *answer {
	p, bad := s.readPage(r)
	if bad != "" {
		return fail2(http.StatusBadRequest, "INVALID_ARGUMENT", "%s", bad)
	}
	var edges []edge
	for _, e := range s.seen.edges {
		switch {
		case e.from == from && slices.Contains(types, e.to.kind):
			edges = append(edges, e)
		case e.to == from && slices.Contains(types, e.from.kind):
			edges = append(edges, edge{from: from, to: e.from, attributes: e.attributes})
		}
	}
	for _, word := range types {
		for _, e := range s.seen.owning(from, graphKinds[word]) {
			if s.seen.edge(directed(e.from, e.to).from, directed(e.from, e.to).to) < 0 {
				edges = append(edges, e)
			}
		}
	}
	rows := []object{}
	for _, e := range cut(edges, p) {
		rows = append(rows, s.seen.connection(e))
	}
	crew := s.seen.crew(from.id)
	for n := range crew.from(max(0, p.skip-len(edges))) {
		if len(rows) == p.limit {
			break
		}
		rows = append(rows, s.seen.connection(s.seen.hand(from, n)))
	}
	return s.page2(r, p, rows, len(edges)+crew.count())
}

// connection is an edge as the graph shows it: without the end that the path
// of the request names. A group shows what it gives its members.
func (s *store) connection(e edge) object {
	var attributes any
	if strings.HasSuffix(e.to.kind, "_group") {
		attributes = s.objectAt(e.to)["attributes"]
	}
	return object{
		"to":         object{"id": e.to.id, "type": e.to.kind, "attributes": attributes},
		"attributes": e.attributes,
	}
}

// findEnd is the object that a list of edges begins at.
func (s *Server) findEnd(r *http.Request, k kind) (object, *answer) {
	o, missing := s.find(r, k)
	if missing != nil && s.faults().has("empty-for-unknown") {
		missing = s.page2(r, page{limit: 10}, []object{}, 0)
	}
	return o, missing
}
