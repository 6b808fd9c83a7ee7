package tools

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools/approval"
)

// asked is what an agent learns of a call that waits for people.
type asked struct {
	ID      string    `json:"id"`
	Expires time.Time `json:"expires"`
	Plan    []string  `json:"plan"`
}

// approved takes the approval that people have given for this very call, and
// lets it go on; or asks them, and returns the answer with which it is over.
func (c *call) approved(ctx context.Context) (over Answer, goesOn bool) {
	essence, book := c.essence(), c.gate.approvals
	leave, given, err := book.Take(c.who.Agent.ID, c.name, essence)
	if err != nil {
		return c.unkept(err), false
	}
	if leave != nil {
		c.leave = leave
		c.tool.windowIs(c.args, given.Window)
		c.describe()
		c.decision.Effect, c.decision.Rule, c.decision.Reason, c.decision.When = policy.Allow, c.decision.Matched[0], "", ""
		c.what.Targets, c.what.Phrase = given.What.Targets, given.Phrase // the record names what people saw; the answer does not
		return Answer{}, true
	}
	c.tokens.back() // to ask is not to make the call
	entry, found, err := book.Find(c.who.Agent.ID, c.name, essence)
	switch {
	case book == nil, !found && !book.Answers() && slices.ContainsFunc(c.decision.Approvals, func(one policy.Approval) bool { return !one.Confirm || one.People > 1 }):
		return c.nobodyToAsk(), false
	case err != nil:
		return c.tooMany(), false
	case found && entry.State == approval.Denied:
		return c.saidNo(entry), false
	case found:
		_ = c.record(audit.CallDenied, nil) // nothing is done either way; record has logged it
		return c.waits(entry), false
	}
	entry, answer := c.newEntry(ctx)
	if answer.IsError {
		return answer, false
	}
	entry.Bind(essence)
	if entry, err = book.Ask(entry, essence); errors.Is(err, approval.ErrFull) {
		return c.tooMany(), false
	} else if err != nil {
		return c.unkept(err), false
	}
	return c.waits(entry), false
}

// essence is all that the call would do and may rest on, byte for byte: an
// approval counts for it alone.
func (c *call) essence() []byte {
	var rules []string
	for _, one := range c.decision.Approvals {
		rules = append(rules, one.Rule)
	}
	b, err := json.Marshal(struct {
		Agent, Org, Tool, Policy string
		Rules                    []string
		Request                  string
		Fields                   []string
		Limit                    int
		Cursor                   string
		Export                   *audit.Export
	}{c.who.Agent.ID, c.who.Agent.OrgID, c.name, c.decision.Policy, rules, string(c.tool.inWords(c.args)), c.args.fields, c.args.limit, c.args.cursor, c.what.Export}, json.Deterministic(true))
	if err != nil {
		panic(err) // texts and numbers: it cannot fail
	}
	return b
}

// newEntry is the call as people are asked about it: what it would change, as
// things stand, is read for them after a record.
func (c *call) newEntry(ctx context.Context) (approval.Entry, Answer) {
	if err := c.record(audit.CallLookup, nil); err != nil {
		return approval.Entry{}, c.unrecorded(err)
	}
	c.what.LookedUp = true
	own := c.forPeople()
	lines, err := c.tool.plan(ctx, c.client(), c.args, c.targets)
	if err != nil {
		c.gate.approvals.Failed(c.who.Agent.ID)
		return approval.Entry{}, c.refuse(err)
	}
	c.describe()
	e := approval.Entry{Call: c.id, Who: *recordedWho(c.who), Where: recordedWhere(c.who), What: c.what, Phrase: c.what.Phrase, Policy: c.decision.Policy, Matched: c.decision.Matched, Erased: c.erased,
		Plan: []string{capital(c.forPeople()) + "."}, Told: []string{capital(own) + "."}}
	if c.mayReadTargets() {
		e.Told[0] = e.Plan[0]
	}
	for _, line := range lines {
		e.Plan = append(e.Plan, line.Text)
		if c.mayRead(line.Of...) {
			e.Told = append(e.Told, line.Text)
		}
	}
	e.Window = c.args.window
	e.Asked = c.gate.now().UTC().Truncate(time.Second)
	for i, one := range c.decision.Approvals {
		e.Needs = append(e.Needs, approval.Need{Rule: one.Rule, Reason: strings.TrimSpace(one.Reason + " " + one.When), Wants: one.Whom(), Approvers: one.Approvers, People: one.People, Confirm: one.Confirm})
		if until := e.Asked.Add(one.TTL); i == 0 || until.Before(e.Expires) {
			e.Expires = until
		}
	}
	return e, Answer{}
}

