package sandbox

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"reflect"
	"strings"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

const eve = `{"username":"eve","email":"eve@example.com"}`

// made says whether eve is in the directory, whatever it answers.
func (r *rig) made() bool { return r.server.store.named(users, "username", "eve") != nil }

func TestAFaultAnswersInsteadOfTheDirectory(t *testing.T) {
	for _, c := range []struct {
		faults string
		status int
		begins string
		made   bool
	}{
		{"302=1", 302, "", false},
		{"429=1", 429, `{"error":"Too Many Requests","message":"Too Many Requests"}`, false},
		{"500=1", 500, "<html>\n<head><title>500 Internal Server Error</title>", false},
		{"502=1", 502, "<html>\n<head><title>502 Bad Gateway</title>", false},
		{"503=1", 503, "<html>\n<head><title>503 Service Unavailable</title>", false},
		{"504=1", 504, "<html>\n<head><title>504 Gateway Timeout</title>", true},
		{"truncate=1", 200, `{"_id":"`, true},
		{"503=0", 200, `{"_id":"`, true},
	} {
		r := newRig(t, Options{Faults: mustParse(t, c.faults)})
		a := r.post("/api/systemusers", eve).is(c.status)
		if !strings.HasPrefix(a.text, c.begins) || r.made() != c.made {
			t.Errorf("%s: %.80s, made: %v", c.faults, a.text, r.made())
		}
		if isHTML := strings.HasPrefix(c.begins, "<"); isHTML != (a.header.Get("Content-Type") == "text/html") {
			t.Errorf("%s: %v", c.faults, a.header)
		}
		if c.faults == "truncate=1" && json.Valid([]byte(a.text)) {
			t.Errorf("truncated to %s", a.text)
		}
		if a.header.Get("Retry-After") != "" {
			t.Errorf("%s: Retry-After %s", c.faults, a.header.Get("Retry-After"))
		}
	}
}

func TestA429AndA503CanSayWhenToAskAgain(t *testing.T) {
	for faults, status := range map[string]int{"429=1": 429, "503=1": 503, "rate=0.001": 429} {
		r := newRig(t, Options{Faults: mustParse(t, faults+",retry-after=1500ms")})
		r.post("/api/systemusers", eve)
		if a := r.post("/api/systemusers", eve).is(status); a.header.Get("Retry-After") != "2" {
			t.Errorf("%s: Retry-After %q", faults, a.header.Get("Retry-After"))
		}
	}
}

func TestAConnectionBreaksBeforeOrAfterTheWrite(t *testing.T) {
	for faults, made := range map[string]bool{"reset-before=1": false, "reset-after=1": true, "break-off=1": true} {
		r := newRig(t, Options{Faults: mustParse(t, faults)})
		server := httptest.NewServer(r.server)
		request, err := http.NewRequest("POST", server.URL+"/api/systemusers", strings.NewReader(eve))
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("x-api-key", DefaultAPIKey)
		response, err := http.DefaultClient.Do(request)
		if err == nil {
			_, err = io.ReadAll(response.Body)
			response.Body.Close()
		}
		server.Close()
		broken := errors.Is(err, syscall.ECONNRESET) || errors.Is(err, io.ErrUnexpectedEOF)
		if isReset := faults != "break-off=1"; !broken || (response == nil) != isReset || r.made() != made {
			t.Errorf("%s: %v, made: %v", faults, err, r.made())
		}
	}
}

func TestTheSameSeedHitsTheSameRequests(t *testing.T) {
	run := func(faults string) (hits string) {
		r := newRig(t, Options{Faults: mustParse(t, faults)})
		for range 60 {
			if r.send("GET", "/api/organizations", "").status == 429 {
				hits += "x"
				continue
			}
			hits += "."
		}
		return hits
	}
	one, n := run("429=0.3,seed=1"), 0
	if n = strings.Count(one, "x"); n < 8 || n > 30 {
		t.Errorf("%d of 60 were hit: %s", n, one)
	}
	if again := run("429=0.3,seed=1"); again != one {
		t.Errorf("%s, then %s", one, again)
	}
	if other := run("429=0.3,seed=2"); other == one {
		t.Errorf("another seed hits %s too", other)
	}
}

func TestAWrongKeyMeetsNoFaults(t *testing.T) {
	r := newRig(t, Options{Faults: mustParse(t, "500=1")})
	r.send("GET", "/api/systems", "", "x-api-key", "wrong").is(401)
	r.send("GET", "/api/systems", "", "x-api-key", "").is(302)
}

func TestAReadSeesAWriteOnlyOnceItsLagIsOver(t *testing.T) {
	r := newRig(t, Options{Faults: mustParse(t, "lag=300ms")})
	sales := "/api/v2/usergroups/" + r.id(userGroups, "Sales") + "/members"
	total := func() string { return r.get(sales).header.Get("X-Total-Count") }
	before := total()
	first := r.post("/api/systemusers", eve).is(200).object()
	r.at = r.at.Add(200 * time.Millisecond)
	r.post(sales, `{"op":"add","type":"user","id":"`+first.id()+`"}`).is(204)
	r.post(sales, `{"op":"add","type":"user","id":"`+first.id()+`"}`).is(409)
	if total() != before || len(r.written()) != 0 {
		t.Error("a write is seen at once")
	}
	r.send("GET", "/api/systemusers/"+first.id(), "").is(404)
	r.at = r.at.Add(100 * time.Millisecond)
	r.get("/api/systemusers/" + first.id())
	if total() != before || len(r.written()) != 1 {
		t.Error("the second write is seen with the first")
	}
	r.at = r.at.Add(200 * time.Millisecond)
	if total() == before || len(r.written()) != 2 {
		t.Error("the second write is not seen")
	}
	members := r.get(sales + "?limit=100").text
	r.post(sales, `{"op":"update","type":"user","id":"`+first.id()+`","attributes":{"x":1}}`).is(204)
	r.post(sales, `{"op":"remove","type":"user","id":"`+at(r.get(sales).rows()[0].copy(), "to.id").(string)+`"}`).is(204)
	if r.get(sales+"?limit=100").text != members {
		t.Error("a member is changed or gone at once")
	}
	r.delete("/api/systemusers/" + first.id()).is(200)
	r.get("/api/systemusers/" + first.id())
	r.at = r.at.Add(300 * time.Millisecond)
	r.send("GET", "/api/systemusers/"+first.id(), "").is(404)
}

