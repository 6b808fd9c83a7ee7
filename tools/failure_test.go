package tools

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// A call for which there is no room before its deadline was not sent, changes
// included: the agent is told when to come back.
func TestNoRoomBeforeTheDeadlineIsRateLimited(t *testing.T) {
	f := failureOf(&jcclient.Error{Err: jcclient.ErrBusy, RetryAfter: 6500 * time.Millisecond}, "Look.")
	if f.Code != "rate_limited" || f.RetryAfter != 7 || !f.Retryable || !strings.Contains(f.Message, "Nothing was sent") {
		t.Errorf("%+v", f)
	}
}

// A call whose time ended in the queue was not sent either.
func TestACallThatHadNoTurnBlamesNobodyElse(t *testing.T) {
	for cause, words := range map[error]string{context.DeadlineExceeded: "left no turn", context.Canceled: "cancelled before it had a turn"} {
		f := failureOf(&jcclient.Error{Err: cause}, "Look.")
		if f.Code != "timeout" || !f.Retryable || !strings.Contains(f.Message, words) || strings.Contains(f.Message+f.Hint, "JumpCloud") {
			t.Errorf("%+v", f)
		}
	}
}
