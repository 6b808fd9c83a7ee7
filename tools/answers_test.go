package tools

import (
	"fmt"
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

func TestAListIsPagedToItsEndWithoutLossOrDouble(t *testing.T) {
	r := newRig(t, fullAccess)
	for _, c := range []struct {
		tool, args, id string
	}{
		{"users_list", `"limit":40`, "_id"},
		{"user_groups_list", `"limit":4`, "id"},
		{"events_query", `"limit":100,"service":["all"],"start_time":"2020-01-01T00:00:00Z"`, "id"},
	} {
		t.Run(c.tool, func(t *testing.T) {
			r.t = t
			seen, cursor, pages := map[any]bool{}, "", 0
			total := -1.0
			for {
				args := c.args
				if cursor != "" {
					args += fmt.Sprintf(`,"cursor":%q`, cursor)
				}
				a := r.call("full", c.tool, "{"+args+"}")
				for _, row := range items(a) {
					if seen[row[c.id]] {
						t.Fatalf("%v came twice", row[c.id])
					}
					seen[row[c.id]] = true
				}
				if n, ok := a["total"].(float64); ok {
					total = n
				}
				pages++
				next, more := a["next_cursor"].(string)
				if complete := a["complete"].(bool); complete == more {
					t.Fatalf("complete is %v and there is a cursor: %v", complete, more)
				}
				if !more || pages > 100 {
					break
				}
				cursor = next
			}
			if pages < 2 || total >= 0 && len(seen) != int(total) {
				t.Errorf("%d rows of %v on %d pages", len(seen), total, pages)
			}
		})
	}
}

func TestAListAnswersItsColumnsUnlessAskedForOthers(t *testing.T) {
	r := newRig(t, fullAccess)
	row := items(r.call("full", "users_list", `{"limit":1}`))[0]
	for name := range row {
		if !slices.Contains(userColumns, name) {
			t.Errorf("%s is no column", name)
		}
	}
	row = items(r.call("full", "users_list", `{"limit":1,"fields":"mfa"}`))[0]
	if len(row) != 2 || row["_id"] == nil || row["mfa"] == nil {
		t.Errorf("asked for mfa: %v", row)
	}
}

func TestFieldsAreTakenInEveryFormThatIsAdvertised(t *testing.T) {
	r := newRig(t, fullAccess)
	for _, fields := range []string{`["username","mfa"]`, `"username,mfa"`, `"username, mfa"`, `["username,mfa"]`, `"username mfa"`} {
		for tool, args := range map[string]string{"users_list": `"limit":1`, "users_get": `"id":"ana.ruiz"`} {
			a := r.call("full", tool, `{`+args+`,"fields":`+fields+`}`)
			if tool == "users_list" {
				a = items(a)[0]
			}
			if a["_id"] == nil || a["username"] == nil || a["mfa"] == nil || a["email"] != nil {
				t.Errorf("%s with fields %s: %v", tool, fields, a)
			}
		}
	}
}

func TestAFieldThatNoSchemaNamesComesWhenItIsAskedFor(t *testing.T) {
	r := newRig(t, fullAccess)
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		return 200, `{"totalCount":1,"results":[{"_id":"` + someone + `","username":"x","brandNew":{"deep":[1,2.50]},"newApiKey":"k-123456"}]}`, true
	})
	row := items(r.call("full", "users_list", `{"fields":["brandNew","newApiKey"]}`))[0]
	if fmt.Sprint(row["brandNew"]) != "map[deep:[1 2.5]]" {
		t.Errorf("brandNew is %v", row["brandNew"])
	}
	if row["newApiKey"] != "[secret]" {
		t.Errorf("an unknown key was shown: %v", row["newApiKey"])
	}
}

