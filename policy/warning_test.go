package policy

import "testing"

func warningsAt(t *testing.T, now, source string) string {
	t.Helper()
	p, err := Load("p.yaml", []byte(source), directory)
	if err != nil {
		t.Fatal(err)
	}
	return p.Warnings(moment(now)).Error()
}

func TestACleanPolicyHasNoWarnings(t *testing.T) {
	if got := warningsAt(t, "2026-11-23T12:00:00Z", `
version: 1
roles:
  reader: {access: {users: read, devices: read}}
agents:
  ops:
    owner: ops@example.com
    identify: [{token_sha256: `+hash+`, until: 2027-01-01T00:00:00Z}]
    until: 2027-01-01T00:00:00Z
    roles: [reader]
    access: {devices: full, commands: off}
    allow: [{id: create, tools: [users_create], until: 2027-01-01T00:00:00Z}]
deny: [{id: no-erasure, tools: ["*_delete"]}]
`); got != "" {
		t.Errorf("it has\n%s", got)
	}
}

func TestAnEntryWarnsFromItsEndOn(t *testing.T) {
	source := `version: 1
agents:
  ops:
    owner: ops@example.com
    until: 2027-03-01T00:00:00Z
    identify:
      - {local: true}
      - {until: 2027-02-01T00:00:00Z, token_sha256: ` + hash + `}
    allow:
      - until: 2027-01-01T00:00:00Z
        tools: [users_create]
        id: create
`
	const allow = "p.yaml:10:16: ops.allow.create has expired"
	const token = "p.yaml:8:17: a credential of agent ops has expired"
	const agent = "p.yaml:5:12: agent ops has expired"
	for _, c := range []struct{ now, want string }{
		{"2026-12-31T23:59:59.999999999Z", ""},
		{"2027-01-01T00:00:00Z", allow},
		{"2027-02-01T00:00:00Z", token + "\n" + allow},
		{"2027-03-01T00:00:00Z", agent + "\n" + token + "\n" + allow},
	} {
		if got := warningsAt(t, c.now, source); got != c.want {
			t.Errorf("at %s the warnings are\n%s\nwant\n%s", c.now, got, c.want)
		}
	}
}

func TestAnAgentWithoutAnOwnerOrACredentialIsWarnedOf(t *testing.T) {
	want := `p.yaml:3:3: agent ghost cannot prove who it is, so no one can be it: add {local: true}, a token_sha256, a jwt or an mtls under its identify
p.yaml:4:3: agent stray has no owner: a human should answer for it
p.yaml:5:3: agent mute has no owner: a human should answer for it
p.yaml:5:3: agent mute cannot prove who it is, so no one can be it: add {local: true}, a token_sha256, a jwt or an mtls under its identify`
	if got := warningsAt(t, "2026-11-23T12:00:00Z", `version: 1
agents:
  ghost: {owner: o@example.com}
  stray: {identify: [{local: true}]}
  mute: {owner: "", identify: [{local: false}]}
`); got != want {
		t.Errorf("the warnings are\n%s\nwant\n%s", got, want)
	}
}

