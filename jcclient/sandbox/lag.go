package sandbox

import (
	"net/http"
	"slices"
	"time"
)

// A past is the directory as it was before a write, and until when reads see
// it, or how many of them: after a change JumpCloud may show the old state for
// a while.
type past struct {
	store *store
	until time.Time
	reads int
}

func (p past) isShown(now time.Time) bool { return p.until.After(now) || p.reads > 0 }

// look chooses the directory that a request sees: the oldest that is still
// shown. Writes see it as it is.
func (s *Server) look(r *http.Request) *store {
	if !isRead(r) {
		return s.store
	}
	seen, now := s.store, s.now()
	for i, p := range slices.Backward(s.past) {
		if p.isShown(now) {
			seen = p.store
		}
		s.past[i].reads--
	}
	return seen
}

// remember keeps the directory as it is before a write; nil when nobody lags,
// or when the past before it is shown as long because nobody has read since.
func (s *Server) remember(r *http.Request) *store {
	lag, reads := s.lag()
	if lag <= 0 && reads <= 0 || isRead(r) {
		return nil
	}
	if n := len(s.past); n > 0 && lag <= 0 && s.past[n-1].reads == reads {
		return nil
	}
	return s.store.clone()
}

// lag is for how long, and for how many reads, a write is not seen.
func (s *Server) lag() (time.Duration, int) {
	return s.faults().waits["lag"], int(s.faults().numbers["lag-reads"])
}

// outdate makes the directory before a write a past.
func (s *Server) outdate(before *store) {
	if before == nil {
		return
	}
	now := s.now()
	s.past = slices.DeleteFunc(s.past, func(p past) bool { return !p.isShown(now) })
	lag, reads := s.lag()
	s.past = append(s.past, past{before, now.Add(lag), reads})
}
