package tools

import (
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// sent records every request that reaches the directory.
func (r *rig) sent() func() []string {
	var mu sync.Mutex
	var all []string
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		mu.Lock()
		defer mu.Unlock()
		all = append(all, q.Method+" "+q.URL.Path)
		return 0, "", false
	})
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		now := all
		all = nil
		return now
	}
}

// firstOf is the id and the name of a resource's first object.
func (r *rig) firstOf(list, id, name string) (string, string) {
	r.t.Helper()
	one := items(r.call("full", list, `{"limit":1}`))[0]
	return one[id].(string), one[name].(string)
}

const conditional = `
version: 1
agents:
  full: {owner: o@example.com, identify: [{local: true}], access: {users: full, user_groups: full, devices: full, commands: full}}
  ops:
    owner: o@example.com
    identify: [{local: true}]
    access: {users: write, user_groups: read, devices: full}
    allow:
      - {id: adds, tools: [user_group_members_change], when: {group_id: {in: [GROUP]}, op: {eq: add}}}
    deny:
      - {id: no-sudo, tools: [users_create, users_update], when: {sudo: {eq: true, or_absent: false}}, reason: A person gives these rights.}
      - {id: no-secrets, tools: [users_list], when: {fields: {in: [ssh_keys], or_absent: false}}}
      - {id: not-her, tools: [users_update], when: {target.username: {eq: "USERNAME"}}, reason: She is off limits.}
`

func conditionalRig(t *testing.T) (r *rig, group, groupName, person, username string) {
	r = newRig(t, fullAccess)
	group, groupName = r.firstOf("user_groups_list", "id", "name")
	person, username = r.firstOf("users_list", "_id", "username")
	r.gate.policy.Store(load(t, strings.NewReplacer("GROUP", group, "USERNAME", username).Replace(conditional)))
	return r, group, groupName, person, username
}

func TestAConditionSeesTheIDOfWhatACallNames(t *testing.T) {
	r, group, groupName, person, username := conditionalRig(t)
	r.directory.Fail(nil)
	for _, args := range []string{
		`{"group_id":"` + groupName + `","op":"add","type":"user","id":"` + username + `"}`,
		`{"group_id":"` + group + `","op":"add","type":"user","id":"` + person + `"}`,
	} {
		r.call("ops", "user_group_members_change", args)
		intent := r.trail()[len(r.trail())-2]
		if intent.Decision.Rule != "ops.allow.adds" || !strings.HasSuffix(intent.Message, "; allowed by ops.allow.adds: only when group_id is "+group+" and op is add.") {
			t.Errorf("%s", intent.Message)
		}
	}
	sent := r.sent()
	for _, args := range []string{
		`{"group_id":"` + group + `","op":"remove","type":"user","id":"` + person + `"}`,
		`{"group_id":"` + someone + `","op":"add","type":"user","id":"` + person + `"}`,
	} {
		f := r.fails("ops", "user_group_members_change", args)
		if f.Code != "denied" || f.Message != "Denied: This tool is granted for some calls only, and not for this one." || strings.Contains(f.Message+f.Hint, group) {
			t.Errorf("%+v", f)
		}
		last := r.last()
		if last.Kind != audit.CallDenied || last.Decision.Rule != "not_granted" || !strings.Contains(last.Decision.Reason, "ops.allow.adds grants it only when group_id is "+group) {
			t.Errorf("recorded: %+v", last.Decision)
		}
	}
	if all := sent(); len(all) != 0 {
		t.Errorf("JumpCloud was asked %v", all)
	}
}