func TestFullAccessForWhoseGravestCallsNobodyIsAskedIsWarnedOf(t *testing.T) {
	got := warningsAt(t, "2026-11-23T12:00:00Z", `version: 1
approvers: {secops: [alice]}
roles:
  asked:
    access: {users: full, commands: full}
    require: [{id: asks, tools: ["*"], classes: [destroy, execute], approval: {approvers: [secops]}}]
  asked-of-some:
    access: {users: full, organization: full, events: full}
    require: [{id: asks, tools: [users_delete], when: {id: {eq: 5f0c1b2a3d4e5f6071829304}}, approval: {approvers: [secops]}}]
  unused:
    access: {commands: full}
agents:
  a:
    owner: o@example.com
    identify: [{local: true}]
    roles: [asked, asked-of-some]
    access: {devices: write, radius: full}
    allow: [{id: erase, tools: [devices_delete]}]
  b:
    owner: o@example.com
    identify: [{local: true}]
    access: {commands: full, devices: full, users: read}
    deny: [{id: no, tools: [commands_update]}]
    require: [{id: slow, tools: ["commands_*"], limit: {calls: 1, per: 1h}}]
  c:
    owner: o@example.com
    identify: [{local: true}]
    access: {device_groups: full, user_groups: full, policies: full}
    deny: [{id: no, tools: [user_group_members_change]}]
`)
	want := `p.yaml:8:27: roles.asked-of-some.access.organization is full, and nobody is asked before organization_secret_get: a require rule with approval has people say yes first
p.yaml:17:30: a.access.radius is full, and nobody is asked before radius_associations_change: a require rule with approval has people say yes first
p.yaml:22:14: b.access.commands is full, and nobody is asked before commands_create and commands_delete: a require rule with approval has people say yes first
p.yaml:22:30: b.access.devices is full, and nobody is asked before devices_delete: a require rule with approval has people say yes first
p.yaml:28:14: c.access.device_groups is full, and nobody is asked before device_group_members_change: a require rule with approval has people say yes first`
	if got != want {
		t.Errorf("the warnings are\n%s\nwant\n%s", got, want)
	}
}

func TestAPatternThatNamesNoResourceIsWarnedOfWhereItGrantsWhatIsGrave(t *testing.T) {
	got := warningsAt(t, "2026-11-23T12:00:00Z", `version: 1
approvers: {secops: [alice]}
agents:
  a:
    owner: o@example.com
    identify: [{local: true}]
    allow:
      - {id: all, tools: ["*"]}
      - {id: reads, tools: ["*_list", "*"], classes: [read]}
      - {id: named, tools: ["users_*"]}
  b:
    owner: o@example.com
    identify: [{local: true}]
    allow: [{id: all, tools: ["*"]}]
    require: [{id: asks, tools: ["*"], approval: {approvers: [secops]}}]
  c:
    owner: o@example.com
    identify: [{local: true}]
    allow: [{id: gone, tools: [users_list, "*_delete"]}]
`)
	want := `p.yaml:8:9: a.allow.all grants application_associations_change, commands_create, commands_delete and 7 more, and nobody is asked before: its pattern names no resource, so it grants what later versions can do too: name the tools
p.yaml:19:13: c.allow.gone grants commands_delete, devices_delete and users_delete, and nobody is asked before: its pattern names no resource, so it grants what later versions can do too: name the tools`
	if got != want {
		t.Errorf("the warnings are\n%s\nwant\n%s", got, want)
	}
}

func TestAGrantThatADenyMakesUselessIsWarnedOf(t *testing.T) {
	got := warningsAt(t, "2026-11-23T12:00:00Z", `version: 1
roles:
  eraser:
    access: {radius: read}
    allow: [{id: erase, tools: ["users_delete"]}]
  unused:
    allow: [{id: erase, tools: ["users_delete"]}]
agents:
  a:
    owner: o@example.com
    identify: [{local: true}]
    roles: [eraser]
    access: {commands: full, devices: full, radius: off}
    allow:
      - {id: one-left, tools: [devices_update, devices_delete]}
      - {id: none-left, tools: ["commands_*"], classes: [destroy]}
    deny:
      - {id: no-code, tools: ["commands_*"]}
  b:
    identify: [{local: true}]
    roles: [eraser]
deny: [{id: no-erasure, tools: ["*_delete"]}]
`)
	want := `p.yaml:5:13: roles.eraser.allow.erase grants nothing: all that it covers is denied, by deny.no-erasure for one
p.yaml:13:14: a.access.commands grants nothing: all that it covers is denied, by a.deny.no-code for one
p.yaml:16:9: a.allow.none-left grants nothing: all that it covers is denied, by deny.no-erasure for one
p.yaml:19:3: agent b has no owner: a human should answer for it`
	if got != want {
		t.Errorf("the warnings are\n%s\nwant\n%s", got, want)
	}
}
