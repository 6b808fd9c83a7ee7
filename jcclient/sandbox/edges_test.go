package sandbox

import (
	"fmt"
	"testing"
)

// edgeRoutes are the four ways to change an edge: where, what it leads to.
func edgeRoutes(r *rig) []struct{ path, list, kind, id string } {
	var free object
	for _, o := range r.server.store.all(users) {
		if o["state"] == "STAGED" {
			free = o
		}
	}
	app, radius := "/api/v2/applications/"+r.id(applications, "payroll"), "/api/v2/radiusservers/"+r.id(radiusServers, "Office Wi-Fi")
	group, device := r.post("/api/v2/usergroups", `{"name":"Empty"}`).object().id(), r.post("/api/v2/systemgroups", `{"name":"Empty"}`).object().id()
	return []struct{ path, list, kind, id string }{
		{"/api/v2/usergroups/" + group + "/members", "?limit=100", "user", free.id()},
		{"/api/v2/systemgroups/" + device + "/members", "?limit=100", "system", r.server.store.all(systems)[0].id()},
		{app + "/associations", "?limit=100&targets=user", "user", free.id()},
		{app + "/associations", "?limit=100&targets=user_group", "user_group", group},
		{radius + "/associations", "?limit=100&targets=user", "user", free.id()},
		{radius + "/associations", "?limit=100&targets=user_group", "user_group", group},
		{radius + "/associations", "?limit=100&targets=system_group", "system_group", device},
	}
}

func TestAnEdgeIsAddedOnceAndRemovedOnce(t *testing.T) {
	r := newRig(t, Options{})
	for _, c := range edgeRoutes(r) {
		change := func(op, more string) said {
			return r.post(c.path, fmt.Sprintf(`{"op":%q,"type":%q,"id":%q%s}`, op, c.kind, c.id, more))
		}
		linked := func() (found object) {
			for _, row := range r.get(c.path + c.list).rows() {
				if at(row.copy(), "to.id") == c.id {
					found = row
				}
			}
			return found
		}
		change("remove", "").says(404, `{"code":404,"message":"not found"}`)
		change("update", "").says(404, `{"code":404,"message":"not found"}`)
		if added := change("add", `,"attributes":{"sudo":{"enabled":true}}`); added.status != 204 || added.text != "" || added.header.Get("Content-Type") != "" {
			t.Errorf("%s: %d %q %v", c.path, added.status, added.text, added.header)
		}
		change("add", "").says(409, `{"code":409,"message":"Already Exists","status":"alreadyExists"}`)
		row := linked()
		if at(row.copy(), "attributes.sudo.enabled") != true || at(row.copy(), "to.type") != c.kind || len(row) != 2 {
			t.Errorf("%s: %v", c.path, row)
		}
		change("update", `,"attributes":{"sudo":{"enabled":false}}`).is(204)
		if row := linked(); at(row.copy(), "attributes.sudo.enabled") != false {
			t.Errorf("%s: updated to %v", c.path, row)
		}
		change("update", `,"attributes":null`).is(204)
		if row := linked(); row["attributes"] != nil {
			t.Errorf("%s: updated to %v", c.path, row)
		}
		change("remove", "").is(204)
		if linked() != nil {
			t.Errorf("%s is still there", c.path)
		}
		change("remove", "").is(404)
	}
}

