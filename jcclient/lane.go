package jcclient

import (
	"context"
	"slices"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

// A lane is the one way out for all requests of a client and its siblings. It
// lets so many leave at once, at such a pace, and none while JumpCloud wants
// to be left alone.
type lane struct {
	most           int           // requests in flight, at most
	first, longest time.Duration // of a cool-down
	granted        rate.Limit    // the pace that the operator allows

	mu       sync.Mutex // guards what follows
	queue    queue
	inFlight int
	under    map[string]int // the same, by caller
	window   float64        // requests in flight that are allowed now
	pace     *rate.Limiter
	wake     *time.Timer

	coolDowns int
	next      time.Duration // how long the next cool-down takes
	until     time.Time     // the end of the latest one
	probing   bool          // a single request finds out whether it was long enough
	left      time.Time     // when the latest turn was given back
	spell     spell         // of now
	last      spell         // before the latest cool-down
	pacedAt   rate.Limit    // in it
}

// A turn is the right to send one request; give it back with leave.
type turn struct {
	caller    string
	coolDowns int // how many there had been when it left
}

// A waiter is a request that is not under way yet.
type waiter struct {
	deadline time.Time // zero: none
	ready    chan struct{}
	turn     turn
	late     time.Duration // how much later its turn would come: it is not sent
}

func newLane(most int, perSecond float64, first, longest time.Duration) *lane {
	granted := rate.Inf
	if perSecond > 0 {
		granted = rate.Limit(perSecond)
	}
	return &lane{
		most: most, first: first, longest: longest, granted: granted,
		queue: queue{lines: map[string][]*waiter{}}, under: map[string]int{}, window: float64(most), pace: rate.NewLimiter(granted, 1),
		next: first, until: time.Now(), spell: spell{since: time.Now()},
	}
}

// enter waits for a turn. Callers take turns with each other; the requests of
// one leave in the order in which they came. When no turn can come before the
// deadline, late says at once after how long one would.
func (l *lane) enter(ctx context.Context, caller string) (t turn, late time.Duration, err error) {
	w := &waiter{ready: make(chan struct{})}
	w.deadline, _ = ctx.Deadline()
	l.mu.Lock()
	if late := l.late(w, len(l.queue.lines[caller]), time.Now()); late > 0 {
		l.mu.Unlock()
		return turn{}, late, nil
	}
	l.endPause(time.Now())
	l.queue.push(caller, w)
	l.dispatch()
	l.mu.Unlock()
	select {
	case <-w.ready:
		return w.turn, w.late, nil
	case <-ctx.Done():
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.queue.remove(caller, w) && w.late == 0 { // its turn came just now
		l.back(caller)
		l.dispatch()
	}
	return turn{}, 0, ctx.Err()
}

// late is how long a request would have to wait, when that is past its
// deadline or anybody's patience; 0 when it may come in time.
func (l *lane) late(w *waiter, ahead int, now time.Time) time.Duration {
	wait := max(l.until.Sub(now), 0)
	if limit := l.pace.Limit(); limit != rate.Inf {
		short := float64(ahead+1) - l.pace.TokensAt(now)
		wait = max(wait, time.Duration(short/float64(limit)*float64(time.Second)))
	}
	if !w.deadline.IsZero() && wait > 0 && now.Add(wait).After(w.deadline) {
		return wait
	}
	return 0
}

// dispatch gives a turn to all who may leave now, and comes back when the next
// one may.
func (l *lane) dispatch() {
	for l.inFlight < l.allowed() {
		at := slices.IndexFunc(l.queue.callers, l.mayHave)
		if at < 0 {
			return
		}
		now := time.Now()
		if wait := l.until.Sub(now); wait > 0 {
			l.comeBack(wait)
			return
		}
		token := l.pace.ReserveN(now, 1)
		if wait := token.DelayFrom(now); wait > 0 {
			token.CancelAt(now)
			l.comeBack(wait)
			return
		}
		caller, w := l.queue.pop(at)
		l.inFlight++
		l.under[caller]++
		w.turn = turn{caller, l.coolDowns}
		close(w.ready)
	}
}

// mayHave says whether a caller may have one turn more. The last one is kept
// for whoever has none: otherwise the slow requests of one caller would keep
// all others waiting until they end. Who has no name shares with nobody.
func (l *lane) mayHave(caller string) bool {
	return caller == "" || l.under[caller] == 0 || l.inFlight < l.allowed()-1
}

// back is a turn given back.
func (l *lane) back(caller string) {
	l.inFlight--
	if l.under[caller]--; l.under[caller] == 0 {
		delete(l.under, caller)
	}
}

func (l *lane) allowed() int {
	if l.probing {
		return 1
	}
	return max(1, int(l.window))
}

func (l *lane) comeBack(wait time.Duration) {
	if l.wake != nil {
		l.wake.Stop()
	}
	l.wake = time.AfterFunc(wait, func() {
		l.mu.Lock()
		defer l.mu.Unlock()
		l.dispatch()
	})
}

// rest is how long the latest cool-down still takes.
func (l *lane) rest() time.Duration {
	l.mu.Lock()
	defer l.mu.Unlock()
	return max(0, time.Until(l.until))
}

// leave gives a turn back, with what the server answered: 0 when it did not,
// and with 429 for how long it asked to be left alone, 0 when it did not say.
func (l *lane) leave(t turn, status int, asked time.Duration) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.back(t.caller)
	l.left = time.Now()
	switch {
	case status == 429:
		l.cool(t, asked, l.left)
	case status >= 200 && status < 500:
		l.regain(t, l.left)
	}
	l.dispatch()
}
