package jcclient

import (
	"math"
	"time"

	"golang.org/x/time/rate"
)

// An Exchange is one attempt of a request, as whoever observes a client sees it:
// nothing of what was asked or answered.
type Exchange struct {
	Route  Route
	Status int       // 0: there was no answer
	At     time.Time // when it began
	Took   time.Duration
}

// Traffic is how busy the way to JumpCloud is, for a client and all its siblings.
type Traffic struct {
	UnderWay  int           // requests
	Waiting   int           // requests for their turn
	Allowed   int           // requests under way that are allowed now
	Pace      float64       // requests a second that are allowed now; +Inf when nothing paces them
	CoolDown  time.Duration // how long JumpCloud still wants to be left alone; 0 when it does not
	CoolDowns int           // that there have been
}

// Traffic is how busy the way to JumpCloud is now.
func (c *Client) Traffic() Traffic {
	l := c.lane
	l.mu.Lock()
	defer l.mu.Unlock()
	t := Traffic{UnderWay: l.inFlight, Waiting: l.queue.waiting, Allowed: l.allowed(), Pace: math.Inf(1), CoolDown: max(0, time.Until(l.until)), CoolDowns: l.coolDowns}
	if pace := l.pace.Limit(); pace != rate.Inf {
		t.Pace = float64(pace)
	}
	return t
}
