package main

import (
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A replay is what came of deciding recorded calls again.
type replay struct {
	calls      int
	incomplete int // decided without some of their arguments
	refused    int // for their arguments, then; not decided again
	disabled   int // denied since people had disabled the agent, whatever the policy says; likewise
	held       int // denied since the agent had been denied too often; likewise
	flips      [5][]string
	opened     bool // something would, or might, be newly allowed: by people who approve it, too
}

// What can become of a call, in the order in which it is told.
const (
	newlyAllowed = iota
	newlyUntold  // it turns on what is not on record
	newlyAsked
	newlyDenied
	newlyInvalid
)

var flipTitles = [...]string{
	newlyAllowed: "Newly allowed",
	newlyUntold:  "Not to be told from the record",
	newlyAsked:   "Left to an approval",
	newlyDenied:  "Newly denied",
	newlyInvalid: "Newly invalid",
}

// add decides a record's call again, when it is one that a policy decided.
func (r *replay) add(record audit.Record, d policy.Decision, turnsOn string) {
	switch {
	case record.Kind == audit.CallRefused && record.What != nil && record.What.Tool != "":
		r.refused++
		return
	case record.Kind != audit.CallIntent && record.Kind != audit.CallDenied, record.Decision == nil:
		return
	case record.Decision.Rule == "disabled":
		r.disabled++
		return
	case record.Decision.Rule == tools.HeldRule:
		r.held++
		return
	}
	r.calls++
	lacks, all := record.Lacks()
	if all || len(lacks) > 0 {
		r.incomplete++
	}
	wasAllowed := record.Decision.Effect == policy.Allow.String()
	switch {
	case turnsOn != "":
		r.opened = r.opened || !wasAllowed
		r.flips[newlyUntold] = append(r.flips[newlyUntold], happened(record)+", and now it turns on "+turnsOn+".")
	case d.Effect.String() != record.Decision.Effect:
		r.opened = r.opened || d.Effect == policy.Allow || d.Effect == policy.ApprovalRequired && !wasAllowed
		to := [...]int{policy.Allow: newlyAllowed, policy.ApprovalRequired: newlyAsked, policy.Deny: newlyDenied, policy.Invalid: newlyInvalid}[d.Effect]
		r.flips[to] = append(r.flips[to], flipText(record, d, lacks, all))
	}
}

// happened tells of a call what it was, and what was decided.
func happened(r audit.Record) string {
	then := verdict{Effect: wordOf(r.Decision.Effect), Rule: r.Decision.Rule}
	return r.Time.UTC().Format(time.RFC3339) + " " + callText(r) + ": it was " + then.words()
}

// flipText tells of a call what happened, and what would.
func flipText(r audit.Record, d policy.Decision, lacks []string, all bool) string {
	now := verdict{Effect: d.Effect.Expectation(), Rule: d.Rule}
	said := happened(r) + ", and would be " + now.words() + "."
	switch {
	case all:
		said += " Its arguments are not in the record."
	case len(lacks) > 0:
		said += " Decided without " + strings.Join(lacks, ", ") + ", which the record does not hold."
	}
	return said
}

// wordOf is a recorded effect in the word of a test.
func wordOf(effect string) string {
	if effect == policy.ApprovalRequired.String() {
		return policy.ApprovalRequired.Expectation()
	}
	return effect
}

func callText(r audit.Record) string {
	agent, tool, args := "nobody", "", ""
	if r.Who != nil && r.Who.Agent != "" {
		agent = r.Who.Agent
	}
	if r.What != nil {
		if tool = r.What.Tool; len(r.What.Args) > 2 {
			args = " " + shortened(r.What.Args)
		}
	}
	return agent + " called " + tool + args
}

func (r *replay) print(hash string) error {
	var said strings.Builder
	for to, calls := range r.flips {
		if len(calls) > 0 {
			fmt.Fprintf(&said, "%s:\n  %s\n", flipTitles[to], strings.Join(calls, "\n  "))
		}
	}
	fmt.Fprintf(&said, "%s decided again: %d would be newly allowed, %d left to an approval, %d newly denied, %d newly invalid. Policy %s.\n",
		counted(r.calls, "call"), len(r.flips[newlyAllowed]), len(r.flips[newlyAsked]), len(r.flips[newlyDenied]), len(r.flips[newlyInvalid]), hash[:12])
	if n := len(r.flips[newlyUntold]); n > 0 {
		fmt.Fprintf(&said, "%s not to be told: a rule turns on the object that the call was about, or on an argument, which the record does not hold.\n", wasOrWere(n))
	}
	if r.incomplete > 0 {
		fmt.Fprintf(&said, "%s decided without some argument, which the record does not hold: a secret, a script, a long text, or what could not be read. A rule that reads it might decide otherwise.\n", wasOrWere(r.incomplete))
	}
	if r.refused > 0 {
		fmt.Fprintf(&said, "%s refused for their arguments then, and not decided again.\n", wasOrWere(r.refused))
	}
	if r.disabled > 0 {
		fmt.Fprintf(&said, "%s denied because people had disabled the agent, and not decided again.\n", wasOrWere(r.disabled))
	}
	if r.held > 0 {
		fmt.Fprintf(&said, "%s denied because the agent had been denied too often, and not decided again.\n", wasOrWere(r.held))
	}
	if _, err := os.Stdout.WriteString(said.String()); err != nil {
		return err
	}
	if r.opened {
		return &exitError{code: exitDenied}
	}
	return nil
}

func wasOrWere(n int) string {
	if n == 1 {
		return "1 was"
	}
	return fmt.Sprintf("%d were", n)
}
