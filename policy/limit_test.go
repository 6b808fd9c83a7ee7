package policy

import (
	"slices"
	"testing"
	"time"
)

const careful = `
agents:
  ops:
    access: {users: full, devices: full}
    require:
      - id: careful
        tools: ["*"]
        classes: [write]
        limit: {calls: 20, per: 1h}
        reason: One at a time.
      - {id: sudoers, tools: [users_update], when: {sudo: {eq: true, or_absent: false}}, limit: {calls: 2, per: 1d}}
  other: {access: {users: full}}
require:
  - {id: few, tools: [users_update], limit: {calls: 100, per: 7d, by: rule}}
  - {id: rows, tools: [users_list], limit: {objects: 500, calls: 9, per: 1h, by: tool}}
`

func TestADecisionSaysForWhichLimitsACallTakesAToken(t *testing.T) {
	p := given(t, careful).p
	for _, c := range []struct {
		agent, tool string
		args        args
		matched     []string
		requires    string
	}{
		{"ops", "users_update", args{"sudo": false}, []string{"ops.access.users", "require.few", "ops.require.careful"},
			"at most 100 calls in 7 days by all agents together; at most 20 calls an hour"},
		{"ops", "users_update", args{"sudo": true}, []string{"ops.access.users", "require.few", "ops.require.careful", "ops.require.sudoers"},
			"at most 100 calls in 7 days by all agents together; at most 20 calls an hour; at most 2 calls a day"},
		{"ops", "users_update", args{"sudo": nil}, []string{"ops.access.users", "require.few", "ops.require.careful", "ops.require.sudoers"},
			"at most 100 calls in 7 days by all agents together; at most 20 calls an hour; at most 2 calls a day"},
		{"ops", "devices_update", args{}, []string{"ops.access.devices", "ops.require.careful"}, "at most 20 calls an hour"},
		{"ops", "users_list", args{}, []string{"ops.access.users", "require.rows"},
			"at most 9 calls of each tool an hour by all agents together, at most 500 objects of each tool an hour by all agents together"},
		{"other", "users_update", args{"sudo": true}, []string{"other.access.users", "require.few"}, "at most 100 calls in 7 days by all agents together"},
		{"other", "devices_update", args{}, nil, ""},
	} {
		d := p.Decide(Request{Agent: c.agent, Tool: c.tool, Args: c.args, Now: noon})
		if !slices.Equal(d.Matched, c.matched) || d.Requires != c.requires {
			t.Errorf("%s, %s %v: %v requires %q, want %v %q", c.agent, c.tool, c.args, d.Matched, d.Requires, c.matched, c.requires)
		}
		var limits []string
		if len(c.matched) > 0 {
			limits = c.matched[1:]
		}
		if !slices.Equal(slices.Compact(limitsOf(d)), limits) {
			t.Errorf("%s, %s: the limits are %v, want %v", c.agent, c.tool, d.Limits, limits)
		}
	}
	if d := p.Granted("ops", "users_update", noon); !slices.Equal(limitsOf(d), []string{"require.few", "ops.require.careful"}) {
		t.Errorf("whatever its arguments, a call must keep %v", d.Limits)
	}
	want := []Limit{
		{Rule: "ops.require.careful", Reason: "One at a time.", Most: 20, Per: time.Hour},
		{Rule: "ops.require.sudoers", When: "when sudo is true", Most: 2, Per: 24 * time.Hour},
		{Rule: "require.few", Most: 100, Per: 7 * 24 * time.Hour, By: ByRule},
		{Rule: "require.rows", Most: 9, Per: time.Hour, By: ByTool},
		{Rule: "require.rows", Most: 500, Of: Objects, Per: time.Hour, By: ByTool},
	}
	if got := p.Limits(); !slices.Equal(got, want) {
		t.Errorf("the limits are %+v, want %+v", got, want)
	}
}

func TestALimitReadsAsEnglish(t *testing.T) {
	for limit, want := range map[string]string{
		"{calls: 1, per: 1m}":             "at most 1 call a minute",
		"{calls: 20, per: 1h, by: agent}": "at most 20 calls an hour",
		"{calls: 20, per: 60m}":           "at most 20 calls an hour",
		"{calls: 5, per: 15m}":            "at most 5 calls in 15 minutes",
		"{calls: 5, per: 24h, by: rule}":  "at most 5 calls a day by all agents together",
		"{calls: 5, per: 36h}":            "at most 5 calls in 36 hours",
		"{objects: 1, per: 1m}":           "at most 1 object a minute",
		"{objects: 500, per: 1h}":         "at most 500 objects an hour",
		"{per: 1d, objects: 5, calls: 2}": "at most 2 calls a day, at most 5 objects a day",
		"{calls: 5, per: 2d, by: tool}":   "at most 5 calls of each tool in 2 days by all agents together",
	} {
		p := given(t, "agents: {a: {access: {users: read}, require: [{id: x, tools: [users_list], limit: "+limit+"}]}}\n").p
		if d := p.Decide(Request{Agent: "a", Tool: "users_list", Now: noon}); d.Requires != want {
			t.Errorf("%s is %q, want %q", limit, d.Requires, want)
		}
	}
}

