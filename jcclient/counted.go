package jcclient

import "context"

// counted sends the requests of one operation that makes several, and counts
// them together: every attempt, and the bytes of every answer.
type counted struct {
	c        *Client
	attempts int
	bytes    int64
}

func (s *counted) send(ctx context.Context, r request) (answer, error) {
	a, err := s.c.send(ctx, r)
	s.attempts += a.attempts
	s.bytes += int64(len(a.body))
	return a, err
}
