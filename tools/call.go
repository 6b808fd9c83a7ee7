package tools

import (
	"context"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools/approval"
)

// A call is one call on its way through the gate: what is known of it so far.
type call struct {
	gate     *Gate
	who      Caller
	id       string
	parent   string  // the call that this one is made for; "" for one that an agent makes
	name     string  // as the agent wrote it
	export   *Export // nil for a call that answers
	tool     *Tool   // nil when there is none of that name
	policy   *policy.Policy
	start    time.Time
	most     int // bytes of an answer
	args     *arguments
	targets  []audit.Target
	what     audit.What // as it is recorded
	erased   []string
	secrets  []string
	decision policy.Decision
	tokens   tokens
	leave    *approval.Leave // what people said, for a call that needs it
	records  []Recorded
	intended bool // the intent is on disk: from here on an outcome is owed
}

func (g *Gate) begin(who Caller, name string, export *Export) *call {
	c := &call{gate: g, who: who, id: audit.NewCallID(), name: name, export: export, tool: table[name], policy: g.policy.Load(), start: g.now(), most: g.maxAnswerBytes, tokens: tokens{from: &g.limits}}
	c.what.Tool = name
	if t := c.tool; t != nil {
		c.what = audit.What{Tool: t.Name, Resource: t.On, Class: t.Class.String()}
		if r := t.endpoint.Route(); t.parts == nil {
			c.what.Method, c.what.Path = r.Method, r.Template
		}
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
// names, and by nothing when it names none. Whether one that is not published
// heeds the x-org-id that it is sent, nobody says.
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
	if r := c.tool.endpoint.Route(); !named && (!r.TakesOrgID() || r.Unpublished) {
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
	conceals := c.tool.conceals(c.args, c.hides(c.name)).withPeople(c.gate.audit, c.targets)
	c.what.Args, c.erased, c.secrets = c.tool.recordedArgs(c.gate.audit, c.args, request, conceals)
	c.what.ArgsHMAC = c.gate.audit.Hash(string(c.tool.asks().hide(request, "", conceals.mask))) // who has the key could try passwords
	c.what.Targets = conceals.targets(c.targets)
	c.what.Phrase = c.tool.phrase(c.args, c.what.Targets, conceals)
}

// forPeople is the call's phrase for those who must see what they approve,
// whatever the trail keeps of it.
func (c *call) forPeople() string {
	return c.tool.phrase(c.args, c.targets, c.tool.conceals(c.args, c.hides(c.name)))
}

// client asks JumpCloud for this agent: in its organization, and taking turns
// with the other agents.
func (c *call) client() *jcclient.Client {
	return c.gate.client.ForOrg(c.who.Agent.OrgID).As(c.who.Agent.ID)
}

func (c *call) mayResolve() ([]need, error) {
	return mayResolve(c.policy, c.who, c.targets, c.start)
}

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

// record writes one record of the call, and returns when it is on disk. With one
// that announces what is asked of JumpCloud, the call's tokens are spent; with
// that of its outcome, those come back that a listing did not need.
func (c *call) record(kind audit.Kind, outcome *audit.Outcome) error {
	r := audit.Record{Kind: kind, Call: c.id, Parent: c.parent, Who: recordedWho(c.who), What: &c.what, Where: recordedWhere(c.who), Outcome: outcome, Erased: c.erased}
	spends := kind == audit.CallLookup || kind == audit.CallIntent
	if kind != audit.CallOutcome && kind != audit.CallLookup {
		r.Decision = recordedDecision(c.decision)
	}
	if spends && len(c.tokens.held) > 0 {
		if r.Decision == nil {
			r.Decision = &audit.Decision{Policy: c.policy.Hash()}
		}
		r.Decision.Limits = c.tokens.names(kind == audit.CallLookup)
	}
	if kind == audit.CallIntent {
		r.Approval = c.leave.Recorded()
	}
	at := c.gate.now()
	_, err := c.gate.audit.Append(r)
	c.records = append(c.records, Recorded{kind, at, c.gate.now().Sub(at), err})
	if err != nil {
		c.gate.log.Error("the audit trail could not be written", "call", c.id, "kind", kind, "error", err)
		return err
	}
	if spends {
		listing := ""
		if c.tool.listing != nil {
			listing = c.id
		}
		c.tokens.spend(kind == audit.CallLookup, listing, c.gate.now())
	}
	if kind == audit.CallIntent {
		c.leave.Spend()
	}
	if outcome != nil && outcome.Items != nil {
		c.tokens.answered(c.id, *outcome.Items)
	}
	return nil
}
