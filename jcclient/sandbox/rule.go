package sandbox

import (
	"maps"
	"slices"
	"time"
)

// A dynamic group takes back what is changed by hand in its members: JumpCloud
// accepts the change, and its rule undoes it a while later. That the rule
// leaves no event is a guess.

// usualTick is how long a rule takes beyond the lag of reads.
const usualTick = time.Second

// A handmade change is what was before somebody changed a member of a dynamic
// group, and when the rule puts it back.
type handmade struct {
	was   edge
	isNew bool // it was not there
	at    time.Time
}

// byHand notes how an edge stands before it is changed. Of several changes the
// first counts.
func (s *Server) byHand(op string, e edge) {
	group := s.store.objectAt(e.from)
	pair := [2]end{e.from, e.to}
	if _, noted := s.store.handmade[pair]; noted || op == "update" || group["membershipMethod"] != "DYNAMIC_AUTOMATED" {
		return
	}
	h := handmade{was: edge{from: e.from, to: e.to}, isNew: op == "add", at: s.now().Add(s.undoAfter())}
	if i := s.store.edge(e.from, e.to); i >= 0 {
		h.was = s.store.edges[i]
	}
	s.store.handmade = maps.Clone(s.store.handmade)
	if s.store.handmade == nil {
		s.store.handmade = map[[2]end]handmade{}
	}
	s.store.handmade[pair] = h
}

func (s *Server) undoAfter() time.Duration {
	if wait, said := s.faults().waits["undo"]; said {
		return wait
	}
	return s.faults().waits["lag"] + usualTick
}

// tick lets the rules put back what is due, and brings the changes of people's
// states for which the time has come.
func (s *Server) tick() {
	now := s.now()
	due := func(_ [2]end, h handmade) bool { return !h.at.After(now) }
	left := maps.Clone(s.store.handmade)
	for pair, h := range s.store.handmade {
		if due(pair, h) {
			s.store.putBack(h)
		}
	}
	maps.DeleteFunc(left, due)
	s.store.handmade = left
	s.changeStates(now)
}

func (s *store) putBack(h handmade) {
	i := s.edge(h.was.from, h.was.to)
	switch {
	case h.isNew && i >= 0:
		s.edges = slices.Delete(s.edges, i, i+1)
	case !h.isNew && i < 0 && s.objectAt(h.was.from) != nil && s.objectAt(h.was.to) != nil:
		s.edges = append(s.edges, h.was)
	}
}
