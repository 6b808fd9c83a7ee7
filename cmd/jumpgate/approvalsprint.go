package main

import (
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// printAsJSON writes what has a form in JSON.
func printAsJSON(v any) error {
	b, err := json.Marshal(v, json.Deterministic(true))
	if err != nil {
		return err
	}
	return printJSON(jsontext.Value(b))
}

func printApprovals(w io.Writer, all []approvalView, now time.Time) error {
	if len(all) == 0 {
		_, err := fmt.Fprintln(w, "Nothing waits for you.")
		return err
	}
	for _, v := range all {
		if _, err := fmt.Fprintf(w, "%s  %s  %s: %s\n", v.ID, stands(v, now), v.called(), audit.Legible(v.first())); err != nil {
			return err
		}
	}
	return nil
}

func printApproval(w io.Writer, v approvalView, now time.Time) error {
	var b strings.Builder
	fmt.Fprintf(&b, "%s  %s\n\n", v.ID, stands(v, now))
	fmt.Fprintf(&b, "%s asks to call %s (%s):\n", v.called(), v.Tool, v.Class)
	for _, line := range v.Plan {
		fmt.Fprintf(&b, "  %s\n", audit.Legible(line))
	}
	if len(v.Args) > 0 {
		fmt.Fprintf(&b, "\nArguments: %s\n", audit.Legible(string(v.Args)))
	}
	b.WriteByte('\n')
	for _, rule := range v.Rules {
		fmt.Fprintf(&b, "%s wants it approved by %s.", rule.Rule, audit.Legible(rule.Wants))
		if rule.Reason != "" {
			fmt.Fprintf(&b, " %s", audit.Legible(rule.Reason))
		}
		b.WriteByte('\n')
	}
	for _, said := range v.Said {
		word := "no"
		if said.Approve {
			word = "yes"
		}
		fmt.Fprintf(&b, "%s (%s) said %s at %s.", audit.Legible(said.By), audit.Legible(said.Authn), word, said.Time.Local().Format(time.DateTime))
		if said.Reason != "" {
			fmt.Fprintf(&b, " %s", audit.Quote(said.Reason))
		}
		b.WriteByte('\n')
	}
	fmt.Fprintf(&b, "\nAsked %s, call %s.\n", v.Asked.Local().Format(time.DateTime), v.Call)
	if v.State == "waiting" {
		fmt.Fprintf(&b, "To answer: jumpgate approvals approve %s, or deny %s.\n", v.ID, v.ID)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func printAnswered(w io.Writer, v approvalView) error {
	text := "Approved, and more people are needed: " + v.wants()
	switch v.State {
	case "granted":
		text = fmt.Sprintf("Approved. %s can make the call once, until %s.", v.called(), v.Expires.Local().Format(time.DateTime))
	case "denied":
		text = "Refused. The call is not made."
	}
	_, err := fmt.Fprintln(w, text)
	return err
}

func (v approvalView) wants() string {
	var all []string
	for _, rule := range v.Rules {
		all = append(all, rule.Wants)
	}
	return strings.Join(all, "; ")
}

// called is the agent, by the name that people know.
func (v approvalView) called() string {
	if v.Name == "" || v.Name == v.Agent {
		return v.Agent
	}
	return fmt.Sprintf("%s (%s)", audit.Legible(v.Name), v.Agent)
}

func (v approvalView) first() string {
	if len(v.Plan) == 0 {
		return v.Tool
	}
	return v.Plan[0]
}

func stands(v approvalView, now time.Time) string {
	left := v.Expires.Sub(now).Round(time.Second)
	switch v.State {
	case "waiting":
		return fmt.Sprintf("waits, %v left", left)
	case "granted":
		return fmt.Sprintf("approved, %v left", left)
	}
	return "refused"
}
