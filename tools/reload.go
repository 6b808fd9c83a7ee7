package tools

import (
	"errors"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// longestSummary is how much a record tells of what a policy changes.
const longestSummary = 600

// Policy is the policy in force.
func (g *Gate) Policy() *policy.Policy { return g.policy.Load() }

// TidyApprovals makes void what waits under another policy, for an agent that is
// disabled, or too long already. A server calls it again and again.
func (g *Gate) TidyApprovals() {
	err := g.approvals.Keep(g.Policy().Hash())
	for _, e := range g.approvals.Entries() {
		if g.disabled(e.Who.Agent) {
			err = errors.Join(err, g.approvals.Drop(e.Who.Agent))
		}
	}
	if err != nil {
		g.log.Error("that approvals are void could not be recorded; they are", "error", err)
	}
}

// Reload puts another policy in force, for all calls that begin from then on:
// once the trail says what it changes for whom, and not before. Its limits count
// what was made under the old one. A call that has
// begun keeps the policy that it began with, and names it.
func (g *Gate) Reload(p *policy.Policy) ([]policy.Change, error) {
	g.reloading.Lock()
	defer g.reloading.Unlock()
	old := g.policy.Load()
	changes := policy.Diff(old, p, g.now())
	if err := g.limits.restore(old, p, g.audit, g.now()); err != nil {
		return nil, err
	}
	_, err := g.audit.Append(audit.Record{Kind: audit.PolicyLoaded, Decision: &audit.Decision{
		Policy: p.Hash(), Replaces: old.Hash(), Reason: policy.Summary(changes, longestSummary)}})
	if err != nil {
		return nil, err
	}
	g.policy.Store(p)
	g.TidyApprovals()
	g.TellLists()
	return changes, nil
}

// Reject records that a policy was not fit to come into force, and why; the one
// in force stays.
func (g *Gate) Reject(reason string) error {
	_, err := g.audit.Append(audit.Record{Kind: audit.PolicyRejected, Decision: &audit.Decision{Policy: g.Policy().Hash(), Reason: reason}})
	return err
}
