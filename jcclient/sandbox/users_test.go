package sandbox

import (
	"reflect"
	"strings"
	"testing"
	"time"
)

// lacks is v1's refusal.
func lacks(problem string) string {
	return `{"error":"Bad Request: ` + problem + `","message":"Bad Request: ` + problem + `"}`
}

func TestANewUserHasWhatWasGivenAndDefaults(t *testing.T) {
	r := newRig(t, Options{})
	o := r.post("/api/systemusers", `{"username":"eve","email":"eve@example.com","department":"IT","sudo":true,"unix_uid":6001,"nonsense":{"x":1},
		"tags":["new"],"addresses":[{"type":"work","locality":"Denver","planet":"Earth"}],"recoveryEmail":{"address":"eve@example.org"},"mfa":{"exclusion":true}}`).is(200).object()
	stored := r.named(users, "eve")
	if !isID(o.text("_id")) || o["id"] != o["_id"] || stored.id() != o.id() {
		t.Fatalf("created %v", o)
	}
	for member, want := range map[string]any{
		"department": "IT", "sudo": true, "unix_uid": 6001.0, "state": "ACTIVATED", "suspended": false, "activated": false, "password_date": nil,
		"tags": []any{"new"}, "employeeIdentifier": nil, "created": "2026-11-25T10:30:15.123Z", "organization": organizationID,
		"mfa":           map[string]any{"configured": false, "exclusion": true},
		"recoveryEmail": map[string]any{"address": "eve@example.org", "verified": false, "verifiedAt": ""},
	} {
		if !reflect.DeepEqual(o[member], want) {
			t.Errorf("%s is %v", member, o[member])
		}
	}
	if _, has := o["nonsense"]; has {
		t.Error("an unknown member is kept")
	}
	address := o["addresses"].([]any)[0].(map[string]any)
	if id, _ := address["id"].(string); !isID(id) || address["planet"] != nil || address["locality"] != "Denver" {
		t.Errorf("address %v", address)
	}
	if got := r.get("/api/systemusers/" + o.id()).object(); !reflect.DeepEqual(got, o) {
		t.Errorf("read again: %v", got)
	}
}

func TestAUserThatCannotBeIsRefused(t *testing.T) {
	r := newRig(t, Options{})
	r.post("/api/systemusers", `{"username":"one","email":"one@example.com","employeeIdentifier":"E-77001"}`).is(200)
	const given = `"username":"eve","email":"eve@example.com"`
	for body, problem := range map[string]string{
		`{"email":"eve@example.com"}`:                                    "username is missing",
		`{"username":"eve"}`:                                             "email is missing",
		`{"username":"","email":"eve@example.com"}`:                      "username is missing",
		`{"username":"eve","email":"nowhere"}`:                           "email is not an email address",
		`{"username":"ONE","email":"eve@example.com"}`:                   "a user with this username already exists",
		`{"username":"eve","email":"One@example.com"}`:                   "a user with this email already exists",
		`{` + given + `,"employeeIdentifier":"E-77001"}`:                 "a user with this employeeIdentifier already exists",
		`{` + given + `,"manager":"` + organizationID + `"}`:             "manager is not the id of a user",
		`{` + given + `,"department":7}`:                                 "department is not a string",
		`{` + given + `,"department":null}`:                              "department is not a string",
		`{` + given + `,"sudo":"true"}`:                                  "sudo is not a boolean",
		`{` + given + `,"unix_uid":0}`:                                   "unix_uid is not an integer from 1 on",
		`{` + given + `,"unix_uid":"7"}`:                                 "unix_uid is not an integer",
		`{` + given + `,"unix_uid":7.5}`:                                 "unix_uid is not an integer from 1 on",
		`{` + given + `,"tags":"a"}`:                                     "tags is not a list",
		`{` + given + `,"tags":["a",1]}`:                                 "tags[1] is not a string",
		`{` + given + `,"attributes":[{"value":"x"}]}`:                   "attributes[0].name is missing",
		`{` + given + `,"mfa":[]}`:                                       "mfa is not an object",
		`{` + given + `,"mfa":{"exclusionDays":0}}`:                      "mfa.exclusionDays is not an integer from 1 on",
		`{` + given + `,"state":"GONE"}`:                                 "state is not one of STAGED, ACTIVATED, SUSPENDED",
		`{` + given + `,"state":"ACTIVATED","suspended":true}`:           "Cannot save conflicting state and suspended fields",
		`{` + given + `,"state":"SUSPENDED","suspended":false}`:          "Cannot save conflicting state and suspended fields",
		`{` + given + `,"restrictedFields":[{"field":"shoes"}]}`:         "restrictedFields[0].field is not one of addresses, company, costCenter, department, description, displayname, email, employeeIdentifier, employeeType, firstname, jobTitle, lastname, location, middlename, password, phoneNumbers, sudo, username",
		`{` + given + `,"jobTitle":"` + strings.Repeat("x", 1025) + `"}`: "jobTitle is longer than 1024",
	} {
		r.post("/api/systemusers", body).says(400, lacks(problem))
	}
	if n := r.get("/api/systemusers?filter=username:$eq:eve").total(); n != 0 {
		t.Errorf("%d users were made", n)
	}
}

