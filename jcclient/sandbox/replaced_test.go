package sandbox

import (
	"strconv"
	"strings"
	"testing"
	"time"
)

func lastEvent(r *rig) object {
	events := r.server.store.events
	return events[len(events)-1]
}

func TestAGroupIsReplacedWhole(t *testing.T) {
	r := newRig(t, Options{})
	for k, path := range map[kind]string{userGroups: "/api/v2/usergroups/" + r.id(userGroups, "Contractors"), systemGroups: "/api/v2/systemgroups/" + r.id(systemGroups, "Macs")} {
		members := r.get(path + "/members?limit=100").text
		r.put(path, `{"description":"x"}`).says(400, `{"code":400,"message":"name is missing","status":"nullName"}`)
		o := r.put(path, `{"name":"Others","description":"x"}`).is(200).object()
		if o["memberQuery"] != nil || o["membershipMethod"] != "STATIC" || o["description"] != "x" || r.get(path).object()["name"] != "Others" {
			t.Errorf("%v", o)
		}
		if r.get(path+"/members?limit=100").text != members {
			t.Error("its members are others")
		}
		if e := lastEvent(r); e["event_type"] != "group_update" || at(e, "resource.type") != graphType(k) || len(e["changes"].([]any)) < 3 {
			t.Errorf("%v", e)
		}
		r.put(path, `{"name":"Others"}`).is(200)
	}
	r.put("/api/v2/usergroups/"+r.id(userGroups, "Sales"), `{"name":"Admins"}`).says(409, `{"code":409,"message":"Already Exists","status":"duplicateName"}`)
	r.put("/api/v2/usergroups/"+organizationID, `{"name":"x"}`).is(404)
}

func TestARuleIsInTheGrammarThatTheRequestSays(t *testing.T) {
	r := newRig(t, Options{})
	path := "/api/v2/usergroups/" + r.id(userGroups, "Sales")
	const older, newer = `{"name":"Sales","memberQuery":{"queryType":"Filter","filters":[]}}`, `{"name":"Sales","memberQuery":{"filters":[{"field":"a","operation":"eq","value":1}]}}`
	r.put(path, older).is(200)
	r.put(path, newer).is(400)
	r.send("PUT", path, newer, "x-query-dsl", "v2").is(200)
	r.send("PUT", path, older, "x-query-dsl", "v2").is(400)
	r.post("/api/v2/usergroups", strings.Replace(newer, "Sales", "New", 1)).is(400)
}

func TestWithAGroupGoWhatItGave(t *testing.T) {
	r := newRig(t, Options{})
	group, ana := r.id(userGroups, "Engineering"), r.id(users, "ana.ruiz")
	apps := len(r.get("/api/v2/users/" + ana + "/applications?limit=100").rows())
	if o := r.delete("/api/v2/usergroups/" + group).is(200).object(); o["name"] != "Engineering" {
		t.Errorf("%v", o)
	}
	r.delete("/api/v2/usergroups/" + group).is(404)
	if now := len(r.get("/api/v2/users/" + ana + "/applications?limit=100").rows()); now >= apps || strings.Contains(r.get("/api/v2/users/"+ana+"/memberof?limit=100").text, group) {
		t.Errorf("%d applications of %d", now, apps)
	}
	if e := lastEvent(r); e["event_type"] != "group_delete" || at(e, "resource.name") != "Engineering" {
		t.Errorf("%v", e)
	}
	macs := r.id(systemGroups, "Macs")
	r.post("/api/v2/systemgroups/"+macs+"/members", `{"op":"remove","type":"system","id":"`+r.get("/api/v2/systemgroups/" + macs + "/members").rows()[0].copy()["to"].(object).id()+`"}`).is(204)
	r.delete("/api/v2/systemgroups/" + macs).is(200)
	r.at = r.at.Add(time.Hour) // its rule would put the member back by now
	if r.get("/api/v2/systemgroups"); r.server.store.edgesFrom(end{"system_group", macs}, "system") != nil {
		t.Error("a group that is gone has a member")
	}
}

func TestAPolicyIsReplacedWhole(t *testing.T) {
	r := newRig(t, Options{})
	path := "/api/v2/policies/" + r.id(policies, "Office Wi-Fi on Macs")
	values := r.get(path).object()["values"].([]any)
	first := values[0].(map[string]any)["configFieldID"].(string)
	r.put(path, `{"notes":"x"}`).is(400)
	r.put(path, `{"name":"x","values":[{"configFieldID":"`+organizationID+`","value":1}]}`).is(400)
	shown := r.put(path, `{"name":"Wi-Fi","values":[{"configFieldID":"`+first+`","value":"Lobby"}]}`).is(200).object()
	if _, has := shown["values"]; has || shown["name"] != "Wi-Fi" {
		t.Errorf("%v", shown)
	}
	o := r.get(path).object()
	if left := o["values"].([]any); len(left) != 1 || o["notes"] != "" || left[0].(map[string]any)["value"] != "Lobby" {
		t.Errorf("%v", o)
	}
	if e := lastEvent(r); e["event_type"] != "policy_update" || len(e["changes"].([]any)) != 3 {
		t.Errorf("%v", e)
	}
	macs := "/api/v2/systemgroups/" + r.id(systemGroups, "Macs") + "/policies?limit=100"
	held := len(r.get(macs).rows())
	r.delete(path).says(204, "")
	r.delete(path).is(404)
	if now := len(r.get(macs).rows()); now != held-1 {
		t.Errorf("%d policies of %d", now, held)
	}
	if e := lastEvent(r); e["event_type"] != "policy_delete" {
		t.Errorf("%v", e)
	}
}

