package sandbox

import (
	"reflect"
	"strings"
	"testing"
)

func TestANewCommandHasDefaultsAndRunsNowhere(t *testing.T) {
	r := newRig(t, Options{})
	o := r.post("/api/commands", `{"name":"Say hello","command":"echo <hello> & bye","commandType":"mac","user":"`+root+`","shell":"bogusshell","systems":["x"],"commandRunners":["y"],"_id":"z"}`).is(200)
	for member, want := range map[string]any{
		"name": "Say hello", "command": "echo <hello> & bye", "commandType": "mac", "user": root, "shell": "bogusshell", "sudo": false, "launchType": "manual",
		"timeout": "120", "timeToLiveSeconds": 864000.0, "systems": []any{}, "commandRunners": []any{}, "files": []any{}, "organization": organizationID,
	} {
		if got := o.object()[member]; !reflect.DeepEqual(got, want) {
			t.Errorf("%s is %v", member, got)
		}
	}
	if !strings.Contains(o.text, `echo <hello> & bye`) {
		t.Error("the script's characters are written in another way")
	}
	if id := o.object().id(); !isID(id) || r.get("/api/commands/"+id).text != o.text {
		t.Errorf("id %q", id)
	}
}

func TestACommandThatCannotBeIsRefused(t *testing.T) {
	r := newRig(t, Options{})
	for body, problem := range map[string]string{
		`{"command":"x","commandType":"windows"}`:                                     "name is missing",
		`{"name":"x","commandType":"windows"}`:                                        "command is missing",
		`{"name":"x","command":"x","user":"` + root + `"}`:                            "commandType is missing",
		`{"name":"x","command":"x","commandType":"linux"}`:                            "user is missing",
		`{"name":"x","command":"x","commandType":"beos"}`:                             "commandType is not one of linux, mac, windows",
		`{"name":"x","command":"x","commandType":"windows","timeout":30}`:             "timeout is not a string",
		`{"name":"x","command":"x","commandType":"windows","timeout":"86401"}`:        "timeout is not a number of seconds up to 86400",
		`{"name":"x","command":"x","commandType":"windows","timeout":"soon"}`:         "timeout is not a number of seconds up to 86400",
		`{"name":"x","command":"x","commandType":"windows","filesS3":[{"name":"x"}]}`: "filesS3[0].objectStorageId is missing",
		`{"name":"x","command":"x","commandType":"windows","scheduleYear":"2026"}`:    "scheduleYear is not an integer",
		`{"name":"x","command":"x","commandType":"windows","sudo":1}`:                 "sudo is not a boolean",
	} {
		r.post("/api/commands", body).says(400, lacks(problem))
	}
	r.post("/api/commands", `{"name":"x","command":"x","commandType":"windows"}`).is(200)
}

func TestAPutOnACommandReplacesItWhole(t *testing.T) {
	r := newRig(t, Options{})
	o := r.post("/api/commands", `{"name":"Old","command":"old","commandType":"windows","shell":"powershell","sudo":true,"timeout":"30","description":"Long","trigger":"t","launchType":"trigger"}`).is(200).object()
	got := r.put("/api/commands/"+o.id(), `{"name":"New","command":"new","systems":["x"]}`).is(200).object()
	want := newCommand(o.id(), object{"name": "New", "command": "new"})
	for member := range want {
		if plain(got[member]) != plain(want[member]) {
			t.Errorf("%s is %v, not its default %v", member, got[member], want[member])
		}
	}
	if got["commandType"] != "linux" || len(got) != len(want) {
		t.Errorf("it became %v", got)
	}
	r.put("/api/commands/"+o.id(), `{"name":"New"}`).says(400, lacks("command is missing"))
	r.put("/api/commands/"+o.id(), `{"command":"new"}`).says(400, lacks("name is missing"))
	r.put("/api/commands/"+o.id(), `{"name":"New","command":"new","sudo":"yes"}`).is(400)
}

func TestAListOfCommandsShowsLessThanOne(t *testing.T) {
	r := newRig(t, Options{})
	script := strings.Repeat("é", 10_001)
	o := r.post("/api/commands", `{"name":"Long","command":"`+script+`","commandType":"linux","user":"`+root+`"}`).is(200).object()
	row := r.get("/api/commands?filter=name:$eq:Long").results()[0]
	if row.text("command") != script[:2*10_000] {
		t.Errorf("the list shows %d bytes of the script", len(row.text("command")))
	}
	if whole := r.get("/api/commands/" + o.id()).object(); whole.text("command") != script || whole["user"] != root {
		t.Errorf("the command has %d bytes of script", len(whole.text("command")))
	}
	for _, member := range []string{"user", "sudo", "timeout", "shell", "files", "commandRunners"} {
		if _, has := row[member]; has {
			t.Errorf("the list shows %s", member)
		}
		if _, has := o[member]; !has {
			t.Errorf("the command lacks %s", member)
		}
	}
	if row := r.get("/api/commands?filter=name:$eq:Long&fields=name+sudo").results()[0]; len(row) != 3 {
		t.Errorf("asked for name and sudo: %v", row)
	}
	if o := r.get("/api/commands/" + o.id() + "?fields=name+sudo").object(); len(o) != 4 {
		t.Errorf("asked for name and sudo: %v", o)
	}
}

func TestADeletedCommandIsAnsweredAndGone(t *testing.T) {
	r := newRig(t, Options{})
	o := r.server.store.all(commands)[0]
	if got := r.delete("/api/commands/" + o.id()).is(200).object(); got["name"] != o["name"] || got["id"] != o.id() {
		t.Errorf("answered %v", got)
	}
	r.send("GET", "/api/commands/"+o.id(), "").is(404)
}
