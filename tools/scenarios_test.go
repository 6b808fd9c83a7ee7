package tools

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// What admins want agents to do, and the grants that are just enough: each
// agent gets through its job, and no step further.
const scenarios = `
version: 1
approvers: {it: [alice]}
agents:
  onboarding:
    owner: it@example.com
    identify: [{local: true}]
    access: {users: read, user_groups: read, devices: read}
    allow:
      - id: new-people
        tools: [users_create]
        when: {password: {absent: true}, public_key: {absent: true}, sudo: {absent: true}, passwordless_sudo: {absent: true}, ldap_binding_user: {absent: true}}
      - {id: departments, tools: [user_group_members_change], when: {op: {eq: add}, target.name: {prefix: dept-}}}
      - {id: welcome, tools: [users_send_activation]}
      - {id: laptop, tools: [user_associations_change], when: {op: {eq: add}, type: {eq: system}, attributes: {absent: true}}}
    require: [{id: asked, tools: [user_associations_change], approval: {approvers: [it], ttl: 1h}}]
  offboarding:
    owner: it@example.com
    identify: [{local: true}]
    access: {users: read, user_groups: read, devices: read, events: read}
    allow:
      - {id: suspend, tools: [users_suspend], when: {target.admin: {absent: true}}}
      - {id: leave, tools: [user_group_members_change], when: {op: {eq: remove}}}
      - {id: lock, tools: [devices_lock]}
    require: [{id: asked, tools: [devices_lock], approval: {approvers: [it], ttl: 1h}}]
  incident:
    owner: security@example.com
    identify: [{local: true}]
    access: {events: read, users: read}
    allow:
      - {id: stop, tools: [users_suspend], when: {target.groups: {each: {not_in: [Admins]}}}}
      - {id: expire, tools: [users_expire_password]}
      - {id: factor, tools: [users_reset_mfa], when: {exclusion: {absent: true}}}
    require:
      - {id: few, tools: [users_suspend], limit: {calls: 3, per: 1h}}
      - {id: asked, tools: [users_reset_mfa], approval: {approvers: [it], ttl: 1h}}
  helpdesk:
    owner: it@example.com
    identify: [{local: true}]
    access: {users: read, events: read}
    allow:
      - id: callers
        tools: [users_unlock, users_expire_password]
        when: {target.groups: {any: {eq: helpdesk-scope}, each: {not_in: [Admins, On Call]}}}
    require: [{id: pace, tools: [users_unlock, users_expire_password], limit: {calls: 20, per: 1h}}]
  lost-laptop:
    owner: it@example.com
    identify: [{local: true}]
    access: {devices: read, users: read}
    allow: [{id: lost, tools: [devices_lock, device_recovery_key_get, devices_erase]}]
    require:
      - {id: few, tools: [devices_lock], limit: {calls: 5, per: 1h}}
      - {id: asked, tools: [device_recovery_key_get, devices_erase], approval: {approvers: [it], ttl: 15m}}
  fixer:
    owner: it@example.com
    identify: [{local: true}]
    access: {commands: read, device_groups: read, devices: read}
    allow:
      - id: queue-fix
        tools: [commands_run]
        when: {_id: {in: [COMMAND]}, systemIds: {max_items: 50}, target.command: {eq: SCRIPT}}
      - {id: abort, tools: [command_queue_cancel]}
`

