package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"slices"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// An outcome is what came of policy tests.
type outcome struct {
	OK       bool         `json:"ok"`
	Policy   string       `json:"policy"` // its hash
	Passed   int          `json:"passed"`
	Failures []failedTest `json:"failures"`
	Untested []untested   `json:"untested"` // of files that say exhaustive: true
}

type failedTest struct {
	File     string          `json:"file"`
	Line     int             `json:"line"`
	Column   int             `json:"column"`
	Agent    string          `json:"agent"`
	Tool     string          `json:"tool"`
	Args     json.RawMessage `json:"args"`
	Expected verdict         `json:"expected"`
	Decided  *verdict        `json:"decided,omitempty"` // none when it takes a directory to decide
	Text     string          `json:"text"`              // all of it, in words
}

type verdict struct {
	Effect string `json:"effect"`
	Rule   string `json:"rule,omitempty"`
	Reason string `json:"reason,omitempty"`
}

type untested struct {
	File  string `json:"file"`
	Agent string `json:"agent"`
	Tool  string `json:"tool"`
	Rule  string `json:"rule"`
}

// run decides every call of a file, as the gate would.
func (o *outcome) run(p *policy.Policy, tests *policy.Tests) {
	for _, t := range tests.Cases {
		d, err := tools.Verdict(p, tools.Question{Agent: t.Agent, Tool: t.Tool, Args: t.Args, Target: t.Target, Now: tests.Now})
		if err == nil && d.Effect == t.Expect && decidedBy(d, t.By) {
			o.Passed++
			continue
		}
		o.Failures = append(o.Failures, failed(tests.File, t, d, err))
	}
	if tests.Exhaustive {
		o.Untested = append(o.Untested, unexpected(p, tests)...)
	}
	o.OK = len(o.Failures) == 0 && len(o.Untested) == 0
}

// decidedBy says whether a rule is among those that decided: a test does not
// turn red when another rule comes to say the same.
func decidedBy(d policy.Decision, rule string) bool {
	return rule == "" || d.Rule == rule || slices.Contains(d.Matched, rule)
}

func failed(file string, t policy.Test, d policy.Decision, err error) failedTest {
	f := failedTest{File: file, Line: t.Line, Column: t.Column, Agent: t.Agent, Tool: t.Tool, Args: t.Args,
		Expected: verdict{Effect: t.Expect.Expectation(), Rule: t.By}}
	f.Text = t.Agent + " calls " + t.Tool
	if !bytes.Equal(t.Args, []byte("{}")) {
		f.Text += " " + shortened(t.Args)
	}
	f.Text += ": expected " + f.Expected.words() + ", "
	if err != nil {
		f.Text += "but it cannot be decided here: " + err.Error()
		return f
	}
	f.Decided = &verdict{Effect: d.Effect.Expectation(), Rule: d.Rule, Reason: d.Reason}
	f.Text += "but it is " + f.Decided.words()
	if d.Reason != "" {
		f.Text += ": " + d.Reason
	}
	return f
}

func (v verdict) words() string {
	said := map[string]string{"allow": "allowed", "deny": "denied", "approval": "left to an approval", "invalid": "invalid"}[v.Effect]
	if v.Rule != "" {
		said += " by " + v.Rule
	}
	return said
}

func shortened(args []byte) string {
	runes := []rune(string(args))
	if len(runes) <= 200 {
		return string(runes)
	}
	return fmt.Sprintf("%s… (%d bytes)", string(runes[:200]), len(args))
}

// unexpected are the tools that some call of an agent could be allowed, and
// that no test of the file expects to be granted to it.
func unexpected(p *policy.Policy, tests *policy.Tests) []untested {
	expected := map[[2]string]bool{}
	for _, t := range tests.Cases {
		if t.Expect == policy.Allow || t.Expect == policy.ApprovalRequired {
			expected[[2]string{t.Agent, t.Tool}] = true
		}
	}
	var all []untested
	for _, a := range p.Agents() {
		for _, tool := range p.Tools(a.ID, tests.Now) {
			if !expected[[2]string{a.ID, tool}] {
				all = append(all, untested{tests.File, a.ID, tool, p.Granted(a.ID, tool, tests.Now).Rule})
			}
		}
	}
	return all
}
