package sandbox

import (
	"net/http"
	"time"
)

// A past is the directory as it was before a write, and until when reads see
// it: after a change JumpCloud may show the old state for a while.
type past struct {
	store *store
	until time.Time
}

// look chooses the directory that a request sees. Writes see it as it is.
func (s *Server) look(r *http.Request) *store {
	if !isRead(r) {
		return s.store
	}
	now := s.now()
	for _, p := range s.past {
		if p.until.After(now) {
			return p.store
		}
	}
	return s.store
}

// remember keeps the directory as it is before a write; nil when nobody lags.
func (s *Server) remember(r *http.Request) *store {
	if s.faults().waits["lag"] <= 0 || isRead(r) {
		return nil
	}
	return s.store.clone()
}

// outdate makes the directory before a write a past.
func (s *Server) outdate(before *store) {
	if before == nil {
		return
	}
	now := s.now()
	for len(s.past) > 0 && !s.past[0].until.After(now) {
		s.past = s.past[1:]
	}
	s.past = append(s.past, past{before, now.Add(s.faults().waits["lag"])})
}
