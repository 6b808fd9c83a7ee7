package tools

import (
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// An Observation is what became of one call, for whoever counts. Its words come
// from the policy and the table alone: whatever a stranger wrote is unknown.
type Observation struct {
	Agent    string // that the policy knows
	Tool     string // that there is
	Class    string
	Decision string        // allow, deny, approval_required or invalid; undecided when the record failed before
	Code     string        // of the error; ok when there is none
	Took     time.Duration // from its arguments to its answer
}

const unknown = "unknown"

// observed tells whoever counts what became of a call.
func (c *call) observed(answer *Answer) {
	if c.gate.observe == nil {
		return
	}
	o := Observation{Agent: unknown, Tool: unknown, Class: unknown, Decision: c.decision.Effect.String(), Code: "ok", Took: c.gate.now().Sub(c.start)}
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
	c.gate.observe(o)
}