func TestSecretsAreMaskedWhateverWasAsked(t *testing.T) {
	r := newRig(t, fullAccess)
	row := items(r.call("full", "radius_servers_list", `{"limit":1,"fields":["name","sharedSecret"]}`))[0]
	if row["sharedSecret"] != "[secret]" {
		t.Errorf("the shared secret is %v", row["sharedSecret"])
	}
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		return 200, `{"id":"` + someone + `","name":"Wi-Fi","values":[{"configFieldID":"` + someone + `","value":"hunter2","sensitive":true},{"configFieldID":"` + someone + `","value":300,"sensitive":false}]}`, true
	})
	a := r.answer("full", "policies_get", `{"id":"`+someone+`"}`)
	if strings.Contains(string(a.Structured), "hunter2") || !strings.Contains(string(a.Structured), "300") {
		t.Errorf("%s", a.Structured)
	}
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		return 200, `{"totalCount":1,"results":[{"_id":"` + someone + `","name":"aws","config":{"idpPrivateKey":{"label":"Key","value":"-----BEGIN CANARY"}},"ssoUrl":""}]}`, true
	})
	a = r.answer("full", "applications_list", `{"fields":["config"]}`)
	if strings.Contains(string(a.Structured), "CANARY") || !strings.Contains(string(a.Structured), "[secret]") {
		t.Errorf("%s", a.Structured)
	}
}

func TestASecretIsMaskedByWhatStandsBesideIt(t *testing.T) {
	r := newRig(t, fullAccess)
	const since = `"service":["all"],"start_time":"2026-01-01T00:00:00Z"`
	for name, c := range map[string]struct{ tool, args, body, shown string }{
		"by its policy's settings": {"policies_get", `{"id":"` + someone + `"}`,
			`{"id":"` + someone + `","configFields":[{"id":"` + someone + `","sensitive":true},{"id":"` + another + `"}],"values":[{"configFieldID":"` + someone + `","value":"CANARY"},{"configFieldID":"` + another + `","value":"open"}]}`,
			`"value":"open"`},
		"by the field that was changed": {"events_query", `{"fields":["changes"],` + since + `}`,
			`[{"id":"1","changes":[{"field":"sharedSecret","from":"CANARY","to":{"now":"CANARY"}},{"field":"name","from":"a","to":"b"}]}]`,
			`{"field":"name","from":"a","to":"b"}`},
		"by the name of a change": {"events_query", `{"fields":["changes"],` + since + `}`,
			`[{"id":"1","changes":{"password":{"from":"CANARY","to":["CANARY"]},"hasPassword":true}}]`, `"hasPassword":true`},
		"by the name of a list": {"users_get", `{"id":"` + someone + `"}`,
			`{"_id":"` + someone + `","username":"x","apiKey":["CANARY"],"newSecret":{"text":"CANARY"}}`, `"newSecret":{"text":"[secret]"}`},
	} {
		r.directory.Fail(func(*http.Request) (int, string, bool) { return 200, c.body, true })
		a := r.answer("full", c.tool, c.args)
		if text := string(a.Structured); a.IsError || strings.Contains(text, "CANARY") || !strings.Contains(text, c.shown) {
			t.Errorf("%s: %s", name, text)
		}
	}
}

// v2 answers some changes with the object, and sometimes with 204 and nothing.
func TestAChangeThatIsAnsweredWithNothingIsSaidToBeDone(t *testing.T) {
	r := newRig(t, fullAccess)
	r.directory.Fail(func(*http.Request) (int, string, bool) { return 204, "", true })
	for tool, args := range map[string]string{"user_groups_create": `{"name":"Night Shift"}`, "users_delete": `{"id":"` + someone + `"}`} {
		if a := r.call("full", tool, args); a["done"] != true {
			t.Errorf("%s: %v", tool, a)
		}
	}
}