func TestAWriteIsSeenOnlyAfterSoManyReads(t *testing.T) {
	r := newRig(t, Options{Faults: mustParse(t, "lag-reads=2")})
	id := r.post("/api/systemusers", eve).is(200).object().id()
	sees := func(department string, status int) {
		t.Helper()
		a := r.send("GET", "/api/systemusers/"+id, "").is(status)
		if status == 200 && a.object()["department"] != department {
			t.Errorf("department %v, not %s", a.object()["department"], department)
		}
	}
	sees("", 404)
	r.put("/api/systemusers/"+id, `{"department":"IT"}`).is(200)
	sees("", 404)
	sees("", 200)
	sees("IT", 200)
	for range 5 {
		r.put("/api/systemusers/"+id, `{"department":"HR"}`).is(200)
	}
	if n := len(r.server.past); n > 2 {
		t.Errorf("%d pasts are kept of writes that nobody has read between", n)
	}
	sees("IT", 200)
	sees("IT", 200)
	sees("HR", 200)
}

func TestASlowAnswerStopsInItsMiddleAndIsWhole(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t, Options{Faults: mustParse(t, "latency=1s,slow=3s"), Now: time.Now})
		began := time.Now()
		a := r.get("/api/systems")
		if took := time.Since(began); took != 4*time.Second || len(a.results()) != 10 {
			t.Errorf("%d rows in %v", len(a.results()), took)
		}
		began = time.Now()
		r.send("GET", "/api/systems", "", "x-api-key", "wrong").is(401)
		if took := time.Since(began); took != time.Second {
			t.Errorf("refused in %v", took)
		}
	})
}

func TestShuffledListsStandInAnotherOrderEachTimeUnlessSorted(t *testing.T) {
	r := newRig(t, Options{Faults: mustParse(t, "shuffle")})
	one, two := values(r.get("/api/systemusers?limit=100").results(), "username"), values(r.get("/api/systemusers?limit=100").results(), "username")
	if one == two {
		t.Error("twice the same order")
	}
	if one, two = r.get("/api/systemusers?sort=_id").text, r.get("/api/systemusers?sort=_id").text; one != two {
		t.Error("sorted, and yet another order")
	}
	if one, two = r.get("/api/v2/usergroups").text, r.get("/api/v2/usergroups").text; one != two {
		t.Error("v2 is shuffled too")
	}
	if got := newRig(t, Options{Faults: mustParse(t, "shuffle")}); values(got.get("/api/systemusers?limit=100").results(), "username") == "" {
		t.Error("no rows")
	}
}

func TestNullsStandWhereJumpCloudMaySendThem(t *testing.T) {
	r := newRig(t, Options{Faults: mustParse(t, "nulls")})
	o := r.get("/api/systemusers?limit=1").results()[0]
	for _, member := range []string{"employeeIdentifier", "password_date", "password_expiration_date", "account_locked_date"} {
		if v, has := o[member]; !has || v != nil {
			t.Errorf("%s is %v", member, v)
		}
	}
	if o["username"] != "ana.ruiz" || reflect.TypeOf(o["attributes"]).Kind() != reflect.Slice {
		t.Errorf("user %v", o)
	}
	device := r.get("/api/systems?limit=1").results()[0]
	if device["lastContact"] != nil || at(device.copy(), "primarySystemUser.id") != nil || device["hostname"] == nil {
		t.Errorf("device %v", device)
	}
	if o := r.get("/api/v2/usergroups?filter=name:eq:Admins").rows()[0]; o["attributes"] != nil || o["name"] != "Admins" {
		t.Errorf("group %v", o)
	}
}

func TestEveryObjectCanHaveAMemberThatNobodyKnows(t *testing.T) {
	r := newRig(t, Options{Faults: mustParse(t, "unknown-keys")})
	a := r.get("/api/systemusers?limit=2")
	if n := strings.Count(a.text, `"newMember"`); n < 3 || len(a.results()) != 2 || a.total() != 150 {
		t.Errorf("%d of them: %.200s", n, a.text)
	}
	if o := a.results()[0]; o["newMember"] == nil || at(o.copy(), "mfa.newMember") == nil {
		t.Errorf("user %v", o)
	}
	if strings.Contains(plain(r.server.store.all(users)[0]), "newMember") {
		t.Error("it is stored")
	}
}

func TestNumbersInAttributesCanBeTexts(t *testing.T) {
	r := newRig(t, Options{Faults: mustParse(t, "number-texts")})
	o := r.get("/api/v2/usergroups?filter=name:eq:Admins").rows()[0].copy()
	if ids := valuesAt(o, "attributes.posixGroups.id"); !reflect.DeepEqual(ids, []any{"5100"}) {
		t.Errorf("attributes %v", o["attributes"])
	}
	if o := r.get("/api/systemusers?limit=1").results()[0]; o["unix_uid"] != 5001.0 {
		t.Errorf("unix_uid %v", o["unix_uid"])
	}
}
