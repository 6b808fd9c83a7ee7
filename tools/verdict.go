package tools

import (
	"errors"
	"fmt"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// Verdict is what Explain decides. It is an error when only a directory could
// tell: when a name stands where an id is needed, and may be looked up, or when
// the decision turns on a target that the question says nothing of.
func Verdict(p *policy.Policy, q Question) (policy.Decision, error) {
	_, request, err := q.request(p)
	if name := (unresolvedName{}); errors.As(err, &name) {
		return policy.Decision{}, err
	}
	if fields := p.Reads(request); err == nil && q.Target == nil && len(fields) > 0 {
		return policy.Decision{}, fmt.Errorf("it turns on its target's %s: give the target", strings.Join(fields, ", "))
	}
	d, _ := Explain(p, q)
	return d, nil
}
