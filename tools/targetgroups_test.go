package tools

import (
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

const helpdesk = `
version: 1
agents:
  helpdesk:
    owner: o@example.com
    identify: [{local: true}]
    access: {users: read}
    allow:
      - id: in-scope
        tools: [users_update]
        when: {target.groups: {any: {eq: helpdesk-scope}, each: {not_in: [admins, execs]}}}
`

func TestTheGroupsOfATargetDecide(t *testing.T) {
	r := newRig(t, fullAccess)
	ids := map[string]string{}
	for _, name := range []string{"helpdesk-scope", "admins", "execs"} {
		ids[name] = r.call("full", "user_groups_create", `{"name":"`+name+`"}`)["id"].(string)
	}
	for user, groups := range map[string][]string{"in": {"helpdesk-scope"}, "above": {"helpdesk-scope", "execs"}, "beside": {"admins"}, "alone": nil} {
		ids[user] = r.call("full", "users_create", `{"username":"`+user+`","email":"`+user+`@example.com"}`)["_id"].(string)
		for _, group := range groups {
			r.call("full", "user_group_members_change", `{"group_id":"`+ids[group]+`","op":"add","type":"user","id":"`+ids[user]+`"}`)
		}
	}
	r.gate.policy.Store(load(t, helpdesk))
	sent := r.sent()
	r.call("helpdesk", "users_update", `{"id":"in","jobTitle":"Lead"}`)
	want := []string{"GET /api/systemusers", "GET /api/systemusers/" + ids["in"], "GET /api/v2/users/" + ids["in"] + "/memberof", "GET /api/v2/usergroups/" + ids["helpdesk-scope"], "PUT /api/systemusers/" + ids["in"]}
	if all := sent(); !slices.Equal(all, want) {
		t.Errorf("JumpCloud was asked %v", all)
	}
	for _, user := range []string{"above", "beside", "alone"} {
		if f := r.fails("helpdesk", "users_update", `{"id":"`+ids[user]+`","jobTitle":"Lead"}`); f.Code != "denied" || r.last().Decision.Rule != "not_granted" {
			t.Errorf("%s: %+v", user, f)
		}
	}
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		return 500, `{"message":"no"}`, strings.HasPrefix(q.URL.Path, "/api/v2/usergroups/")
	})
	if f := r.fails("helpdesk", "users_update", `{"id":"`+ids["in"]+`","jobTitle":"Lead"}`); f.Code != "upstream_error" || r.last().Kind != audit.CallRefused {
		t.Errorf("%+v", f)
	}
}

func TestAnObjectInMoreGroupsThanAreReadIsRefused(t *testing.T) {
	r := newRig(t, helpdesk)
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		switch {
		case strings.HasSuffix(q.URL.Path, "/memberof"):
			return 200, `[` + strings.TrimSuffix(strings.Repeat(`{"id":"`+another+`","type":"user_group"},`, mostLimit), ",") + `]`, true
		case strings.HasPrefix(q.URL.Path, "/api/v2/usergroups/"):
			return 200, `{"id":"` + another + `","name":"helpdesk-scope"}`, true
		}
		return 200, `{"_id":"` + someone + `","username":"a"}`, true
	})
	if f := r.fails("helpdesk", "users_update", `{"id":"`+someone+`","jobTitle":"Lead"}`); f.Code != "invalid_arguments" || !strings.Contains(f.Message, "more than 200 groups") {
		t.Errorf("%+v", f)
	}
}
