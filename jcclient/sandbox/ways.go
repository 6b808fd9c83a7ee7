package sandbox

import (
	"iter"
	"slices"
)

// Ways are how objects are reached: those that stand as edges, and through a
// group's crew those that do not.
type ways struct {
	store  *store
	known  map[string][][]edge // by the id of who is reached
	groups []edge              // through which a crowd comes
	crowd  bits
}

// lead adds a way, to the object at its end.
func (w *ways) lead(way []edge) {
	id := way[len(way)-1].to.id
	w.known[id] = append(w.known[id], way)
}

// to are all ways to an object.
func (w *ways) to(id string) [][]edge {
	all := w.known[id]
	for _, toGroup := range w.groups {
		if n, is := w.store.mate(toGroup.to, end{"user", id}); is {
			all = append(all[:len(all):len(all)], []edge{toGroup, w.store.hand(toGroup.to, n)})
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
