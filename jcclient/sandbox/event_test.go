package sandbox

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

// written are the events of the last minute, asked for as an agent would.
func (r *rig) written() []object {
	r.Helper()
	start := stamp(r.at.Add(-time.Minute))
	return r.events(`{"service":["directory"],"start_time":"` + start + `","search_term":{"and":[{"auth_method":"api key"}]}}`).is(200).rows()
}

func TestEveryWriteCanBeReadInTheEvents(t *testing.T) {
	r := newRig(t, Options{})
	r.at = r.at.Add(time.Hour)
	user := r.post("/api/systemusers", `{"username":"eve","email":"eve@example.com"}`).is(200).object().id()
	r.put("/api/systemusers/"+user, `{"department":"Research","suspended":true}`).is(200)
	device := r.server.store.all(systems)[0]
	r.put("/api/systems/"+device.id(), `{"description":"moved"}`).is(200)
	group := r.post("/api/v2/usergroups", `{"name":"Night Shift"}`).is(201).object().id()
	devices := r.post("/api/v2/systemgroups", `{"name":"Night Machines"}`).is(201).object().id()
	r.post("/api/v2/usergroups/"+group+"/members", `{"op":"add","type":"user","id":"`+user+`"}`).is(204)
	r.post("/api/v2/radiusservers/"+r.id(radiusServers, "Office Wi-Fi")+"/associations", `{"op":"remove","type":"user_group","id":"`+r.id(userGroups, "Sales")+`"}`).is(204)
	command := r.post("/api/commands", `{"name":"Hello","command":"x","commandType":"windows"}`).is(200).object().id()
	r.put("/api/commands/"+command, `{"name":"Hello","command":"y","commandType":"windows"}`).is(200)
	r.delete("/api/commands/" + command).is(200)
	template := r.server.store.all(templates)[0].id()
	policy := r.post("/api/v2/policies", `{"name":"Mine","template":{"id":"`+template+`"}}`).is(201).object().id()
	r.delete("/api/systems/" + device.id()).is(200)
	r.delete("/api/systemusers/" + user).is(200)

	events := r.written()
	want := []struct{ event, kind, id, name string }{
		{"user_create", "user", user, "eve"}, {"user_update", "user", user, "eve"},
		{"system_update", "system", device.id(), device.text("displayName")},
		{"group_create", "user_group", group, "Night Shift"}, {"group_create", "system_group", devices, "Night Machines"},
		{"association_change", "", "", ""}, {"association_change", "", "", ""},
		{"command_create", "command", command, "Hello"}, {"command_update", "command", command, "Hello"}, {"command_delete", "command", command, "Hello"},
		{"policy_create", "policy", policy, "Mine"},
		{"system_delete", "system", device.id(), device.text("displayName")}, {"user_delete", "user", user, "eve"},
	}
	if len(events) != len(want) {
		t.Fatalf("%d events: %s", len(events), values(events, "event_type"))
	}
	for i, w := range want {
		e := events[i].copy()
		name := at(e, "resource.name")
		if w.kind == "user" {
			name = at(e, "resource.username")
		}
		if e["event_type"] != w.event || plain(at(e, "resource.type")) != w.kind || plain(at(e, "resource.id")) != w.id || plain(name) != w.name {
			t.Errorf("event %d: %v of %v", i, e["event_type"], e["resource"])
		}
		if !isID(e.text("id")) || e["success"] != true || e["service"] != "directory" || e["@version"] != "1" || e["timestamp"] != stamp(r.at) || at(e, "initiated_by.type") != "admin" {
			t.Errorf("event %d: %v", i, e)
		}
	}
	wantChanges := []any{
		map[string]any{"field": "department", "from": "", "to": "Research"},
		map[string]any{"field": "state", "from": "ACTIVATED", "to": "SUSPENDED"},
		map[string]any{"field": "suspended", "from": false, "to": true},
	}
	if !reflect.DeepEqual(events[1]["changes"], wantChanges) {
		t.Errorf("changes %v", events[1]["changes"])
	}
	association := map[string]any{
		"op": "add", "action_source": "admin", "attributes": nil,
		"connection": map[string]any{
			"from": map[string]any{"type": "user_group", "object_id": group, "name": "Night Shift"},
			"to":   map[string]any{"type": "user", "object_id": user, "name": "eve"},
		},
	}
	if _, has := events[5]["resource"]; has || !reflect.DeepEqual(events[5]["association"], association) {
		t.Errorf("association %v", events[5]["association"])
	}
	if op := at(events[6].copy(), "association.op"); op != "remove" {
		t.Errorf("association %v", events[6]["association"])
	}
}

func TestWhatIsRefusedIsNoEvent(t *testing.T) {
	r := newRig(t, Options{})
	before := len(r.server.store.events)
	sales := r.id(userGroups, "Sales")
	r.post("/api/systemusers", `{"username":"eve"}`).is(400)
	r.post("/api/v2/usergroups", `{"name":"Sales"}`).is(409)
	r.post("/api/v2/usergroups/"+sales+"/members", `{"op":"remove","type":"user","id":"`+r.id(users, "ana.ruiz")+`"}`).is(404)
	r.delete("/api/systemusers/" + sales).is(404)
	r.put("/api/commands/"+sales, `{"name":"x","command":"y"}`).is(404)
	r.get("/api/systemusers")
	if n := len(r.server.store.events); n != before {
		t.Errorf("%d events were written", n-before)
	}
}

func TestAManagersLeaveIsAnEventOfTheReportsToo(t *testing.T) {
	r := newRig(t, Options{})
	r.at = r.at.Add(time.Hour)
	boss := r.post("/api/systemusers", `{"username":"boss","email":"boss@example.com"}`).is(200).object().id()
	r.post("/api/systemusers", `{"username":"report","email":"report@example.com","manager":"`+boss+`"}`).is(200)
	r.delete("/api/systemusers/" + boss + "?cascade_manager=null").is(200)
	events := r.written()
	if got := values(events, "event_type"); got != "user_create user_create user_update user_delete" {
		t.Fatalf("events %s", got)
	}
	if changes := plain(events[2]["changes"]); !strings.Contains(changes, boss) || at(events[2].copy(), "resource.username") != "report" {
		t.Errorf("changes %s", changes)
	}
}
