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
// jittered so that many clients do not come back at once, and as long as
// Retry-After asks for. JumpCloud has not been seen to send that header.
func (c *Client) nextWait(try int, header http.Header) time.Duration {
	if asked := retryAfter(header); asked > 0 {
		return asked
	}
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
	if at, err := http.ParseTime(text); err == nil {
		return min(max(time.Until(at), 0), year)
	}
	seconds, err := strconv.ParseUint(text, 10, 32)
	if err != nil && seconds == 0 {
		return 0
	}
	return min(time.Duration(seconds)*time.Second, year)
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

// pace takes the request's turn from the client's budget. A turn that comes
// after the deadline is given back, and the error says when to ask again.
func (c *Client) pace(ctx context.Context, r request) error {
	turn := c.budget.Reserve()
	wait := turn.Delay()
	if wait == 0 || pause(ctx, wait) {
		return nil
	}
	turn.Cancel()
	e := c.newError(answer{request: r}, "the client's own pace leaves no room for the request before the deadline")
	e.RetryAfter, e.Err = wait, context.Cause(ctx)
	return e
}
