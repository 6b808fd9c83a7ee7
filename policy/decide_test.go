package policy

import (
	"slices"
	"testing"
)

func TestWhatIsNotGrantedIsDenied(t *testing.T) {
	v := given(t, `
agents:
  onboarding: {identify: [{local: true}], access: {users: write}}
`)
	v.allow("onboarding", "users_update", "onboarding.access.users")
	v.unruled("onboarding", "users_delete", "not_granted")
	v.unruled("onboarding", "devices_list", "not_granted")
	v.unruled("onboarding", "users_nap", "unknown_tool")
	v.unruled("offboarding", "users_list", "unknown_agent")
	v.unruled("offboarding", "users_nap", "unknown_agent")
	v.unruled("", "", "unknown_agent")
}

func TestAnEmptyPolicyDeniesAll(t *testing.T) {
	for _, source := range []string{"", "agents: {}\nroles: {}\ndeny: []\n", "agents: {onboarding: {}}\n"} {
		v := given(t, source)
		for _, tool := range directory {
			if d := v.p.Decide(Request{Agent: "onboarding", Tool: tool.Name, Now: noon}); d.Effect != Deny {
				t.Errorf("%q allows %s", source, tool.Name)
			}
		}
	}
}

func TestANameIsTakenByteForByte(t *testing.T) {
	v := given(t, `
agents:
  onboarding: {access: {users: full}}
`)
	for _, tool := range []string{"Users_list", " users_list", "users_list\n", "users_list\x00", "us\u0435rs_list", "users_list\u200b", "users_*", "*"} {
		v.unruled("onboarding", tool, "unknown_tool")
	}
	for _, agent := range []string{"Onboarding", "onboarding ", "onboardin", "*"} {
		v.unruled(agent, "users_list", "unknown_agent")
	}
}

func TestALevelGrantsTheClassesUpToIt(t *testing.T) {
	v := given(t, `
agents:
  reader: {access: {users: read, commands: read, user_groups: read, organization: read}}
  writer: {access: {users: write, commands: write, user_groups: write, organization: write}}
  full:   {access: {users: full, commands: full, user_groups: full, organization: full}}
`)
	for _, tool := range directory {
		if !slices.Contains([]string{"users", "commands", "user_groups", "organization"}, tool.Resource) {
			continue
		}
		lowest := map[Class]int{Read: 0, Write: 1}
		least, ok := lowest[tool.Class]
		if !ok {
			least = 2 // destroy, execute, privilege and reveal
		}
		for i, agent := range []string{"reader", "writer", "full"} {
			if i >= least {
				v.allow(agent, tool.Name, agent+".access."+tool.Resource)
			} else {
				v.unruled(agent, tool.Name, "not_granted")
			}
		}
	}
}

func TestAToolWithoutAClassIsDeniedToEveryone(t *testing.T) {
	p, err := Load("policy.yaml", []byte(`{version: 1, agents: {a: {access: {users: full}, allow: [{id: all, tools: ["*"]}]}}}`),
		[]Tool{{Name: "users_list", Resource: "users", Class: Read}, {Name: "users_odd", Resource: "users"}, {Name: "users_odder", Resource: "users", Class: 99}})
	if err != nil {
		t.Fatal(err)
	}
	if tools := p.Tools("a", noon); !slices.Equal(tools, []string{"users_list"}) {
		t.Errorf("the agent sees %v", tools)
	}
}

func TestAnAllowRuleGrantsTheToolsItNames(t *testing.T) {
	v := given(t, `
agents:
  onboarding:
    allow:
      - {id: memberships, tools: [user_group_members_change]}
      - {id: changes, tools: ["devices_*", "radius_*"], classes: [write, privilege]}
`)
	v.allow("onboarding", "user_group_members_change", "onboarding.allow.memberships")
	v.allow("onboarding", "devices_update", "onboarding.allow.changes")
	v.allow("onboarding", "radius_associations_change", "onboarding.allow.changes")
	v.unruled("onboarding", "devices_list", "not_granted")
	v.unruled("onboarding", "user_group_members_list", "not_granted")
}

func TestADenyBeatsEveryGrant(t *testing.T) {
	v := given(t, `
roles:
  operator: {access: {users: full}, deny: [{id: careful, tools: [users_update]}]}
agents:
  ops:
    roles: [operator]
    access: {users: full}
    allow: [{id: all, tools: ["users_*"]}]
    deny: [{id: no-hiring, tools: [users_create], reason: New people come from HR.}]
deny:
  - {id: no-erasure, tools: ["*_delete"], reason: Deletions go through the service desk.}
`)
	v.deny("ops", "users_delete", "deny.no-erasure")
	v.deny("ops", "users_update", "roles.operator.deny.careful")
	v.deny("ops", "users_create", "ops.deny.no-hiring")
	v.allow("ops", "users_get", "roles.operator.access.users", "ops.access.users", "ops.allow.all")

	if d := v.p.Granted("ops", "users_delete", noon); d.Reason != "Deletions go through the service desk." {
		t.Errorf("the reason is %q", d.Reason)
	}
	if d := v.p.Granted("ops", "users_update", noon); d.Reason != "" {
		t.Errorf("a rule without a reason gives %q", d.Reason)
	}
}

