package sandbox

import (
	"fmt"
	"strings"
	"testing"
)

const nobodyID = "0123456789abcdef01234567"

const labServer = `{"totalCount":3,"results":[{"_id":"66e478b80009000000000003","id":"66e478b80009000000000003","sharedSecret":`

// A doubt is a request, and what is answered to it usually and under a quirk;
// "" for a body stands for any.
type doubt struct {
	method, path, body   string
	usually, otherwise   int
	usualText, otherText string // how the body begins
	usualHead, otherHead string // a header that is there, or not
}

func doubts(r *rig) map[string]doubt {
	ana, sales := r.id(users, "ana.ruiz"), r.id(userGroups, "Sales")
	members := "/api/v2/usergroups/" + sales + "/members"
	member := r.server.store.edgesFrom(end{"user_group", sales}, "user")[0].to.id
	return map[string]doubt{
		"any-manager":        {method: "PUT", path: "/api/systemusers/" + ana, body: `{"manager":"` + nobodyID + `"}`, usually: 400, otherwise: 200},
		"bare-fields":        {path: "/api/systemusers?limit=1&fields=username", usualText: `{"totalCount":150,"results":[{"_id":`, otherText: `{"totalCount":150,"results":[{"username":"ana.ruiz"}]}`},
		"clamp-v2":           {path: "/api/v2/usergroups?limit=101", usually: 400, otherText: "["},
		"distinct-by-field":  {method: "POST", path: "/insights/directory/v1/events/distinct", body: `{` + window + `,"field":"service"}`, usualText: `{"buckets":[`, otherText: `{"service":[{"doc_count"`},
		"empty-for-unknown":  {path: "/api/v2/applications/" + nobodyID + "/users", usually: 404, otherText: "[]"},
		"events-limit-400":   {method: "POST", path: "/insights/directory/v1/events", body: `{` + window + `,"limit":10001}`, otherwise: 400, otherText: `{"message":"limit`},
		"grpc-errors":        {path: "/api/v2/usergroups/" + nobodyID, usually: 404, otherwise: 404, usualText: `{"code":404,"message":"not found"}`, otherText: `{"code":5,"details":[],"message":"not found"}`},
		"html-404":           {path: "/api/nowhere", usually: 404, otherwise: 404, usualText: `{"error"`, otherText: "<!DOCTYPE html>\n<pre>Cannot GET"},
		"insights-402":       {method: "POST", path: "/insights/directory/v1/events", body: `{` + window + `}`, otherwise: 402, otherText: `{"message":"Directory Insights is not enabled"}`},
		"lenient-filter":     {path: "/api/systems?filter=os:eq:x", usually: 400, otherText: `{"totalCount":90`},
		"lenient-limit":      {path: "/api/systems?limit=x&skip=-1", usually: 400, otherText: `{"totalCount":90`},
		"link":               {path: "/api/v2/usergroups?limit=10&sort=name", otherHead: `Link: <http://example.com/api/v2/usergroups?limit=10&skip=10&sort=name>; rel="next"`},
		"masked-secrets":     {path: "/api/radiusservers?limit=1&fields=sharedSecret&sort=name", usualText: labServer + `"invented-lab-secret"`, otherText: labServer + `"********"`},
		"method-405":         {method: "POST", path: "/api/systems", body: `{}`, usually: 404, otherwise: 405, otherHead: "Allow: GET"},
		"no-roles":           {path: "/api/systems", usually: 403},
		"no-total":           {path: "/api/v2/usergroups", usualHead: "X-Total-Count: 14"},
		"org-required":       {path: "/api/v2/policies", otherwise: 401, otherText: `{"error":"Unauthorized`},
		"repeat-204":         {method: "POST", path: members, body: `{"op":"add","type":"user","id":"` + member + `"}`, usually: 409, otherwise: 204},
		"same-names":         {method: "POST", path: "/api/v2/usergroups", body: `{"name":"Sales"}`, usually: 409, otherwise: 201},
		"search-limit-100":   {method: "POST", path: "/api/search/systems", body: `{"limit":101}`, otherwise: 400},
		"template-404":       {method: "POST", path: "/api/v2/policies", body: `{"name":"x","template":{"id":"` + nobodyID + `"}}`, usually: 400, otherwise: 404},
		"text-flags":         {method: "PUT", path: "/api/systems/" + r.server.store.all(systems)[0].id(), body: `{"allowSshRootLogin":"true"}`, usually: 400},
		"unknown-member-400": {method: "POST", path: members, body: `{"op":"add","type":"user","id":"` + nobodyID + `"}`, usually: 404, otherwise: 400},
		"users-limit-1000":   {path: "/api/systemusers?limit=1000", usually: 400, otherText: `{"totalCount":150`},
		"v1-codes":           {path: "/api/systems/" + nobodyID, usually: 404, otherwise: 404, usualText: `{"error"`, otherText: `{"code":404,"message":"Not Found","status":"NOT_FOUND"}`},
	}
}

