package transport

// Load is how much the endpoint has on its hands: requests of agents under way,
// streams and connections that are open.
func (h *HTTP) Load() (requests, streams, connections int) {
	h.crowd.mu.Lock()
	connections = len(h.crowd.open)
	h.crowd.mu.Unlock()
	return h.share.total(), h.streams.total(), connections
}

// total is how many are inside.
func (s *share) total() (n int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, under := range s.under {
		n += under
	}
	return n
}
