package sandbox

import (
	"strings"
	"testing"
)

func TestAUserReachesAnApplicationOnEveryWayThereIs(t *testing.T) {
	r := newRig(t, Options{})
	aws, ana, engineering := r.id(applications, "aws-sso"), r.id(users, "ana.ruiz"), r.id(userGroups, "Engineering")
	rows := r.get("/api/v2/applications/" + aws + "/users?limit=100").rows()
	if len(rows) == 0 || rows[0].id() != ana {
		t.Fatalf("%d rows", len(rows))
	}
	seen := map[string]bool{}
	for _, row := range rows {
		if seen[row.id()] || row["type"] != "user" || len(row["paths"].([]any)) == 0 {
			t.Errorf("row %v", row)
		}
		seen[row.id()] = true
	}
	paths := rows[0]["paths"].([]any)
	var ways []string
	for _, path := range paths {
		var way []string
		for _, step := range path.([]any) {
			way = append(way, plain(at(object(step.(map[string]any)).copy(), "to.id")))
		}
		ways = append(ways, strings.Join(way, ">"))
	}
	if len(ways) != 2 || ways[0] != ana || ways[1] != engineering+">"+ana {
		t.Errorf("ana.ruiz gets there by %v", ways)
	}
	r.post("/api/v2/usergroups/"+engineering+"/members", `{"op":"remove","type":"user","id":"`+ana+`"}`).is(204)
	r.post("/api/v2/applications/"+aws+"/associations", `{"op":"remove","type":"user","id":"`+ana+`"}`).is(204)
	if strings.Contains(r.get("/api/v2/applications/"+aws+"/users?limit=100").text, ana) {
		t.Error("ana.ruiz gets there still")
	}
}

func TestAttributesOfEveryEdgeAndGroupOnTheWayAreCompiled(t *testing.T) {
	r := newRig(t, Options{})
	wiki := r.id(applications, "wiki")
	eve := r.post("/api/systemusers", `{"username":"eve","email":"eve@example.com"}`).is(200).object().id()
	row := func() object {
		for _, o := range r.get("/api/v2/applications/" + wiki + "/users?filter=id:eq:" + eve).rows() {
			return o
		}
		return nil
	}
	for _, name := range []string{"one", "two"} {
		group := r.post("/api/v2/usergroups", `{"name":"`+name+`","attributes":{"ldapGroups":[{"name":"both"},{"name":"`+name+`"}],"sudo":{"enabled":`+plain(name == "two")+`,"withoutPassword":false}}}`).is(201).object().id()
		r.post("/api/v2/applications/"+wiki+"/associations", `{"op":"add","type":"user_group","id":"`+group+`","attributes":{"`+name+`":1}}`).is(204)
		r.post("/api/v2/usergroups/"+group+"/members", `{"op":"add","type":"user","id":"`+eve+`"}`).is(204)
	}
	r.post("/api/v2/applications/"+wiki+"/associations", `{"op":"add","type":"user","id":"`+eve+`"}`).is(204)
	compiled := r.get("/api/v2/applications/" + wiki + "/users?filter=id:eq:" + eve).text
	const want = `"compiledAttributes":{"ldapGroups":[{"name":"both"},{"name":"one"},{"name":"two"}],"one":1,"sudo":{"enabled":true,"withoutPassword":false},"two":1}`
	if !strings.Contains(compiled, want) || len(row()["paths"].([]any)) != 3 {
		t.Errorf("eve: %s", compiled)
	}
	if again := r.get("/api/v2/usergroups?filter=name:eq:one").text; !strings.Contains(again, `"attributes":{"ldapGroups":[{"name":"both"},{"name":"one"}],"sudo":{"enabled":false,`) {
		t.Errorf("compiling changed the group: %s", again)
	}
	if again := r.get("/api/v2/applications/" + wiki + "/associations?targets=user_group&skip=2").text; !strings.HasPrefix(again, `[{"attributes":{"one":1},"to":`) {
		t.Errorf("compiling changed the edge: %s", again)
	}
	r.post("/api/v2/applications/"+r.id(applications, "payroll")+"/associations", `{"op":"add","type":"user","id":"`+eve+`"}`).is(204)
	a := r.get("/api/v2/applications/" + r.id(applications, "payroll") + "/users?filter=id:eq:" + eve)
	a.says(200, `[{"compiledAttributes":null,"id":"`+eve+`","paths":[[{"attributes":null,"to":{"attributes":null,"id":"`+eve+`","type":"user"}}]],"type":"user"}]`)
}

func TestTheGroupsOfAUserAndOfADeviceAreThoseWithItAmongTheirMembers(t *testing.T) {
	r := newRig(t, Options{})
	ana, engineering := r.id(users, "ana.ruiz"), r.id(userGroups, "Engineering")
	night := r.post("/api/v2/usergroups", `{"name":"Night","attributes":{"sudo":{"enabled":true,"withoutPassword":false}}}`).is(201).object().id()
	before := r.get("/api/v2/users/" + ana + "/memberof?limit=100")
	if !strings.Contains(before.text, `"id":"`+engineering+`"`) || strings.Contains(before.text, night) {
		t.Errorf("ana.ruiz is in %s", before.text)
	}
	r.post("/api/v2/usergroups/"+night+"/members", `{"op":"add","type":"user","id":"`+ana+`","attributes":{"x":1}}`).is(204)
	r.get("/api/v2/users/"+ana+"/memberof?filter=id:eq:"+night).says(200, `[{"compiledAttributes":{"sudo":{"enabled":true,"withoutPassword":false},"x":1},"id":"`+night+
		`","paths":[[{"attributes":{"x":1},"to":{"attributes":{"sudo":{"enabled":true,"withoutPassword":false}},"id":"`+night+`","type":"user_group"}}]],"type":"user_group"}]`)
	if after := r.get("/api/v2/users/" + ana + "/memberof?limit=100"); len(after.rows()) != len(before.rows())+1 {
		t.Errorf("ana.ruiz is in %s", after.text)
	}
	macs := r.id(systemGroups, "Macs")
	device := r.get("/api/v2/systemgroups/" + macs + "/members").rows()[0]["to"].(map[string]any)["id"].(string)
	if of := r.get("/api/v2/systems/" + device + "/memberof"); !strings.Contains(of.text, `"id":"`+macs+`"`) || of.rows()[0]["type"] != "system_group" {
		t.Errorf("a Mac is in %s", of.text)
	}
}

func TestTheUserGroupsOfAnApplicationAreTraversed(t *testing.T) {
	r := newRig(t, Options{})
	a := r.get("/api/v2/applications/" + r.id(applications, "aws-sso") + "/usergroups")
	rows := a.rows()
	if got := values(rows, "id"); got != r.id(userGroups, "Engineering")+" "+r.id(userGroups, "Admins") || a.header.Get("X-Total-Count") != "2" {
		t.Fatalf("groups %s", a.text)
	}
	if !strings.Contains(a.text, `"compiledAttributes":{"ldapGroups":[{"name":"admins"}]`) || rows[1]["type"] != "user_group" || len(rows[1]["paths"].([]any)) != 1 {
		t.Errorf("Admins: %v", rows[1])
	}
	if got := r.get("/api/v2/applications/" + r.id(applications, "aws-sso") + "/usergroups?limit=1&skip=1").rows(); len(got) != 1 || got[0].id() != rows[1].id() {
		t.Errorf("the second page is %v", got)
	}
}
