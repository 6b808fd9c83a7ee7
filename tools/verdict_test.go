package tools

import (
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

const verdicts = `
version: 1
agents:
  clerk:
    owner: o@example.com
    identify: [{local: true}]
    access: {users: write, user_groups: read, commands: read, events: read, organization: read}
    allow: [{id: members, tools: [user_group_members_change]}]
    deny: [{id: no-new, tools: [users_create]}]
  bound:
    owner: o@example.com
    identify: [{local: true}]
    org_id: 5f0c1b2a3d4e5f6071829300
    access: {users: read, organization: read}
  blind:
    owner: o@example.com
    identify: [{local: true}]
    allow: [{id: one, tools: [users_get]}]
  gone: {owner: o@example.com, until: 2020-01-01T00:00:00Z, access: {users: full}}
deny: [{id: no-erasure, tools: ["*_delete"], reason: Never.}]
`

// One that no directory is needed for is what the gate decides and records.
func TestAVerdictIsWhatTheGateDecides(t *testing.T) {
	r := newRig(t, verdicts)
	seen := map[string]int{}
	for _, c := range [][3]string{
		{"clerk", "users_list", ``},
		{"clerk", "users_list", `{"limit":50,"filter":["department:$eq:Sales"]}`},
		{"clerk", "users_list", `{"limit":101}`},
		{"clerk", "users_list", `{"limit":"5"}`},
		{"clerk", "users_list", `{"colour":"red"}`},
		{"clerk", "users_list", `{"cursor":"none"}`},
		{"clerk", "users_list", `{"filter":["password:$eq:x"]}`},
		{"clerk", "users_list", `[]`},
		{"clerk", "users_get", `{}`},
		{"clerk", "users_get", `{"id":"` + someone + `"}`},
		{"clerk", "users_get", `{"id":""}`},
		{"clerk", "users_update", `{"id":"` + someone + `"}`},
		{"clerk", "users_update", `{"id":"` + someone + `","location":"Denver"}`},
		{"clerk", "users_update", `{"id":"` + someone + `","location":null}`},
		{"clerk", "users_create", `{"nonsense":1}`},
		{"clerk", "users_delete", `{"id":"` + someone + `"}`},
		{"clerk", "user_group_members_change", `{"group_id":"` + someone + `","id":"` + another + `","op":"add","type":"user"}`},
		{"clerk", "user_group_members_change", `{"group_id":"` + someone + `","id":"` + another + `","op":"explode","type":"user"}`},
		{"clerk", "commands_create", `{}`},
		{"clerk", "events_query", `{"service":["all"],"start_time":"24h"}`},
		{"clerk", "events_query", `{"service":["all"],"start_time":"some day"}`},
		{"clerk", "events_query", `{"service":["all"],"start_time":"2026-01-02","end_time":"2026-01-01"}`},
		{"clerk", "organization_settings_get", `{"id":"` + someone + `"}`},
		{"bound", "organization_settings_get", `{"id":"` + someone + `"}`},
		{"bound", "organization_get", `{}`},
		{"bound", "users_list", `{}`},
		{"blind", "users_get", `{"id":"ana.ruiz"}`},
		{"gone", "users_list", `{}`},
		{"nobody", "users_list", `{}`},
		{"clerk", "users_reveal", `{}`},
		{"clerk", "", `{}`},
	} {
		agent, tool, raw := c[0], c[1], jsontext.Value(c[2])
		got, err := Verdict(r.gate.Policy(), Question{Agent: agent, Tool: tool, Args: raw, Now: time.Now()})
		if err != nil {
			t.Errorf("%v: %v", c, err)
			continue
		}
		r.answer(agent, tool, c[2])
		decision := r.decided()
		if got.Effect.String() != decision.Effect || got.Rule != decision.Rule || got.Reason != decision.Reason || got.Policy != decision.Policy {
			t.Errorf("%v: the verdict is %s by %s (%s), and the gate's %s by %s (%s)", c, got.Effect, got.Rule, got.Reason, decision.Effect, decision.Rule, decision.Reason)
		}
		seen[decision.Effect]++
	}
	if seen["allow"] < 6 || seen["deny"] < 6 || seen["invalid"] < 10 {
		t.Errorf("%v: too few of a kind", seen)
	}
}

func TestANameThatADirectoryWouldTellHasNoVerdict(t *testing.T) {
	for _, c := range [][2]string{
		{"users_get", `{"id":"ana.ruiz"}`},
		{"user_group_members_change", `{"group_id":"Sales","id":"` + another + `","op":"add","type":"user"}`},
	} {
		if d, err := Verdict(load(t, verdicts), Question{Agent: "clerk", Tool: c[0], Args: jsontext.Value(c[1]), Now: time.Now()}); err == nil || d.Effect != 0 || !strings.Contains(err.Error(), "a name is looked up by a call alone") {
			t.Errorf("%v: %v, %v", c, d, err)
		}
	}
}

func TestACallThatTurnsOnATargetHasNoVerdictWithoutOne(t *testing.T) {
	p := load(t, "version: 1\nagents: {a: {owner: o@example.com, allow: [{id: x, tools: [users_update], when: {target.department: {eq: Sales}, location: {eq: Denver}}}]}}\n")
	q := Question{Agent: "a", Tool: "users_update", Args: jsontext.Value(`{"id":"` + someone + `","location":"Denver"}`), Now: time.Now()}
	if d, err := Verdict(p, q); err == nil || !strings.Contains(err.Error(), "turns on its target's department") {
		t.Errorf("%v, %v", d, err)
	}
	for target, want := range map[string]string{`{"department":"Sales"}`: "allow", `{"department":"Legal"}`: "deny", `{}`: "deny"} {
		q.Target = jsontext.Value(target)
		if d, err := Verdict(p, q); err != nil || d.Effect.String() != want {
			t.Errorf("%s: %s, %v", target, d.Effect, err)
		}
	}
	q.Target, q.Args = nil, jsontext.Value(`{"id":"`+someone+`","location":"Paris"}`)
	if d, err := Verdict(p, q); err != nil || d.Effect.String() != "deny" {
		t.Errorf("what is denied whatever the target is: %s, %v", d.Effect, err)
	}
}
