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
	if t.coolDowns != l.coolDowns {
		return
	}
	l.coolDowns++
	l.last, l.pacedAt = l.spell, l.pace.Limit()
	l.last.took = now.Sub(l.spell.since)
	l.learn(now)
	wait := asked
	if wait == 0 {
		wait = l.next + rand.N(l.next/8+1)
		l.next = min(2*l.next, l.longest)
	}
	l.until = now.Add(min(wait, longestPatience))
	l.spell = spell{since: l.until}
	l.window = max(1, l.window/2)
	l.probing = true
	for _, w := range l.queue.drop(func(w *waiter) bool { return !w.deadline.IsZero() && l.until.After(w.deadline) }) {
		w.late = l.until.Sub(now)
		close(w.ready)
	}
}

// regain takes an answer as a sign that a little more is possible; one to a
// request from before the cool-down says only what was possible then.
func (l *lane) regain(t turn, now time.Time) {
	if t.coolDowns != l.coolDowns {
		l.last.answered++
		l.learn(now)
		return
	}
	l.spell.answered++
	l.probing = false
	if l.window = min(float64(l.most), l.window+1/l.window); l.window >= float64(l.most) {
		l.next = l.first
	}
	if now.Sub(l.until) > longestPatience {
		l.pace.SetLimitAt(now, l.granted) // what was learned then says little of now
	}
}

// leastLearned is the pace below which a 429 says nothing of ours: somebody
// else used up the limit.
const leastLearned = 5 // requests a second

// A spell is a time of work without a pause or a cool-down.
type spell struct {
	since    time.Time
	took     time.Duration
	answered int
}

// endPause begins another spell when nobody asked for anything for a while:
// over idle hours the server has kept up with nothing.
func (l *lane) endPause(now time.Time) {
	if idle := l.inFlight+l.queue.waiting == 0; idle && now.Sub(l.left) > time.Second && now.After(l.until) {
		l.spell = spell{since: now}
	}
}

// learn slows down to what the server kept up with in the last spell.
func (l *lane) learn(now time.Time) {
	kept := rate.Limit(float64(l.last.answered) / max(1, l.last.took.Seconds()))
	if kept >= leastLearned {
		l.pace.SetLimitAt(now, min(l.pacedAt, kept*0.97))
	}
}
