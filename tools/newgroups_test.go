package tools

import (
	"strings"
	"testing"
)

// Whoever may only write makes no group that gives its members anything, or
// that fills itself: both are in the group's change, which is privilege.
func TestANewGroupIsEmptyAndGivesNothing(t *testing.T) {
	r := newRig(t, agent("a", "access: {user_groups: write, device_groups: write}"))
	for _, args := range []string{
		`"attributes":{"sudo":{"enabled":true,"withoutPassword":true}}`, `"membershipMethod":"DYNAMIC_AUTOMATED"`,
		`"memberQuery":{"queryType":"FilterQuery","filters":[{"field":"username","operator":"eq","value":"ana.ruiz"}]}`, `"memberQueryExemptions":[]`,
	} {
		for _, tool := range []string{"user_groups_create", "device_groups_create"} {
			if f := r.fails("a", tool, `{"name":"New",`+args+`}`); f.Code != "invalid_arguments" || !strings.Contains(f.Message, "has no argument") {
				t.Errorf("%s %s: %+v", tool, args, f)
			}
		}
	}
	r.call("a", "user_groups_create", `{"name":"New","description":"For later."}`)
	r.call("a", "device_groups_create", `{"name":"New","description":"For later."}`)
}

// What a group gives can be taken from it again.
func TestWhatAGroupGivesCanBeTakenBack(t *testing.T) {
	r := newRig(t, fullAccess)
	id := r.call("full", "user_groups_create", `{"name":"New"}`)["id"].(string)
	given := func() string {
		return string(memberOf(r.answer("full", "user_groups_get", `{"id":"`+id+`","fields":"attributes"}`).Structured, "attributes"))
	}
	r.call("full", "user_groups_update", `{"id":"`+id+`","attributes":{"ldapGroups":[{"name":"admins"}],"posixGroups":[{"id":1000,"name":"root"}],"radius":{"reply":[{"name":"Tunnel-Type","value":"13"}]}}}`)
	if got := given(); !strings.Contains(got, "admins") || !strings.Contains(got, "root") || !strings.Contains(got, "Tunnel-Type") {
		t.Fatal(got)
	}
	r.call("full", "user_groups_update", `{"id":"`+id+`","attributes":{"ldapGroups":[],"posixGroups":[],"radius":{"reply":[]}}}`)
	if got := given(); strings.Contains(got, "admins") || strings.Contains(got, "root") || strings.Contains(got, "Tunnel-Type") {
		t.Errorf("it still gives %s", got)
	}
}

// Whom a group's rule is not to touch are objects that a change names.
func TestExemptionsAreObjectsOfAChange(t *testing.T) {
	r := newRig(t, agent("a", "access: {user_groups: full}\n    require: [{id: few, tools: [user_groups_update], limit: {objects: 3, per: 1h}}]"))
	id := r.call("a", "user_groups_create", `{"name":"New"}`)["id"].(string)
	one := `{"id":"` + someone + `","type":"user"}`
	if f := r.fails("a", "user_groups_update", `{"id":"`+id+`","memberQueryExemptions":[`+one+`,`+one+`,`+one+`]}`); f.Code != "rate_limited" || !strings.Contains(f.Message, "may need 4") {
		t.Errorf("%+v", f)
	}
	r.call("a", "user_groups_update", `{"id":"`+id+`","description":"x"}`)
}

// A change of nothing is none, by whatever method it is asked for.
func TestASecondFactorIsNotChangedByNothing(t *testing.T) {
	r := newRig(t, fullAccess)
	for _, args := range []string{``, `,"mfa":{}`} {
		if f := r.fails("full", "users_enforce_mfa", `{"id":"`+someone+`"`+args+`}`); f.Code != "invalid_arguments" || !strings.Contains(f.Message, "nothing") {
			t.Errorf("%s: %+v", args, f)
		}
	}
}