func TestEachAgentGetsThroughItsJobAndNoFurther(t *testing.T) {
	a := newAskRig(t, fullAccess)
	r := a.rig
	id := func(tool, filter string) string {
		row := items(r.call("full", tool, `{"filter":["`+filter+`"]}`))[0]
		if v1, ok := row["_id"].(string); ok {
			return v1
		}
		return row["id"].(string)
	}
	command := id("commands_list", "name:$eq:Clear print queue")
	const script = "net stop spooler & net start spooler"
	r.call("full", "commands_update", `{"id":"`+command+`","command":"`+script+`"}`)
	source := strings.NewReplacer("COMMAND", command, "SCRIPT", script).Replace(scenarios)
	a.begin(source + strings.SplitN(fullAccess, "agents:", 2)[1])
	p := r.gate.Policy()

	r.call("full", "users_create", `{"username":"caller","email":"caller@example.com"}`)
	made := func(tool, name string) string {
		return r.call("full", tool, `{"name":"`+name+`"}`)["id"].(string)
	}
	sales, scope, groups := made("user_groups_create", "dept-sales"), made("user_groups_create", "helpdesk-scope"), id("user_groups_list", "name:eq:Admins")
	ana, caller := id("users_list", "username:$eq:ana.ruiz"), id("users_list", "username:$eq:caller")
	r.call("full", "user_group_members_change", fmt.Sprintf(`{"group_id":%q,"op":"add","type":"user","id":%q}`, scope, caller))
	boss := items(r.call("full", "user_group_members_list", `{"group_id":"`+groups+`"}`))[0]["to"].(map[string]any)["id"].(string)
	laptop, other := id("devices_list", "hostname:$eq:ana-ruiz-mbp.local"), id("commands_list", "name:$eq:Collect logs")
	queued := items(r.call("full", "command_queue_list", `{}`))[0]["id"].(string)
	var many []string
	for i := range 51 {
		many = append(many, fmt.Sprintf(`"66c0a1b2c3d4e5f6020000%02x"`, i))
	}

	const allowed, asked, denied, spent = "", "approval_required", "denied", "rate_limited"
	for _, step := range []struct{ agent, tool, args, want string }{
		{"onboarding", "users_search", `{"filter":{"or":["username:$eq:new.hire","email:$eq:new.hire@example.com"]}}`, allowed},
		{"onboarding", "users_create", `{"username":"new.hire","email":"new.hire@example.com","department":"Sales","manager":"` + ana + `"}`, allowed},
		{"onboarding", "user_group_members_change", `{"group_id":"` + sales + `","op":"add","type":"user","id":"new.hire"}`, allowed},
		{"onboarding", "users_send_activation", `{"id":"new.hire"}`, allowed},
		{"onboarding", "user_associations_change", `{"user_id":"new.hire","op":"add","type":"system","id":"` + laptop + `"}`, asked},
		{"onboarding", "user_memberships_list", `{"user_id":"new.hire"}`, allowed},
		{"onboarding", "users_create", `{"username":"b","email":"b@example.com","sudo":true}`, denied},
		{"onboarding", "user_group_members_change", `{"group_id":"` + groups + `","op":"add","type":"user","id":"new.hire"}`, denied},
		{"onboarding", "user_associations_change", `{"user_id":"new.hire","op":"add","type":"system","id":"` + laptop + `","attributes":{"sudo":{"enabled":true,"withoutPassword":true}}}`, denied},
		{"onboarding", "user_ssh_keys_create", `{"id":"new.hire","name":"k","public_key":"ssh-ed25519 AAAA"}`, denied},
		{"onboarding", "users_suspend", `{"id":"new.hire"}`, denied},

		{"offboarding", "user_memberships_list", `{"user_id":"` + ana + `"}`, allowed},
		{"offboarding", "user_ssh_keys_list", `{"id":"` + ana + `"}`, allowed},
		{"offboarding", "users_suspend", `{"id":"` + ana + `"}`, allowed},
		{"offboarding", "user_group_members_change", `{"group_id":"Engineering","op":"remove","type":"user","id":"` + ana + `"}`, allowed},
		{"offboarding", "devices_lock", `{"system_id":"` + laptop + `"}`, asked},
		{"offboarding", "events_query", `{"service":["directory","sso"],"start_time":"last 1h"}`, allowed},
		{"offboarding", "user_group_members_change", `{"group_id":"` + groups + `","op":"add","type":"user","id":"` + ana + `"}`, denied},
		{"offboarding", "users_activate", `{"id":"` + ana + `"}`, denied},
		{"offboarding", "users_delete", `{"id":"` + ana + `"}`, denied},
		{"offboarding", "devices_erase", `{"system_id":"` + laptop + `"}`, denied},

		{"incident", "events_distinct", `{"service":["sso"],"start_time":"last 24h","field":"client_ip"}`, allowed},
		{"incident", "events_interval", `{"service":["sso"],"start_time":"last 24h","interval_unit":"h"}`, allowed},
		{"incident", "users_suspend", `{"id":"` + caller + `"}`, allowed},
		{"incident", "users_suspend", `{"id":"` + boss + `"}`, denied},
		{"incident", "users_expire_password", `{"id":"` + caller + `"}`, allowed},
		{"incident", "users_reset_mfa", `{"id":"` + caller + `"}`, asked},
		{"incident", "users_reset_mfa", `{"id":"` + caller + `","exclusion":true}`, denied},
		{"incident", "users_suspend", `{"id":"` + caller + `"}`, allowed}, // the look at whose groups they are counts too
		{"incident", "users_suspend", `{"id":"` + caller + `"}`, spent},
		{"incident", "users_activate", `{"id":"` + caller + `"}`, denied},

		{"helpdesk", "users_list", `{"search":"caller","fields":"username,account_locked"}`, allowed},
		{"helpdesk", "events_query", `{"service":["directory"],"start_time":"last 1h","search_term":{"and":[{"resource.username":"caller"}]}}`, allowed},
		{"helpdesk", "users_unlock", `{"id":"` + caller + `"}`, allowed},
		{"helpdesk", "users_expire_password", `{"id":"` + caller + `"}`, allowed},
		{"helpdesk", "users_unlock", `{"id":"` + boss + `"}`, denied},
		{"helpdesk", "users_expire_password", `{"id":"` + ana + `"}`, denied},
		{"helpdesk", "users_update", `{"id":"` + caller + `","password":"C4nary-pass-word!"}`, denied},
		{"helpdesk", "users_reset_mfa", `{"id":"` + caller + `"}`, denied},

		{"lost-laptop", "devices_search", `{"searchFilter":{"searchTerm":"C02EX","fields":["serialNumber"]}}`, allowed},
		{"lost-laptop", "devices_get", `{"id":"` + laptop + `"}`, allowed},
		{"lost-laptop", "devices_lock", `{"system_id":"` + laptop + `"}`, allowed},
		{"lost-laptop", "device_recovery_key_get", `{"system_id":"` + laptop + `"}`, asked},
		{"lost-laptop", "devices_erase", `{"system_id":"` + laptop + `"}`, asked},
		{"lost-laptop", "devices_restart", `{"system_id":"` + laptop + `"}`, denied},
		{"lost-laptop", "devices_delete", `{"id":"` + laptop + `"}`, denied},

		{"fixer", "commands_list", `{"filter":"name:$eq:Clear print queue"}`, allowed},
		{"fixer", "command_associations_list", `{"command_id":"` + command + `","targets":"system_group"}`, allowed},
		{"fixer", "commands_run", `{"_id":"` + command + `","systemIds":["` + laptop + `"]}`, allowed},
		{"fixer", "command_results_list", `{"id":"` + command + `"}`, allowed},
		{"fixer", "command_queue_list", `{}`, allowed},
		{"fixer", "command_queue_cancel", `{"workflow_instance_id":"` + queued + `"}`, allowed},
		{"fixer", "commands_run", `{"_id":"` + other + `","systemIds":["` + laptop + `"]}`, denied},
		{"fixer", "commands_run", `{"_id":"` + command + `","systemIds":[` + strings.Join(many, ",") + `]}`, denied},
		{"fixer", "commands_update", `{"id":"` + command + `","command":"true"}`, denied},
		{"full", "commands_update", `{"id":"` + command + `","command":"format c:"}`, allowed},
		{"fixer", "commands_run", `{"_id":"` + command + `","systemIds":["` + laptop + `"]}`, denied}, // it is no longer what was approved
	} {
		sent := r.directory.Requests()
		if a := r.answer(step.agent, step.tool, step.args); a.Code != step.want {
			t.Errorf("%s: %s %s: %q, not %q: %s", step.agent, step.tool, step.args, a.Code, step.want, a.Structured)
		}
		if last := r.directory.Log(); step.want != allowed && r.directory.Requests() > sent && !strings.HasPrefix(last[len(last)-1], "GET ") {
			t.Errorf("%s: %s: JumpCloud was asked to %s", step.agent, step.tool, last[len(last)-1])
		}
	}
	for _, agent := range p.Agents() {
		seen := 0
		for _, tool := range All() {
			if p.Granted(agent.ID, tool.Name, time.Now()).Effect == policy.Allow {
				seen++
			}
		}
		if agent.ID != "full" && seen > len(All())/2 {
			t.Errorf("%s sees %d of %d tools", agent.ID, seen, len(All()))
		}
	}
}
