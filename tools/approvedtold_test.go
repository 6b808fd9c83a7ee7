package tools

import (
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

const narrow = `
version: 1
approvers: {secops: [alice]}
agents:
  one: {owner: o@example.com, identify: [{local: true}], access: {users: full, user_groups: read, events: read}%s}
  blind:
    owner: o@example.com
    identify: [{local: true}]
    allow: [{id: members, tools: [user_group_members_change]}]
require:
  - {id: eyes, tools: [users_update, user_group_members_change, events_query], approval: {approvers: [secops], ttl: 1h}}
`

// told is what an agent is told of a call that waits.
func (a *askRig) told(agent, tool, args string) string {
	a.t.Helper()
	f := a.fails(agent, tool, args)
	if f.Approval == nil {
		a.t.Fatalf("%+v", f)
	}
	return strings.Join(f.Approval.Plan, "\n")
}

// What an agent could read of some objects, or a few times an hour, is not told
// it in a plan.
func TestAPlanTellsAnAgentOnlyWhatItCouldReadAnyTimeOfAnyObject(t *testing.T) {
	for name, c := range map[string]struct {
		rule string
		told bool
	}{
		"always":                      {``, true},
		"not this object":             {`, deny: [{id: not-her, tools: [users_get], when: {id: {eq: 60259a2a0001000000000001, or_absent: false}}}]`, false},
		"not her, as she is":          {`, deny: [{id: not-her, tools: [users_get], when: {target.username: {eq: ana.ruiz, or_absent: false}}}]`, false},
		"five times an hour":          {`, require: [{id: few, tools: [users_get], limit: {calls: 5, per: 1h}}]`, false},
		"a few times, if it is named": {`, require: [{id: few, tools: [users_get], when: {id: {present: true}}, limit: {calls: 5, per: 1h}}]`, false},
		"once somebody approves":      {`, require: [{id: asked, tools: [users_get], when: {id: {present: true}}, approval: {approvers: [secops]}}]`, false},
	} {
		a := newAskRig(t, strings.Replace(narrow, "%s", c.rule, 1))
		told := a.told("one", "users_update", `{"id":"60259a2a0001000000000001","jobTitle":"Lead"}`)
		if strings.Contains(told, "jobTitle: from") != c.told || strings.Contains(told, "email") != c.told {
			t.Errorf("%s: %s", name, told)
		}
	}
}

func TestAnApprovedCallTellsItsAgentNoNamesThatPeopleWereTold(t *testing.T) {
	a := newAskRig(t, strings.Replace(narrow, "%s", "", 1))
	args := `{"group_id":"` + a.group() + `","op":"add","type":"user","id":"60259a2a0001000000000001"}`
	a.says(a.asks("blind", "user_group_members_change", args), "alice", true)
	if answer := a.call("blind", "user_group_members_change", args); answer["resolved"] != nil {
		t.Errorf("%v", answer)
	}
	for _, rec := range a.trail() {
		if rec.Kind == audit.CallIntent && rec.What.Tool == "user_group_members_change" && !strings.Contains(rec.Message, `user "ana.ruiz"`) {
			t.Error(rec.Message)
		}
	}
}

// A window in words is what it was when people were asked.
func TestAWindowInWordsIsApprovedAsItWasThen(t *testing.T) {
	a := newAskRig(t, strings.Replace(narrow, "%s", "", 1))
	const lastDay = `{"service":["all"],"start_time":"24h"}`
	id := a.asks("one", "events_query", lastDay)
	a.advance(time.Minute)
	if again := a.asks("one", "events_query", lastDay); again != id {
		t.Errorf("asked again as %s, not %s", again, id)
	}
	if other := a.asks("one", "events_query", `{"service":["all"],"start_time":"48h"}`); other == id {
		t.Error("another window is the same question")
	}
	a.says(id, "alice", true)
	a.advance(time.Minute)
	a.call("one", "events_query", lastDay)
	export := func() string {
		a.advance(time.Minute)
		answer := a.gate.Export(t.Context(), a.as("one"), "events_query", jsontext.Value(lastDay), Export{Format: JSONL, To: &paper{}})
		return string(answer.Structured)
	}
	first, _, _ := strings.Cut(export(), " until ")
	if second := export(); !strings.Contains(first, "approval_required") || !strings.HasPrefix(second, first) {
		t.Errorf("an export is asked again: %s %s", first, second)
	}
	for _, rec := range a.trail() {
		if rec.Kind == audit.CallIntent && !strings.Contains(string(rec.What.Args), `"start_time":"2026-11-24T12:00:00Z"`) {
			t.Errorf("%s", rec.What.Args)
		}
	}
}
