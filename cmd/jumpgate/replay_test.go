package main

import (
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A call that no policy decided says nothing of another policy, which might
// else seem to open what it never closed.
func TestCallsOfAHeldAgentAreNotDecidedAgain(t *testing.T) {
	allowed := policy.Decision{Effect: policy.Allow, Rule: "one.access.users"}
	denied := audit.Record{Kind: audit.CallDenied, What: &audit.What{Tool: "users_list"}}
	for rule, counted := range map[string]int{tools.HeldRule: 0, "disabled": 0, "not_granted": 1} {
		var r replay
		record := denied
		record.Decision = &audit.Decision{Effect: "deny", Rule: rule}
		r.add(record, allowed, "")
		if r.calls != counted || r.opened != (counted == 1) {
			t.Errorf("denied by %s: %d decided again, opened %t", rule, r.calls, r.opened)
		}
	}
}
