package tools

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// readyGrants are those of docs/grants under one roof, for a directory whose
// groups have other names, and for the command that was approved there.
func readyGrants(t *testing.T, command, script string) string {
	t.Helper()
	agents := ""
	for _, name := range []string{"onboard", "offboard", "takeover", "helpdesk", "lost-laptop", "fix"} {
		b, err := os.ReadFile(filepath.Join("..", "docs", "grants", name+".yaml"))
		if err != nil {
			t.Fatal(err)
		}
		_, own, _ := strings.Cut(string(b), "\nagents:\n")
		agents += own
	}
	agents = strings.NewReplacer("5f0c1b2a3d4e5f6071829304", command, "net stop spooler & net start spooler", script,
		"[admins]", "[Admins]", "[admins, execs]", "[Admins, On Call]").Replace(agents)
	return "version: 1\napprovers: {it-leads: [alice], secops: [alice]}\nagents:\n" + agents
}

// What a model reads with every request is what its agent was granted, and no more.
func TestAnAgentWithAJobReadsOfItsOwnToolsAlone(t *testing.T) {
	const command = "5f0c1b2a3d4e5f6071829304"
	r := newRig(t, readyGrants(t, command, "net stop spooler & net start spooler"))
	everything := len(Encode(All()))
	for _, agent := range r.gate.Policy().Agents() {
		listed, next, err := r.gate.List(t.Context(), r.as(agent.ID), "")
		if err != nil || next != "" {
			t.Fatal(next, err)
		}
		granted := r.gate.Policy().Tools(agent.ID, time.Now())
		seen := 0
		for row := range elements(listed) {
			seen++
			if name := textOf(row, "name"); !slices.Contains(granted, name) {
				t.Errorf("%s sees %s", agent.ID, name)
			}
		}
		t.Logf("%s: %d tools of %d, %d bytes of %d", agent.ID, seen, len(All()), len(listed), everything)
		if seen != len(granted) || seen < 5 || len(listed) > 48<<10 || len(listed) > everything/2 {
			t.Errorf("%s sees %d tools, and was granted %d; %d bytes of %d", agent.ID, seen, len(granted), len(listed), everything)
		}
	}
}

// Each ready grant gets its agent through the job that admins want done, in its
// order, and no step further.
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
	const script = "net stop spooler & net start spooler & exit"
	r.call("full", "commands_update", `{"id":"`+command+`","command":"`+script+`"}`)
	a.begin(readyGrants(t, command, script) + strings.SplitN(fullAccess, "agents:", 2)[1])
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
		{"onboarding", "devices_list", `{"filter":"hostname:$eq:ana-ruiz-mbp.local"}`, allowed},
		{"onboarding", "user_associations_change", `{"user_id":"new.hire","op":"add","type":"system","id":"` + laptop + `"}`, asked},
		{"onboarding", "user_memberships_list", `{"user_id":"new.hire"}`, allowed},
		{"onboarding", "user_applications_list", `{"user_id":"new.hire"}`, allowed},
		{"onboarding", "users_send_activation", `{"id":"` + ana + `"}`, denied}, // she has begun
		{"onboarding", "users_create", `{"username":"b","email":"b@example.com","sudo":true}`, denied},
		{"onboarding", "user_group_members_change", `{"group_id":"` + groups + `","op":"add","type":"user","id":"new.hire"}`, denied},
		{"onboarding", "user_associations_change", `{"user_id":"new.hire","op":"add","type":"system","id":"` + laptop + `","attributes":{"sudo":{"enabled":true,"withoutPassword":true}}}`, denied},
		{"onboarding", "user_ssh_keys_create", `{"id":"new.hire","name":"k","public_key":"ssh-ed25519 AAAA"}`, denied},
		{"onboarding", "users_suspend", `{"id":"new.hire"}`, denied},

		{"offboarding", "user_memberships_list", `{"user_id":"` + ana + `"}`, allowed},
		{"offboarding", "user_applications_list", `{"user_id":"` + ana + `"}`, allowed},
		{"offboarding", "user_devices_list", `{"user_id":"` + ana + `"}`, allowed},
		{"offboarding", "user_radius_servers_list", `{"user_id":"` + ana + `"}`, allowed},
		{"offboarding", "user_ssh_keys_list", `{"id":"` + ana + `"}`, allowed},
		{"offboarding", "users_suspend", `{"id":"` + ana + `"}`, asked},
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
