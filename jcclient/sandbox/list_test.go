package sandbox

import (
	"fmt"
	"testing"
)

func TestAListHasTenRowsUnlessToldOtherwise(t *testing.T) {
	r := newRig(t, Options{})
	if a := r.get("/api/systemusers"); len(a.results()) != 10 || a.total() != 150 {
		t.Errorf("%d of %d", len(a.results()), a.total())
	}
	a := r.get("/api/v2/usergroups")
	if len(a.rows()) != 10 || a.header.Get("X-Total-Count") != "14" {
		t.Errorf("%d of %s", len(a.rows()), a.header.Get("X-Total-Count"))
	}
	if a := r.get("/api/systemusers?limit=100&skip=100"); len(a.results()) != 50 {
		t.Errorf("%d rows", len(a.results()))
	}
	if text := r.get("/api/systems?limit=1").text; text[:14] != `{"totalCount":` {
		t.Errorf("the total is not first: %.30s", text)
	}
}

func TestAPageThatIsNoneIsRefused(t *testing.T) {
	r := newRig(t, Options{})
	const most = `Bad Request: request parameter \"limit\" exceeds maximum value of 100`
	for _, path := range []string{"/api/systems", "/api/systemusers", "/api/commands", "/api/applications", "/api/radiusservers", "/api/organizations"} {
		r.send("GET", path+"?limit=101", "").says(400, `{"error":"`+most+`","message":"`+most+`"}`)
		r.send("GET", path+"?limit=100", "").is(200)
		for _, query := range []string{"limit=0", "limit=-1", "limit=x", "skip=-1", "skip=1.5"} {
			r.send("GET", path+"?"+query, "").is(400)
		}
	}
	for _, path := range []string{
		"/usergroups", "/systemgroups", "/policies", "/policytemplates", "/usergroups/" + r.id(userGroups, "Sales") + "/members",
		"/applications/" + r.id(applications, "aws-sso") + "/users", "/applications/" + r.id(applications, "aws-sso") + "/usergroups",
	} {
		r.send("GET", "/api/v2"+path+"?limit=101", "").says(400, `{"code":400,"message":"`+most+`","status":"INVALID_ARGUMENT"}`)
		r.send("GET", "/api/v2"+path+"?skip=x", "").is(400)
	}
}

func TestPastTheEndThereAreNoRowsButTheTotal(t *testing.T) {
	r := newRig(t, Options{})
	r.send("GET", "/api/systemusers?skip=1000", "").says(200, `{"totalCount":150,"results":[]}`)
	a := r.send("GET", "/api/v2/usergroups?skip=14", "").is(200)
	if a.text != "[]" || a.header.Get("X-Total-Count") != "14" {
		t.Errorf("%s of %s", a.text, a.header.Get("X-Total-Count"))
	}
}

func TestEveryRowStandsOnOnePage(t *testing.T) {
	r := newRig(t, Options{})
	seen := map[string]int{}
	for skip := 0; skip < 150; skip += 7 {
		for _, o := range r.get(fmt.Sprintf("/api/systemusers?limit=7&skip=%d&sort=_id", skip)).results() {
			seen[o.id()]++
		}
	}
	for id, n := range seen {
		if n != 1 {
			t.Errorf("%s stands there %d times", id, n)
		}
	}
	if len(seen) != 150 {
		t.Errorf("%d people", len(seen))
	}
}

func TestFieldsAreSeparatedAsEachGenerationDoes(t *testing.T) {
	r := newRig(t, Options{})
	const v1, id, name = `"_id":"60259a2a0001000000000001"`, `"id":"60259a2a0001000000000001"`, `"username":"ana.ruiz"`
	for query, want := range map[string]string{
		"fields=username":         v1 + `,` + id + `,` + name,
		"fields=username+email":   v1 + `,"email":"ana.ruiz@example.com",` + id + `,` + name,
		"fields=username,email":   v1 + `,` + id,
		"fields=nothing":          v1 + `,` + id,
		"fields=nothing+username": v1 + `,` + id + `,` + name,
	} {
		if got := r.get("/api/systemusers?limit=1&" + query); got.text != `{"totalCount":150,"results":[{`+want+`}]}` {
			t.Errorf("%s: %s", query, got.text)
		}
	}
	sales := r.id(userGroups, "Sales")
	for query, want := range map[string]string{
		"fields=name":         `[{"id":"` + sales + `","name":"Sales"}]`,
		"fields=name,type":    `[{"id":"` + sales + `","name":"Sales","type":"user_group"}]`,
		"fields=name%20type":  `[{"id":"` + sales + `"}]`,
		"fields=type,nothing": `[{"id":"` + sales + `","type":"user_group"}]`,
	} {
		if got := r.get("/api/v2/usergroups?filter=name:eq:Sales&" + query); got.text != want {
			t.Errorf("%s: %s", query, got.text)
		}
	}
	if o := r.get("/api/systemusers/" + r.id(users, "ana.ruiz") + "?fields=email").object(); len(o) != 3 {
		t.Errorf("one user: %v", o)
	}
}

