package sandbox

import "testing"

func TestASearchTakesInItsBodyWhatAListTakesInItsQuery(t *testing.T) {
	r := newRig(t, Options{})
	for _, c := range []struct{ kind, body, query string }{
		{"systemusers", ``, ""},
		{"systemusers", `{}`, ""},
		{"systemusers", `{"limit":null,"filter":null,"sort":null,"searchFilter":{"searchTerm":""}}`, ""},
		{"systemusers", `{"limit":50,"skip":20,"sort":"-department username"}`, "limit=50&skip=20&sort=-department+username"},
		{"systemusers", `{"limit":"50","sort":["-department","username"]}`, "limit=50&sort=-department+username"},
		{"systemusers", `{"filter":["department:$eq:Sales","state:$ne:STAGED"]}`, "filter[0]=department:$eq:Sales&filter[1]=state:$ne:STAGED"},
		{"systemusers", `{"filter":{"and":["department:$eq:Sales","state:$ne:STAGED"]}}`, "filter[0]=department:$eq:Sales&filter[1]=state:$ne:STAGED"},
		{"systemusers", `{"filter":{"or":["department:$eq:Sales","state:$eq:STAGED"]}}`, "filter[or][0]=department:$eq:Sales&filter[or][1]=state:$eq:STAGED"},
		{"systemusers", `{"filter":{"and":["sudo:$eq:true"],"or":["location:$eq:Lisbon","location:$eq:Denver"]}}`,
			"filter=sudo:$eq:true&filter[or][0]=location:$eq:Lisbon&filter[or][1]=location:$eq:Denver"},
		{"systemusers", `{"filter":["username:$eq:a\\|b"]}`, `filter=username:$eq:a\|b`},
		{"systemusers", `{"searchFilter":{"searchTerm":"ANA.RUIZ"},"fields":"username email"}`, "search=ana.ruiz&fields=username+email"},
		{"systemusers", `{"searchFilter":{"searchTerm":["ana.ruiz@"],"fields":["email"]},"fields":["username"]}`, "filter=username:$eq:ana.ruiz&fields=username"},
		{"systems", `{"filter":["osFamily:$eq:darwin"],"sort":"hostname"}`, "filter=osFamily:$eq:darwin&sort=hostname"},
		{"systems", `{"searchFilter":{"searchTerm":"web"}}`, "search=web"},
		{"commands", `{"limit":100}`, "limit=100"},
	} {
		want := r.get("/api/" + c.kind + "?" + c.query)
		r.post("/api/search/"+c.kind, c.body).says(200, want.text)
	}
}

func TestASearchFindsAnyOfItsTermsInTheMembersItNames(t *testing.T) {
	r := newRig(t, Options{})
	for body, want := range map[string]string{
		`{"searchFilter":{"searchTerm":["ana.ruiz","ruth.okonjo"],"fields":["username"]}}`: "Ana Ruth",
		`{"searchFilter":{"searchTerm":"ana.ruiz","fields":["department"]}}`:               "",
		`{"searchFilter":{"searchTerm":"okonjo","fields":["lastname","nothing"]}}`:         "Ruth",
	} {
		if got := values(r.post("/api/search/systemusers", body).is(200).results(), "firstname"); got != want {
			t.Errorf("%s: %q", body, got)
		}
	}
}

func TestASearchTakesMoreRowsThanAList(t *testing.T) {
	r := newRig(t, Options{Users: 1200})
	if a := r.post("/api/search/systemusers", `{"limit":1000,"fields":"username"}`).is(200); len(a.results()) != 1000 || a.total() != 1200 {
		t.Errorf("%d of %d", len(a.results()), a.total())
	}
	const most = `Bad Request: request parameter \"limit\" exceeds maximum value of 1000`
	r.post("/api/search/systemusers", `{"limit":1001}`).says(400, `{"error":"`+most+`","message":"`+most+`"}`)
}

func TestASearchThatIsNoneIsRefused(t *testing.T) {
	r := newRig(t, Options{})
	for _, body := range []string{
		`[]`, `{"limit":0}`, `{"limit":"x"}`, `{"skip":-1}`, `{"filter":"username:$eq:x"}`, `{"filter":["x"]}`, `{"filter":{"not":["username:$eq:x"]}}`,
		`{"filter":{"or":"username:$eq:x"}}`, `{"filter":[1]}`, `{"filter":["username:$co:x"]}`, `{"sort":1}`, `{"fields":[1]}`,
		`{"searchFilter":{"searchTerm":1}}`,
	} {
		r.post("/api/search/systemusers", body).is(400)
	}
	r.send("POST", "/api/search/systemusers", `{"filter":["username:$co:ruiz"]}`, "x-eventually-consistent", "true").is(200)
	r.post("/api/search/commandresults", `{}`).is(404)
	r.post("/api/systemusers", ``).is(400)
}

func TestASearchIsARead(t *testing.T) {
	r := newRig(t, Options{Faults: mustParse(t, "lag=1h")})
	r.post("/api/systemusers", eve).is(200)
	if n := r.post("/api/search/systemusers", `{}`).total(); n != 150 {
		t.Errorf("a search sees %d people at once", n)
	}
}
