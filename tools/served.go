package tools

import (
	"errors"
	"fmt"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// ErrUnrecorded is returned when nothing may be done because the audit trail
// cannot be written.
var ErrUnrecorded = errors.New("the audit trail cannot be written")

// An Unserved is why there is nothing to serve: what was asked for is not there,
// for this agent, or it was asked for in a way that cannot be understood. It is
// for the agent to read.
type Unserved struct {
	Text     string
	Recorded bool // why is on record already
}

func (e *Unserved) Error() string { return e.Text }

func unserved(format string, a ...any) error { return &Unserved{Text: fmt.Sprintf(format, a...)} }

// serve records what an agent is about to see that asks nothing of JumpCloud: ""
// is its tools. Like every answer, that is given only once it is on record. Items
// is how many there are, below 0 for what is not counted.
func (g *Gate) serve(who Caller, what string, d policy.Decision, items int) error {
	r := audit.Record{Kind: audit.ListServed, Who: recordedWho(who), Where: recordedWhere(who), Decision: recordedDecision(d), Outcome: &audit.Outcome{Result: "ok"}}
	if what != "" {
		r.What = &audit.What{Served: what}
	}
	if items >= 0 {
		r.Outcome.Items = &items
	}
	if _, err := g.audit.Append(r); err != nil {
		g.log.Error("the audit trail could not be written", "kind", audit.ListServed, "error", err)
		return ErrUnrecorded
	}
	return nil
}

// withhold records that an agent was not served something that there is, and why.
// It is told the same as of what there is not.
func (g *Gate) withhold(who Caller, what string, d policy.Decision, told error) error {
	if err := g.serve(who, what, d, -1); err != nil {
		return err
	}
	if u, ok := errors.AsType[*Unserved](told); ok {
		u.Recorded = true
	}
	return told
}
