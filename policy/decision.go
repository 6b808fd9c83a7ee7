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
	Effect   Effect
	Rule     string    // the first of the rules that decided
	Reason   string    // the rule's own words, or ours where there is no rule
	When     string    // the rule's condition in English; "" where it has none
	Matched  []string  // all that matched; shared, not to be changed
	Limits   []Limit   // a call that is allowed takes a token for each, or is not made
	Hides    Redaction // what its answer must not hold, and nobody may ask for
	Requires string    // what the rules that matched require of it, in English
	Policy   string    // the hash of the policy that decided

	Approvals []Approval // all that a call needs whose Effect is ApprovalRequired; nil for any other
}

// A Request is one call, as far as a policy looks at it. Values are as JSON has
// them: nil, bool, string, int64 or float64, []any and map[string]any.
type Request struct {
	Agent, Tool string
	Args        map[string]any // decoded, with their defaults, names resolved to ids
	Target      map[string]any // the fields that Reads asked for; nil when they were not fetched
	Now         time.Time
}
