package tools

import (
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
			if d, asks := Again(p, c.record); d.Effect != want || len(asks) > 0 {
				t.Errorf("%s %s: %s, asks %v", kind, c.when, d.Effect, asks)
			}
		}
	}
	p := load(t, "version: 1\nagents: {full: {owner: o@example.com, identify: [{local: true}], allow: [{id: x, tools: [users_update], when: {target.department: {eq: Sales}}}]}}\n")
	if _, asks := Again(p, changed); len(asks) != 1 || asks[0] != "department" {
		t.Errorf("it asks for %v", asks)
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