func TestStateAndSuspendedSayTheSame(t *testing.T) {
	r := newRig(t, Options{})
	for body, want := range map[string]string{
		``:                                    "ACTIVATED false",
		`,"state":"STAGED"`:                   "STAGED false",
		`,"state":"SUSPENDED"`:                "SUSPENDED true",
		`,"suspended":true`:                   "SUSPENDED true",
		`,"suspended":false`:                  "ACTIVATED false",
		`,"state":"STAGED","suspended":false`: "STAGED false",
	} {
		o := r.post("/api/systemusers", `{"username":"eve","email":"eve@example.com"`+body+`}`).is(200).object()
		if got := o.text("state") + " " + plain(o["suspended"]); got != want {
			t.Errorf("%s: %s", body, got)
		}
		r.delete("/api/systemusers/" + o.id()).is(200)
	}
	o := r.post("/api/systemusers", `{"username":"eve","email":"eve@example.com","state":"STAGED"}`).is(200).object()
	for _, step := range []struct{ body, want string }{
		{`{"suspended":false}`, "STAGED false"},
		{`{"state":"ACTIVATED"}`, "ACTIVATED false"},
		{`{"suspended":true}`, "SUSPENDED true"},
		{`{"department":"IT"}`, "SUSPENDED true"},
		{`{"suspended":false}`, "ACTIVATED false"},
		{`{"state":"SUSPENDED","suspended":true}`, "SUSPENDED true"},
		{`{"state":"ACTIVATED"}`, "ACTIVATED false"},
	} {
		o := r.put("/api/systemusers/"+o.id(), step.body).is(200).object()
		if got := o.text("state") + " " + plain(o["suspended"]); got != step.want {
			t.Errorf("%s: %s", step.body, got)
		}
	}
	r.put("/api/systemusers/"+o.id(), `{"state":"STAGED"}`).says(400, lacks("state is not one of ACTIVATED, SUSPENDED"))
	r.put("/api/systemusers/"+o.id(), `{"state":"ACTIVATED","suspended":true}`).says(400, lacks("Cannot save conflicting state and suspended fields"))
}

