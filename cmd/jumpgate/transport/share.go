package transport

import "sync"

// A share bounds how many requests one agent has under way. Connections with
// requests on them are never closed: without it, one agent's would be all.
type share struct {
	most int

	mu    sync.Mutex
	under map[string]int // by agent
}

// enter is false when the agent has as many as it may. Who entered has to leave.
func (s *share) enter(agent string) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.under[agent] >= s.most {
		return false
	}
	if s.under == nil {
		s.under = map[string]int{}
	}
	s.under[agent]++
	return true
}

func (s *share) leave(agent string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.under[agent]--; s.under[agent] == 0 {
		delete(s.under, agent)
	}
}
