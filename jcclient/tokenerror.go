package jcclient

import (
	"fmt"
	"net/http"
	"strings"
	"time"
)

// A TokenError is a service account's token that could not be had. The request
// that needed it was not sent.
type TokenError struct {
	URL        string        // where the token was asked for
	Status     int           // 0 when there was no answer
	Message    string        // JumpCloud's words, or ours about its answer; cut, and never with the secret
	RetryAfter time.Duration // when asking again may help; 0 when it will not, or nobody knows
	Attempts   int           // requests for a token
	Err        error         // the cause, when there was no answer

	asked time.Duration // what JumpCloud asked for with Retry-After
	again bool
}

// Refused says that JumpCloud does not take the account, as opposed to a token
// that may come later.
func (e *TokenError) Refused() bool {
	return e.Status == http.StatusBadRequest || e.Status == http.StatusUnauthorized || e.Status == http.StatusForbidden
}

func (e *TokenError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "jcclient: the service account's token: POST %s: ", e.URL)
	switch {
	case e.Status != 0:
		fmt.Fprintf(&b, "JumpCloud answered %d", e.Status)
	default:
		b.WriteString("no answer from JumpCloud")
	}
	if text := e.Message; text != "" {
		b.WriteString(": " + text)
	} else if e.Err != nil {
		b.WriteString(": " + e.Err.Error())
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (tried %d times)", e.Attempts)
	}
	if advice := e.advice(); advice != "" {
		b.WriteString("; " + advice)
	}
	return b.String()
}

func (e *TokenError) advice() string {
	switch {
	case e.Refused():
		return "the client id or secret is wrong, revoked or of another region: check both, and renew the secret in JumpCloud's admin console"
	case e.RetryAfter > 0:
		return fmt.Sprintf("ask again after %s", e.RetryAfter.Round(time.Second/10))
	case e.Status != 0 && !e.again:
		return "check TokenURL"
	}
	return ""
}

// Unwrap returns the cause, such as context.DeadlineExceeded.
func (e *TokenError) Unwrap() error { return e.Err }

// after is the error for one of many callers: asking again may help after a
// wait, if it may help at all.
func (e *TokenError) after(wait time.Duration) *TokenError {
	own := *e
	if own.again {
		own.RetryAfter = wait
	}
	return &own
}
