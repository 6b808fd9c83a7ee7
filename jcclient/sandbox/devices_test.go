package sandbox

import (
	"reflect"
	"strings"
	"testing"
)

func TestAPutOnADeviceMergesWhatJumpCloudReads(t *testing.T) {
	r := newRig(t, Options{})
	path := "/api/systems/" + r.server.store.all(systems)[0].id()
	before := r.get(path).object()
	body := `{"displayName":"lobby","description":"In the lobby","allowSshRootLogin":true,"attributes":[{"name":"room","value":"1"}],"tags":["lobby"],
		"systemInsights":{"state":"deferred"},"agentBoundMessages":[{"cmd":"restart"}],
		"primarySystemUser.id":"` + r.id(users, "ana.ruiz") + `","hostname":"other","serialNumber":"X","active":"no"}`
	o := r.put(path, body).is(200).object()
	changed := object{
		"displayName": "lobby", "description": "In the lobby", "allowSshRootLogin": true, "tags": []any{"lobby"},
		"attributes":        []any{map[string]any{"name": "room", "value": "1"}},
		"systemInsights":    map[string]any{"state": "deferred"},
		"primarySystemUser": map[string]any{"id": r.id(users, "ana.ruiz")},
	}
	for name := range o {
		want, is := changed[name]
		if !is {
			want = before[name]
		}
		if !reflect.DeepEqual(o[name], want) {
			t.Errorf("%s is %v", name, o[name])
		}
	}
	if len(o) != len(before) {
		t.Errorf("%d members, and %d before", len(o), len(before))
	}
	if o := r.put(path, `{"primarySystemUser.id":null}`).is(200).object(); at(o.copy(), "primarySystemUser.id") != nil || o["displayName"] != "lobby" {
		t.Errorf("device %v", o)
	}
}

func TestADeviceIsNotChangedToWhatCannotBe(t *testing.T) {
	r := newRig(t, Options{})
	path := "/api/systems/" + r.server.store.all(systems)[0].id()
	before := r.get(path).text
	for body, problem := range map[string]string{
		`{"displayName":7}`:                                                         "displayName is not a string",
		`{"allowSshRootLogin":"true"}`:                                              "allowSshRootLogin is not a boolean",
		`{"attributes":[{"name":"a","value":1}]}`:                                   "attributes[0].value is not a string",
		`{"systemInsights":{"state":"on"}}`:                                         "systemInsights.state is not one of enabled, disabled, deferred",
		`{"systemInsights":"enabled"}`:                                              "systemInsights is not an object",
		`{"primarySystemUser.id":"nobody"}`:                                         "primarySystemUser.id is not the id of a user",
		`{"primarySystemUser.id":7}`:                                                "primarySystemUser.id is not a string",
		`{"agentBoundMessages":[7]}`:                                                "agentBoundMessages[0] is not an object",
		`{"displayName":"x","tags":{}}`:                                             "tags is not a list",
		`{"attributes":[{"name":"a","value":"` + strings.Repeat("x", 1025) + `"}]}`: "attributes[0].value is longer than 1024",
	} {
		r.put(path, body).says(400, lacks(problem))
	}
	if r.get(path).text != before {
		t.Error("a refused change was made")
	}
}

func TestADeletedDeviceIsAnsweredAndGoneFromItsGroups(t *testing.T) {
	r := newRig(t, Options{})
	group := r.id(systemGroups, "Macs")
	members := "/api/v2/systemgroups/" + group + "/members?limit=100"
	device := at(r.get(members).rows()[0].copy(), "to.id").(string)
	if o := r.delete("/api/systems/" + device).is(200).object(); o.id() != device || o.text("hostname") == "" {
		t.Errorf("answered %v", o)
	}
	r.send("GET", "/api/systems/"+device, "").is(404)
	if strings.Contains(r.get(members).text, device) {
		t.Error("the group still has it")
	}
	r.post("/api/systems", `{}`).is(404)
}
