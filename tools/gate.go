package tools

import (
	"context"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// Call takes one call from its arguments to its answer.
//
// The caller has been identified by the transport; raw is JSON that was read
// strictly, or nil. The answer is never empty: what is refused, denied or
// failed comes back as an error with a code, and every call, whatever became
// of it, has left its trace in the audit trail before Call returns.
func (g *Gate) Call(ctx context.Context, who Caller, name string, raw jsontext.Value) Answer {
	ctx, cancel := context.WithTimeout(ctx, g.callTimeout)
	defer cancel()
	return g.begin(who, name, nil).through(ctx, raw)
}

// Export is Call for all rows of a listing: the same steps, the same grant and
// the same records. What it writes goes to e.To; the answer says how much that
// was, and whether it is all. An error's may be a part of it, as e.To was told.
func (g *Gate) Export(ctx context.Context, who Caller, name string, raw jsontext.Value, e Export) Answer {
	return g.begin(who, name, &e).through(ctx, raw)
}

// through takes a call through the gate. All that happens to one stands here,
// in order; there is no other way to JumpCloud.
func (c *call) through(ctx context.Context, raw jsontext.Value) (answer Answer) {
	defer c.observed(ctx, &answer)
	defer c.recovered(&answer)

	// Who was denied too often waits, whatever it asks for.
	if wait := c.gate.denials.wait(c.who.Agent.ID, c.start); wait > 0 {
		c.tryDescribe(raw)
		return c.held(wait)
	}

	// Who was granted nothing learns nothing: who calls, which tool and what grants
	// it come before arguments.
	granted := c.granted()
	if c.tool == nil || granted.Effect != policy.Allow {
		c.tryDescribe(raw)
		return c.deny(granted)
	}

	ctx = c.whileEnabled(ctx)
	defer c.tokens.back() // those that no record tells of

	// The agent's bytes become typed arguments, or nothing.
	if err := c.decode(raw); err != nil {
		return c.refuse(err)
	}

	// Names become ids. A look-up is a read: it needs the right, the tokens of each
	// limit that binds it or the whole call, and a record.
	if unnamed(c.targets) {
		binding, err := c.mayResolve()
		if err != nil {
			return c.refuse(err)
		}
		if e := c.take(append(c.needs(granted.Limits, true), binding...)...); e != nil {
			return c.limited(e)
		}
		if err := c.record(audit.CallLookup, nil); err != nil {
			return c.unrecorded(err)
		}
		if err := c.resolve(ctx); err != nil {
			return c.refuse(err)
		}
	}

	// What a rule asks of the object that the call is about is read likewise.
	request := c.request()
	if fields := c.policy.Reads(request); len(fields) > 0 {
		if e := c.take(c.needs(granted.Limits, true)...); e != nil {
			return c.limited(e)
		}
		if err := c.record(audit.CallLookup, nil); err != nil {
			return c.unrecorded(err)
		}
		var err error
		if request.Target, err = c.readTarget(ctx, fields); err != nil {
			return c.refuse(err)
		}
	}

	// The decision sees what will be done, not what was written.
	c.decision = c.policy.Decide(request)
	if e := c.decision.Effect; e != policy.Allow && e != policy.ApprovalRequired {
		return c.deny(c.decision)
	}

	// Look-ups take time, in which people may have stopped the agent.
	if _, denied := c.gate.standing(c.policy, c.who, c.start); denied != nil {
		return c.deny(*denied)
	}

	// What the policy hides from the answer is not asked for either.
	if err := c.mayAsk(c.decision.Hides); err != nil {
		return c.refuse(err)
	}

	// Each limit gives its tokens, unless they are taken since the look-up.
	if e := c.take(c.needs(c.decision.Limits, false)...); e != nil {
		return c.limited(e)
	}

	// Where people must say yes, they are asked, and the call is over. Made again,
	// it goes on with what they said, once.
	if c.decision.Effect != policy.Allow {
		if answer, goesOn := c.approved(ctx); !goesOn {
			return answer
		}
		defer c.leave.Back()
	}

	// No record, no act.
	if err := c.record(audit.CallIntent, nil); err != nil {
		return c.unrecorded(err)
	}

	// The act, and what came of it: on disk before the agent hears of it.
	c.intended = true
	ctx = c.counting(ctx)
	if c.export != nil {
		done, err := c.exportAll(ctx)
		return c.finish(done, err)
	}
	if c.tool.parts != nil {
		done, err := c.composed(ctx)
		return c.finish(done, err)
	}
	done, err := c.tool.act(ctx, c.client(), c.who.Agent.ID, c.args, c.targets, c.decision.Hides, c.most)
	return c.finish(done, err)
}
