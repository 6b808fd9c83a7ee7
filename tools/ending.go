package tools

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// How a call ends: denied, refused, not recorded, or done and recorded.

// deny answers a call that the policy does not allow. The agent is told the
// rule only for a tool that its grants cover; for any other the text is the
// same as for a tool that does not exist.
func (c *call) deny(d policy.Decision) Answer {
	if d.Effect == policy.Allow {
		d = policy.Decision{Effect: policy.Deny, Rule: "unknown_tool", Reason: "No such tool.", Policy: d.Policy}
	}
	c.decision = d
	_ = c.record(audit.CallDenied, nil)                    // nothing is done either way; record has logged it
	if d.Rule != "disabled" && d.Rule != "unknown_agent" { // whose credential was taken back could have the agent held
		c.count()
	}
	f := &failure{Code: "denied", Message: "This is not permitted, or there is no such tool.", Hint: "This is jumpgate's policy, not JumpCloud's. tools/list shows what is permitted."}
	if d.Rule != "unknown_agent" && c.policy.Covers(c.who.Agent.ID, c.name, c.start) {
		f.Message = fmt.Sprintf("Denied by rule %s", d.Rule)
		if len(d.Matched) == 0 {
			f.Message = "Denied"
		}
		if d.Reason != "" {
			f.Message += ": " + d.Reason
		}
		f.Hint = "This is jumpgate's policy, not JumpCloud's; a person who owns the policy can change it. Trying again does not help."
		if d.Rule == "disabled" {
			f.Hint = disabledHint
		}
	}
	return c.fail(f)
}

// refuse answers a call whose arguments cannot be used. No change was asked
// of JumpCloud.
func (c *call) refuse(err error) Answer {
	if errors.Is(err, errDisabled) {
		return c.deny(policy.Decision{Effect: policy.Deny, Rule: "disabled", Reason: disabledReason, Policy: c.policy.Hash()})
	}
	f := c.failure(err, "")
	reason := f.Message
	var up *jcclient.Error
	if errors.As(c.quiet(err), &up) && up.Message != "" { // JumpCloud's words, in quotes, since the sentence repeats them
		reason = strings.Replace(reason, up.Message, audit.Quote(up.Message), 1)
	}
	if c.gate.audit.Personal() != audit.PersonalClear {
		reason = withheldReason(f)
	}
	c.decision = policy.Decision{Effect: policy.Invalid, Rule: f.Code, Reason: reason, Policy: c.policy.Hash()}
	_ = c.record(audit.CallRefused, nil)
	if bad, ok := errors.AsType[*argumentError](err); ok && bad.policied {
		c.count()
	}
	return c.fail(f)
}

// unrecorded answers a call that was not made, because it could not be recorded.
func (c *call) unrecorded(error) Answer {
	f := &failure{Code: "audit_unavailable", Message: "jumpgate cannot write its audit trail, so it does nothing. Nothing was sent to JumpCloud.", Hint: "Only jumpgate's operator can mend this.", Retryable: true}
	if c.what.LookedUp {
		f.Message = "jumpgate cannot write its audit trail, so it does nothing. Nothing but the look-up was sent to JumpCloud."
	}
	return c.fail(f)
}

// finish records what came of the call, then answers.
func (c *call) finish(done result, err error) Answer {
	o := &audit.Outcome{Result: "ok", HTTPStatus: done.reply.Status, Attempts: done.reply.Attempts, Bytes: done.reply.Bytes, Items: done.items, Already: done.reply.Already, Differs: done.reply.Differs, Calls: done.calls, Missing: done.missing}
	o.MS = float64(c.gate.now().Sub(c.start).Microseconds()) / 1000
	var f *failure
	if err == nil {
		c.taken()
	} else {
		changes := !c.tool.reads()
		f = c.failure(err, c.readBack())
		unsure := changes && f.Code == "timeout" && !notSent(err)
		var up *jcclient.Error
		if errors.As(err, &up) {
			o.HTTPStatus, o.Attempts, unsure = up.Status, max(o.Attempts, up.Attempts), up.MayHaveHappened
		}
		o.Result, o.Code = resultWord(f, unsure), f.Code
		if c.tool.listing != nil && o.Items == nil {
			o.Items = new(0)
		}
		done.structured = f.structured()
	}
	if err != nil || c.tool.Class != policy.Reveal { // a secret is kept in no form
		sum := sha256.Sum256(done.structured)
		o.SHA256 = hex.EncodeToString(sum[:])
	}
	if c.export != nil { // what was written is told, not what is answered
		o.Attempts, o.SHA256 = done.reply.Attempts, done.sum
	}
	if c.record(audit.CallOutcome, o) != nil {
		return c.fail(c.outcomeLost())
	}
	if f != nil {
		return c.fail(f)
	}
	return Answer{Call: c.id, Structured: done.structured, Spelled: done.spelled}
}

func (c *call) outcomeLost() *failure {
	f := &failure{Code: "audit_unavailable", Message: "The audit trail could not record the outcome, so the answer is withheld.", Hint: "Only jumpgate's operator can mend this."}
	if c.export != nil {
		f.Message = "The audit trail could not record the outcome, so the export is not finished."
	}
	if !c.tool.reads() {
		f.Message = "The change may have been made; the audit log could not record the outcome."
		f.Hint = c.readBack() + " Only jumpgate's operator can mend the audit trail."
	}
	return f
}

// failure puts an error into an agent's words, without any secret it was sent.
func (c *call) failure(err error, readBack string) *failure {
	var name *noSuchName
	var inner *partFailed
	var f *failure
	switch {
	case errors.As(err, &inner):
		f = inner.failure
	case errors.As(err, &name):
		f = &failure{Code: "not_found", Message: name.text, Hint: name.hint}
	case isArgument(err):
		f = argumentFailure(err)
	case errors.Is(err, errOutput):
		f = &failure{Code: "output_failed", Message: strings.ToUpper(err.Error()[:1]) + err.Error()[1:] + "."}
	default:
		err = c.quiet(err)
		f = failureOf(err, readBack)
		if f.Code == "unauthorized" {
			c.refused(err)
			break
		}
		c.gate.log.Warn("a call failed", "call", c.id, "tool", c.name, "code", f.Code, "error", err)
	}
	return f.without(c.secrets)
}

func (c *call) fail(f *failure) Answer {
	return Answer{Call: c.id, Structured: f.structured(), IsError: true, Code: f.Code}
}

// recovered turns a panic into one error, and the outcome that is owed.
func (c *call) recovered(answer *Answer) {
	p := recover()
	if p == nil {
		return
	}
	c.gate.log.Error("a call panicked", "call", c.id, "tool", c.name, "panic", p, "stack", string(debug.Stack()))
	f := &failure{Code: "internal", Message: "jumpgate failed while it worked on this call.", Hint: "Tell its operator the id of the call: " + c.id + "."}
	if c.intended {
		_ = c.record(audit.CallOutcome, &audit.Outcome{Result: "unknown", Code: f.Code})
		if !c.tool.reads() {
			f.Hint = c.readBack() + " " + f.Hint
		}
	} else {
		c.decision = policy.Decision{Effect: policy.Invalid, Rule: f.Code, Reason: f.Message, Policy: c.policy.Hash()}
		_ = c.record(audit.CallRefused, nil)
	}
	*answer = c.fail(f)
}
