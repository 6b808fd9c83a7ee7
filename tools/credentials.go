package tools

import (
	"context"
	"errors"
	"fmt"
	"math"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// unauthorized is what an agent reads when JumpCloud does not take the key or
// service account: nothing that it can mend.
func unauthorized() *failure {
	return &failure{Code: "unauthorized", Message: "JumpCloud refused jumpgate's own key or service account (401): it is missing, wrong or expired. Nothing was changed.",
		Hint: "Only jumpgate's operator can mend this: renew the key in JumpCloud and give it to jumpgate. Trying again does not help."}
}

// tokenFailure maps a service account's token that could not be had. The
// request itself was not sent, so even a change may be tried again.
func tokenFailure(e *jcclient.TokenError) *failure {
	f := &failure{Hint: "Nothing was sent, and nothing was changed. Try again later.", Retryable: true}
	switch {
	case e.Refused():
		return unauthorized()
	case errors.Is(e, context.Canceled):
		f.Code, f.Message = "timeout", "The call was cancelled before it was sent."
	case errors.Is(e, context.DeadlineExceeded):
		f.Code, f.Message = "timeout", "JumpCloud gave jumpgate no token in time."
	case e.Status == 429:
		f.Code, f.RetryAfter = "rate_limited", max(1, int(math.Ceil(e.RetryAfter.Seconds())))
		f.Message = fmt.Sprintf("JumpCloud is asked for too many tokens at once (429), %s.", tries(e.Attempts))
		f.Hint = fmt.Sprintf("Nothing was sent. Call again after %d s.", f.RetryAfter)
	default:
		f.Code, f.Message = "upstream_error", "JumpCloud gave jumpgate no token for its service account, "+tries(e.Attempts)+"."
	}
	return f
}

// notSent says that an error came before the request, so that nobody need
// wonder whether a change was made.
func notSent(err error) bool {
	var token *jcclient.TokenError
	return errors.As(err, &token)
}

// refused tells the operator that JumpCloud does not take the key: once, until
// it does again. It is told for each organization, since an administrator of
// several is refused where none is named.
func (c *call) refused(err error) {
	if _, told := c.gate.refusals.LoadOrStore(c.who.Agent.OrgID, true); told {
		c.gate.log.Debug("a call failed", "call", c.id, "tool", c.name, "code", "unauthorized", "error", err)
		return
	}
	c.gate.log.Error("JumpCloud refuses jumpgate's key or service account: calls fail until it is renewed; this is said once",
		"call", c.id, "tool", c.name, "org_id", c.who.Agent.OrgID, "error", err)
}

// taken notes that JumpCloud took the key.
func (c *call) taken() {
	if _, was := c.gate.refusals.LoadAndDelete(c.who.Agent.OrgID); was {
		c.gate.log.Info("JumpCloud takes jumpgate's key or service account again", "org_id", c.who.Agent.OrgID)
	}
}