func TestOffBeatsEveryGrant(t *testing.T) {
	v := given(t, `
roles:
  closed: {access: {commands: off}}
  open:   {access: {commands: full, users: full}, allow: [{id: run, tools: ["commands_*"]}]}
agents:
  by-role:  {roles: [open, closed], access: {commands: full}}
  by-agent: {roles: [open], access: {commands: off}}
  open:     {roles: [open]}
`)
	for _, tool := range []string{"commands_list", "commands_create", "commands_delete"} {
		v.deny("by-role", tool, "roles.closed.access.commands")
		v.deny("by-agent", tool, "by-agent.access.commands")
	}
	v.allow("by-agent", "users_list", "roles.open.access.users")
	v.allow("open", "commands_create", "roles.open.access.commands", "roles.open.allow.run")
	if d := v.p.Granted("by-agent", "commands_list", noon); d.Reason != "Access to commands is off." {
		t.Errorf("the reason is %q", d.Reason)
	}
}

func TestADecisionNamesTheFirstRuleInAnOrderThatTheFileDoesNotSet(t *testing.T) {
	v := given(t, `
agents:
  ops:
    deny:
      - {id: z, tools: [users_get]}
      - {id: a, tools: [users_get]}
    allow:
      - {id: y, tools: [devices_list]}
      - {id: b, tools: [devices_list]}
    access: {users: off, devices: read}
    roles: [zebra, ant, zebra]
roles:
  zebra: {deny: [{id: a, tools: [users_get]}], access: {users: off, devices: read}}
  ant: {deny: [{id: a, tools: [users_get]}], allow: [{id: b, tools: [devices_list]}], access: {devices: full}}
deny:
  - {id: z, tools: [users_get]}
  - {id: a, tools: ["*_get", "users_*"], classes: [read, read], reason: first}
`)
	v.deny("ops", "users_get", "deny.a", "deny.z", "roles.ant.deny.a", "roles.zebra.access.users", "roles.zebra.deny.a",
		"ops.access.users", "ops.deny.a", "ops.deny.z")
	if d := v.p.Granted("ops", "users_get", noon); d.Reason != "first" {
		t.Errorf("the reason is %q, not that of the rule named", d.Reason)
	}
	v.allow("ops", "devices_list", "roles.ant.access.devices", "roles.ant.allow.b", "roles.zebra.access.devices",
		"ops.access.devices", "ops.allow.b", "ops.allow.y")
}

func TestFromItsUntilOnAnAgentIsUnknownAndAnAllowGrantsNothing(t *testing.T) {
	v := given(t, `
agents:
  temp:
    until: 2027-01-01T00:00:00+01:00
    allow:
      - {id: b-long, tools: [users_get]}
      - {id: a-short, tools: [users_get, users_list], until: 2026-12-01T00:00:00Z}
`)
	v.allow("temp", "users_get", "temp.allow.a-short", "temp.allow.b-long")
	v.at("2026-11-30T23:59:59.999999999Z").allow("temp", "users_list", "temp.allow.a-short")
	v.at("2026-12-01T00:00:00Z").unruled("temp", "users_list", "not_granted")
	v.at("2026-12-01T00:00:00Z").allow("temp", "users_get", "temp.allow.b-long")
	v.at("2026-12-31T22:59:59.999999999Z").allow("temp", "users_get", "temp.allow.b-long")
	v.at("2026-12-31T23:00:00Z").unruled("temp", "users_get", "unknown_agent")
	if v.p.Covers("temp", "users_get", moment("2026-12-31T23:00:00Z")) {
		t.Error("an expired agent's grants cover a tool")
	}
}

func TestAnUntilInTheFirstYearIsLongOver(t *testing.T) {
	v := given(t, `
agents:
  past: {access: {users: read}, until: 0001-01-01T00:00:00Z}
  late: {allow: [{id: get, tools: [users_get], until: 0001-01-01T00:00:00Z}]}
`)
	v.unruled("past", "users_get", "unknown_agent")
	v.unruled("late", "users_get", "not_granted")
}

func TestAnAgentSeesTheToolsThatItMayUse(t *testing.T) {
	v := given(t, `
agents:
  onboarding: {access: {users: full, events: read}, deny: [{id: few, tools: ["events_*"]}], allow: [{id: get, tools: [devices_get]}]}
deny:
  - {id: no-erasure, tools: ["*_delete"]}
`)
	want := []string{"devices_get", "users_create", "users_get", "users_list", "users_update"}
	if got := v.p.Tools("onboarding", noon); !slices.Equal(got, want) {
		t.Errorf("it sees %v, want %v", got, want)
	}
	if got := v.p.Tools("nobody", noon); len(got) != 0 {
		t.Errorf("an unknown agent sees %v", got)
	}
}

func TestAnAgentMayBeToldOfARuleOnlyWhereItHoldsAGrant(t *testing.T) {
	v := given(t, `
agents:
  ops: {access: {users: full}, allow: [{id: gone, tools: [devices_delete], until: 2026-01-01T00:00:00Z}]}
deny:
  - {id: no-erasure, tools: ["*_delete"]}
`)
	for tool, want := range map[string]bool{"users_delete": true, "users_get": true, "devices_delete": false, "commands_delete": false, "nap": false} {
		if got := v.p.Covers("ops", tool, noon); got != want {
			t.Errorf("%s: covered is %v", tool, got)
		}
	}
	if v.p.Covers("nobody", "users_delete", noon) {
		t.Error("an unknown agent holds a grant")
	}
}
