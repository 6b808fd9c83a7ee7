package audit

import (
	"strings"
	"time"
)

// Query says which records are wanted: those for which all that is set holds. The zero Query wants every record.
type Query struct {
	Agent    string    // the agent's id
	Tool     string    //
	Class    string    // read, reveal, write, privilege, execute or destroy
	Decision string    // allow, deny, approval_required or invalid
	Target   string    // the id or the name of an object that the call is about
	Text     string    // a part of the sentence, in capitals or not; or a hash, as it stands there or in the arguments
	Since    time.Time // not before
	Until    time.Time // not after
}

// Matches says whether a record is wanted.
func (q Query) Matches(r Record) bool {
	var who Who
	var what What
	if r.Who != nil {
		who = *r.Who
	}
	if r.What != nil {
		what = *r.What
	}
	return is(q.Agent, who.Agent) && is(q.Tool, what.Tool) && is(q.Class, what.Class) && is(q.Decision, decided(r).Effect) &&
		q.during(r.Time) && q.about(what.Targets) &&
		(q.Text == "" || strings.Contains(strings.ToLower(r.Message), strings.ToLower(q.Text)) ||
			strings.HasPrefix(q.Text, "hmac:") && strings.Contains(string(what.Args), q.Text))
}

func is(wanted, found string) bool { return wanted == "" || wanted == found }

func (q Query) during(t time.Time) bool {
	return !t.Before(q.Since) && (q.Until.IsZero() || !t.After(q.Until))
}

func (q Query) about(targets []Target) bool {
	if q.Target == "" {
		return true
	}
	for _, t := range targets {
		if t.ID == q.Target || t.Name == q.Target {
			return true
		}
	}
	return false
}