// What a tool is there to reveal, it shows; the trail keeps no trace of it.
func TestARevealShowsASecretAndTheTrailDoesNot(t *testing.T) {
	const tool, args = "device_recovery_key_get", `{"system_id":"` + someone + `"}`
	r := newRig(t, fullAccess+`
  reader: {owner: o@example.com, identify: [{local: true}], access: {devices: write}}
`)
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		return 200, `{"key":"hunter2"}`, true
	})
	if f := r.fails("reader", tool, args); f.Code != "denied" || r.directory.Requests() != 0 {
		t.Errorf("without full: %+v", f)
	}
	if a := r.answer("full", tool, args); !strings.Contains(string(a.Structured), "hunter2") {
		t.Errorf("%s", a.Structured)
	}
	if last := r.last(); last.Kind != audit.CallOutcome || last.Outcome.Result != "ok" || last.Outcome.SHA256 != "" {
		t.Errorf("recorded: %+v", last.Outcome)
	}
	if trail, err := os.ReadFile(r.log); err != nil || strings.Contains(string(trail), "hunter2") {
		t.Errorf("the trail keeps it: %v %s", err, trail)
	}
}

func TestAPasswordIsNeverKeptAndNeverSaid(t *testing.T) {
	r := newRig(t, fullAccess)
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		return 400, `{"message":"Bad Request: password C4nary-pass-word! is too weak"}`, true
	})
	a := r.answer("full", "users_create", `{"username":"new.one","email":"new.one@example.com","password":"C4nary-pass-word!"}`)
	if strings.Contains(string(a.Structured), "C4nary") {
		t.Errorf("the answer says it: %s", a.Structured)
	}
	last := r.trail()
	for _, rec := range last {
		if strings.Contains(string(rec.What.Args)+rec.Message, "C4nary") {
			t.Errorf("the record keeps it: %s %s", rec.Message, rec.What.Args)
		}
		if !slices.Contains(rec.Erased, "/password") {
			t.Errorf("the record does not say what was erased: %v", rec.Erased)
		}
	}
}

func TestAScriptIsKeptAsItsLengthAndHMAC(t *testing.T) {
	r := newRig(t, fullAccess)
	r.call("full", "commands_create", `{"name":"Clear queue","command":"rm -rf /var/spool/cups/*","commandType":"linux","user":"000000000000000000000000"}`)
	intent := r.trail()[0]
	if args := string(intent.What.Args); strings.Contains(args, "spool") || !strings.Contains(args, `"length"`) || !strings.Contains(args, "hmac:") {
		t.Errorf("args: %s", args)
	}
}

func TestAnAnswerStaysUnderItsSize(t *testing.T) {
	r := newRig(t, fullAccess, func(o *Options) { o.MaxAnswerBytes = 8 << 10 })
	cursor, rows := "", 0
	for range 100 {
		args := `{"limit":100,"fields":["username","email","addresses","phoneNumbers","attributes","mfaEnrollment"]`
		if cursor != "" {
			args += `,"cursor":"` + cursor + `"`
		}
		a := r.answer("full", "users_list", args+"}")
		if n := onWire(a.Structured); n > 8<<10 {
			t.Fatalf("an answer of %d bytes", n)
		}
		body := decoded(t, a.Structured)
		if a.IsError {
			t.Fatal(body)
		}
		rows += len(items(body))
		if body["complete"].(bool) {
			break
		}
		cursor = body["next_cursor"].(string)
	}
	if rows != 150 {
		t.Errorf("%d rows of 150", rows)
	}
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		return 200, `{"_id":"` + someone + `","name":"big","command":"` + strings.Repeat("x", 9000) + `"}`, true
	})
	if f := r.fails("full", "commands_get", `{"id":"`+someone+`"}`); f.Code != "invalid_arguments" || !strings.Contains(f.Message, "command (9002 bytes)") {
		t.Errorf("%+v", f)
	}
}

