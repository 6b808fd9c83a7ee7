package tools

import (
	"context"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// Call takes one call from its arguments to its answer. All that happens to a
// call stands here, in order; there is no other way to JumpCloud.
//
// The caller has been identified by the transport; raw is JSON that was read
// strictly, or nil. The answer is never empty: what is refused, denied or
// failed comes back as an error with a code, and every call, whatever became
// of it, has left its trace in the audit trail before Call returns.
func (g *Gate) Call(ctx context.Context, who Caller, name string, raw jsontext.Value) (answer Answer) {
	ctx, cancel := context.WithTimeout(ctx, g.callTimeout)
	defer cancel()
	c := g.begin(who, name)
	defer c.recovered(&answer)

	// Who was granted nothing learns nothing: tool and grant come before arguments.
	granted := c.policy.Granted(who.Agent.ID, name, c.start)
	if c.tool == nil || granted.Effect != policy.Allow {
		c.tryDescribe(raw)
		return c.deny(granted)
	}

	// The agent's bytes become typed arguments, or nothing.
	if err := c.decode(raw); err != nil {
		return c.refuse(err)
	}

	// Names become ids: a look-up is a read, so it needs the right and a record.
	if unnamed(c.targets) {
		if err := c.mayResolve(); err != nil {
			return c.refuse(err)
		}
		if err := c.record(audit.CallLookup, nil); err != nil {
			return c.unrecorded(err)
		}
		if err := c.resolve(ctx); err != nil {
			return c.refuse(err)
		}
	}

	// The decision sees what will be done, not what was written.
	c.decision = c.policy.Decide(policy.Request{Agent: who.Agent.ID, Tool: name, Args: c.args.in.Interface(), Now: c.start})
	if c.decision.Effect != policy.Allow {
		return c.deny(c.decision)
	}

	// No record, no act.
	if err := c.record(audit.CallIntent, nil); err != nil {
		return c.unrecorded(err)
	}

	// The act, and what came of it: on disk before the agent hears of it.
	c.intended = true
	done, err := c.tool.act(ctx, c.client(), who.Agent.ID, c.args, c.targets, g.maxAnswerBytes)
	return c.finish(done, err)
}
