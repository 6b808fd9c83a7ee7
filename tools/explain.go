package tools

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A Question is a call that nobody makes.
type Question struct {
	Agent, Tool string
	Args        jsontext.Value
	Target      jsontext.Value // the object that the call is about, as far as it is known; nil when it is not
	Now         time.Time
}

// Explain says what a policy would decide, and every rule that names the tool:
// by the steps of a call, but nothing is sent or recorded. A name in the
// arguments is invalid, since only a call looks it up.
func Explain(p *policy.Policy, q Question) (policy.Decision, []policy.Weighed) {
	c, request, err := q.request(p)
	d, weighed := p.Explain(request)
	if err == nil && d.Effect != policy.Deny {
		err = c.mayAsk(d.Hides)
	}
	if err != nil {
		return policy.Decision{Effect: policy.Invalid, Rule: "invalid_arguments", Reason: argumentFailure(err).Message, Policy: p.Hash()}, nil
	}
	return d, weighed
}

// request is what the policy decides about; an error when the arguments cannot
// be used. Nobody looks at those of a tool that is not granted.
func (q Question) request(p *policy.Policy) (*call, policy.Request, error) {
	request := policy.Request{Agent: q.Agent, Tool: q.Tool, Now: q.Now}
	c := &call{who: Caller{Agent: policy.Agent{ID: q.Agent}}, name: q.Tool, tool: table[q.Tool], policy: p, start: q.Now}
	for _, a := range p.Agents() {
		if a.ID == q.Agent {
			c.who.Agent = a
		}
	}
	if granted := p.Granted(q.Agent, q.Tool, q.Now); c.tool == nil || granted.Effect != policy.Allow {
		return c, request, nil
	}
	if err := c.ask(q.Args); err != nil {
		return c, request, err
	}
	request = c.request()
	if len(q.Target) > 0 {
		request.Target = map[string]any{}
		if _, one := c.tool.subject(); one != nil {
			request.Target, _ = readable(one.answers().mask(q.Target)).(map[string]any)
		}
	}
	return c, request, nil
}

// ask is decode for a call that leaves no record.
func (c *call) ask(raw jsontext.Value) error {
	args, err := c.tool.decode(raw)
	if err != nil {
		return err
	}
	c.args, c.targets = args, c.tool.targets(args)
	if err := c.tool.settle(c.who.Agent.ID, args, c.start); err != nil {
		return err
	}
	if err := c.fits(); err != nil {
		return err
	}
	if unnamed(c.targets) {
		if _, err := c.mayResolve(); err != nil {
			return err
		}
		return c.unresolved()
	}
	return c.check()
}

// An unresolvedName is a name that a call would look up.
type unresolvedName struct{ audit.Target }

func (n unresolvedName) Error() string {
	return "argument " + n.Arg + ": a name is looked up by a call alone: give the id"
}

// unresolved is the first name among the targets.
func (c *call) unresolved() error {
	for _, t := range c.targets {
		if t.ID == "" {
			return unresolvedName{t}
		}
	}
	return nil
}