func TestAnIDStandsInV1UnderBothNames(t *testing.T) {
	r := newRig(t, Options{})
	for _, path := range []string{"systems", "systemusers", "commands", "applications", "radiusservers", "organizations"} {
		for _, o := range r.get("/api/" + path + "?limit=100").results() {
			if !isID(o.text("_id")) || o["_id"] != o["id"] {
				t.Errorf("%s: _id %v, id %v", path, o["_id"], o["id"])
			}
		}
	}
	if o := r.get("/api/organizations/" + organizationID).object(); o["id"] != organizationID {
		t.Errorf("organization %v", o["id"])
	}
}

func TestRowsAreSortedByEachNameInTurn(t *testing.T) {
	r := newRig(t, Options{})
	rows := r.get("/api/systemusers?limit=100&sort=-department+unix_uid").results()
	for i := 1; i < len(rows); i++ {
		a, b := rows[i-1], rows[i]
		if a.text("department") < b.text("department") {
			t.Errorf("%s stands before %s", a["department"], b["department"])
		}
		if a["department"] == b["department"] && a["unix_uid"].(float64) >= b["unix_uid"].(float64) {
			t.Errorf("%v stands before %v", a["unix_uid"], b["unix_uid"])
		}
	}
	if got := values(r.get("/api/v2/systemgroups?sort=-name&limit=3").rows(), "name"); got != "Windows PCs Unencrypted Servers" {
		t.Errorf("groups: %s", got)
	}
	if got := values(r.get("/api/v2/systemgroups?sort=membershipMethod,name&limit=3").rows(), "name"); got != "Macs Windows PCs Unencrypted" {
		t.Errorf("groups: %s", got)
	}
	ignored := r.get("/api/systemusers?sort=-department,username").text
	if ignored != r.get("/api/systemusers").text {
		t.Error("a comma in a sort of v1 counts for something")
	}
}

func TestSearchLooksIntoNamesWithoutCase(t *testing.T) {
	r := newRig(t, Options{})
	for path, want := range map[string]int{
		"systemusers?search=ANA.RUIZ": 1, "systemusers?search=ruth.okonjo%40example": 1, "systemusers?search=nobody-is-called-so": 0,
		"systems?search=no-such-device": 0, "organizations?search=other": 0,
	} {
		if got := r.get("/api/" + path).total(); got != want {
			t.Errorf("%s: %d", path, got)
		}
	}
	host := r.server.store.all(systems)[0].text("hostname")
	if got := r.get("/api/systems?search=" + host).total(); got < 1 {
		t.Errorf("%s: %d", host, got)
	}
}

func TestV2PagesCanLoseARowAndKeepTheTotal(t *testing.T) {
	r := newRig(t, Options{Faults: mustParse(t, "short-pages")})
	a := r.get("/api/v2/usergroups?limit=5")
	if len(a.rows()) != 4 || a.header.Get("X-Total-Count") != "14" {
		t.Errorf("%d of %s", len(a.rows()), a.header.Get("X-Total-Count"))
	}
	if a := r.get("/api/systemusers?limit=5"); len(a.results()) != 5 {
		t.Errorf("%d rows of v1", len(a.results()))
	}
	if a := r.get("/api/v2/usergroups/" + r.id(userGroups, "Sales") + "/members?limit=5"); len(a.rows()) != 4 {
		t.Errorf("%d members", len(a.rows()))
	}
}
