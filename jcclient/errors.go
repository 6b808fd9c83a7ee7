package jcclient

import (
	"errors"
	"fmt"
	"strings"
	"time"
)

// ErrRefused is returned when [Options].Authorize refused the request: nothing
// was sent. It wraps what Authorize said.
var ErrRefused = errors.New("jcclient: the request was not authorized and was not sent")

// ErrBusy is the cause of an [*Error] when the pace, or a cool-down that
// JumpCloud asked for, leaves no room before the context's deadline: nothing
// was sent, and RetryAfter says when there is room.
var ErrBusy = errors.New("jcclient: no room for the request before its deadline")

// An Error is a request that failed, or whose answer cannot be used.
type Error struct {
	Route      Route
	Path       string        // with the arguments, without the query
	Status     int           // 0 when there was no answer
	Message    string        // JumpCloud's words, or ours about its answer; cut, and never with the key or token
	RetryAfter time.Duration // when asking again may help; 0 when it will not, or nobody knows
	Attempts   int           // requests sent

	// MayHaveHappened is true for a write whose answer was lost, unreadable or
	// a server error: read the object before doing it again.
	MayHaveHappened bool

	Err error // the cause, when there was no answer, or too long a one

	again   bool // the same request may be sent again
	account bool // it was sent with a service account's token
}

func (e *Error) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "jcclient: %s %s: ", e.Route.Method, e.Path)
	switch {
	case e.Status == 0:
		b.WriteString("no answer from JumpCloud")
	default:
		fmt.Fprintf(&b, "JumpCloud answered %d", e.Status)
	}
	if e.Message != "" {
		b.WriteString(": " + e.Message)
	}
	if e.Attempts > 1 {
		fmt.Fprintf(&b, " (tried %d times)", e.Attempts)
	}
	if advice := e.advice(); advice != "" {
		b.WriteString("; " + advice)
	}
	return b.String()
}

func (e *Error) advice() string {
	switch {
	case e.MayHaveHappened:
		return "the change may have been made: read the object before doing it again"
	case e.Status == 401 && e.account:
		return "even a new token of the service account is refused: check the account, its region, and x-org-id"
	case e.Status == 401:
		return "the key is missing, wrong, expired or of another region (each refuses the others' keys): renew it; " +
			"keys of administrators made since July 2024 last 90 days unless set otherwise, and an administrator of several organizations must name one"
	case e.Status == 403 && e.account:
		return "the service account lacks the role for it"
	case e.Status == 403:
		return "the key's administrator lacks the role for it"
	case e.RetryAfter > 0:
		return fmt.Sprintf("ask again after %s", e.RetryAfter.Round(time.Second/10))
	}
	return ""
}

// Unwrap returns the cause, such as context.DeadlineExceeded.
func (e *Error) Unwrap() error { return e.Err }

// An ArgumentError is an input that is refused before a request exists.
type ArgumentError struct {
	Name    string // the JSON name of the argument
	Problem string // what is wrong with it, and how to write it
}

func (e *ArgumentError) Error() string {
	return fmt.Sprintf("jcclient: argument %s: %s", e.Name, e.Problem)
}

func badArgument(name, format string, a ...any) error {
	return &ArgumentError{Name: name, Problem: fmt.Sprintf(format, a...)}
}

// quiet is an error whose text has been redacted. What it stands for can be
// asked with errors.Is and errors.As; its text cannot be had.
type quiet struct {
	text string
	err  error
}

func (q *quiet) Error() string        { return q.text }
func (q *quiet) Is(target error) bool { return errors.Is(q.err, target) }
func (q *quiet) As(target any) bool   { return errors.As(q.err, target) }
