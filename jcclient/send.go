package jcclient

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/url"
	"strings"
	"sync/atomic"
	"time"
)

// What bounds an answer's body, after decompression.
const (
	mostBytes      = 32 << 20
	mostErrorBytes = 1 << 20
)

var errTooLong = errors.New("the body is longer than 32 MiB")

// send sends a request, again where that cannot do anything twice, and returns
// the answer of a success. The answer tells the status and the attempts of a
// failure too.
func (c *Client) send(ctx context.Context, r request) (answer, error) {
	a := answer{request: r}
	if c.orgID != "" && !ID(c.orgID).Valid() {
		return a, badArgument("x-org-id", "%.40q is no id: it is the operator's to set, to 24 digits of 0-9 a-f", c.orgID)
	}
	var failed *Error
	renewed := false
	for try := 1; ; try++ {
		t, p, err := c.mayLeave(ctx, r, failed)
		if err != nil {
			return a, err
		}
		a, failed = c.inTurn(ctx, t, r, p)
		a.attempts = try
		asked := retryAfter(a.header)
		if failed == nil {
			return a, nil
		}
		failed.Attempts = try
		if c.disproved(a, renewed) {
			renewed, failed = true, nil
			continue
		}
		if !failed.again {
			return a, failed
		}
		// After a 429 the lane says when; after anything else, each by itself.
		wait := asked
		if a.status != http.StatusTooManyRequests {
			wait = max(asked, c.nextWait(try))
		}
		failed.RetryAfter = wait
		if r.once || try >= c.maxTries || wait > longestPatience || a.status != http.StatusTooManyRequests && !pause(ctx, wait) {
			failed.RetryAfter = max(wait, c.lane.rest())
			failed.Err = errors.Join(failed.Err, ctx.Err())
			return a, failed
		}
	}
}

// mayLeave waits for the request's proof and its turn, and asks whether it may
// leave. last is why it was not the first time that it wanted to.
func (c *Client) mayLeave(ctx context.Context, r request, last *Error) (turn, proof, error) {
	p, err := c.prove(ctx) // before the turn, which a wait for a token would hold
	if err != nil {
		return turn{}, p, err
	}
	t, late, err := c.lane.enter(ctx, c.caller)
	switch {
	case late == 0 && err == nil:
		// Asked last: what was right before a wait may be wrong after it.
		if err := c.authorized(ctx, r.route); err != nil {
			c.lane.leave(t, 0, 0)
			return turn{}, p, err
		}
		return t, p, nil
	case last != nil:
		last.RetryAfter = max(last.RetryAfter, late)
		last.Err = errors.Join(last.Err, err)
		return turn{}, p, last
	}
	e := c.newError(answer{request: r}, "there is no turn for the request before the call's deadline")
	if e.RetryAfter, e.Err = late, err; late > 0 {
		e.Err = ErrBusy
	}
	return turn{}, p, e
}

func (c *Client) authorized(ctx context.Context, route Route) error {
	if c.authorize == nil {
		return nil
	}
	if err := c.authorize(ctx, route); err != nil {
		return fmt.Errorf("%w: %w", ErrRefused, err)
	}
	return nil
}

// inTurn makes one attempt, and gives its turn back whatever comes of it: a
// turn that a panic kept would be missing until the program ends.
func (c *Client) inTurn(ctx context.Context, t turn, r request, p proof) (a answer, failed *Error) {
	start := time.Now()
	defer func() {
		c.lane.leave(t, a.status, retryAfter(a.header))
		if c.observe != nil {
			c.observe(ctx, Exchange{Route: r.route, Status: a.status, At: start, Took: time.Since(start)})
		}
	}()
	return c.attempt(ctx, r, p)
}

// attempt sends a request once and reads its answer.
func (c *Client) attempt(ctx context.Context, r request, p proof) (answer, *Error) {
	a := answer{request: r, proof: p}
	// With a connection in hand the request may have reached JumpCloud,
	// whatever happens after.
	var connected atomic.Bool
	trace := &httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }}
	within, end := context.WithTimeout(httptrace.WithClientTrace(ctx, trace), longestAttempt)
	defer end()
	req, err := c.newHTTPRequest(within, r, p)
	if err != nil {
		return a, c.lost(ctx, a, err, false)
	}
	if c.sent != nil {
		c.sent.Add(1)
	}
	res, err := c.http.Transport.RoundTrip(req) // which follows nothing
	if err != nil {
		return a, c.lost(ctx, a, err, connected.Load())
	}
	defer res.Body.Close()
	a.status, a.header = res.StatusCode, res.Header
	most := mostBytes
	if !a.succeeded() {
		most = mostErrorBytes
	}
	body, err := io.ReadAll(io.LimitReader(res.Body, int64(most)+1))
	if err == nil && len(body) <= most {
		a.body = bytes.TrimSpace(body) // a part of a body is none
	}
	switch {
	case !a.succeeded():
		return a, c.failure(a)
	case err != nil:
		return a, c.lost(ctx, a, err, true)
	case len(body) > most:
		e := c.unusable(a, "too much", errTooLong)
		e.Err = errTooLong
		return a, e
	case a.echoed():
		return a, c.unusable(a, "the key or token itself", nil)
	}
	return a, nil
}

func (c *Client) newHTTPRequest(ctx context.Context, r request, p proof) (*http.Request, error) {
	address := c.console + r.path
	if r.route.API == Insights {
		address = c.insights + strings.TrimPrefix(r.path, insightsRoot)
	}
	if len(r.query) > 0 {
		address += "?" + r.query.Encode()
	}
	var body io.Reader
	if r.body != nil {
		body = bytes.NewReader(r.body)
	}
	req, err := http.NewRequestWithContext(ctx, r.route.Method, address, body)
	if err != nil {
		return nil, err
	}
	p.set(req.Header)
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", c.userAgent)
	if r.body != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if r.newGrammar {
		req.Header.Set("x-query-dsl", "v2")
	}
	if c.orgID != "" && r.route.TakesOrgID() {
		req.Header.Set("x-org-id", c.orgID)
	}
	return req, nil
}

// lost is an answer that never came, or broke off. Reads are tried again; of a
// write nobody knows whether it happened once it may have reached JumpCloud.
func (c *Client) lost(ctx context.Context, a answer, err error, reached bool) *Error {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err // its text holds the query, and with it the search
	}
	if ctx.Err() != nil {
		err = errors.Join(ctx.Err(), err)
	}
	read := a.request.route.Read
	e := c.newError(a, err.Error())
	e.Err = &quiet{e.Message, err}
	e.again = ctx.Err() == nil && (read || !reached)
	e.MayHaveHappened = !read && reached
	return e
}