// mayRead says whether the agent could see for itself all that tools answer,
// whatever it asks them, and as often as it likes: a plan counts against no
// limit of theirs.
func (c *call) mayRead(tools ...string) bool {
	for _, name := range tools {
		d := c.policy.Decide(policy.Request{Agent: c.who.Agent.ID, Tool: name, Args: untold(name), Now: c.start})
		if d.Effect != policy.Allow || len(d.Limits) > 0 || !c.policy.Hides(c.who.Agent.ID, name).None() {
			return false
		}
	}
	return true
}

func (c *call) mayReadTargets() bool {
	for _, t := range c.targets {
		if n, ok := namings[t.Kind]; !ok || !c.mayRead(n.tool) {
			return false
		}
	}
	return true
}

// waits answers a call that people are asked about.
func (c *call) waits(e approval.Entry) Answer {
	until := e.Expires.UTC().Truncate(time.Second)
	f := &failure{Code: "approval_required", Retryable: true,
		Message:  fmt.Sprintf("Rule %s wants a person to approve this first. Nothing was done. It waits as approval %s until %s.", e.Needs[0].Rule, e.ID, until.Format(time.RFC3339)),
		Hint:     "Tell your user that it waits, and what for. Once it is approved, make the same call with the same arguments again: it goes through once.",
		Approval: &asked{ID: e.ID, Expires: until, Plan: e.Told},
	}
	if e.State == approval.Granted { // by somebody who was quicker than this answer
		f.Message = fmt.Sprintf("Rule %s wanted a person to approve this first, which has just happened.", e.Needs[0].Rule)
	}
	answer := c.fail(f)
	if e.MayConfirm() {
		answer.Confirm, answer.Alone = e.ID, !slices.ContainsFunc(e.Needs, func(n approval.Need) bool { return len(n.Approvers) > 0 })
	}
	return answer
}

func (c *call) saidNo(e approval.Entry) Answer {
	last := e.Said[len(e.Said)-1]
	reason := "It was put to people, and the answer was no."
	if last.Reason != "" {
		reason = "It was put to people, and the answer was no: " + audit.Quote(last.Reason)
	}
	return c.deny(policy.Decision{Effect: policy.Deny, Rule: e.Needs[0].Rule, Reason: reason, Matched: c.decision.Matched, Policy: c.decision.Policy})
}

func (c *call) tooMany() Answer {
	c.unasked("People must approve it first, and as many calls wait for them as may.")
	return c.fail(&failure{Code: "quota_exceeded", Message: "People must approve this first, and as many calls wait for them as may.", Hint: "Wait until they have answered, or until what waits has run out.", Retryable: true})
}

// nobodyToAsk denies what would wait in vain.
func (c *call) nobodyToAsk() Answer {
	c.unasked("People must approve it first, and they have no way to answer here.")
	c.count()
	return c.fail(&failure{Code: "denied", Message: fmt.Sprintf("Denied by rule %s: a person must approve it first, and there is nobody to ask here.", c.decision.Rule), Hint: "This is jumpgate's policy, not JumpCloud's. Only its operator can change that."})
}

func (c *call) unasked(reason string) {
	c.decision = policy.Decision{Effect: policy.Deny, Rule: c.decision.Rule, Reason: reason, Matched: c.decision.Matched, Policy: c.decision.Policy}
	_ = c.record(audit.CallDenied, nil) // nothing is done either way; record has logged it
}

// unkept answers a call that people cannot be asked about, because it could not
// be recorded or kept.
func (c *call) unkept(err error) Answer {
	c.gate.log.Error("an approval could not be recorded or kept", "call", c.id, "error", err)
	return c.unrecorded(err)
}

// Confirm takes what the user of an agent says, through the agent's own client,
// about a call of that agent that waits.
func (g *Gate) Confirm(who Caller, id string, yes bool) error {
	e, err := g.approvals.Entry(id)
	if err != nil || e.Who.Agent != who.Agent.ID {
		return approval.ErrNone
	}
	_, err = g.approvals.Say(id, approval.Verdict{Authn: "client", Approve: yes, Own: true})
	return err
}

// Plan is what a call that waits would change, as far as its agent may know.
func (g *Gate) Plan(who Caller, id string) []string {
	e, err := g.approvals.Entry(id)
	if err != nil || e.Who.Agent != who.Agent.ID {
		return nil
	}
	return e.Told
}
