package audit

import (
	"fmt"
	"strings"
)

// approval words what becomes of a call that people are asked about.
func approval(r Record) string {
	a := Approval{}
	if r.Approval != nil {
		a = *r.Approval
	}
	id := "approval " + clip(a.ID, 40)
	switch r.Kind {
	case ApprovalAsked:
		return fmt.Sprintf("%s; held back%s until %s approved it, at the latest at %s (%s). %s", asked(r), under(r), clip(strings.Join(a.Wants, ", and "), 300), a.Expires.UTC().Format("2006-01-02 15:04:05 UTC"), id, nothingSent(r))
	case ApprovalGranted:
		more := "with that the call may be made once, until " + a.Expires.UTC().Format("2006-01-02 15:04:05 UTC")
		switch {
		case a.Short == 1:
			more = "one person more is needed"
		case a.Short > 1:
			more = fmt.Sprintf("%d people more are needed", a.Short)
		}
		return fmt.Sprintf("%s approved that %s may %s%s (%s); %s.%s", speaker(a), who(r), phrase(r), inFull(r), id, more, saying(r))
	case ApprovalDenied:
		return fmt.Sprintf("%s said no to %s, who asked to %s%s (%s).%s", speaker(a), who(r), phrase(r), inFull(r), id, saying(r))
	}
	return stop(fmt.Sprintf("What %s asked to do, %s%s, waits for nobody any more (%s)%s", who(r), phrase(r), inFull(r), id, because(r)))
}

// speaker is who said so, and how that is known.
func speaker(a Approval) string {
	name := strings.Join(a.By, ", ") // as the policy names approvers, which needs no quotes
	if len(a.By) == 1 && a.By[0] == OwnUser {
		name = "The agent's own user"
	}
	return clip(name, 160) + " (" + clip(a.Authn, 80) + ")"
}

// OwnUser is how a record calls the person on whose side an agent runs, when that person confirms a call.
const OwnUser = "the agent's own user"

func saying(r Record) string {
	if reason := decided(r).Reason; reason != "" {
		return " The reason given: " + Quote(reason) + "."
	}
	return ""
}

// approvedBy tells of an intent which people had approved it.
func approvedBy(r Record) string {
	if r.Approval == nil {
		return ""
	}
	return "; approved by " + clip(strings.Join(r.Approval.By, ", "), 200) + " (approval " + clip(r.Approval.ID, 40) + ")"
}
