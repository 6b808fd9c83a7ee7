package jcclient

import (
	"context"
	"math/rand/v2"
	"net/http"
	"strconv"
	"time"
)

// longestPatience bounds what a server may ask for with Retry-After: a longer
// wait is the caller's to decide on.
const longestPatience = 10 * time.Minute

// nextWait is how long to wait after the given try: twice as long each time,
// jittered so that many do not come back at once.
func (c *Client) nextWait(try int) time.Duration {
	wait := c.longest
	if doubled := c.firstWait << min(try-1, 20); doubled < wait && doubled > 0 {
		wait = doubled
	}
	if wait < 2 {
		return wait
	}
	return wait/2 + rand.N(wait/2+1)
}

// retryAfter reads the header, in seconds or as a date; 0 when it is absent,
// no time, or in the past. At most a year is believed.
func retryAfter(header http.Header) time.Duration {
	const year = 365 * 24 * time.Hour
	text := header.Get("Retry-After")
	if text == "" {
		return 0
	}
	if at, err := http.ParseTime(text); err == nil {
		return min(max(time.Until(at), 0), year)
	}
	seconds, err := strconv.ParseUint(text, 10, 32)
	if err != nil && seconds == 0 {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, year)
}

// rests waits until a request that surely came to nothing may be tried again.
// After a 429 the lane holds back whatever is sent next; what is left to say
// is whether that is in time.
func (c *Client) rests(ctx context.Context, failed *Error) bool {
	if failed.Status != http.StatusTooManyRequests {
		return pause(ctx, failed.RetryAfter)
	}
	deadline, ok := ctx.Deadline()
	return failed.RetryAfter <= longestPatience && (!ok || time.Until(deadline) > failed.RetryAfter)
}

// pause waits. It returns false at once when the wait would outlast the
// context's deadline or anybody's patience, and when the context ends.
func pause(ctx context.Context, wait time.Duration) bool {
	if deadline, ok := ctx.Deadline(); wait > longestPatience || ok && time.Until(deadline) <= wait {
		return false
	}
	timer := time.NewTimer(wait)
	defer timer.Stop()
	select {
	case <-timer.C:
		return true
	case <-ctx.Done():
		return false
	}
}
