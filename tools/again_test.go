package tools

import (
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// What the gate decided and recorded, the same policy decides again, of every
// tool: with what the record holds of the arguments.
func TestARecordedCallIsDecidedAgainAsItWas(t *testing.T) {
	r := newRig(t, fullAccess+`
  reader:
    owner: o@example.com
    identify: [{local: true}]
    access: {users: read, events: read, commands: off}
    deny: [{id: no-settings, tools: [organization_settings_get]}]
`)
	for _, tool := range All() {
		clear(r.gate.denials.agents) // who is held is denied by no rule
		for _, agent := range []string{"full", "reader", "nobody"} {
			r.answer(agent, tool.Name, spoken[tool.Name])
		}
	}
	r.answer("full", "nonsense", `{}`)
	r.answer("reader", "commands_create", `{"nonsense":1}`)
	seen := map[string]int{}
	for _, record := range r.trail() {
		if record.Kind != audit.CallIntent && record.Kind != audit.CallDenied {
			continue
		}
		if d, _ := Again(r.gate.Policy(), record); d.Effect.String() != record.Decision.Effect || d.Rule != record.Decision.Rule {
			t.Errorf("%s\nis decided again: %s by %s", record.Message, d.Effect, d.Rule)
		}
		seen[record.Decision.Effect]++
	}
	if seen["allow"] < len(All()) || seen["deny"] < len(All()) {
		t.Errorf("%v: too few", seen)
	}
}

func TestARecordWithoutACallerOrACallIsNobodys(t *testing.T) {
	if d, _ := Again(load(t, fullAccess), audit.Record{Kind: audit.CallDenied}); d.Effect != policy.Deny || d.Rule != "unknown_agent" {
		t.Errorf("%+v", d)
	}
}

func TestARecordedCallIsDecidedAtItsOwnTime(t *testing.T) {
	p := load(t, "version: 1\nagents:\n  a: {owner: o@example.com, identify: [{local: true}], allow: [{id: once, tools: [users_list], until: 2026-11-24T00:00:00Z}]}\n")
	made := audit.Record{Time: time.Date(2026, 11, 23, 23, 59, 59, 0, time.UTC), Who: &audit.Who{Agent: "a", Authn: "local"}, What: &audit.What{Tool: "users_list"}}
	if d, _ := Again(p, made); d.Effect != policy.Allow {
		t.Errorf("before the end: %+v", d)
	}
	made.Who.Authn = "3b7e3b7e"
	if d, _ := Again(p, made); d.Effect != policy.Deny || d.Rule != "unknown_agent" {
		t.Errorf("with a token that the policy does not have: %+v", d)
	}
	made.Who.Authn = "local"
	made.Time = made.Time.Add(time.Second)
	if d, _ := Again(p, made); d.Effect != policy.Deny {
		t.Errorf("at the end: %+v", d)
	}
}

// Whatever a record lacks, no rule takes it for what it is not.
func TestWhatIsNotOnRecordIsUnknown(t *testing.T) {
	r := newRig(t, fullAccess)
	r.answer("full", "users_update", `{"id":"`+someone+`","password":"C4nary-pass-word!"}`)
	changed := r.trail()[len(r.trail())-2]
	r.answer("full", "users_list", `{}`)
	listed := r.trail()[len(r.trail())-2]
	for _, c := range []struct {
		record      audit.Record
		tools, when string
		allow, deny policy.Effect // what an allow and a deny with this condition come to
	}{
		{changed, "users_update", "{password: {present: true}}", policy.Allow, policy.Deny},
		{changed, "users_update", "{password: {absent: true}}", policy.Deny, policy.Allow},
		{changed, "users_update", "{sudo: {eq: true, or_absent: false}}", policy.Deny, policy.Allow},
		{changed, "users_update", "{id: {eq: " + someone + "}}", policy.Allow, policy.Deny},
		{listed, "users_list", "{limit: {max: 25}}", policy.Allow, policy.Deny},
		{listed, "users_list", "{limit: {max: 24}}", policy.Deny, policy.Allow},
	} {
		for kind, want := range map[string]policy.Effect{"allow: [{": c.allow, "access: {users: full}, deny: [{": c.deny} {
			p := load(t, "version: 1\nagents: {full: {owner: o@example.com, identify: [{local: true}], "+kind+"id: x, tools: ["+c.tools+"], when: "+c.when+"}]}}\n")
			if d, turnsOn := Again(p, c.record); d.Effect != want || turnsOn != "" {
				t.Errorf("%s %s: %s, turns on %q", kind, c.when, d.Effect, turnsOn)
			}
		}
	}
	p := load(t, "version: 1\nagents: {full: {owner: o@example.com, identify: [{local: true}], allow: [{id: x, tools: [users_update], when: {target.department: {eq: Sales}}}]}}\n")
	if _, turnsOn := Again(p, changed); turnsOn != "its target's department" {
		t.Errorf("it turns on %q", turnsOn)
	}
}

func TestARecordedCallThatAskedForWhatAnotherPolicyHidesIsNoCallByThat(t *testing.T) {
	r := newRig(t, fullAccess)
	r.call("full", "users_list", `{"filter":["email:$eq:a@example.com"]}`)
	all := r.trail()
	intent := all[len(all)-2]
	hides := load(t, fullAccess+"require: [{id: h, tools: [users_list], redact: [email]}]\n")
	if d, _ := Again(hides, intent); d.Effect != policy.Invalid {
		t.Errorf("%+v", d)
	}
	if d, _ := Again(r.gate.Policy(), intent); d.Effect != policy.Allow {
		t.Errorf("%+v", d)
	}
}

// A script or a long text is not on record: where a rule turns on it, nobody
// can say what would have become of the call.
func TestWhatTurnsOnAnArgumentThatIsNotOnRecordIsNotDecided(t *testing.T) {
	r := newRig(t, fullAccess)
	r.answer("full", "commands_create", `{"name":"x","commandType":"linux","user":"000000000000000000000000","command":"`+strings.Repeat("echo ", 400)+`"}`)
	whole := r.trail()[len(r.trail())-2]
	cut := whole
	cut.What = &audit.What{Tool: "commands_create"}
	for _, c := range []struct {
		record  audit.Record
		rules   string
		want    policy.Effect
		turnsOn string
	}{
		{whole, `allow: [{id: x, tools: [commands_create], when: {command: {prefix: echo}}}]`, policy.Deny, "its command, which the record does not hold"},
		{whole, `allow: [{id: x, tools: [commands_create], when: {command: {prefix: echo}, name: {eq: y}}}]`, policy.Deny, ""},
		{whole, `access: {commands: full}, deny: [{id: x, tools: [commands_create], when: {command: {prefix: rm}}}]`, policy.Deny, "its command, which the record does not hold"},
		{whole, `access: {commands: full}, deny: [{id: x, tools: [commands_create], when: {command: {prefix: rm}}}, {id: y, tools: [commands_create], when: {name: {eq: x}}}]`, policy.Deny, ""},
		{whole, `access: {commands: full}, allow: [{id: x, tools: [commands_create], when: {command: {prefix: echo}}}]`, policy.Allow, ""},
		{whole, `access: {commands: full}, deny: [{id: x, tools: [commands_create], when: {command: {absent: true}}}]`, policy.Allow, ""},
		{cut, `access: {commands: full}, deny: [{id: x, tools: [commands_create], when: {sudo: {eq: true, or_absent: false}}}]`, policy.Deny, "its sudo, which the record does not hold"},
		{cut, `allow: [{id: x, tools: [commands_create], when: {sudo: {absent: true}, time.hour: {min: 0}}}]`, policy.Deny, "its sudo, which the record does not hold"},
	} {
		p := load(t, "version: 1\nagents: {full: {owner: o@example.com, identify: [{local: true}], "+c.rules+"}}\n")
		if d, turnsOn := Again(p, c.record); d.Effect != c.want || turnsOn != c.turnsOn {
			t.Errorf("%s: %s, turns on %q", c.rules, d.Effect, turnsOn)
		}
	}
}

// How many calls were made before is not counted again.
func TestACallThatALimitDeniedIsDeniedAgainWhileThatLimitStands(t *testing.T) {
	limited := func(limit string) string {
		return fullAccess + "require: [{id: slow, tools: [users_list], " + limit + "reason: Slowly, limit: {calls: 1, per: 1h}}]\n"
	}
	r := newRig(t, limited(""))
	r.answer("full", "users_list", `{}`)
	r.answer("full", "users_list", `{}`)
	denied := r.trail()[len(r.trail())-1]
	for _, c := range []struct {
		source string
		want   policy.Effect
	}{
		{limited("") + "# the same\n", policy.Deny},
		{strings.Replace(limited(""), "calls: 1", "calls: 9", 1), policy.Allow},
		{strings.Replace(limited(""), "id: slow", "id: other", 1), policy.Allow},
		{limited("when: {limit: {max: 9}}, "), policy.Allow},
		{fullAccess, policy.Allow},
	} {
		if d, _ := Again(load(t, c.source), denied); d.Effect != c.want || c.want == policy.Deny && d.Rule != "require.slow" {
			t.Errorf("by\n%s\nit is %s by %s", c.source, d.Effect, d.Rule)
		}
	}
}
