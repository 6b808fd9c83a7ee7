package sandbox

import (
	"slices"
	"strings"
	"testing"
)

// steps are the ways of a row, each as the ids on it.
func steps(row object) []string {
	var all []string
	for _, path := range row["paths"].([]any) {
		var ids []string
		for _, step := range path.([]any) {
			ids = append(ids, plain(at(object(step.(map[string]any)).copy(), "to.id")))
		}
		all = append(all, strings.Join(ids, ">"))
	}
	return all
}

// row is the row of an object among those that another leads to; nil when it
// is not reached.
func (r *rig) reached(path, id string) object {
	r.Helper()
	for _, row := range r.get("/api/v2/" + path + "?limit=100").rows() {
		if row.id() == id {
			return row
		}
	}
	return nil
}

func TestWhatAUserReachesComesDirectlyAndThroughGroups(t *testing.T) {
	r := newRig(t, Options{})
	ana, engineering, night := r.id(users, "ana.ruiz"), r.id(userGroups, "Engineering"), r.post("/api/v2/usergroups", `{"name":"Night"}`).is(201).object().id()
	aws, crm, wifi, lab := r.id(applications, "aws-sso"), r.id(applications, "crm"), r.id(radiusServers, "Office Wi-Fi"), r.id(radiusServers, "Lab Network")
	if row := r.reached("users/"+ana+"/applications", aws); row == nil || row["type"] != "application" || !slices.Equal(steps(row), []string{aws, engineering + ">" + aws}) {
		t.Errorf("ana.ruiz reaches AWS by %v", row)
	}
	if row := r.reached("users/"+ana+"/radiusservers", wifi); row == nil || row["type"] != "radius_server" || !slices.Equal(steps(row), []string{engineering + ">" + wifi}) {
		t.Errorf("ana.ruiz reaches the Wi-Fi by %v", row)
	}
	if r.reached("users/"+ana+"/applications", crm) != nil || r.reached("users/"+ana+"/radiusservers", lab) != nil {
		t.Error("ana.ruiz reaches what nobody bound to her")
	}
	r.post("/api/v2/applications/"+crm+"/associations", `{"op":"add","type":"user_group","id":"`+night+`","attributes":{"x":1}}`).is(204)
	r.post("/api/v2/radiusservers/"+lab+"/associations", `{"op":"add","type":"user_group","id":"`+night+`"}`).is(204)
	r.post("/api/v2/usergroups/"+night+"/members", `{"op":"add","type":"user","id":"`+ana+`","attributes":{"y":2}}`).is(204)
	for _, path := range []string{"users/" + ana, "usergroups/" + night} {
		row := r.reached(path+"/applications", crm)
		if row == nil || r.reached(path+"/radiusservers", lab) == nil || len(steps(row)) != 1 || at(row.copy(), "compiledAttributes.x") == nil {
			t.Errorf("%s: %v", path, row)
		}
	}
	if got := r.get("/api/v2/usergroups/" + night + "/applications"); len(got.rows()) != 1 || got.header.Get("X-Total-Count") != "1" {
		t.Errorf("Night reaches %s", got.text)
	}
	r.post("/api/v2/usergroups/"+night+"/members", `{"op":"remove","type":"user","id":"`+ana+`"}`).is(204)
	if r.reached("users/"+ana+"/applications", crm) != nil {
		t.Error("ana.ruiz reaches the CRM still")
	}
}

func TestADeviceIsItsOwnersAndOfTheGroupsThatItsGroupIsBoundTo(t *testing.T) {
	r := newRig(t, Options{})
	owned := r.server.store.objects[systems][r.server.store.order[systems][0]]
	owner := plain(at(owned, "primarySystemUser.id"))
	if row := r.reached("users/"+owner+"/systems", owned.id()); row == nil || row["type"] != "system" || !slices.Contains(steps(row), owned.id()) {
		t.Errorf("the owner reaches the device by %v", row)
	}
	if row := r.reached("systems/"+owned.id()+"/users", owner); row == nil || row["type"] != "user" || !slices.Contains(steps(row), owner) {
		t.Errorf("the device reaches its owner by %v", row)
	}
	admins, servers := r.id(userGroups, "Admins"), r.id(systemGroups, "Servers")
	server := r.server.store.edgesFrom(end{"system_group", servers}, "system")[0].to.id
	admin := r.server.store.edgesFrom(end{"user_group", admins}, "user")[0].to.id
	if row := r.reached("users/"+admin+"/systems", server); row == nil || !slices.Contains(steps(row), admins+">"+servers+">"+server) {
		t.Errorf("an administrator reaches a server by %v", row)
	}
	if row := r.reached("systems/"+server+"/users", admin); row == nil || !slices.Contains(steps(row), servers+">"+admins+">"+admin) {
		t.Errorf("a server reaches an administrator by %v", row)
	}
	if row := r.reached("usergroups/"+admins+"/systems", server); row == nil || !slices.Equal(steps(row), []string{servers + ">" + server}) {
		t.Errorf("the administrators reach a server by %v", row)
	}
	if row := r.reached("systemgroups/"+servers+"/usergroups", admins); row == nil || row["type"] != "user_group" {
		t.Errorf("the servers reach the administrators by %v", row)
	}
	r.delete("/api/systemusers/" + owner).is(200)
	if r.reached("systems/"+owned.id()+"/users", owner) != nil {
		t.Error("the device reaches who was deleted")
	}
}

func TestWhatADeviceGroupIsHeldToIsReachedBothWays(t *testing.T) {
	r := newRig(t, Options{})
	servers, patch, harden := r.id(systemGroups, "Servers"), r.id(commands, "Patch servers"), r.id(policies, "Harden SSH on servers")
	if row := r.reached("systemgroups/"+servers+"/commands", patch); row == nil || row["type"] != "command" {
		t.Errorf("the servers run %v", row)
	}
	if row := r.reached("systemgroups/"+servers+"/policies", harden); row == nil || row["type"] != "policy" {
		t.Errorf("the servers are held to %v", row)
	}
	if row := r.reached("commands/"+patch+"/systemgroups", servers); row == nil || row["type"] != "system_group" {
		t.Errorf("the command runs on %v", row)
	}
	rows := r.get("/api/v2/commands/" + patch + "/systems?limit=100").rows()
	if len(rows) != len(r.server.store.edgesFrom(end{"system_group", servers}, "system")) || !strings.HasPrefix(steps(rows[0])[0], servers+">") {
		t.Errorf("the command runs on %d devices, first %v", len(rows), rows[0])
	}
	if r.reached("systemgroups/"+r.id(systemGroups, "Macs")+"/commands", patch) != nil {
		t.Error("Macs run what is for servers")
	}
}

func TestWhatIsReachedFromWhatIsNotThere(t *testing.T) {
	r := newRig(t, Options{})
	for _, path := range []string{
		"users/%/applications", "users/%/systems", "users/%/radiusservers", "usergroups/%/applications", "usergroups/%/systems", "usergroups/%/radiusservers",
		"systems/%/users", "systemgroups/%/policies", "systemgroups/%/commands", "systemgroups/%/usergroups", "commands/%/systems", "commands/%/systemgroups",
	} {
		r.send("GET", "/api/v2/"+strings.ReplaceAll(path, "%", strings.Repeat("0", 24)), "").is(404)
	}
}
