package sandbox

import (
	"iter"
	"slices"
)

// Ways are how objects are reached: those that stand as edges, and through a
// group's crew those that do not.
type ways struct {
	store *store
	from  end
	known map[string][][]edge // by the id of who is reached
	leads [][]edge            // each ends at a group through whose crew a crowd comes
	crowd bits
}

// ways are all from an object to those of a kind, the shortest first.
func (s *store) ways(from end, to kind, through ...kind) ways {
	w := ways{store: s, from: from, known: map[string][][]edge{}}
	leads := [][]edge{nil}
	for _, group := range through {
		for _, lead := range leads {
			for _, e := range s.edgesAt(tip(from, lead), group) {
				leads = append(leads, follow(lead, e))
			}
		}
	}
	for _, lead := range leads {
		at := tip(from, lead)
		for _, e := range s.edgesAt(at, to) {
			w.lead(follow(lead, e))
		}
		if f := s.flocks[at.id]; f != nil && f.kind == to {
			w.leads = append(w.leads, lead)
			w.crowd = w.crowd.or(s.crew(at.id))
		}
	}
	return w
}

// tip is where a way from an object ends.
func tip(from end, way []edge) end {
	if len(way) == 0 {
		return from
	}
	return way[len(way)-1].to
}

// follow is a way that goes on.
func follow(way []edge, e edge) []edge { return append(way[:len(way):len(way)], e) }

// edgesAt are the edges between an object and those of a kind, whichever end it
// is, as seen from the object. Who is of a group's crew is found from the
// member's end alone: a crew can be large.
func (s *store) edgesAt(at end, to kind) []edge {
	var some []edge
	other := graphType(to)
	for _, e := range s.edges {
		switch {
		case e.from == at && e.to.kind == other:
			some = append(some, e)
		case e.to == at && e.from.kind == other:
			some = append(some, edge{from: at, to: e.from, attributes: e.attributes})
		}
	}
	if to == userGroups || to == systemGroups {
		for _, id := range s.order[to] {
			if _, is := s.mate(end{other, id}, at); is {
				some = append(some, edge{from: at, to: end{other, id}})
			}
		}
	}
	return append(some, s.owning(at, to)...)
}

// owning are the edges between a device and whom it belongs to.
func (s *store) owning(at end, to kind) []edge {
	var some []edge
	switch {
	case at.kind == "user" && to == systems:
		for r := range s.among(systems, "primarySystemUser.id", at.id) {
			if r.value("primarySystemUser.id") == at.id {
				some = append(some, edge{from: at, to: end{"system", plain(r.value("_id"))}})
			}
		}
	case at.kind == "system" && to == users:
		if id := plain(s.objectAt(at).value("primarySystemUser.id")); s.get(users, id) != nil {
			some = append(some, edge{from: at, to: end{"user", id}})
		}
	}
	return some
}

// owns says whether an edge is one of those.
func (s *store) owns(e edge) bool {
	return e.from.kind == "system" && e.to.kind == "user" && s.get(users, e.to.id) != nil && s.objectAt(e.from).value("primarySystemUser.id") == e.to.id
}

// lead adds a way, to the object at its end.
func (w *ways) lead(way []edge) {
	id := way[len(way)-1].to.id
	w.known[id] = append(w.known[id], way)
}

// to are all ways to an object.
func (w *ways) to(id string) [][]edge {
	all := w.known[id]
	for _, lead := range w.leads {
		group := tip(w.from, lead)
		if n, is := w.store.mate(group, end{memberKinds[w.store.flocks[group.id].kind], id}); is {
			all = append(all[:len(all):len(all)], follow(lead, w.store.hand(group, n)))
		}
	}
	return all
}

// ends are the ids of the objects of a kind that are reached, the oldest
// first: how many, and those after the first skip.
func (w *ways) ends(k kind) (total int, from func(skip int) iter.Seq[string]) {
	reached := func(ids []string) []string {
		return slices.DeleteFunc(slices.Clone(ids), func(id string) bool { return len(w.known[id]) == 0 })
	}
	ahead, behind := reached(w.store.order[k][:w.store.ahead[k]]), reached(w.store.order[k][w.store.ahead[k]:])
	crowd := w.crowd
	for id := range w.known {
		if n, is := w.store.inCrowd(k, id); is {
			crowd = crowd.with(n)
		}
	}
	size := crowd.count()
	return len(ahead) + size + len(behind), func(skip int) iter.Seq[string] {
		return func(yield func(string) bool) {
			more := true
			give := func(id string) { more = more && yield(id) }
			for _, id := range ahead[min(skip, len(ahead)):] {
				give(id)
			}
			for n := range crowd.from(max(0, skip-len(ahead))) {
				if !more {
					return
				}
				give(w.store.crowds[k].id(n))
			}
			for _, id := range behind[min(max(0, skip-len(ahead)-size), len(behind)):] {
				give(id)
			}
		}
	}
}
