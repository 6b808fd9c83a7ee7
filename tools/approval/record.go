package approval

import (
	"github.com/jumpgate-mcp/jumpgate/audit"
)

// record writes what becomes of an entry: who asked for what, and who said what.
func (b *Book) record(kind audit.Kind, e *Entry, v Verdict, reason string) error {
	first := e.Needs[0]
	what := e.What
	what.Phrase = e.Phrase
	r := audit.Record{Kind: kind, Call: e.Call, Who: &e.Who, Where: e.Where, What: &what, Erased: e.Erased,
		Decision: &audit.Decision{Effect: "approval_required", Rule: first.Rule, Reason: reason, Matched: e.Matched, Policy: e.Policy},
		Approval: &audit.Approval{ID: e.ID, Expires: e.Expires, Wants: e.Wants(), Short: e.short(), Authn: v.Authn},
	}
	if kind == audit.ApprovalAsked {
		r.Decision.Reason = first.Reason
	}
	if v.Authn != "" {
		r.Approval.By = []string{v.Name()}
	}
	_, err := b.trail.Append(r)
	return err
}

// short is how many people more are needed, at least.
func (e *Entry) short() int {
	most := 0
	for _, n := range e.Needs {
		most = max(most, n.short(e.Said))
	}
	return most
}

// Wants is in English what each rule wants.
func (e *Entry) Wants() []string {
	var all []string
	for _, n := range e.Needs {
		all = append(all, n.Wants)
	}
	return all
}
