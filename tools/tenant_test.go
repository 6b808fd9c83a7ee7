package tools

import (
	"net/http"
	"sync"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// Two tenants of one key: each agent stays in its own.
const (
	oneTenant     = "66c0a1b2c3d4e5f6000000a1"
	anotherTenant = "66c0a1b2c3d4e5f6000000b2"
	tenants       = `
version: 1
agents:
  one: {owner: o@example.com, identify: [{local: true}], org_id: ` + oneTenant + `, access: {users: read, organization: read, admins: full}}
  another: {owner: o@example.com, identify: [{local: true}], org_id: ` + anotherTenant + `, access: {users: read}}
`
)

func TestAnAgentAsksAndIsRecordedInItsOwnOrganization(t *testing.T) {
	r := newRig(t, tenants)
	var mu sync.Mutex
	var sent []string
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		mu.Lock()
		defer mu.Unlock()
		sent = append(sent, q.Header.Get("x-org-id"))
		return 200, `{"totalCount":0,"results":[]}`, true
	})
	for i, c := range []struct{ agent, tenant string }{{"one", oneTenant}, {"another", anotherTenant}} {
		r.call(c.agent, "users_list", `{}`)
		if _, _, err := r.gate.List(t.Context(), r.as(c.agent), ""); err != nil {
			t.Fatal(err)
		}
		if len(sent) != i+1 || sent[i] != c.tenant {
			t.Errorf("%s: requests for %v", c.agent, sent)
		}
		all := r.trail()
		for _, rec := range all[len(all)-3:] {
			if rec.Where == nil || rec.Where.OrgID != c.tenant {
				t.Errorf("%s: %s is recorded in %+v", c.agent, rec.Kind, rec.Where)
			}
		}
	}
}

// The routes of organizations take no x-org-id, so their id is what binds.
func TestAnAgentReadsNoOtherOrganizationsSettings(t *testing.T) {
	r := newRig(t, tenants)
	f := r.fails("one", "organization_settings_get", `{"id":"`+anotherTenant+`"}`)
	if f.Code != "invalid_arguments" || r.directory.Requests() != 0 || r.last().Kind != audit.CallRefused {
		t.Errorf("%+v after %d requests, %s", f, r.directory.Requests(), r.last().Kind)
	}
	r.answer("one", "organization_settings_get", `{"id":"`+oneTenant+`"}`)
	if r.directory.Requests() != 1 {
		t.Error("its own settings were not asked for")
	}
}

func TestAnAgentOfOneOrganizationListsNoOthers(t *testing.T) {
	r := newRig(t, tenants)
	for tool, args := range map[string]string{
		"organization_get": `{}`, "admins_list": `{}`, "admins_delete": `{"id":"` + someone + `"}`,
		"admins_create": `{"email":"a@example.com","roleName":"Read Only"}`,
	} {
		f := r.fails("one", tool, args)
		if f.Code != "invalid_arguments" || r.directory.Requests() != 0 || r.last().Kind != audit.CallRefused {
			t.Errorf("%s: %+v after %d requests, %s", tool, f, r.directory.Requests(), r.last().Kind)
		}
	}
	r.answer("one", "admins_update", `{"id":"`+someone+`","roleName":"Read Only"}`)
	if r.directory.Requests() == 0 {
		t.Error("JumpCloud publishes that the organization is named with a change of an administrator")
	}
}
