package tools

import (
	"slices"
	"sync"
)

// watchers are those who want to know when what a caller sees has changed.
type watchers struct {
	mu  sync.Mutex
	all map[*watcher]bool
}

type watcher struct {
	who   Caller
	names []string // that it was last known to see
	told  func()
}

// OnListChange calls told whenever the caller sees other tools than before,
// until stop is called. told must not wait, nor call the gate.
func (g *Gate) OnListChange(who Caller, told func()) (stop func()) {
	w := &watcher{who: who, told: told}
	_, w.names, _ = g.visible(g.Policy(), who, g.now())
	g.watchers.mu.Lock()
	defer g.watchers.mu.Unlock()
	if g.watchers.all == nil {
		g.watchers.all = map[*watcher]bool{}
	}
	g.watchers.all[w] = true
	return func() {
		g.watchers.mu.Lock()
		defer g.watchers.mu.Unlock()
		delete(g.watchers.all, w)
	}
}

// TellLists tells every watcher whose list has changed. Time changes lists too,
// so a server calls it again and again.
func (g *Gate) TellLists() {
	g.watchers.mu.Lock()
	defer g.watchers.mu.Unlock()
	for w := range g.watchers.all {
		_, names, _ := g.visible(g.Policy(), w.who, g.now())
		if !slices.Equal(names, w.names) {
			w.names = names
			w.told()
		}
	}
}
