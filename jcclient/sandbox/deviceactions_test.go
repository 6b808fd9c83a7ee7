package sandbox

import (
	"strings"
	"testing"
)

func TestADeviceDoesAsItIsTold(t *testing.T) {
	for command, c := range map[string]struct {
		member string
		is     any
	}{
		"lock": {"mdm.lostModeStatus", "locked"}, "restart": {"active", true}, "shutdown": {"active", false}, "erase": {"fde.keyPresent", false},
	} {
		r := newRig(t, Options{})
		device := "/api/systems/" + r.id(systems, "ana-ruiz-mbp.local")
		r.post(device+"/command/builtin/"+command, "{}").says(201, "")
		o := r.get(device).object()
		if at(o.copy(), c.member) != c.is || o["lastContact"] != stamp(r.at) {
			t.Errorf("%s: %s is %v, %v", command, c.member, at(o.copy(), c.member), o["lastContact"])
		}
		if events := r.server.store.events; events[len(events)-1]["event_type"] != "system_"+command {
			t.Errorf("%s: the last event is %v", command, events[len(events)-1])
		}
		r.post("/api/systems/"+organizationID+"/command/builtin/"+command, "{}").is(404)
	}
	newRig(t, Options{}).post("/api/systems/"+organizationID+"/command/builtin/explode", "{}").is(404)
}

func TestTheKeyOfADiskIsThereWhileTheDiskIsEncrypted(t *testing.T) {
	r := newRig(t, Options{})
	id := r.id(systems, "ana-ruiz-mbp.local")
	key := r.get("/api/v2/systems/" + id + "/fdekey").object().text("key")
	if len(key) != 35 || strings.Count(key, "-") != 5 {
		t.Errorf("%q", key)
	}
	if events := r.server.store.events; events[len(events)-1]["event_type"] != "system_fdekey_view" || strings.Contains(plain(events[len(events)-1]), key) {
		t.Errorf("the last event is %v", events[len(events)-1])
	}
	seen := map[string]bool{}
	for _, o := range r.server.store.all(systems) {
		if seen[recoveryKey(o.id())] {
			t.Errorf("two devices have the key %s", recoveryKey(o.id()))
		}
		seen[recoveryKey(o.id())] = true
	}
	r.post("/api/systems/"+id+"/command/builtin/erase", "{}").is(201)
	if a := r.send("GET", "/api/v2/systems/"+id+"/fdekey", ""); a.status != 404 {
		t.Errorf("of an erased disk: %d %s", a.status, a.text)
	}
}

func TestADeviceTellsWhatCameOfItsPolicies(t *testing.T) {
	r := newRig(t, Options{})
	states := map[string]int{}
	for _, o := range r.server.store.all(systems) {
		rows := r.get("/api/v2/systems/" + o.id() + "/policystatuses?limit=100").rows()
		if len(rows) != at(o, "policyStats.total") {
			t.Fatalf("%v: %d statuses, %v", o["hostname"], len(rows), o["policyStats"])
		}
		for _, row := range rows {
			states[row.text("state")]++
			if row["systemID"] != o.id() || row["success"] != (row["state"] == "success") {
				t.Errorf("%v", row)
			}
		}
	}
	if states["success"] == 0 || states["failed"] == 0 {
		t.Errorf("%v", states)
	}
}
