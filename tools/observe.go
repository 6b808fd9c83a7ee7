package tools

import (
	"context"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// An Observation is what became of one call, for whoever counts. Its words come
// from the policy and the table alone: whatever a stranger wrote is unknown.
type Observation struct {
	Call     string // its id in the audit trail
	Parent   string // that of the call which it is a part of; "" for one that an agent made
	Agent    string // that the policy knows
	Tool     string // that there is
	Class    string
	Decision string // allow, deny, approval_required or invalid; undecided when the record failed before
	Code     string // of the error; ok when there is none
	At       time.Time
	Took     time.Duration // from its arguments to its answer
	Records  []Recorded    // that were made for it, one after the other
}

// Recorded is one record that a call waited for.
type Recorded struct {
	Kind audit.Kind
	At   time.Time // from then on
	Took time.Duration
	Err  error // nil when it is on disk
}

const unknown = "unknown"

// observed tells whoever counts what became of a call.
func (c *call) observed(ctx context.Context, answer *Answer) {
	if c.gate.observe == nil {
		return
	}
	o := Observation{Call: c.id, Parent: c.parent, At: c.start, Records: c.records, Agent: unknown, Tool: unknown, Class: unknown, Decision: c.decision.Effect.String(), Code: "ok", Took: c.gate.now().Sub(c.start)}
	if c.policy.Knows(c.who.Agent.ID) {
		o.Agent = c.who.Agent.ID
	}
	if c.tool != nil {
		o.Tool, o.Class = c.tool.Name, c.tool.Class.String()
	}
	if answer.IsError {
		o.Code = answer.Code
	}
	if c.decision.Effect == policy.Deny && c.decision.Rule == "" && c.decision.Reason == "" {
		o.Decision = "undecided"
	}
	c.gate.observe(ctx, o)
}
