package tools

import (
	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// Again is what a policy decides of a call that is on record, at the time when
// it was made, and of a caller that was known as then. Arguments that the
// record lacks are there, and nothing can be said of them. asks are the fields
// of the call's target on which the decision turns: the record does not hold
// them, so that it is no decision then.
func Again(p *policy.Policy, r audit.Record) (d policy.Decision, asks []string) {
	var who audit.Who
	if r.Who != nil {
		who = *r.Who
	}
	agent, err := p.Still(who.Agent, who.Authn, r.Time)
	if err != nil {
		return policy.Decision{Effect: policy.Deny, Rule: "unknown_agent", Reason: err.Error(), Policy: p.Hash()}, nil
	}
	request := policy.Request{Agent: agent.ID, Now: r.Time}
	if r.What != nil {
		request.Tool = r.What.Tool
		c := callAgain(p, agent, r)
		request.Args = argsAgain(c, r)
		if d := p.Decide(request); d.Effect != policy.Deny && c != nil && c.args != nil {
			if err := c.mayAsk(d.Hides); err != nil {
				return policy.Decision{Effect: policy.Invalid, Rule: "invalid_arguments", Reason: argumentFailure(err).Message, Policy: p.Hash()}, nil
			}
		}
	}
	return p.Decide(request), p.Reads(request)
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
		return nil
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