func TestADenyWithAConditionSendsNothingAndSaysWhen(t *testing.T) {
	r, _, _, person, _ := conditionalRig(t)
	sent := r.sent()
	f := r.fails("ops", "users_update", `{"id":"`+person+`","sudo":true}`)
	if f.Message != "Denied by rule ops.deny.no-sudo: A person gives these rights." {
		t.Errorf("%+v", f)
	}
	if m := r.last().Message; !strings.Contains(m, `denied by ops.deny.no-sudo: "A person gives these rights. It denies when sudo is true."`) || !strings.HasSuffix(m, "Nothing was sent to JumpCloud.") {
		t.Errorf("%s", m)
	}
	for _, fields := range []string{`"ssh_keys"`, `["username","ssh_keys"]`, `"username,ssh_keys"`, `["username ssh_keys"]`} {
		if f := r.fails("ops", "users_list", `{"fields":`+fields+`}`); f.Code != "denied" {
			t.Errorf("%s: %+v", fields, f)
		}
	}
	if all := sent(); len(all) != 0 {
		t.Errorf("JumpCloud was asked %v", all)
	}
	r.call("ops", "users_list", `{"fields":["username"]}`)
}

func TestATargetIsReadOnceRecordedFirstAndOnlyWhereARuleAsks(t *testing.T) {
	r, _, _, person, username := conditionalRig(t)
	other := items(r.call("full", "users_list", `{"limit":2}`))[1]["_id"].(string)
	sent := r.sent()

	f := r.fails("ops", "users_update", `{"id":"`+username+`","jobTitle":"Lead"}`)
	if f.Message != "Denied by rule ops.deny.not-her: She is off limits." {
		t.Errorf("%+v", f)
	}
	if all := sent(); !slices.Equal(all, []string{"GET /api/systemusers", "GET /api/systemusers/" + person}) {
		t.Errorf("JumpCloud was asked %v", all)
	}
	if kinds := r.kinds(3); !slices.Equal(kinds, []audit.Kind{audit.CallLookup, audit.CallLookup, audit.CallDenied}) {
		t.Errorf("recorded: %v", kinds)
	}
	if m := r.last().Message; !strings.Contains(m, "It denies when target.username is ") || !strings.HasSuffix(m, "Nothing but the look-up was sent to JumpCloud.") {
		t.Errorf("%s", m)
	}

	before := len(r.trail())
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		if q.Method == "GET" {
			if all := r.trail(); len(all) != before+1 || all[before].Kind != audit.CallLookup || !strings.Contains(all[before].Message, "the object that it is about is looked up") {
				t.Errorf("it was read before that was recorded")
			}
		}
		return 0, "", false
	})
	r.call("ops", "users_update", `{"id":"`+other+`","jobTitle":"Lead"}`)
	if kinds := r.kinds(3); !slices.Equal(kinds, []audit.Kind{audit.CallLookup, audit.CallIntent, audit.CallOutcome}) {
		t.Errorf("recorded: %v", kinds)
	}

	sent = r.sent()
	r.call("full", "users_update", `{"id":"`+person+`","jobTitle":"Lead"}`)
	r.call("ops", "users_get", `{"id":"`+person+`"}`)
	r.fails("ops", "users_update", `{"id":"`+person+`","sudo":true}`)
	r.fails("ops", "users_delete", `{"id":"`+person+`"}`)
	if all := sent(); !slices.Equal(all, []string{"PUT /api/systemusers/" + person, "GET /api/systemusers/" + person}) {
		t.Errorf("where no rule asked, or it was denied anyway, JumpCloud was asked %v", all)
	}
}

func TestACallAboutAnObjectThatIsNotThereIsRefusedWhereARuleAsksOfIt(t *testing.T) {
	r, _, _, _, _ := conditionalRig(t)
	sent := r.sent()
	if f := r.fails("ops", "users_update", `{"id":"`+someone+`","jobTitle":"Lead"}`); f.Code != "not_found" {
		t.Errorf("%+v", f)
	}
	if all := sent(); !slices.Equal(all, []string{"GET /api/systemusers/" + someone}) {
		t.Errorf("JumpCloud was asked %v", all)
	}
	if last := r.last(); last.Kind != audit.CallRefused || last.Decision.Rule != "not_found" || !strings.HasSuffix(last.Message, "Nothing but the look-up was sent to JumpCloud.") {
		t.Errorf("recorded: %s %+v", last.Kind, last.Decision)
	}
	r.directory.Fail(func(q *http.Request) (int, string, bool) { return 500, `{"message":"no"}`, q.Method == "GET" })
	if f := r.fails("ops", "users_update", `{"id":"`+someone+`","jobTitle":"Lead"}`); f.Code != "upstream_error" || r.last().Kind != audit.CallRefused {
		t.Errorf("%+v, %s", f, r.last().Kind)
	}
}