func TestAPutOnAUserMerges(t *testing.T) {
	r := newRig(t, Options{})
	before := r.get("/api/systemusers/" + r.id(users, "ana.ruiz")).object()
	o := r.put("/api/systemusers/"+before.id(), `{"jobTitle":"","mfa":{"exclusion":true},"phoneNumbers":[{"type":"mobile","number":"+15550199"}],"attributes":[],"created":"2000-01-01T00:00:00.000Z","_id":"x"}`).is(200).object()
	for name, was := range before {
		switch name {
		case "jobTitle", "mfa", "phoneNumbers", "attributes":
		default:
			if !reflect.DeepEqual(o[name], was) {
				t.Errorf("%s became %v", name, o[name])
			}
		}
	}
	phones := o["phoneNumbers"].([]any)
	if o["jobTitle"] != "" || len(phones) != 1 || len(o["attributes"].([]any)) != 0 {
		t.Errorf("%v, %v, %v", o["jobTitle"], phones, o["attributes"])
	}
	if id, _ := phones[0].(map[string]any)["id"].(string); !isID(id) {
		t.Errorf("phone %v", phones[0])
	}
	if mfa := o["mfa"].(map[string]any); mfa["exclusion"] != true || mfa["configured"] != before["mfa"].(map[string]any)["configured"] {
		t.Errorf("mfa %v", mfa)
	}
	if got := r.get("/api/systemusers/" + before.id()).object(); !reflect.DeepEqual(got, o) {
		t.Error("what was answered is not what is stored")
	}
}

func TestAChangedUserIsHeldToTheSameRules(t *testing.T) {
	r := newRig(t, Options{})
	ana := "/api/systemusers/" + r.id(users, "ana.ruiz")
	r.put(ana, `{"username":"ana.ruiz","email":"ANA.RUIZ@example.com"}`).is(200)
	for body, problem := range map[string]string{
		`{"username":"ruth.okonjo"}`:          "a user with this username already exists",
		`{"email":"ruth.okonjo@example.com"}`: "a user with this email already exists",
		`{"username":""}`:                     "username is missing",
		`{"manager":"nobody"}`:                "manager is not the id of a user",
		`{"ssh_keys":[{"name":"x"}]}`:         "ssh_keys[0].public_key is missing",
	} {
		r.put(ana, body).says(400, lacks(problem))
	}
	o := r.put(ana, `{"employeeIdentifier":null,"manager":"","activated":false,"passwordless_sudo":true,
		"ssh_keys":[{"name":"laptop","public_key":"ssh-ed25519 AAAA"}],"account_locked":true}`).is(200).object()
	if o["employeeIdentifier"] != nil || o["manager"] != "" || o["passwordless_sudo"] != false || o["account_locked_date"] != stamp(day) {
		t.Errorf("%v, %v, %v, %v", o["employeeIdentifier"], o["manager"], o["passwordless_sudo"], o["account_locked_date"])
	}
	key := o["ssh_keys"].([]any)[0].(map[string]any)
	if id, _ := key["_id"].(string); !isID(id) || key["create_date"] != stamp(day) || key["public_key"] != "ssh-ed25519 AAAA" {
		t.Errorf("key %v", key)
	}
	if o := r.put(ana, `{"account_locked":false}`).is(200).object(); o["account_locked_date"] != nil {
		t.Errorf("unlocked since %v", o["account_locked_date"])
	}
}

func TestAPasswordIsHeldToThePolicyAndShownToNobody(t *testing.T) {
	r := newRig(t, Options{})
	const eve = `{"username":"eve","email":"eve@example.com","password":`
	r.post("/api/systemusers", eve+`"short"}`).says(400, lacks("Password validation fail"))
	r.post("/api/systemusers?fullValidationDetails=password", eve+`"Abcdefg1"}`).says(400,
		`{"code":400,"details":[{"@type":"type.googleapis.com/google.rpc.BadRequest","fieldViolationsList":[{"description":"specialCharacter","field":"password"}]}],"message":"Password validation fail","status":"INVALID_ARGUMENT"}`)
	for password, want := range map[string]string{
		"":          "minLength lowercaseCharacter uppercaseCharacter numericCharacter specialCharacter",
		"abcdefgh":  "uppercaseCharacter numericCharacter specialCharacter",
		"ABC1!":     "minLength lowercaseCharacter",
		"Abcdefg1!": "",
	} {
		if got := strings.Join(violations(password), " "); got != want {
			t.Errorf("%q lacks %q", password, got)
		}
	}
	o := r.post("/api/systemusers", eve+`"Correct-Horse-7"}`).is(200).object()
	if o["password_date"] != stamp(day) || o["activated"] != true {
		t.Errorf("password_date %v, activated %v", o["password_date"], o["activated"])
	}
	r.at = r.at.Add(time.Hour)
	changed := r.put("/api/systemusers/"+o.id(), `{"password":"Battery-Staple-8"}`).is(200)
	if changed.object()["password_date"] != stamp(r.at) {
		t.Errorf("password_date %v", changed.object()["password_date"])
	}
	r.put("/api/systemusers/"+o.id()+"?fullValidationDetails=password", `{"password":"x"}`).is(400)
	all := changed.text + r.get("/api/systemusers/"+o.id()).text + r.events(`{`+window+`,"search_term":{"and":[{"resource.username":"eve"}]}}`).is(200).text + plain(r.named(users, "eve"))
	for _, secret := range []string{"Correct-Horse", "Battery-Staple", `"password":`} {
		if strings.Contains(all, secret) {
			t.Errorf("%s is shown", secret)
		}
	}
}

