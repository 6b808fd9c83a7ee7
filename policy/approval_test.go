package policy

import (
	"reflect"
	"slices"
	"testing"
	"time"
)

const twoEyes = `
approvers: {secops: [bob@example.com, alice], leads: [carol, alice]}
agents:
  ops:
    access: {users: full, commands: full}
    require:
      - {id: whole, tools: ["*"], classes: [destroy], approval: {approvers: [leads, secops], people: 2, ttl: 1h, confirm: true}, limit: {calls: 3, per: 1d}}
      - {id: sudoers, tools: [users_update], when: {sudo: {eq: true, or_absent: false}}, approval: {confirm: true}, redact: [groups]}
  other: {access: {users: read}}
require:
  - {id: code, tools: ["commands_*"], classes: [execute, destroy], approval: {approvers: [secops]}, reason: Code runs on devices.}
  - {id: few, tools: [commands_delete], limit: {calls: 1, per: 1h}}
`

func TestACallThatPeopleMustApproveIsNotAllowed(t *testing.T) {
	code := Approval{Rule: "require.code", Reason: "Code runs on devices.", Approvers: []string{"alice", "bob@example.com"}, People: 1, TTL: 15 * time.Minute}
	whole := Approval{Rule: "ops.require.whole", Approvers: []string{"alice", "bob@example.com", "carol"}, People: 2, TTL: time.Hour, Confirm: true}
	sudoers := Approval{Rule: "ops.require.sudoers", When: "when sudo is true", People: 1, TTL: 15 * time.Minute, Confirm: true}
	p := given(t, twoEyes).p
	for _, c := range []struct {
		tool      string
		args      args
		want      Decision
		approvals []Approval
	}{
		{"commands_create", nil, Decision{Effect: ApprovalRequired, Rule: "require.code", Reason: "Code runs on devices.", Matched: []string{"ops.access.commands", "require.code"},
			Requires: "approval by 1 of alice and bob@example.com within 15 minutes"}, []Approval{code}},
		{"commands_delete", nil, Decision{Effect: ApprovalRequired, Rule: "require.code", Reason: "Code runs on devices.", Matched: []string{"ops.access.commands", "require.code", "require.few", "ops.require.whole"},
			Requires: "approval by 1 of alice and bob@example.com within 15 minutes; at most 1 call an hour; approval by 2 of alice, bob@example.com, carol and the agent's own user within 1 hour, at most 3 calls a day"},
			[]Approval{code, whole}},
		{"users_update", args{"sudo": true}, Decision{Effect: ApprovalRequired, Rule: "ops.require.sudoers", When: "when sudo is true", Matched: []string{"ops.access.users", "ops.require.sudoers"},
			Requires: "confirmation by the agent's own user within 15 minutes, without groups"}, []Approval{sudoers}},
		{"users_update", args{"sudo": nil}, Decision{Effect: ApprovalRequired, Rule: "ops.require.sudoers", When: "when sudo is true", Matched: []string{"ops.access.users", "ops.require.sudoers"},
			Requires: "confirmation by the agent's own user within 15 minutes, without groups"}, []Approval{sudoers}},
		{"users_update", args{}, Decision{Effect: Allow, Rule: "ops.access.users", Matched: []string{"ops.access.users"}}, nil},
		{"users_list", args{}, Decision{Effect: Allow, Rule: "ops.access.users", Matched: []string{"ops.access.users"}}, nil},
		{"devices_delete", args{}, Decision{Effect: Deny, Rule: "not_granted", Reason: "No grant covers this tool."}, nil},
	} {
		d := p.Decide(Request{Agent: "ops", Tool: c.tool, Args: c.args, Now: noon})
		if d.Effect != c.want.Effect || d.Rule != c.want.Rule || d.Reason != c.want.Reason || d.When != c.want.When || d.Requires != c.want.Requires || !slices.Equal(d.Matched, c.want.Matched) {
			t.Errorf("%s %v: %+v\nwant %+v", c.tool, c.args, d, c.want)
		}
		if !reflect.DeepEqual(d.Approvals, c.approvals) {
			t.Errorf("%s %v: the approvals are %+v\nwant %+v", c.tool, c.args, d.Approvals, c.approvals)
		}
	}
	if d := p.Decide(Request{Agent: "ops", Tool: "commands_delete", Now: noon}); !slices.Equal(limitsOf(d), []string{"require.few", "ops.require.whole"}) {
		t.Errorf("a call to be approved takes a token for %v", limitsOf(d))
	}
	if d := p.Decide(Request{Agent: "ops", Tool: "users_update", Args: args{"sudo": true}, Now: noon}); !d.Hides.Hides("groups") {
		t.Error("the answer of a call to be approved hides nothing")
	}
	if d := p.Granted("ops", "commands_create", noon); d.Effect != Allow || d.Approvals != nil {
		t.Errorf("some call could be allowed, and Granted says %+v", d)
	}
}

