package main

import (
	"sync"
	"time"
)

// policyState is how the policy in force came to be, for probes.
type policyState struct {
	mu      sync.Mutex
	loaded  time.Time
	refused bool // what the file holds now is not in force
}

// isLoaded says that another policy is in force from now on.
func (s *policyState) isLoaded(now time.Time) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.loaded, s.refused = now, false
}

// isRefused says whether what the file holds could not be put in force.
func (s *policyState) isRefused(refused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.refused = refused
}

func (s *policyState) now() (loaded time.Time, refused bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.loaded, s.refused
}
