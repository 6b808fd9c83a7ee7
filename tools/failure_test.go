package tools

import (
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
