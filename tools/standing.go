package tools

import (
	"fmt"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// standing is a caller as a policy knows it now. It was identified by an
// earlier one, perhaps: an agent that was removed, a token that was taken back,
// another organization take effect with the next call of a session that is
// open. When the caller is nobody any more, that is the decision.
func (g *Gate) standing(p *policy.Policy, who Caller, now time.Time) (Caller, *policy.Decision) {
	if g.disabled(who.Agent.ID) {
		return who, &policy.Decision{Effect: policy.Deny, Rule: "disabled", Reason: disabledReason, Policy: p.Hash()}
	}
	agent, err := known(p, who, now)
	if err != nil {
		return who, &policy.Decision{Effect: policy.Deny, Rule: "unknown_agent", Reason: err.Error(), Policy: p.Hash()}
	}
	who.Agent = agent
	return who, nil
}

// known is a caller's agent by what it proved to be itself with.
func known(p *policy.Policy, who Caller, now time.Time) (agent policy.Agent, err error) {
	switch {
	case who.Claims != nil:
		agent, err = p.Vouched(*who.Claims, now)
	case who.Certificate != nil:
		agent, _, err = p.Certified(*who.Certificate, now)
	default:
		return p.Still(who.Agent.ID, who.Authn, now)
	}
	if err == nil && agent.ID != who.Agent.ID {
		err = fmt.Errorf("agent %s is no longer known by what it proved to be itself with (%s)", who.Agent.ID, who.Authn)
	}
	return agent, err
}

const disabledReason = "An operator has disabled this agent."

// granted is whether some call of the tool could be allowed to its caller.
func (c *call) granted() policy.Decision {
	who, denied := c.gate.standing(c.policy, c.who, c.start)
	if denied != nil {
		return *denied
	}
	c.who = who
	return c.policy.Granted(who.Agent.ID, c.name, c.start)
}

// visible are the names of the tools that a caller sees; none, and the reason,
// when it is denied any.
func (g *Gate) visible(p *policy.Policy, who Caller, now time.Time) (Caller, []string, policy.Decision) {
	who, denied := g.standing(p, who, now)
	if denied != nil {
		return who, nil, *denied
	}
	return who, p.Tools(who.Agent.ID, now), policy.Decision{Effect: policy.Allow, Policy: p.Hash()}
}
