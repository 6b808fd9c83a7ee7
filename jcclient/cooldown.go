package jcclient

import (
	"math/rand/v2"
	"time"

	"golang.org/x/time/rate"
)

// JumpCloud does not publish its limit, and has not been seen to say when to
// come back. Its guidance is to wait 30, 60, 120, then 240 s. A 429 is about
// everybody who uses the key, so all requests wait, once.

// cool begins a cool-down. Requests that were under way when one began may be
// refused by the same limit: they do not begin another.
func (l *lane) cool(t turn, asked time.Duration, now time.Time) {
	if t.left.Before(l.began) {
		return
	}
	l.learn(now)
	wait := asked
	if wait == 0 {
		wait = l.next + rand.N(l.next/8+1)
		l.next = min(2*l.next, l.longest)
	}
	l.began, l.until, l.answered = now, now.Add(min(wait, longestPatience)), 0
	l.window = max(1, l.window/2)
	l.probing = true
	for _, w := range l.queue.drop(func(w *waiter) bool { return !w.deadline.IsZero() && l.until.After(w.deadline) }) {
		w.late = l.until.Sub(now)
		close(w.ready)
	}
}

// regain takes a success as a sign that a little more is possible.
func (l *lane) regain(now time.Time) {
	l.answered++
	l.probing = false
	if l.window = min(float64(l.most), l.window+1/l.window); l.window >= float64(l.most) {
		l.next = l.first
	}
	limit := l.pace.Limit()
	switch {
	case limit == l.granted:
	case now.Sub(l.began) > longestPatience:
		l.pace.SetLimitAt(now, l.granted) // what was learned then says little of now
	default:
		l.pace.SetLimitAt(now, min(l.granted, limit*1.0002))
	}
}

// leastLearned is the pace below which a 429 says nothing of ours: somebody
// else used up the limit.
const leastLearned = 5 // requests a second

// learn slows down to what the server has kept up with since the last cool-down.
func (l *lane) learn(now time.Time) {
	since := l.began
	if l.until.After(since) {
		since = l.until
	}
	kept := rate.Limit(float64(l.answered) / max(1, now.Sub(since).Seconds()))
	if kept >= leastLearned {
		l.pace.SetLimitAt(now, min(l.pace.Limit(), kept*0.97))
	}
}
