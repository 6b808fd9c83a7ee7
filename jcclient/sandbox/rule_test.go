package sandbox

import (
	"testing"
	"time"
)

// newDynamic is a rig with a group that fills itself, and who is in it or not.
func newDynamic(t *testing.T, faults string) (r *rig, change func(op, id string) said, has func(id string) bool) {
	r = newRig(t, Options{Faults: mustParse(t, faults)})
	group := r.id(systemGroups, "Macs")
	path := "/api/v2/systemgroups/" + group + "/members"
	change = func(op, id string) said { return r.post(path, `{"op":"`+op+`","type":"system","id":"`+id+`"}`) }
	has = func(id string) bool {
		for _, o := range r.get(path + "?limit=100").rows() {
			if inner, _ := o["to"].(map[string]any); inner["id"] == id {
				return true
			}
		}
		return false
	}
	return r, change, has
}

func (r *rig) machine(family string, n int) string {
	for _, o := range r.server.store.all(systems) {
		if o["osFamily"] == family {
			if n--; n < 0 {
				return o.id()
			}
		}
	}
	return ""
}

func TestADynamicGroupTakesBackWhatIsChangedByHand(t *testing.T) {
	for faults, wait := range map[string]time.Duration{"": time.Second, "lag=2s": 3 * time.Second, "undo=1m": time.Minute} {
		r, change, has := newDynamic(t, faults)
		windows, mac := r.machine("windows", 0), r.machine("darwin", 0)
		change("add", windows).is(204)
		change("remove", mac).is(204)
		r.at = r.at.Add(wait - time.Nanosecond)
		if !has(windows) || has(mac) {
			t.Errorf("%q: undone at once", faults)
		}
		r.at = r.at.Add(time.Nanosecond)
		if has(windows) || !has(mac) {
			t.Errorf("%q: not undone", faults)
		}
		change("add", mac).is(409)
		change("remove", windows).is(404)
	}
}

func TestADynamicGroupCanTakeItBackBeforeAnybodyLooks(t *testing.T) {
	r, change, has := newDynamic(t, "undo=0s")
	windows := r.machine("windows", 0)
	change("add", windows).is(204)
	if has(windows) {
		t.Error("a read sees what was changed by hand")
	}
	if n := r.get("/api/v2/systemgroups/" + r.id(systemGroups, "Macs") + "/members").header.Get("X-Total-Count"); n == "0" {
		t.Error("the group is empty")
	}
}

func TestOfSeveralChangesByHandTheFirstIsUndone(t *testing.T) {
	r, change, has := newDynamic(t, "")
	windows, mac, gone := r.machine("windows", 0), r.machine("darwin", 0), r.machine("darwin", 1)
	for range 2 {
		change("add", windows).is(204)
		change("remove", mac).is(204)
		change("remove", windows).is(204)
		change("add", mac).is(204)
	}
	change("remove", mac).is(204)
	change("remove", gone).is(204)
	r.delete("/api/systems/" + gone).is(200)
	r.at = r.at.Add(time.Minute)
	if has(windows) || !has(mac) || has(gone) {
		t.Errorf("after the rule: windows %v, mac %v, gone %v", has(windows), has(mac), has(gone))
	}
}

func TestAGroupThatIsNotAutomatedKeepsWhatIsChangedByHand(t *testing.T) {
	r, _, _ := newDynamic(t, "undo=0s")
	for group, machine := range map[string]string{"Servers": r.machine("darwin", 0), "Unencrypted": r.machine("windows", 0)} {
		path := "/api/v2/systemgroups/" + r.id(systemGroups, group) + "/members"
		before := r.get(path).header.Get("X-Total-Count")
		if a := r.post(path, `{"op":"add","type":"system","id":"`+machine+`"}`); a.status == 204 && r.get(path).header.Get("X-Total-Count") == before {
			t.Errorf("%s takes it back", group)
		}
	}
}