func TestAnApprovalReadsAsEnglish(t *testing.T) {
	for approval, want := range map[string]string{
		"{approvers: [one]}":                                           "approval by alice within 15 minutes",
		"{approvers: [one], ttl: 1m}":                                  "approval by alice within 1 minute",
		"{approvers: [two], ttl: 90m}":                                 "approval by 1 of bob and carol within 90 minutes",
		"{approvers: [two, one], ttl: 48h}":                            "approval by 1 of alice, bob and carol within 2 days",
		"{approvers: [two], people: 2, ttl: 24h}":                      "approval by 2 of bob and carol within 1 day",
		"{approvers: [two], confirm: true}":                            "approval by 1 of bob and carol within 15 minutes, or confirmed by the agent's own user",
		"{approvers: [one], confirm: true, people: 2}":                 "approval by 2 of alice and the agent's own user within 15 minutes",
		"{confirm: true, people: 1, ttl: 7d}":                          "confirmation by the agent's own user within 7 days",
		"{approvers: [two, two, one], people: 3, confirm: false}":      "approval by 3 of alice, bob and carol within 15 minutes",
		"{approvers: [many], people: 5, ttl: 168h, confirm: true}":     "approval by 5 of Anne-Zoé, CORP\\dora, alice, e, f and the agent's own user within 7 days",
		"{people: 3, approvers: [two], confirm: true, ttl: 9m, }":      "approval by 3 of bob, carol and the agent's own user within 9 minutes",
		"{approvers: [two, one], people: 4, confirm: true, ttl: 120m}": "approval by 4 of alice, bob, carol and the agent's own user within 2 hours",
	} {
		p := given(t, "approvers: {one: [alice], two: [carol, bob], many: [alice, 'CORP\\dora', e, f, Anne-Zoé]}\nagents: {a: {access: {users: read}, require: [{id: x, tools: [users_list], approval: "+approval+"}]}}\n").p
		if d := p.Decide(Request{Agent: "a", Tool: "users_list", Now: noon}); d.Requires != want {
			t.Errorf("%s is %q, want %q", approval, d.Requires, want)
		}
	}
}

// Each is what a require rule says of its approval, from column 56 on.
var approvalErrors = map[string]struct{ says, want string }{
	"a group alone":           {`secops`, `3:56: approval takes keys: approvers, ttl, people, confirm`},
	"nothing":                 {`{}`, `3:56: approval needs approvers, such as {approvers: [secops]}: only {confirm: true}, by one person, needs none`},
	"no confirmation":         {`{confirm: false}`, `3:56: approval needs approvers, such as {approvers: [secops]}: only {confirm: true}, by one person, needs none`},
	"two own users":           {`{confirm: true, people: 2}`, `3:56: approval needs approvers, such as {approvers: [secops]}: only {confirm: true}, by one person, needs none`},
	"a word for a list":       {`{approvers: secops}`, `3:68: approvers takes a list`},
	"no group":                {`{approvers: []}`, `3:68: approvers takes at least one group of people, such as [secops]`},
	"no group, but confirmed": {`{approvers: [], confirm: true}`, `3:68: approvers takes at least one group of people, such as [secops]`},
	"a group that is none":    {`{approvers: [secop]}`, `3:69: there is no group of approvers "secop": did you mean "secops"?`},
	"a person for a group":    {`{approvers: [alice]}`, `3:69: there is no group of approvers "alice": it takes leads, secops`},
	"a list of groups":        {`{approvers: [[secops]]}`, `3:69: there is no group of approvers "": it takes leads, secops`},
	"nobody":                  {`{approvers: [secops], people: 0}`, `3:86: people is a whole number from 1 to 5`},
	"a crowd":                 {`{approvers: [secops], people: 6}`, `3:86: people is a whole number from 1 to 5`},
	"people in quotes":        {`{approvers: [secops], people: "1"}`, `3:86: people is a whole number from 1 to 5`},
	"people by name":          {`{approvers: [secops], people: [alice]}`, `3:86: people is a whole number from 1 to 5`},
	"more than there are":     {`{approvers: [secops, secops], people: 3}`, `3:94: alice and bob@example.com and nobody else may approve this, so 3 people never do: name more, or ask for fewer`},
	"one in two groups":       {`{approvers: [secops, leads], people: 4}`, `3:93: alice, bob@example.com and carol and nobody else may approve this, so 4 people never do: name more, or ask for fewer`},
	"more than with the user": {`{approvers: [secops], people: 4, confirm: true}`, `3:86: alice, bob@example.com and the agent's own user and nobody else may approve this, so 4 people never do: name more, or ask for fewer`},
	"seconds":                 {`{approvers: [secops], ttl: 30s}`, `3:83: ttl is minutes, hours or days, such as 15m, 1h or 7d, not "30s"`},
	"no time":                 {`{approvers: [secops], ttl: 0m}`, `3:83: ttl is minutes, hours or days, such as 15m, 1h or 7d, not "0m"`},
	"too long":                {`{approvers: [secops], ttl: 169h}`, `3:83: ttl is at most 7 days`},
	"confirm: yes":            {`{approvers: [secops], confirm: yes}`, `3:87: this is true or false, not "yes"`},
	"an unknown key":          {`{approver: [secops]}`, `3:57: unknown key "approver" in approval: did you mean "approvers"?`},
}

func TestAnApprovalThatNobodyCouldGiveIsRefusedAtItsPlace(t *testing.T) {
	for name, c := range approvalErrors {
		t.Run(name, func(t *testing.T) {
			_, err := Load("p.yaml", []byte("version: 1\napprovers: {secops: [alice, bob@example.com], leads: [carol, alice]}\nrequire: [{id: a, tools: [users_update],     approval: "+c.says+"}]\n"), directory)
			if err == nil || err.Error() != "p.yaml:"+c.want {
				t.Errorf("the error is\n%v, want\np.yaml:%s", err, c.want)
			}
		})
	}
}
