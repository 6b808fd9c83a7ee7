package policy

import "time"

// An Effect is what a decision comes to. The zero Effect denies.
type Effect uint8

const (
	Deny Effect = iota
	Allow
	ApprovalRequired
	Invalid
)

func (e Effect) String() string {
	return [...]string{"deny", "allow", "approval_required", "invalid"}[e]
}

// A Decision is an answer, and why.
type Decision struct {
	Effect  Effect
	Rule    string   // the first of the rules that decided
	Reason  string   // the rule's own words, or ours where there is no rule
	Matched []string // all that matched; shared, not to be changed
	Policy  string   // the hash of the policy that decided
}

// A Request is one call, as far as a policy looks at it.
type Request struct {
	Agent, Tool string
	Args        any // decoded and resolved
	Now         time.Time
}