func TestACursorWorksOnlyWhereItWasGiven(t *testing.T) {
	r := newRig(t, fullAccess+`
  other: {owner: o@example.com, identify: [{local: true}], access: {users: full}}
`)
	cursor := r.call("full", "users_list", `{"limit":5}`)["next_cursor"].(string)
	r.call("full", "users_list", `{"limit":7,"cursor":"`+cursor+`"}`)
	for name, c := range map[string]struct{ agent, tool, args string }{
		"another agent":  {"other", "users_list", `{"limit":5,"cursor":"` + cursor + `"}`},
		"another tool":   {"full", "devices_list", `{"limit":5,"cursor":"` + cursor + `"}`},
		"another filter": {"full", "users_list", `{"filter":"sudo:$eq:true","cursor":"` + cursor + `"}`},
		"a changed one":  {"full", "users_list", `{"cursor":"` + cursor[:len(cursor)-2] + `AA"}`},
	} {
		if f := r.fails(c.agent, c.tool, c.args); f.Code != "invalid_arguments" || !strings.Contains(f.Message, "cursor") {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

func TestANameIsResolvedAndSaid(t *testing.T) {
	r := newRig(t, fullAccess)
	a := r.call("full", "users_get", `{"id":"ana.ruiz","fields":["username"]}`)
	resolved := a["resolved"].(map[string]any)["id"].(map[string]any)
	if a["username"] != "ana.ruiz" || resolved["name"] != "ana.ruiz" || resolved["id"] != a["_id"] {
		t.Errorf("%v", a)
	}
	if kinds := r.kinds(3); !slices.Equal(kinds, []audit.Kind{audit.CallLookup, audit.CallIntent, audit.CallOutcome}) {
		t.Errorf("records %v", kinds)
	}
	intent := r.trail()[1]
	if len(intent.What.Targets) != 1 || intent.What.Targets[0].Name != "ana.ruiz" || intent.What.Targets[0].ID != a["_id"] {
		t.Errorf("targets: %+v", intent.What.Targets)
	}
	r.call("full", "user_group_members_change", `{"group_id":"Engineering","op":"add","type":"user","id":"`+newUser(r, "name.one")+`"}`)
	r.call("full", "user_group_members_change", `{"group_id":"Engineering","op":"remove","type":"user","id":"name.one"}`)
	if m := r.trail()[len(r.trail())-2].Message; !strings.Contains(m, `asked to remove user "name.one" (`) || !strings.Contains(m, `from user group "Engineering" (`) {
		t.Errorf("the record says: %s", m)
	}
}

func newUser(r *rig, name string) string {
	r.t.Helper()
	return r.call("full", "users_create", `{"username":"`+name+`","email":"`+name+`@example.com"}`)["_id"].(string)
}

func TestWhatHasNoNamesIsBoundByItsID(t *testing.T) {
	r := newRig(t, fullAccess)
	r.directory.Fail(func(*http.Request) (int, string, bool) { return 204, "", true })
	const binding = `{"application_id":"` + someone + `","op":"add","type":"agent_group","id":"`
	if a := r.call("full", "application_associations_change", binding+another+`"}`); a["done"] != true {
		t.Errorf("%v", a)
	}
	if f := r.fails("full", "application_associations_change", binding+`Support Bots"}`); f.Code != "invalid_arguments" || !strings.Contains(f.Message, "give the id") {
		t.Errorf("%+v", f)
	}
}

func TestANameThatIsNotOneObjectIsNeverGuessed(t *testing.T) {
	r := newRig(t, fullAccess)
	if f := r.fails("full", "users_delete", `{"id":"nobody.at.all"}`); f.Code != "not_found" {
		t.Errorf("%+v", f)
	}
	// A filter that JumpCloud ignores must not name the first user of all.
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		return 200, `{"totalCount":1,"results":[{"_id":"` + someone + `","username":"first.of.all"}]}`, q.Method == http.MethodGet
	})
	if f := r.fails("full", "users_delete", `{"id":"ana.ruiz"}`); f.Code != "not_found" {
		t.Errorf("%+v", f)
	}
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		return 200, `[{"id":"` + someone + `","name":"Twins"},{"id":"5f0c1b2a3d4e5f6071829305","name":"Twins"}]`, q.Method == http.MethodGet
	})
	if f := r.fails("full", "user_group_members_change", `{"group_id":"Twins","op":"add","type":"user","id":"`+someone+`"}`); f.Code != "invalid_arguments" || !strings.Contains(f.Message, someone) {
		t.Errorf("%+v", f)
	}
}