// Each is what a require rule about users_update says, from column 48 on.
var requireErrors = map[string]struct{ says, want string }{
	"nothing":                {`reason: x`, `2:11: a require rule says what it requires: approval, limit, redact or only`},
	"a limit of no keys":     {`limit: 20`, `2:55: limit takes keys: calls, objects, per, by`},
	"a limit of nothing":     {`limit: {}`, "2:55: limit needs calls or objects, such as {calls: 20, per: 1h}\np.yaml:2:55: limit needs per, such as {calls: 20, per: 1h}"},
	"a limit without time":   {`limit: {calls: 20}`, `2:55: limit needs per, such as {calls: 20, per: 1h}`},
	"no calls at all":        {`limit: {calls: 0, per: 1h}`, `2:63: calls is a whole number from 1 to 100000; a deny rule lets none through`},
	"fewer than none":        {`limit: {calls: -5, per: 1h}`, `2:63: calls is a whole number from 1 to 100000; a deny rule lets none through`},
	"calls in quotes":        {`limit: {calls: "20", per: 1h}`, `2:63: calls is a whole number from 1 to 100000; a deny rule lets none through`},
	"octal calls":            {`limit: {calls: 020, per: 1h}`, `2:63: calls is a whole number from 1 to 100000; a deny rule lets none through`},
	"more than is kept":      {`limit: {calls: 100001, per: 1h}`, `2:63: calls is a whole number from 1 to 100000; a deny rule lets none through`},
	"no objects at all":      {`limit: {objects: 0, per: 1h}`, `2:65: objects is a whole number from 1 to 1000000; a deny rule lets none through`},
	"objects in quotes":      {`limit: {calls: 5, objects: "20", per: 1h}`, `2:75: objects is a whole number from 1 to 1000000; a deny rule lets none through`},
	"more objects than kept": {`limit: {objects: 1000001, per: 1h}`, `2:65: objects is a whole number from 1 to 1000000; a deny rule lets none through`},
	"objects without time":   {`limit: {objects: 20}`, `2:55: limit needs per, such as {calls: 20, per: 1h}`},
	"seconds":                {`limit: {calls: 20, per: 30s}`, `2:72: per is minutes, hours or days, such as 15m, 1h or 7d, not "30s"`},
	"no time":                {`limit: {calls: 20, per: 0h}`, `2:72: per is minutes, hours or days, such as 15m, 1h or 7d, not "0h"`},
	"a word for an hour":     {`limit: {calls: 20, per: hour}`, `2:72: per is minutes, hours or days, such as 15m, 1h or 7d, not "hour"`},
	"a list of times":        {`limit: {calls: 20, per: [1h]}`, `2:72: per is minutes, hours or days, such as 15m, 1h or 7d, not ""`},
	"longer than is read":    {`limit: {calls: 20, per: 32d}`, `2:72: per is at most 31 days`},
	"by nobody":              {`limit: {calls: 20, per: 1h, by: user}`, `2:80: by says which calls share a bucket: those of one agent, all of the rule, or those of one tool: it takes agent, rule, tool`},
	"a word that is unknown": {`limit: {cals: 20, calls: 20, per: 1h}`, `2:56: unknown key "cals" in limit: did you mean "calls"?`},
	"an end":                 {`limit: {calls: 20, per: 1h}, until: 2027-01-01T00:00:00Z`, `2:77: "until" does not stand in a require rule: a require that ran out would grant`},
}

func TestARequirementThatCannotBeMetIsRefusedAtItsPlace(t *testing.T) {
	for name, c := range requireErrors {
		t.Run(name, func(t *testing.T) {
			_, err := Load("p.yaml", []byte("version: 1\nrequire: [{id: a, tools: [users_update],       "+c.says+"}]\n"), directory)
			if err == nil || err.Error() != "p.yaml:"+c.want {
				t.Errorf("the error is\n%v, want\np.yaml:%s", err, c.want)
			}
		})
	}
}

func TestARequireThatNarrowsWhateverLeavesItsArgumentOutIsWarnedOf(t *testing.T) {
	got := warningsAt(t, "2026-11-23T12:00:00Z", "version: 1\nrequire:\n  - {id: a, tools: [users_update], when: {sudo: {eq: true}}, limit: {calls: 1, per: 1h}}\n")
	want := "p.yaml:3:43: require.a reads sudo, and narrows a call of users_update that leaves it out: or_absent beside it says what it is worth then"
	if got != want {
		t.Errorf("the warnings are\n%s\nwant\n%s", got, want)
	}
}
