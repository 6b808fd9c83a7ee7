package tools

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// A failure is an error as the agent reads it: what happened, and what it may
// do next. The operator reads the rest in the audit trail and the log.
type failure struct {
	Code       string `json:"code"`
	Message    string `json:"message"`
	Hint       string `json:"hint,omitzero"`
	Retryable  bool   `json:"retryable"`
	RetryAfter int    `json:"retry_after_s,omitzero"` // seconds
	Approval   *asked `json:"approval,omitzero"`      // of approval_required
}

// structured is the failure as it is answered, without what looks like a
// secret, whoever's: it quotes JumpCloud, and the agent's own arguments. What a
// plan tells has been quoted for people.
func (f *failure) structured() jsontext.Value {
	safe := *f
	safe.Message, safe.Hint = audit.Blot(f.Message), audit.Blot(f.Hint)
	b, err := json.Marshal(map[string]*failure{"error": &safe})
	if err != nil {
		return jsontext.Value(`{"error":{"code":"internal","message":"The error could not be put into words.","retryable":false}}`)
	}
	return b
}

const disabledHint = "This is jumpgate, not JumpCloud. Only its operator can let this agent go on; trying again does not help."

// failureOf says what an error from the client means to an agent. readBack is
// how to see whether a change was made whose answer was lost; "" for a read.
func failureOf(err error, readBack string) *failure {
	var up *jcclient.Error
	var token *jcclient.TokenError
	var changed *jcclient.ChangedError
	switch {
	case errors.As(err, &changed):
		return &failure{Code: "conflict", Message: "Somebody else is changing this object right now: since jumpgate began to read it, " + listed(changed.Members) + " changed. Nothing was written.", Hint: "Read it again, and see whether the change still fits."}
	case errors.Is(err, errDisabled):
		return &failure{Code: "denied", Message: disabledReason + " What it had asked for was not sent any more.", Hint: disabledHint}
	case errors.Is(err, jcclient.ErrRefused):
		return &failure{Code: "internal", Message: "jumpgate refused to send a request that was not decided. Nothing was sent to JumpCloud.", Hint: "This is a defect in jumpgate: tell its operator."}
	case errors.As(err, &up):
		return upstreamFailure(up, readBack)
	case errors.As(err, &token):
		return tokenFailure(token)
	case errors.Is(err, jcclient.ErrChanged):
		return &failure{Code: "changed", Message: "Rows were deleted or added while the listing was read: some may be missing.", Hint: "Read it again.", Retryable: true}
	case errors.Is(err, jcclient.ErrMoved):
		return &failure{Code: "moved", Message: "The rows before the place where the export stopped are not where they were: it cannot go on.", Hint: "Begin it anew.", Retryable: true}
	case errors.Is(err, context.DeadlineExceeded):
		return &failure{Code: "timeout", Message: "The call took too long and was given up.", Hint: hintAfterLoss(readBack), Retryable: readBack == ""}
	case errors.Is(err, context.Canceled):
		return &failure{Code: "timeout", Message: "The call was cancelled.", Hint: hintAfterLoss(readBack), Retryable: readBack == ""}
	}
	return &failure{Code: "internal", Message: "jumpgate could not complete the call.", Hint: "Tell its operator: the log has the reason."}
}

// isArgument says whether an error is about what the agent asked for.
func isArgument(err error) bool {
	var ours *argumentError
	var wire *jcclient.ArgumentError
	return errors.As(err, &ours) || errors.As(err, &wire)
}

func argumentFailure(err error) *failure {
	f := &failure{Code: "invalid_arguments", Message: err.Error(), Hint: "Correct the arguments and call again. Nothing was changed."}
	var wire *jcclient.ArgumentError
	if errors.As(err, &wire) {
		f.Message = fmt.Sprintf("argument %s: %s", wire.Name, wire.Problem)
	}
	return f
}

func hintAfterLoss(readBack string) string {
	if readBack != "" {
		return "The change may or may not have been made. " + readBack
	}
	return "Try again later, or ask for less at once."
}

