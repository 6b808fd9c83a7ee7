package tools

import (
	"context"
	"errors"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// ErrUnrecorded is returned when nothing may be done because the audit trail
// cannot be written.
var ErrUnrecorded = errors.New("the audit trail cannot be written")

// List returns the tools that some call of the agent's could be allowed, by
// name, as the JSON array of tools/list. The bytes are shared: do not change
// them. Like every answer, it is given only once it is on record.
func (g *Gate) List(_ context.Context, who Caller) (jsontext.Value, error) {
	p := g.policy.Load()
	who, names, decision := g.visible(p, who, g.now())
	n := len(names)
	_, err := g.audit.Append(audit.Record{
		Kind: audit.ListServed, Who: recordedWho(who), Where: recordedWhere(who),
		Decision: recordedDecision(decision),
		Outcome:  &audit.Outcome{Result: "ok", Items: &n},
	})
	if err != nil {
		g.log.Error("the audit trail could not be written", "kind", audit.ListServed, "error", err)
		return nil, ErrUnrecorded
	}
	return g.encodeTools(names), nil
}

// encodeTools joins the rows of the named tools; each visible set is joined once.
func (g *Gate) encodeTools(names []string) jsontext.Value {
	key := strings.Join(names, " ")
	if b, ok := g.lists.Load(key); ok {
		return b.(jsontext.Value)
	}
	b := Encode(Named(names))
	g.lists.Store(key, b)
	return b
}

// CoolDown is how long JumpCloud still wants to be left alone: nothing is sent
// until then. It is 0 most of the time.
func (g *Gate) CoolDown() time.Duration { return g.client.CoolDown() }

// AuthFailed records that nobody could be identified.
func (g *Gate) AuthFailed(who Caller, reason string) {
	g.note(audit.Record{Kind: audit.AuthFailed, Who: recordedWho(who),
		Decision: &audit.Decision{Effect: policy.Deny.String(), Rule: "unknown_agent", Reason: reason, Policy: g.Policy().Hash()}})
}

// Refused records a message that never became a call.
func (g *Gate) Refused(who Caller, tool, reason string) {
	g.note(audit.Record{Kind: audit.CallRefused, Who: recordedWho(who), What: &audit.What{Tool: tool},
		Decision: &audit.Decision{Effect: policy.Invalid.String(), Rule: "invalid_request", Reason: reason, Policy: g.Policy().Hash()}})
}

// note records what is refused in any case; a failure to do so is logged.
func (g *Gate) note(r audit.Record) {
	if _, err := g.audit.Append(r); err != nil {
		g.log.Error("the audit trail could not be written", "kind", r.Kind, "error", err)
	}
}