func TestAnEdgeThatCannotBeIsRefused(t *testing.T) {
	r := newRig(t, Options{})
	const nobody = "0123456789abcdef01234567"
	ana := r.id(users, "ana.ruiz")
	members := "/api/v2/usergroups/" + r.id(userGroups, "Sales") + "/members"
	for _, c := range []struct {
		path, body string
		status     int
		want       string
	}{
		{members, `{"type":"user","id":"` + ana + `"}`, 400, `{"code":400,"message":"op is missing","status":"nullOp"}`},
		{members, `{"op":"set","type":"user","id":"` + ana + `"}`, 400, `{"code":400,"message":"op is not one of add, remove, update","status":"invalidOp"}`},
		{members, `{"op":"add","id":"` + ana + `"}`, 400, `{"code":400,"message":"type is missing","status":"nullType"}`},
		{members, `{"op":"add","type":"system","id":"` + ana + `"}`, 400, `{"code":400,"message":"type is not one of user","status":"invalidType"}`},
		{members, `{"op":"add","type":"user"}`, 400, `{"code":400,"message":"id is missing","status":"nullId"}`},
		{members, `{"op":"add","type":"user","id":"ana.ruiz"}`, 400, `{"code":400,"message":"id is not 24 hexadecimal digits","status":"invalidId"}`},
		{members, `{"op":"add","type":"user","id":"` + nobody + `"}`, 404, `{"code":404,"message":"not found"}`},
		{members, `{"op":"add","type":"user","id":"` + ana + `","attributes":[]}`, 400, `{"code":400,"message":"attributes is not an object","status":"invalidAttributes"}`},
		{"/api/v2/usergroups/" + nobody + "/members", `{"op":"add","type":"user","id":"` + ana + `"}`, 404, `{"code":404,"message":"not found"}`},
		{"/api/v2/systemgroups/" + r.id(systemGroups, "Macs") + "/members", `{"op":"add","type":"user","id":"` + ana + `"}`, 400, `{"code":400,"message":"type is not one of system","status":"invalidType"}`},
		{"/api/v2/applications/" + r.id(applications, "wiki") + "/associations", `{"op":"add","type":"system_group","id":"` + ana + `"}`, 400, `{"code":400,"message":"type is not one of agent_group, user, user_group","status":"invalidType"}`},
		{"/api/v2/applications/" + r.id(applications, "wiki") + "/associations", `{"op":"add","type":"agent_group","id":"` + nobody + `"}`, 404, `{"code":404,"message":"not found"}`},
		{"/api/v2/radiusservers/" + r.id(radiusServers, "Lab Network") + "/associations", `{"op":"add","type":"system","id":"` + ana + `"}`, 400, `{"code":400,"message":"type is not one of user, user_group, system_group","status":"invalidType"}`},
	} {
		r.post(c.path, c.body).says(c.status, c.want)
	}
}

func TestAssociationsAreAskedForByType(t *testing.T) {
	r := newRig(t, Options{})
	app := "/api/v2/applications/" + r.id(applications, "aws-sso") + "/associations"
	r.send("GET", app, "").says(400, `{"code":400,"message":"targets is missing: it takes agent_group, user, user_group","status":"nullTargets"}`)
	r.send("GET", app+"?targets=system", "").says(400, `{"code":400,"message":"targets takes agent_group, user, user_group","status":"invalidTargets"}`)
	r.send("GET", app+"?targets=user,system", "").is(400)
	for targets, want := range map[string]string{
		"user": "user user", "user_group": "user_group user_group", "agent_group": "", "user,user_group": "user_group user_group user user",
	} {
		a := r.get(app + "?targets=" + targets)
		if got := values(a.rows(), "to.type"); got != want || a.header.Get("X-Total-Count") != fmt.Sprint(len(a.rows())) {
			t.Errorf("%s: %s of %s", targets, got, a.header.Get("X-Total-Count"))
		}
	}
	radius := "/api/v2/radiusservers/" + r.id(radiusServers, "Lab Network") + "/associations"
	if got := values(r.get(radius+"?targets=system_group").rows(), "to.type"); got != "system_group system_group" {
		t.Errorf("Lab Network: %s", got)
	}
	r.send("GET", radius+"?targets=agent_group", "").is(400)
}

func TestMembersArePaged(t *testing.T) {
	r := newRig(t, Options{})
	path := "/api/v2/usergroups/" + r.id(userGroups, "All Employees") + "/members"
	all, total := map[any]bool{}, r.get(path).header.Get("X-Total-Count")
	for skip := 0; skip < 1000; skip += 100 {
		a := r.get(fmt.Sprintf("%s?limit=100&skip=%d", path, skip))
		if len(a.rows()) == 0 {
			break
		}
		for _, row := range a.rows() {
			all[at(row.copy(), "to.id")] = true
		}
	}
	if fmt.Sprint(len(all)) != total || len(all) <= 100 {
		t.Errorf("%d members of %s", len(all), total)
	}
}