func (d doubt) ask(t *testing.T, name, faults string, status int, text, head string) {
	t.Helper()
	o := Options{Faults: mustParse(t, faults), Keys: map[string]Role{"nobody": nil}}
	r, key := newRig(t, o), DefaultAPIKey
	if name == "no-roles" {
		key = "nobody"
	}
	if d.method == "" {
		d.method = "GET"
	}
	if status == 0 {
		status = 200
	}
	a := r.send(d.method, d.path, d.body, "x-api-key", key)
	if a.status != status || !strings.HasPrefix(a.text, text) {
		t.Errorf("%q: %s: %d %.200s, not %d %s", faults, name, a.status, a.text, status, text)
	}
	for _, h := range []string{"Link", "Allow", "X-Total-Count"} {
		line := fmt.Sprintf("%s: %s", h, a.header.Get(h))
		if strings.HasPrefix(head, h) && !strings.HasPrefix(line, head) {
			t.Errorf("%q: %s: %s, not %s", faults, name, line, head)
		}
		if name == "link" && h == "Link" && head == "" && a.header.Get(h) != "" || name == "no-total" && h == "X-Total-Count" && head == "" && a.header.Get(h) != "" {
			t.Errorf("%q: %s: %s is there", faults, name, line)
		}
	}
}

func TestWhereJumpCloudIsNotKnownTheSandboxDoesEither(t *testing.T) {
	all := doubts(newRig(t, Options{}))
	for _, q := range quirks {
		d, is := all[q.name]
		if !is {
			t.Errorf("nobody asks about %s", q.name)
			continue
		}
		d.ask(t, q.name, "", d.usually, d.usualText, d.usualHead)
		d.ask(t, q.name, q.name, d.otherwise, d.otherText, d.otherHead)
	}
}

func TestAQuirkGoesAsFarAsItSays(t *testing.T) {
	r := newRig(t, Options{Faults: mustParse(t, "lenient-filter,users-limit-1000,org-required,repeat-204,masked-secrets,text-flags,v1-codes,clamp-v2,method-405,html-404,link")})
	r.get("/api/organizations")
	r.send("GET", "/api/systems", "").is(401)
	r.org = organizationID
	if n := r.get("/api/systems?filter[0]=os:eq:x&filter[1]=osFamily:$eq:darwin").total(); n == 90 || n == 0 {
		t.Errorf("%d devices are Macs", n)
	}
	r.send("GET", "/api/systemusers?limit=1001", "").is(400)
	sales := "/api/v2/usergroups/" + r.id(userGroups, "Sales") + "/members"
	stranger := r.id(users, "ana.ruiz")
	r.post(sales, `{"op":"remove","type":"user","id":"`+stranger+`"}`).is(204)
	r.post(sales, `{"op":"update","type":"user","id":"`+stranger+`"}`).is(404)
	if got := values(r.get("/api/radiusservers").results(), "sharedSecret"); got != "******** ******** ********" {
		t.Errorf("secrets %s", got)
	}
	device := r.server.store.all(systems)[0].id()
	if o := r.put("/api/systems/"+device, `{"allowSshRootLogin":"true","allowPublicKeyAuthentication":"false"}`).is(200).object(); o["allowSshRootLogin"] != true || o["allowPublicKeyAuthentication"] != false {
		t.Errorf("flags %v, %v", o["allowSshRootLogin"], o["allowPublicKeyAuthentication"])
	}
	r.put("/api/systems/"+device, `{"allowSshRootLogin":"yes"}`).is(400)
	r.send("GET", "/api/systems", "", "x-api-key", "wrong").says(401, `{"error":"Unauthorized","message":"Unauthorized: api key user not found"}`)
	r.send("GET", "/api/v2/usergroups/"+nobodyID, "").says(404, `{"code":404,"message":"not found"}`)
	r.send("GET", "/api/systems?limit=101", "").is(400)
	r.send("GET", "/api/v2/nowhere", "").is(404)
	if a := r.get("/api/v2/usergroups?limit=10&skip=10"); a.header.Get("Link") != "" {
		t.Errorf("after the last page comes %s", a.header.Get("Link"))
	}
}
