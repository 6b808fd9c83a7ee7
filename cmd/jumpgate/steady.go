package main

import (
	"log/slog"
	"sync"
	"time"
)

// A steadyClock is the time by which tokens, certificates, grants and approvals
// end. It never goes back, so that nothing which has ended lives again when the
// machine's clock is set back: it goes on from where it was, until the machine's
// has caught up.
type steadyClock struct {
	read func() (wall time.Time, passed time.Duration) // passed goes on whatever is done to the clock on the wall
	log  *slog.Logger

	mu     sync.Mutex // guards what follows
	latest time.Time
	at     time.Duration // when that was
	behind bool          // the machine's clock is, and the log says so
}

// mostBehind is how far the machine's clock may be put back without a word.
const mostBehind = time.Minute

// newSteadyClock returns a clock that tells no time before floor, when the newest
// record of the trail was written.
func newSteadyClock(floor time.Time, log *slog.Logger) *steadyClock {
	began := time.Now()
	return steadyFrom(floor, log, func() (time.Time, time.Duration) {
		now := time.Now()
		return now.Round(0), now.Sub(began)
	})
}

func steadyFrom(floor time.Time, log *slog.Logger, read func() (time.Time, time.Duration)) *steadyClock {
	c := &steadyClock{read: read, log: log, latest: floor}
	_, c.at = read()
	c.now()
	return c
}

func (c *steadyClock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	wall, passed := c.read()
	now := c.latest.Add(passed - c.at)
	back := now.Sub(wall)
	if back <= 0 {
		now = wall
	}
	if c.behind != (back > mostBehind) {
		if c.behind = !c.behind; c.behind {
			c.log.Warn("this machine's clock stands before the time that was known: tokens, grants and approvals end by the later time until it has caught up. "+
				"Should the earlier one be right, restart the server", "clock", wall.UTC(), "known", now.UTC())
		}
	}
	c.latest, c.at = now, passed
	return now
}
