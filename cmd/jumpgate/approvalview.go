package main

import (
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/tools/approval"
)

// An approvalView is an approval as people see it, at the desk and in the
// webhook. Arguments are masked as in the audit trail.
type approvalView struct {
	ID      string         `json:"id"`
	Asked   time.Time      `json:"asked"`
	Expires time.Time      `json:"expires"`
	Agent   string         `json:"agent"`
	Name    string         `json:"name,omitzero"`
	Owner   string         `json:"owner,omitzero"`
	Client  string         `json:"client,omitzero"` // what the agent's software calls itself: unproven
	Call    string         `json:"call"`
	Tool    string         `json:"tool"`
	Class   string         `json:"class"`
	Args    jsontext.Value `json:"args,omitzero"`
	Plan    []string       `json:"plan"`
	Rules   []ruleView     `json:"rules"`
	Said    []saidView     `json:"said,omitzero"`
	State   string         `json:"state"` // waiting, granted or denied
	Policy  string         `json:"policy"`
}

type ruleView struct {
	Rule   string `json:"rule"`
	Reason string `json:"reason,omitzero"`
	Wants  string `json:"wants"`
}

type saidView struct {
	By      string    `json:"by"`
	Authn   string    `json:"authn"`
	Approve bool      `json:"approve"`
	Reason  string    `json:"reason,omitzero"`
	Time    time.Time `json:"time"`
}

func viewOf(e approval.Entry) approvalView {
	v := approvalView{
		ID: e.ID, Asked: e.Asked, Expires: e.Expires, Agent: e.Who.Agent, Name: e.Who.Name, Owner: e.Who.Owner, Client: e.Who.Client,
		Call: e.Call, Tool: e.What.Tool, Class: e.What.Class, Args: e.What.Args, Plan: e.Plan, State: string(e.State), Policy: e.Policy,
	}
	if e.State == approval.Waiting {
		v.State = "waiting"
	}
	for _, n := range e.Needs {
		v.Rules = append(v.Rules, ruleView{n.Rule, n.Reason, n.Wants})
	}
	for _, said := range e.Said {
		v.Said = append(v.Said, saidView{said.Name(), said.Authn, said.Approve, said.Reason, said.Time})
	}
	return v
}
