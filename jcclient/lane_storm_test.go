package jcclient

import (
	"context"
	"errors"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// Callers who give up, deadlines of all lengths, a server that refuses, fails,
// stalls and resets, and our own defects leave nothing behind in the lane:
// whoever asks afterwards is served.
func TestNoStormLeavesTheLaneStuck(t *testing.T) {
	for seed := range uint64(10) {
		synctest.Test(t, func(t *testing.T) {
			r := rand.New(rand.NewPCG(seed, 1))
			var mu sync.Mutex
			roll := func(n int) int { mu.Lock(); defer mu.Unlock(); return r.IntN(n) }
			calm := false
			c := offline(t, Options{MaxInFlight: 1 + roll(8), RequestsPerSecond: float64(roll(3) * 10)}, func(q *http.Request) (*http.Response, error) {
				mu.Lock()
				quiet := calm
				mu.Unlock()
				if quiet {
					return response(200, `{}`), nil
				}
				select {
				case <-time.After(time.Duration(roll(5000)) * time.Millisecond):
				case <-q.Context().Done():
					return nil, q.Context().Err()
				}
				switch roll(8) {
				case 0:
					return response(429, ``), nil
				case 1:
					return response(429, ``, "Retry-After", strconv.Itoa(roll(700))), nil
				case 2:
					return response(503, ``, "Retry-After", strconv.Itoa(roll(10))), nil
				case 3:
					return nil, errors.New("connection reset")
				case 4:
					panic("a defect")
				}
				return response(200, `{}`), nil
			})
			var calls sync.WaitGroup
			for range 200 {
				time.Sleep(time.Duration(roll(1000)) * time.Millisecond)
				calls.Go(func() {
					ctx, cancel := context.WithCancel(t.Context())
					if roll(2) == 0 {
						ctx, cancel = context.WithTimeout(t.Context(), time.Duration(1+roll(60_000))*time.Millisecond)
					}
					defer cancel()
					if roll(3) == 0 {
						stop := time.AfterFunc(time.Duration(roll(20_000))*time.Millisecond, cancel)
						defer stop.Stop()
					}
					defer func() { _ = recover() }()
					_, _ = GetUser.Call(ctx, c.As(strconv.Itoa(roll(4))), UserID{ID: testID})
					if at, ok := ctx.Deadline(); ok && time.Now().After(at) {
						t.Errorf("seed %d: a call outlasted its deadline", seed)
					}
				})
			}
			calls.Wait()
			mu.Lock()
			calm = true
			mu.Unlock()
			l := c.lane
			if l.inFlight != 0 || l.queue.waiting != 0 || len(l.queue.lines) != 0 || len(l.queue.callers)+len(l.under) != 0 {
				t.Errorf("seed %d: %d turns are out, %d wait in %v", seed, l.inFlight, l.queue.waiting, l.queue.lines)
			}
			time.Sleep(longestPatience)
			if _, err := GetUser.Call(t.Context(), c, UserID{ID: testID}); err != nil || l.probing {
				t.Errorf("seed %d: %v, probing %t", seed, err, l.probing)
			}
		})
	}
}