func TestALookUpNeedsTheRightToReadThatResource(t *testing.T) {
	r := newRig(t, `
version: 1
agents:
  blind:
    owner: o@example.com
    identify: [{local: true}]
    allow: [{id: only-this, tools: [users_update]}]
`)
	f := r.fails("blind", "users_update", `{"id":"ana.ruiz","jobTitle":"x"}`)
	if f.Code != "invalid_arguments" || !strings.Contains(f.Message, "give the id") || r.directory.Requests() != 0 {
		t.Errorf("%+v after %d requests", f, r.directory.Requests())
	}
}

func TestAnIdIsNeverAPath(t *testing.T) {
	r := newRig(t, `
version: 1
agents:
  blind: {owner: o@example.com, identify: [{local: true}], allow: [{id: these, tools: [users_get, users_delete, organization_settings_get]}]}
`)
	for _, id := range []string{"../systems", "..%2fsystemusers", "%2e%2e/commands", "a/../../organizations", "x?limit=1", "x#y", ".", "", "a\\r\\nX: y", "5F0C1B2A3D4E5F6071829304", " " + someone} {
		for _, tool := range []string{"users_get", "users_delete", "organization_settings_get"} {
			if f := r.fails("blind", tool, `{"id":"`+id+`"}`); f.Code != "invalid_arguments" {
				t.Errorf("%s %q: %+v", tool, id, f)
			}
		}
	}
	if n := r.directory.Requests(); n != 0 {
		t.Errorf("%d requests reached JumpCloud: %v", n, r.directory.Log())
	}
}

func TestJumpCloudsErrorsSayWhatTheyMean(t *testing.T) {
	r := newRig(t, fullAccess)
	for _, c := range []struct {
		status    int
		code      string
		retryable bool
		says      string
	}{
		{400, "invalid_arguments", false, "refused the request"},
		{401, "unauthorized", false, "renew the key"},
		{403, "forbidden", false, "role"},
		{404, "not_found", false, "no such object"},
		{409, "conflict", false, "already"},
		{500, "upstream_error", false, "unknown whether"},
		{503, "upstream_error", false, "unknown whether"},
	} {
		r.directory.Fail(func(*http.Request) (int, string, bool) { return c.status, `{"message":"as it says"}`, true })
		f := r.fails("full", "users_delete", `{"id":"`+someone+`"}`)
		if f.Code != c.code || f.Retryable != c.retryable || !strings.Contains(f.Message+f.Hint, c.says) {
			t.Errorf("%d: %+v", c.status, f)
		}
		outcome := r.last().Outcome
		want := "error"
		if c.status >= 500 {
			want = "unknown"
		}
		if outcome.Result != want || outcome.HTTPStatus != c.status || outcome.Attempts != 1 {
			t.Errorf("%d: recorded %+v", c.status, outcome)
		}
	}
}

func TestTheAnswerIsJumpCloudsOwnBytes(t *testing.T) {
	r := newRig(t, fullAccess)
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		return 200, `{"_id":"` + someone + `","unix_uid":9007199254740993,"employeeIdentifier":null}`, true
	})
	a := r.answer("full", "users_get", `{"id":"`+someone+`"}`)
	if want := `{"_id":"` + someone + `","unix_uid":9007199254740993,"employeeIdentifier":null}`; string(a.Structured) != want {
		t.Errorf("%s", a.Structured)
	}
}