func TestWhatCameOfAPolicyIsTheSameFromBothEnds(t *testing.T) {
	r := newRig(t, Options{})
	policy := "/api/v2/policies/" + r.id(policies, "Encrypt Macs")
	rows := r.get(policy + "/policystatuses?limit=100").rows()
	if devices := r.get(policy + "/systems?limit=100").rows(); len(rows) == 0 || len(rows) != len(devices) || r.get(policy+"/policyresults?limit=100").text != r.get(policy+"/policystatuses?limit=100").text {
		t.Fatalf("%d results of %d devices", len(rows), len(devices))
	}
	one := r.get("/api/v2/policyresults/" + rows[0].id()).text
	if !strings.Contains(r.get("/api/v2/systems/"+rows[0].text("systemID")+"/policystatuses?limit=100").text, strings.TrimSpace(one)) {
		t.Errorf("the device has no %s", one)
	}
	all := 0
	for _, o := range r.server.store.all(policies) {
		all += len(r.get("/api/v2/policies/" + o.id() + "/policyresults?limit=100").rows())
	}
	if total := r.get("/api/v2/policyresults?limit=1").header.Get("x-total-count"); total != strconv.Itoa(all) {
		t.Errorf("%s results, not %d", total, all)
	}
	r.send("GET", "/api/v2/policyresults/"+organizationID, "").is(404)
}

func TestAStateChangesWhenItsTimeHasCome(t *testing.T) {
	r := newRig(t, Options{})
	ana := r.id(users, "ana.ruiz")
	states := func(query string) []object { return r.get("/api/v2/bulk/userstates" + query).rows() }
	before := len(states(""))
	if before != 2 {
		t.Fatalf("%v", states(""))
	}
	rows := r.post("/api/v2/bulk/userstates", `{"user_ids":["`+ana+`"],"state":"SUSPENDED","start_date":"`+stamp(r.at.Add(time.Hour))+`"}`).is(201).rows()
	later := r.post("/api/v2/bulk/userstates", `{"user_ids":["`+ana+`"],"state":"ACTIVATED","start_date":"`+stamp(r.at.Add(2*time.Hour))+`"}`).is(201).rows()
	r.post("/api/v2/bulk/userstates", `{"user_ids":["`+ana+`"],"state":"SUSPENDED","start_date":"`+stamp(r.at.Add(3*time.Hour))+`"}`).is(201)
	if len(rows) != 1 || rows[0]["systemUserId"] != ana || len(states("")) != before+3 || len(states("?userid="+ana)) != 3 {
		t.Fatalf("%v, %v", rows, states(""))
	}
	next := decoded[struct {
		Count   int `json:"events_count"`
		Results []object
	}](r.get("/api/v2/bulk/userstates/eventlist/next?users=" + ana))
	if next.Count != 2 || values(next.Results, "scheduledJobId") != rows[0].text("scheduledJobId")+" "+later[0].text("scheduledJobId") {
		t.Errorf("%+v", next)
	}
	state := func() any { return r.get("/api/systemusers/" + ana).object()["state"] }
	for _, c := range []struct {
		after time.Duration
		want  string
		event string
	}{{59 * time.Minute, "ACTIVATED", "user_state_schedule"}, {time.Minute, "SUSPENDED", "user_suspended"}, {time.Hour, "ACTIVATED", "user_activated"}} {
		r.at = r.at.Add(c.after)
		if state() != c.want || lastEvent(r)["event_type"] != c.event {
			t.Errorf("%s: %v, %v", c.after, state(), lastEvent(r)["event_type"])
		}
	}
	last := states("?userid=" + ana)
	if len(last) != 1 {
		t.Fatalf("%v", last)
	}
	job := "/api/v2/bulk/userstates/" + last[0].text("scheduledJobId")
	r.delete(job).says(204, "")
	r.delete(job).is(404)
	r.at = r.at.Add(9 * time.Hour)
	if state() != "ACTIVATED" {
		t.Error("what was cancelled happened")
	}
	for _, body := range []string{
		`{"state":"SUSPENDED","start_date":"2038-01-01T00:00:00Z"}`, `{"user_ids":[],"state":"SUSPENDED","start_date":"2038-01-01T00:00:00Z"}`,
		`{"user_ids":["` + organizationID + `"],"state":"SUSPENDED","start_date":"2038-01-01T00:00:00Z"}`, `{"user_ids":["` + ana + `"],"state":"STAGED","start_date":"2038-01-01T00:00:00Z"}`,
		`{"user_ids":["` + ana + `"],"state":"SUSPENDED","start_date":"tomorrow"}`,
	} {
		r.post("/api/v2/bulk/userstates", body).is(400)
	}
}