// upstreamFailure maps JumpCloud's own errors.
func upstreamFailure(e *jcclient.Error, readBack string) *failure {
	if !e.MayHaveHappened {
		readBack = ""
	}
	said := ""
	if e.Message != "" {
		said = ": " + e.Message
	}
	switch {
	case e.Status == 400 || e.Status == 422:
		return &failure{Code: "invalid_arguments", Message: fmt.Sprintf("JumpCloud refused the request (%d)%s", e.Status, said), Hint: "Correct the arguments; nothing was changed."}
	case e.Status == 401:
		return unauthorized()
	case e.Status == 402:
		return &failure{Code: "forbidden", Message: "JumpCloud answered 402: the organization's plan does not include this" + said, Hint: "Only an administrator of the organization can change the plan."}
	case e.Status == 403:
		return &failure{Code: "forbidden", Message: "JumpCloud forbids this (403): the administrator or service account behind jumpgate lacks the role for it" + said, Hint: "Only a JumpCloud administrator can change that role. Trying again does not help."}
	case e.Status == 404:
		return &failure{Code: "not_found", Message: "JumpCloud has no such object (404)" + said, Hint: "Check the id with the list or get tool of its resource."}
	case e.Status == 409:
		return &failure{Code: "conflict", Message: "This conflicts with what is there (409)" + said, Hint: "Read the object again: it may already be as wanted."}
	case errors.Is(e, jcclient.ErrBusy):
		after := max(1, int(math.Ceil(e.RetryAfter.Seconds())))
		return &failure{Code: "rate_limited", Message: "JumpCloud asked all of jumpgate to slow down, and there is no room for this call before its deadline. Nothing was sent for it.", Hint: fmt.Sprintf("Call again after %d s.", after), Retryable: true, RetryAfter: after}
	case e.Status == 429:
		after := max(1, int(math.Ceil(e.RetryAfter.Seconds())))
		return &failure{Code: "rate_limited", Message: fmt.Sprintf("JumpCloud is asked too much at once (429), %s. Nothing was changed by this call.", tries(e.Attempts)), Hint: fmt.Sprintf("Call again after %d s.", after), Retryable: true, RetryAfter: after}
	case e.Attempts == 0 && errors.Is(e.Err, context.DeadlineExceeded):
		return &failure{Code: "timeout", Message: "Other requests left no turn for this call before its deadline. Nothing was changed.", Hint: hintAfterLoss(""), Retryable: true}
	case e.Attempts == 0 && errors.Is(e.Err, context.Canceled):
		return &failure{Code: "timeout", Message: "The call was cancelled before it had a turn. Nothing was changed.", Hint: hintAfterLoss(""), Retryable: true}
	case errors.Is(e.Err, context.DeadlineExceeded):
		return &failure{Code: "timeout", Message: "JumpCloud did not answer in time, " + tries(e.Attempts) + ".", Hint: hintAfterLoss(readBack), Retryable: !e.MayHaveHappened}
	case errors.Is(e.Err, context.Canceled):
		return &failure{Code: "timeout", Message: "The call was cancelled while JumpCloud worked on it.", Hint: hintAfterLoss(readBack), Retryable: !e.MayHaveHappened}
	}
	f := &failure{Code: "upstream_error", Retryable: !e.MayHaveHappened}
	switch {
	case e.Status >= 500:
		f.Message = fmt.Sprintf("JumpCloud failed (%d), %s%s", e.Status, tries(e.Attempts), said)
	case e.Status >= 300 && e.Status < 400:
		f.Message = fmt.Sprintf("JumpCloud redirected the request (%d), as it does when no API key reaches it%s", e.Status, said)
	case e.Status == 0:
		f.Message = "JumpCloud could not be reached, or its answer was lost, " + tries(e.Attempts) + "."
	default:
		f.Message = fmt.Sprintf("JumpCloud's answer (%d) could not be used%s", e.Status, said)
	}
	f.Hint = "The fault is not in the arguments. Try again later."
	if e.MayHaveHappened {
		f.Hint = "It is unknown whether the change was made, and jumpgate did not try it again. " + readBack
	}
	return f
}

func tries(n int) string {
	if n <= 1 {
		return "tried once"
	}
	return fmt.Sprintf("tried %d times", n)
}

// without returns the failure with every one of the secrets blotted out:
// JumpCloud may echo in its message what it was sent.
func (f *failure) without(secrets []string) *failure {
	for _, s := range secrets {
		f.Message = strings.ReplaceAll(f.Message, s, "[secret]")
		f.Hint = strings.ReplaceAll(f.Hint, s, "[secret]")
	}
	return f
}
