package main

import (
	"cmp"
	"fmt"
	"strings"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

func whoLines(r audit.Record) []string {
	if r.Who == nil {
		return []string{"not known"}
	}
	w := *r.Who
	who := cmp.Or(w.Name, w.Agent, "not known")
	if w.Name != "" && w.Agent != "" {
		who += " (" + w.Agent + ")"
	}
	if w.Owner != "" {
		who += ", owner " + w.Owner
	}
	var how []string
	for _, part := range []struct{ word, value string }{{"known by ", w.Authn}, {"over ", w.Transport}, {"from ", w.Peer}, {"session ", w.Session}} {
		if part.value != "" {
			how = append(how, part.word+part.value)
		}
	}
	lines := []string{who}
	if len(how) > 0 {
		lines = append(lines, strings.Join(how, ", "))
	}
	if w.Client != "" {
		lines = append(lines, "its client calls itself "+audit.Quote(w.Client))
	}
	return lines
}

func whatLines(r audit.Record) []string {
	if r.What == nil {
		return []string{"not known"}
	}
	w := *r.What
	what := cmp.Or(w.Tool, "no tool")
	if w.Class != "" {
		what += " (" + w.Class + ")"
	}
	if w.Method != "" {
		what += ": " + w.Method + " " + w.Path
	}
	lines := []string{what}
	if w.Export != nil {
		lines = append(lines, map[bool]string{true: "in full, to count the rows", false: "in full, as an export in " + w.Export.Format}[w.Export.Format == tools.Counts.String()])
	}
	for _, t := range w.Targets {
		target := strings.Join(targetNames([]audit.Target{t}), "")
		if t.Kind != "" {
			target = t.Kind + " " + target
		}
		if t.Arg != "" {
			target += ", given as " + t.Arg
		}
		lines = append(lines, target)
	}
	if len(w.Args) > 0 {
		lines = append(lines, "arguments "+string(w.Args))
	}
	if r.Where != nil && r.Where.OrgID != "" {
		lines = append(lines, "organization "+r.Where.OrgID)
	}
	return lines
}

func decisionLines(r audit.Record) []string {
	if r.Decision == nil {
		return []string{"none: policy was not asked, or has not answered"}
	}
	d := *r.Decision
	said := map[string]string{"allow": "allowed", "deny": "denied", "approval_required": "held back for people to approve", "invalid": "refused"}[d.Effect]
	said = cmp.Or(said, d.Effect)
	if d.Rule != "" {
		said += " by " + d.Rule
	}
	lines := []string{said}
	if d.Reason != "" && !isVerdict(r) {
		lines = append(lines, "because: "+d.Reason)
	}
	if len(d.Matched) > 0 {
		lines = append(lines, "rules that matched: "+strings.Join(d.Matched, ", "))
	}
	if len(d.Limits) > 0 {
		lines = append(lines, "counted by the limits of "+strings.Join(d.Limits, ", "))
	}
	if d.Policy != "" {
		lines = append(lines, "policy "+d.Policy)
	}
	return lines
}

// isVerdict says that a record's reason is what people said, and not the rule's.
func isVerdict(r audit.Record) bool {
	return r.Kind == audit.ApprovalGranted || r.Kind == audit.ApprovalDenied || r.Kind == audit.ApprovalExpired
}

// approvalLines tell what people were asked, and what they said last.
func approvalLines(r audit.Record) []string {
	if r.Approval == nil {
		return nil
	}
	a := *r.Approval
	by := strings.Join(a.By, ", ")
	if a.Authn != "" {
		by += " (" + a.Authn + ")"
	}
	said := "waits for " + cmp.Or(strings.Join(a.Wants, ", and "), "people")
	switch {
	case r.Kind == audit.ApprovalGranted && a.Short > 0:
		said = "yes by " + by + "; more people are needed"
	case r.Kind == audit.ApprovalGranted:
		said = "yes by " + by
	case r.Kind == audit.ApprovalDenied:
		said = "no by " + by + ": it is over, and was not made"
	case r.Kind == audit.ApprovalExpired:
		said = "waits for nobody any more, and was not made"
	case r.Kind != audit.ApprovalAsked:
		said = "made with the yes of " + by
	}
	lines := []string{said}
	if isVerdict(r) && r.Decision != nil && r.Decision.Reason != "" {
		lines = append(lines, "because: "+r.Decision.Reason)
	}
	return append(lines, "approval "+a.ID)
}

func outcomeLines(r audit.Record, open bool) []string {
	switch {
	case r.Outcome == nil && open:
		return []string{"not on record: the call is under way, or the server stopped before it ended"}
	case r.Outcome == nil:
		return []string{"none: the call was not made"}
	}
	o := *r.Outcome
	said := cmp.Or(o.Result, "not known")
	if o.Code != "" {
		said += " (" + o.Code + ")"
	}
	if o.HTTPStatus > 0 {
		said += fmt.Sprintf(": JumpCloud answered %d", o.HTTPStatus)
	}
	var parts []string
	if o.Attempts > 0 {
		parts = append(parts, counted(o.Attempts, "request"))
	}
	if o.Calls > 0 {
		parts = append(parts, counted(o.Calls, "call")+" of its own")
	}
	if o.MS > 0 {
		parts = append(parts, milliseconds(o.MS))
	}
	if o.Items != nil {
		parts = append(parts, counted(*o.Items, "item"))
	}
	if o.Bytes > 0 {
		parts = append(parts, counted(int(o.Bytes), "byte"))
	}
	lines := []string{said}
	if len(parts) > 0 {
		lines = append(lines, strings.Join(parts, ", "))
	}
	if o.Already {
		lines = append(lines, "it was so already: nothing was changed")
	}
	if len(o.Differs) > 0 {
		lines = append(lines, "read otherwise afterwards: "+strings.Join(o.Differs, ", "))
	}
	if len(o.Missing) > 0 {
		lines = append(lines, "without "+strings.Join(o.Missing, ", "))
	}
	if o.SHA256 != "" {
		lines = append(lines, "SHA-256 of the answer "+o.SHA256)
	}
	return lines
}

func milliseconds(ms float64) string {
	if ms < 10_000 {
		return fmt.Sprintf("%.4g ms", ms)
	}
	return fmt.Sprintf("%.1f s", ms/1000)
}