func TestATargetIsReadForTheAgentsOwnTenant(t *testing.T) {
	r := newRig(t, `
version: 1
agents:
  one: {owner: o@example.com, identify: [{local: true}], org_id: `+oneTenant+`, access: {users: write}, deny: [{id: a, tools: [users_update], when: {target.username: {eq: a}}}]}
`)
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		if got := q.Header.Get("x-org-id"); got != oneTenant {
			t.Errorf("%s %s was asked in %q", q.Method, q.URL.Path, got)
		}
		return 200, `{"_id":"` + someone + `","username":"b"}`, true
	})
	r.call("one", "users_update", `{"id":"`+someone+`","jobTitle":"Lead"}`)
	if lookup := r.trail()[0]; lookup.Kind != audit.CallLookup || lookup.Where.OrgID != oneTenant {
		t.Errorf("recorded: %s in %+v", lookup.Kind, lookup.Where)
	}
}

func TestNoConditionReadsASecret(t *testing.T) {
	for _, key := range []string{"password: {eq: x}", "password: {prefix: C4}", "password: {in: [x]}"} {
		if err := loads("[users_update]", key); err == nil || !strings.Contains(err.Error(), "is a secret") {
			t.Errorf("%s: %v", key, err)
		}
	}
	if err := loads("[users_update]", "password: {present: true}"); err != nil {
		t.Error(err)
	}
	// What no schema knows of is masked by its name.
	r := newRig(t, `
version: 1
agents:
  a:
    owner: o@example.com
    identify: [{local: true}]
    access: {user_groups: full}
    deny: [{id: k, tools: [user_group_members_change], when: {attributes.api_key: {eq: guess, or_absent: false}}}]
`)
	f := r.fails("a", "user_group_members_change", `{"group_id":"`+someone+`","op":"add","type":"user","id":"`+another+`","attributes":{"api_key":"other"}}`)
	if f.Code != "denied" {
		t.Errorf("a condition read a secret: %+v", f)
	}
	r = newRig(t, `
version: 1
agents:
  a:
    owner: o@example.com
    identify: [{local: true}]
    access: {devices: full}
    deny: [{id: k, tools: [devices_update], when: {target.connectionHistory.api_key: {eq: guess, or_absent: false}}}]
`)
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		return 200, `{"_id":"` + someone + `","hostname":"a","connectionHistory":[{"api_key":"other"}]}`, true
	})
	if f := r.fails("a", "devices_update", `{"id":"`+someone+`","displayName":"x"}`); f.Code != "denied" {
		t.Errorf("a condition read a secret of the target: %+v", f)
	}
}

// An export takes every row, so what grants some rows does not grant it.
func TestAnExportIsNotGrantedByALimit(t *testing.T) {
	r := newRig(t, `
version: 1
agents:
  few:
    owner: o@example.com
    identify: [{local: true}]
    allow: [{id: few, tools: [users_list], when: {limit: {max: 30}}}]
`)
	r.call("few", "users_list", `{}`)
	if f := r.fails("few", "users_list", `{"limit":31}`); f.Code != "denied" {
		t.Errorf("%+v", f)
	}
	if a := r.gate.Export(t.Context(), r.as("few"), "users_list", nil, Export{Format: JSONL, To: &paper{}}); !a.IsError || r.last().Kind != audit.CallDenied {
		t.Errorf("%s", a.Structured)
	}
}
