package tools

import (
	"slices"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// Again is what a policy decides of a call that is on record, at the time when
// it was made, and of a caller that was known as then. Arguments that the
// record lacks are there, and nothing can be said of them. turnsOn is what the
// decision turns on and the record does not hold, in English, so that it is no
// decision then: fields of the call's target, or arguments.
func Again(p *policy.Policy, r audit.Record) (d policy.Decision, turnsOn string) {
	var who audit.Who
	if r.Who != nil {
		who = *r.Who
	}
	agent, err := p.Still(who.Agent, who.Authn, r.Time)
	if err != nil {
		return policy.Decision{Effect: policy.Deny, Rule: "unknown_agent", Reason: err.Error(), Policy: p.Hash()}, ""
	}
	request := policy.Request{Agent: agent.ID, Now: r.Time}
	if r.What != nil {
		request.Tool = r.What.Tool
		c := callAgain(p, agent, r)
		request.Args = argsAgain(c, r)
		if d := p.Decide(request); d.Effect != policy.Deny && c != nil && c.args != nil {
			if err := c.mayAsk(d.Hides); err != nil {
				return policy.Decision{Effect: policy.Invalid, Rule: "invalid_arguments", Reason: argumentFailure(err).Message, Policy: p.Hash()}, ""
			}
		}
	}
	var on []string
	if fields := p.Reads(request); len(fields) > 0 {
		on = append(on, "its target's "+strings.Join(fields, ", "))
	}
	if args := p.Hinges(request); len(args) > 0 {
		on = append(on, "its "+strings.Join(args, ", ")+", which the record does not hold")
	}
	d = p.Decide(request)
	if l, no := endless(r, d); no {
		d = policy.Decision{Effect: policy.Deny, Rule: l.Rule, Reason: l.Reason, When: l.When, Matched: []string{l.Rule}, Policy: p.Hash()}
	}
	if d.Effect == policy.Allow && stillLimited(p, r, d) {
		d = policy.Decision{Effect: policy.Deny, Rule: r.Decision.Rule, Reason: r.Decision.Reason, Matched: r.Decision.Matched, Policy: p.Hash()}
	}
	return d, strings.Join(on, ", and on ")
}

// endless is the limit that a recorded export could not keep: its rows are
// counted by none that counts rows.
func endless(r audit.Record, d policy.Decision) (policy.Limit, bool) {
	at := slices.IndexFunc(d.Limits, func(l policy.Limit) bool { return l.Of == policy.Objects })
	if at < 0 || r.What == nil || r.What.Export == nil {
		return policy.Limit{}, false
	}
	return d.Limits[at], true
}

// stillLimited says whether a call was denied by a limit that the policy has as
// it was, be it one of the listing that looks names up: how many calls were made
// before is not counted again.
func stillLimited(p *policy.Policy, r audit.Record, d policy.Decision) bool {
	made := r.Decision
	if made == nil || made.Effect != policy.Deny.String() {
		return false
	}
	limits := d.Limits
	for _, t := range table {
		if t.listing != nil {
			limits = append(limits[:len(limits):len(limits)], p.Granted(r.Who.Agent, t.Name, r.Time).Limits...)
		}
	}
	return slices.ContainsFunc(limits, func(l policy.Limit) bool {
		return l.Rule == made.Rule && strings.HasSuffix(made.Reason, sentences("", inFull(l)))
	})
}

// callAgain is a recorded call as it was asked; nil when nobody can tell.
func callAgain(p *policy.Policy, agent policy.Agent, r audit.Record) *call {
	tool := table[r.What.Tool]
	lacks, all := r.Lacks()
	if tool == nil || all {
		return nil
	}
	c := &call{who: Caller{Agent: agent}, name: tool.Name, tool: tool, policy: p, start: r.Time}
	if r.What.Export != nil {
		c.export = &Export{}
	}
	if len(lacks) > 0 || c.ask(r.What.Args) != nil {
		c.args = nil
	}
	return c
}

// argsAgain are a recorded call's arguments as conditions saw them.
func argsAgain(c *call, r audit.Record) map[string]any {
	if c == nil {
		return untold(r.What.Tool)
	}
	if c.args != nil {
		return c.request().Args
	}
	lacks, _ := r.Lacks()
	args, _ := readable(r.What.Args).(map[string]any)
	for _, name := range lacks {
		args[name] = policy.Unreadable{}
	}
	if c.tool.listing != nil && args["limit"] == nil && r.What.Export == nil {
		args["limit"] = int64(defaultLimit)
	}
	return args
}

// untold are all arguments of a tool, where nobody can tell which were given.
func untold(tool string) map[string]any {
	t := table[tool]
	if t == nil {
		return nil
	}
	args := map[string]any{}
	for _, name := range t.takes.names {
		args[name] = policy.Untold{}
	}
	return args
}
