package jcclient

import (
	"context"
	"errors"
	"net/http"
	"slices"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A desk answers requests after a while, and knows how many it had at once.
type desk struct {
	mu     sync.Mutex
	takes  time.Duration
	answer func(n int) int // the status of the nth request, from 1

	asked   []time.Time
	callers []string
	now     int
	most    int
}

func (d *desk) serve(r *http.Request) (*http.Response, error) {
	d.mu.Lock()
	d.asked = append(d.asked, time.Now())
	d.callers = append(d.callers, r.Header.Get("x-org-id"))
	n := len(d.asked)
	d.now++
	d.most = max(d.most, d.now)
	d.mu.Unlock()
	time.Sleep(d.takes)
	d.mu.Lock()
	d.now--
	d.mu.Unlock()
	status := 200
	if d.answer != nil {
		status = d.answer(n)
	}
	return response(status, `{}`), nil
}

// together makes so many calls at once, and returns their errors.
func together(t *testing.T, n int, c *Client) []error {
	failed := make([]error, n)
	var calls sync.WaitGroup
	for i := range n {
		calls.Go(func() { _, failed[i] = GetUser.Call(t.Context(), c, UserID{ID: testID}) })
	}
	calls.Wait()
	return failed
}

func TestNoMoreAreUnderWayThanMayBe(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{takes: time.Second}
		c := offline(t, Options{MaxInFlight: 3}, d.serve)
		start := time.Now()
		if err := errors.Join(together(t, 12, c)...); err != nil || d.most != 3 || time.Since(start) != 4*time.Second {
			t.Errorf("%d at once, %s, %v", d.most, time.Since(start), err)
		}
	})
}

// Eight requests that meet the limit together are one event: everybody stops
// once, a single request tries, and then they come back step by step.
func TestA429StopsEverybodyOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{takes: time.Second, answer: func(n int) int {
			if n <= 8 {
				return 429
			}
			return 200
		}}
		c := offline(t, Options{}, d.serve)
		start := time.Now()
		if err := errors.Join(together(t, 8, c)...); err != nil {
			t.Fatal(err)
		}
		var after []time.Duration
		for _, at := range d.asked[8:] {
			after = append(after, at.Sub(start).Truncate(time.Second))
		}
		first := after[0]
		if first < 31*time.Second || first > 36*time.Second || after[1] != first+time.Second || len(after) != 8 {
			t.Errorf("they came back after %v", after)
		}
		atOnce := map[time.Duration]int{}
		for _, at := range after {
			atOnce[at]++
		}
		if atOnce[first] != 1 || atOnce[first+time.Second] > 5 {
			t.Errorf("they came back in herds: %v", after)
		}
	})
}

func TestCoolDownsDoubleUpToTheLongest(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{answer: func(int) int { return 429 }}
		c := offline(t, Options{MaxTries: 6}, d.serve)
		_, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
		var failed *Error
		if !errors.As(err, &failed) || failed.Attempts != 6 || failed.RetryAfter == 0 {
			t.Fatalf("got %v", err)
		}
		for i, least := range []time.Duration{30 * time.Second, 60 * time.Second, 120 * time.Second, 240 * time.Second, 240 * time.Second} {
			if wait := d.asked[i+1].Sub(d.asked[i]); wait < least || wait > least*5/4 {
				t.Errorf("cool-down %d took %s", i+1, wait)
			}
		}
	})
}

// Whoever cannot wait for the end of a cool-down is told at once, whether it
// comes during one or is already waiting when it begins.
func TestWhoCannotWaitIsToldAtOnce(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{takes: time.Second, answer: func(int) int { return 429 }}
		c := offline(t, Options{MaxInFlight: 1}, d.serve)
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		start := time.Now()
		var calls sync.WaitGroup
		for range 3 {
			calls.Go(func() {
				_, err := GetUser.Call(ctx, c, UserID{ID: testID})
				failed, _ := errors.AsType[*Error](err)
				if failed == nil || failed.RetryAfter < 29*time.Second || time.Since(start) > 2*time.Second {
					t.Errorf("got %v after %s", err, time.Since(start))
				}
			})
		}
		calls.Wait()
		_, err := DeleteUser.Call(ctx, c, DeleteUserInput{ID: testID})
		failed, _ := errors.AsType[*Error](err)
		if !errors.Is(err, ErrBusy) || failed.RetryAfter < 28*time.Second || failed.MayHaveHappened || len(d.asked) != 1 {
			t.Errorf("got %v after %d requests", err, len(d.asked))
		}
	})
}