func TestADeletedUserIsAnsweredAndGoneFromEverywhere(t *testing.T) {
	r := newRig(t, Options{})
	o := r.post("/api/systemusers", `{"username":"eve","email":"eve@example.com"}`).is(200).object()
	group, app, device := r.id(userGroups, "Sales"), r.id(applications, "aws-sso"), r.server.store.all(systems)[0].id()
	r.post("/api/v2/usergroups/"+group+"/members", `{"op":"add","type":"user","id":"`+o.id()+`"}`).is(204)
	r.post("/api/v2/applications/"+app+"/associations", `{"op":"add","type":"user","id":"`+o.id()+`"}`).is(204)
	r.put("/api/systems/"+device, `{"primarySystemUser.id":"`+o.id()+`"}`).is(200)
	if got := r.delete("/api/systemusers/" + o.id()).is(200).object(); !reflect.DeepEqual(got, o) {
		t.Errorf("answered %v", got)
	}
	r.send("GET", "/api/systemusers/"+o.id(), "").is(404)
	r.delete("/api/systemusers/" + o.id()).is(404)
	for _, path := range []string{
		"/api/v2/usergroups/" + group + "/members", "/api/v2/applications/" + app + "/associations?targets=user",
		"/api/v2/applications/" + app + "/users", "/api/systems/" + device,
	} {
		if strings.Contains(r.get(path).text, o.id()) {
			t.Errorf("%s still knows the user", path)
		}
	}
}

func TestAManagersReportsAreCaredForBeforeTheManagerGoes(t *testing.T) {
	r := newRig(t, Options{})
	create := func(name, manager string) string {
		return r.post("/api/systemusers", `{"username":"`+name+`","email":"`+name+`@example.com","manager":"`+manager+`"}`).is(200).object().id()
	}
	boss, next := create("boss", ""), create("next", "")
	report := create("report", boss)
	path := "/api/systemusers/" + boss
	const problem = "Conflict: the user is the manager of 1 others: say with cascade_manager what becomes of them"
	r.delete(path).says(409, `{"error":"`+problem+`","message":"`+problem+`"}`)
	for _, wrong := range []string{"", "nobody", boss} {
		r.delete(path+"?cascade_manager="+wrong).says(400, lacks("cascade_manager is neither null nor the id of another user"))
	}
	r.delete(path + "?cascade_manager=" + next).is(200)
	if o := r.get("/api/systemusers/" + report).object(); o["manager"] != next {
		t.Errorf("the report's manager is %v", o["manager"])
	}
	r.delete("/api/systemusers/" + next + "?cascade_manager=null").is(200)
	if o := r.get("/api/systemusers/" + report).object(); o["manager"] != "" {
		t.Errorf("the report's manager is %v", o["manager"])
	}
	r.delete("/api/systemusers/" + report + "?cascade_manager=null").is(200)
}
