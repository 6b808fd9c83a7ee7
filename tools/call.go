package tools

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"runtime/debug"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A call is one call on its way through the gate: what is known of it so far.
type call struct {
	gate     *Gate
	who      Caller
	id       string
	name     string  // as the agent wrote it
	export   *Export // nil for a call that answers
	tool     *Tool   // nil when there is none of that name
	policy   *policy.Policy
	start    time.Time
	args     *arguments
	targets  []audit.Target
	what     audit.What
	erased   []string
	secrets  []string
	decision policy.Decision
	intended bool // the intent is on disk: from here on an outcome is owed
}

func (g *Gate) begin(who Caller, name string, export *Export) *call {
	c := &call{gate: g, who: who, id: audit.NewCallID(), name: name, export: export, tool: table[name], policy: g.policy.Load(), start: g.now()}
	c.what.Tool = name
	if t := c.tool; t != nil {
		r := t.endpoint.Route()
		c.what = audit.What{Tool: t.Name, Resource: t.On, Class: t.Class.String(), Method: r.Method, Path: r.Template}
	}
	c.what.Export = export.recorded()
	return c
}

// decode types the arguments, and describes the call for its records.
func (c *call) decode(raw jsontext.Value) error {
	args, err := c.tool.decode(raw)
	if err != nil {
		return err
	}
	c.args, c.targets = args, c.tool.targets(args)
	unclear := c.tool.settle(c.who.Agent.ID, args, c.start)
	c.describe()
	if unclear != nil {
		return unclear
	}
	if err := c.fits(); err != nil {
		return err
	}
	if c.export != nil {
		if err := c.prepareExport(); err != nil {
			return err
		}
		c.describe()
	}
	if unnamed(c.targets) {
		return nil // checked when the names are ids
	}
	return c.check()
}

// fits refuses what cannot be asked with these arguments by this agent.
func (c *call) fits() error {
	for _, t := range c.targets {
		if t.Kind == "" {
			return badArgument("argument %s: its type is missing or unknown", t.Arg)
		}
	}
	if err := c.staysAtHome(); err != nil {
		return err
	}
	_, err := c.tool.page(c.who.Agent.ID, c.args)
	return err
}

// staysAtHome refuses what would lead an agent out of its own organization. A
// route that takes no x-org-id is bound by the id of the organization that it
// names, and by nothing when it names none.
func (c *call) staysAtHome() error {
	bound := c.who.Agent.OrgID
	if bound == "" {
		return nil
	}
	named := false
	for _, t := range c.targets {
		if t.Kind != "organization" {
			continue
		}
		if named = true; t.ID != bound {
			return badArgument("argument %s: this agent belongs to organization %s, and to no other", t.Arg, bound)
		}
	}
	if !named && !c.tool.endpoint.Route().TakesOrgID() {
		return badArgument("%s asks across organizations, and this agent belongs to organization %s alone", c.tool.Name, bound)
	}
	return nil
}

// check lets the client refuse what it would never send, before any decision.
func (c *call) check() error { return c.tool.endpoint.Check(c.args.in.Interface()) }

// tryDescribe describes a call that is denied whatever its arguments are: for
// the record alone, so that it says what was asked for. Nothing of it reaches
// the agent.
func (c *call) tryDescribe(raw jsontext.Value) {
	if c.tool == nil {
		return
	}
	if args, err := c.tool.decode(raw); err == nil {
		c.args, c.targets = args, c.tool.targets(args)
		_ = c.tool.settle(c.who.Agent.ID, args, c.start) // what is not clear stands in the record as it was written
		c.describe()
	}
}

func (c *call) describe() {
	request := c.args.encode()
	conceals := c.tool.conceals(c.args, c.hides(c.name))
	c.what.Args, c.erased, c.secrets = c.tool.recordedArgs(c.gate.audit, c.args, request, conceals)
	c.what.ArgsHMAC = c.gate.audit.HMAC(c.tool.asks().hide(request, "", conceals.mask)) // who has the key could try passwords
	c.what.Targets = c.targets
	c.what.Phrase = c.tool.phrase(c.args, c.targets, conceals)
}

// client asks JumpCloud for this agent: in its organization, and taking turns
// with the other agents.
func (c *call) client() *jcclient.Client {
	return c.gate.client.ForOrg(c.who.Agent.OrgID).As(c.who.Agent.ID)
}

func (c *call) mayResolve() error { return mayResolve(c.policy, c.who, c.targets, c.start) }

func (c *call) resolve(ctx context.Context) error {
	c.what.LookedUp = true // no sentence may claim any more that nothing was sent
	if err := c.tool.resolve(ctx, c.client(), c.args, c.targets, c.hides); err != nil {
		return err
	}
	c.describe()
	return c.check()
}

// request is the call as the policy looks at it. An export takes every row,
// whatever the tool's limit is.
func (c *call) request() policy.Request {
	seen := c.tool.seen(c.args)
	if c.export != nil {
		delete(seen, "limit")
	}
	return policy.Request{Agent: c.who.Agent.ID, Tool: c.name, Args: seen, Now: c.start}
}

func (c *call) readTarget(ctx context.Context, fields []string) (map[string]any, error) {
	c.what.LookedUp = true
	return c.tool.readTarget(ctx, c.client(), c.args, fields)
}

// record writes one record of the call, and returns when it is on disk.
func (c *call) record(kind audit.Kind, outcome *audit.Outcome) error {
	r := audit.Record{Kind: kind, Call: c.id, Who: recordedWho(c.who), What: &c.what, Where: recordedWhere(c.who), Outcome: outcome, Erased: c.erased}
	if kind != audit.CallOutcome && kind != audit.CallLookup {
		r.Decision = recordedDecision(c.decision)
	}
	_, err := c.gate.audit.Append(r)
	if err != nil {
		c.gate.log.Error("the audit trail could not be written", "call", c.id, "kind", kind, "error", err)
	}
	return err
}

// deny answers a call that the policy does not allow. The agent is told the
// rule only for a tool that its grants cover; for any other the text is the
// same as for a tool that does not exist.
func (c *call) deny(d policy.Decision) Answer {
	if d.Effect == policy.Allow {
		d = policy.Decision{Effect: policy.Deny, Rule: "unknown_tool", Reason: "No such tool.", Policy: d.Policy}
	}
	c.decision = d
	_ = c.record(audit.CallDenied, nil) // nothing is done either way; record has logged it
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
	c.decision = policy.Decision{Effect: policy.Invalid, Rule: f.Code, Reason: reason, Policy: c.policy.Hash()}
	_ = c.record(audit.CallRefused, nil)
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
	o := &audit.Outcome{Result: "ok", HTTPStatus: done.reply.Status, Attempts: done.reply.Attempts, Bytes: done.reply.Bytes, Items: done.items, Already: done.reply.Already, Differs: done.reply.Differs}
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
	var f *failure
	switch {
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
