package sandbox

import (
	"sync"
	"time"
)

// A bucket allows so many requests a second; at a rate of 0 it allows all.
type bucket struct {
	rate float64

	mu     sync.Mutex
	tokens float64
	last   time.Time // the zero time while nobody has asked
}

func (b *bucket) take(now time.Time) bool {
	if b.rate <= 0 {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	full := max(1, b.rate)
	if b.tokens += now.Sub(b.last).Seconds() * b.rate; b.last.IsZero() || b.tokens > full {
		b.tokens = full
	}
	b.last = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}