func TestWhoIsCancelledKeepsNobodyWaiting(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{takes: time.Second}
		c := offline(t, Options{MaxInFlight: 1}, d.serve)
		ctx, cancel := context.WithCancel(t.Context())
		var calls sync.WaitGroup
		calls.Go(func() { together(t, 1, c) })
		synctest.Wait()
		calls.Go(func() {
			if _, err := GetUser.Call(ctx, c, UserID{ID: testID}); !errors.Is(err, context.Canceled) {
				t.Errorf("got %v", err)
			}
		})
		synctest.Wait()
		calls.Go(func() { together(t, 1, c) })
		synctest.Wait()
		cancel()
		calls.Wait()
		if len(d.asked) != 2 || c.lane.inFlight != 0 || c.lane.queue.waiting != 0 {
			t.Errorf("%d requests, %d under way, %d waiting", len(d.asked), c.lane.inFlight, c.lane.queue.waiting)
		}
	})
}

// One caller's hundred requests cost another's single one no more than its turn.
// What one caller waits for in vain keeps no other waiting.
func TestTheSlowRequestsOfOneCallerLeaveATurnToTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := offline(t, Options{MaxInFlight: 4}, func(r *http.Request) (*http.Response, error) {
			if r.Method == "POST" {
				<-r.Context().Done()
				return nil, r.Context().Err()
			}
			time.Sleep(time.Second)
			return response(200, `{}`), nil
		})
		ctx, cancel := context.WithCancel(t.Context())
		var calls sync.WaitGroup
		for range 20 {
			calls.Go(func() { _, _, _ = QueryEvents.Rows(ctx, c.As("slow"), events(), Page{}) })
		}
		synctest.Wait()
		start := time.Now()
		for range 3 {
			if _, err := GetUser.Call(ctx, c.As("quick"), UserID{ID: testID}); err != nil {
				t.Error(err)
			}
		}
		if took := time.Since(start); took != 3*time.Second {
			t.Errorf("three reads took %s", took)
		}
		cancel()
		calls.Wait()
	})
}

func TestCallersTakeTurns(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{takes: time.Second}
		c := offline(t, Options{MaxInFlight: 1}, d.serve)
		const greedy, modest = "66c0a1b2c3d4e5f600000001", "66c0a1b2c3d4e5f600000002"
		var calls sync.WaitGroup
		calls.Go(func() { together(t, 100, c.ForOrg(greedy).As("greedy")) })
		synctest.Wait()
		calls.Go(func() { together(t, 2, c.ForOrg(modest).As("modest")) })
		calls.Wait()
		if first := slices.Index(d.callers, modest); first > 2 || d.callers[first+2] != modest {
			t.Errorf("the modest caller's turns: %v …", d.callers[:8])
		}
	})
}

// allows answers so many requests a second, and as many at once, and with 429
// what is more.
func allows(perSecond float64) (answer func(int) int, refused *int) {
	var mu sync.Mutex
	tokens, last := perSecond, time.Now()
	refused = new(int)
	return func(int) int {
		mu.Lock()
		defer mu.Unlock()
		now := time.Now()
		tokens, last = min(perSecond, tokens+now.Sub(last).Seconds()*perSecond), now
		if tokens < 1 {
			*refused++
			return 429
		}
		tokens--
		return 200
	}, refused
}

// What was learned from one 429 is enough for a thousand requests.
func TestThePaceIsLearnedFromWhatTheServerKeptUpWith(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer, refused := allows(20)
		c := offline(t, Options{}, (&desk{answer: answer}).serve)
		start := time.Now()
		if err := errors.Join(together(t, 1000, c)...); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took > 52*time.Second+30*time.Second*9/8 || *refused > 8 {
			t.Errorf("1000 requests at 20 a second took %s, and %d were refused", took, *refused)
		}
	})
}

// An hour in which little was asked does not make the server a slow one.
func TestAPauseTeachesNothing(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		answer, refused := allows(20)
		c := offline(t, Options{CoolDown: time.Second}, (&desk{answer: answer}).serve)
		together(t, 15, c)
		time.Sleep(2 * time.Second)
		start := time.Now()
		if err := errors.Join(together(t, 1000, c)...); err != nil {
			t.Fatal(err)
		}
		if took := time.Since(start); took > 54*time.Second || *refused > 8 {
			t.Errorf("1000 requests at 20 a second took %s, and %d were refused", took, *refused)
		}
	})
}

// A 429 that others brought about says nothing of a pace of ours.
func TestAStraggler429SlowsNobodyForGood(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		d := &desk{answer: func(n int) int {
			if n == 1 {
				return 429
			}
			return 200
		}}
		c := offline(t, Options{}, d.serve)
		together(t, 1, c)
		start := time.Now()
		if err := errors.Join(together(t, 100, c)...); err != nil || time.Since(start) > time.Second {
			t.Errorf("%v after %s", err, time.Since(start))
		}
	})
}
