package sandbox

import (
	"fmt"
	"testing"
)

func TestACommandRunsOnTheDevicesThatAreThere(t *testing.T) {
	r := newRig(t, Options{})
	command := r.id(commands, "Collect logs")
	var here, away string
	for _, o := range r.server.store.all(systems) {
		if o["active"] == true {
			here = o.id()
		} else {
			away = o.id()
		}
	}
	results := func() []object { return r.get("/api/commands/" + command + "/results?limit=100").rows() }
	queue := func() []object {
		return decoded[struct{ Results []object }](r.get("/api/v2/queuedcommand/workflows?limit=100")).Results
	}
	ran, waited := len(results()), len(queue())
	run := r.post("/api/runCommand", fmt.Sprintf(`{"_id":%q,"systemIds":[%q,%q]}`, command, here, away)).is(200).object()
	rows := results()
	if len(rows) != ran+1 || rows[ran]["systemId"] != here || at(rows[ran].copy(), "response.data.exitCode") != float64(0) {
		t.Fatalf("%v", rows)
	}
	if full := r.get("/api/commandresults/" + rows[ran].id()).object(); full["workflowInstanceId"] != run["workflowInstanceId"] {
		t.Errorf("%v of %v", full, run)
	}
	waiting := queue()
	if len(waiting) != waited+1 || waiting[waited].id() != run["workflowInstanceId"] || waiting[waited]["pendingCount"] != float64(1) {
		t.Fatalf("%v", waiting)
	}
	r.delete("/api/v2/commandqueue/"+waiting[waited].id()).says(204, "")
	r.delete("/api/v2/commandqueue/" + waiting[waited].id()).is(404)
	if len(queue()) != waited {
		t.Errorf("%v", queue())
	}
	if events := r.server.store.events; events[len(events)-1]["event_type"] != "command_run" {
		t.Errorf("%v", events[len(events)-1])
	}
	r.post("/api/runCommand", `{"systems":[]}`).says(400, `{"error":"Bad Request: command id is required","message":"Bad Request: command id is required"}`)
	r.post("/api/runCommand", `{"_id":"`+here+`"}`).is(404)
	r.post("/api/runCommand", `{"_id":"`+command+`","systemIds":["`+command+`"]}`).is(400)
	before := len(results())
	r.post("/api/runCommand", `{"_id":"`+command+`"}`).is(200) // on all that it is bound to
	if len(results()) < before+2 {
		t.Errorf("%d results more", len(results())-before)
	}
	before = len(results())
	r.post("/api/runCommand", `{"_id":"`+command+`","systems":["`+here+`"]}`).is(200)
	if len(results()) != before+1 {
		t.Errorf("by the other word: %d results more", len(results())-before)
	}
}
