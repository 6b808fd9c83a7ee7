package sandbox

import (
	"net/http"
	"testing"
	"time"
)

func TestNoKeyIsARedirectToTheLoginPage(t *testing.T) {
	r := newRig(t, Options{})
	for _, path := range []string{"/api/systemusers", "/api/v2/usergroups", "/nowhere"} {
		a := r.send("GET", path, "", "x-api-key", "").is(302)
		if a.header.Get("Location") != "/login" || a.text != "" {
			t.Errorf("%s: %v %q", path, a.header, a.text)
		}
	}
}

func TestAWrongKeyIsRefusedBeforeTheRouteIsLookedAt(t *testing.T) {
	r := newRig(t, Options{APIKey: "jca_other"})
	const body = `{"error":"Unauthorized","message":"Unauthorized: api key user not found"}`
	for _, path := range []string{"/api/systemusers", "/api/v2/usergroups", "/insights/directory/v1/events", "/nowhere"} {
		r.send("GET", path, "").says(401, body)
		r.send("GET", path, "", "x-api-key", "", "Authorization", "Bearer jca_other").says(401, body)
	}
	r.send("GET", "/api/systemusers", "", "x-api-key", "jca_other").is(200)
}

func TestAnUnknownPathOrMethodIsNotFound(t *testing.T) {
	r := newRig(t, Options{})
	for path, body := range map[string]string{
		"/api/nowhere":                   `{"error":"Not Found","message":"Not Found"}`,
		"/api/v2/nowhere":                `{"code":404,"message":"not found"}`,
		"/insights/directory/v1/nowhere": `{"message":"Not Found"}`,
	} {
		r.send("GET", path, "").says(404, body)
	}
	r.send("POST", "/api/systems", `{}`).is(404)
	r.send("PATCH", "/api/v2/usergroups/"+r.id(userGroups, "Sales"), "").is(404)
}

func TestAnUnknownObjectIsNotFound(t *testing.T) {
	r := newRig(t, Options{})
	const nobody = "0123456789abcdef01234567"
	for _, path := range []string{"/systems/", "/systemusers/", "/commands/", "/organizations/"} {
		r.send("GET", "/api"+path+nobody, "").says(404, `{"error":"Not Found","message":"Not Found"}`)
	}
	for _, path := range []string{
		"/usergroups/" + nobody, "/systemgroups/" + nobody, "/policies/" + nobody, "/policytemplates/" + nobody,
		"/usergroups/" + nobody + "/members", "/systemgroups/" + nobody + "/members", "/applications/" + nobody + "/associations?targets=user",
		"/applications/" + nobody + "/users", "/applications/" + nobody + "/usergroups", "/users/" + nobody + "/memberof", "/systems/" + nobody + "/memberof", "/radiusservers/" + nobody + "/associations?targets=user",
	} {
		r.send("GET", "/api/v2"+path, "").says(404, `{"code":404,"message":"not found"}`)
	}
	for _, path := range []string{"/systems/", "/systemusers/", "/commands/"} {
		r.delete("/api" + path + nobody).is(404)
		r.put("/api"+path+nobody, `{}`).is(404)
	}
}

func TestABodyThatIsNoObjectIsRefused(t *testing.T) {
	r := newRig(t, Options{})
	for _, body := range []string{"", "{", "[]", "null", `"x"`, `{} {}`, "{}x"} {
		r.post("/api/systemusers", body).says(400, `{"error":"Bad Request: the body is not a JSON object","message":"Bad Request: the body is not a JSON object"}`)
		r.post("/api/v2/usergroups", body).says(400, `{"code":400,"message":"the body is not a JSON object","status":"INVALID_ARGUMENT"}`)
		r.events(body).says(400, `{"message":"the body is not a JSON object"}`)
	}
}

func TestTheOrganizationIsChosenByAHeaderWhereThatIsAllowed(t *testing.T) {
	r := newRig(t, Options{})
	for _, c := range []struct {
		path, org string
		status    int
		body      string
	}{
		{"/api/systemusers", organizationID, 200, ""},
		{"/api/v2/usergroups", organizationID, 200, ""},
		{"/api/systemusers", "zzz", 400, `{"error":"Bad Request: x-org-id is malformed","message":"Bad Request: x-org-id is malformed"}`},
		{"/api/systemusers", "0123456789abcdef01234567", 404, `{"error":"organization not found","message":"organization not found"}`},
		{"/api/organizations", organizationID, 403, `{"error":"Forbidden: organization selection not allowed via header","message":"Forbidden: organization selection not allowed via header"}`},
		{"/api/organizations/" + organizationID, organizationID, 403, ""},
	} {
		a := r.send("GET", c.path, "", "x-org-id", c.org).is(c.status)
		if c.body != "" && a.text != c.body {
			t.Errorf("%s: %s", c.path, a.text)
		}
	}
	request := func(path string, orgs ...string) int {
		a := r.send("GET", path, "", "x-org-id", orgs[0])
		return a.status
	}
	if status := request("/api/organizations", ""); status != 200 {
		t.Errorf("an empty header counts: %d", status)
	}
}

func TestMoreRequestsThanTheRateAreRefused(t *testing.T) {
	r := newRig(t, Options{Faults: mustParse(t, "rate=2")})
	for i, want := range []int{200, 200, 429} {
		if a := r.send("GET", "/api/systems", ""); a.status != want || want == 429 && a.header.Get("Retry-After") != "" {
			t.Errorf("request %d: %d %v", i, a.status, a.header)
		}
	}
	r.send("GET", "/api/systems", "").says(429, `{"error":"Too Many Requests","message":"Too Many Requests"}`)
	r.at = r.at.Add(time.Second / 2)
	for i, want := range []int{200, 429} {
		if a := r.send("GET", "/api/systems", ""); a.status != want {
			t.Errorf("half a second later, request %d: %d", i, a.status)
		}
	}
	r.at = r.at.Add(time.Hour)
	for i, want := range []int{200, 200, 429} {
		if a := r.send("GET", "/api/systems", ""); a.status != want {
			t.Errorf("an hour later, request %d: %d", i, a.status)
		}
	}
	if n := r.server.Requests(); n != 9 {
		t.Errorf("%d requests have arrived", n)
	}
}

func TestAnswersHaveJumpCloudsHeaders(t *testing.T) {
	r := newRig(t, Options{})
	a := r.get("/api/systems")
	for name, want := range map[string]string{"Content-Type": "application/json; charset=utf-8", "Cache-Control": "no-store"} {
		if got := a.header.Get(name); got != want {
			t.Errorf("%s is %q", name, got)
		}
	}
	if a.header.Get("x-response-time") == "" || a.header.Get("Etag") == "" || a.header.Get("Etag") != r.get("/api/systems").header.Get("Etag") {
		t.Errorf("headers %v", a.header)
	}
}

func TestATestCanAnswerInTheSandboxsPlace(t *testing.T) {
	r := newRig(t, Options{})
	r.server.Fail(func(q *http.Request) (int, string, bool) { return 418, `{"teapot":true}`, q.Method == "POST" })
	r.post("/api/systemusers", `{}`).says(418, `{"teapot":true}`)
	r.send("GET", "/api/systems", "").is(200)
	r.server.Fail(nil)
	r.post("/api/systemusers", `{}`).is(400)
	want := []string{"POST /api/systemusers", "GET /api/systems", "POST /api/systemusers"}
	for i, line := range r.server.Log() {
		if line != want[i] {
			t.Errorf("request %d: %s", i, line)
		}
	}
}
