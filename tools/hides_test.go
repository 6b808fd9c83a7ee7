package tools

import (
	"bytes"
	"fmt"
	"log/slog"
	"net/http"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

var narrowed = fullAccess + `
  narrow:
    owner: owner@example.com
    identify: [{local: true}]
    access: ` + everything + `
    require:
      - {id: personal, tools: ["*"], redact: [phoneNumbers, "attributes[*].value", "mfa.*", email, location, description, "addresses[*].locality", client_ip, hostname]}
`

const canary = "Canary-4711"

// narrowRig is a rig in whose directory the canary stands in hidden places.
func narrowRig(t *testing.T) (r *rig, id string, log *bytes.Buffer) {
	t.Helper()
	log = &bytes.Buffer{}
	r = newRig(t, narrowed, func(o *Options) {
		o.Log = slog.New(slog.NewTextHandler(log, &slog.HandlerOptions{Level: slog.LevelDebug}))
	})
	id = r.call("full", "users_get", `{"id":"ana.ruiz"}`)["_id"].(string)
	r.call("full", "users_update", `{"id":"`+id+`",`+hiddenThings+`}`)
	return r, id, log
}

const hiddenThings = `"phoneNumbers":[{"type":"work","number":"` + canary + `"}],"attributes":[{"name":"badge","value":"` + canary + `"}],` +
	`"email":"canary-4711@example.com","location":"` + canary + `","description":"` + canary + `","addresses":[{"type":"work","locality":"` + canary + `","country":"DE"}]`

// Answers, errors, the record, the log and exports: whatever the agent does,
// and whatever JumpCloud answers.
func TestWhatThePolicyHidesStandsNowhere(t *testing.T) {
	r, id, log := narrowRig(t)
	before := len(r.trail())
	var said bytes.Buffer
	ask := func(tool, args string) {
		a := r.answer("narrow", tool, args)
		fmt.Fprintf(&said, "%s\n", a.Structured)
	}
	every := `"fields":["_id","username","email","phoneNumbers","attributes","mfa","location","description","addresses"]`
	some := `"fields":["_id","username","attributes","mfa","addresses"]`
	for _, args := range []string{`{}`, `{` + every + `}`, `{` + some + `}`, `{"filter":["_id:$eq:` + id + `"],` + some + `}`} {
		ask("users_list", args)
	}
	for _, args := range []string{`{"id":"` + id + `"}`, `{"id":"` + id + `",` + every + `}`, `{"id":"` + id + `",` + some + `}`, `{"id":"ana.ruiz",` + some + `}`} {
		ask("users_get", args)
	}
	ask("users_update", `{"id":"`+id+`","jobTitle":"Lead","attributes":[{"name":"badge","value":"`+canary+`"}]}`)
	ask("users_update", `{"id":"`+id+`",`+hiddenThings+`}`)
	ask("users_create", `{"username":"other","email":"canary-4711@example.org"}`)
	ask("users_list", `{"filter":["phoneNumbers.number:$eq:`+canary+`"]}`)
	ask("users_list", `{"search":"`+canary+`"}`)
	ask("events_query", `{"service":["all"],"start_time":"30d","search_term":{"and":[{"client_ip":"`+canary+`"}]}}`)
	ask("events_query", `{"service":["all"],"start_time":"30d","q":"`+canary+`"}`)
	ask("events_query", `{"service":["all"],"start_time":"1d","fields":["changes","resource","event_type"],"limit":100}`)
	if !strings.Contains(said.String(), `"field":"location"`) {
		t.Error("no event tells that the location changed")
	}
	for _, tool := range All() {
		if tool.reads() {
			ask(tool.Name, spoken[tool.Name])
		}
	}
	for _, format := range []Format{JSONL, CSV} {
		for _, args := range []string{`{}`, `{` + some + `}`, `{"fields":"email"}`} {
			to := &paper{}
			r.export("narrow", "users_list", args, format, to, Checkpoint{})
			said.Write(to.Bytes())
			for _, c := range to.reached {
				fmt.Fprintf(&said, "%+v\n", c)
			}
		}
	}
	for _, status := range []int{400, 404, 409, 422, 500} {
		r.directory.Fail(func(*http.Request) (int, string, bool) { return status, `{"message":"taken: ` + canary + `"}`, true })
		ask("users_update", `{"id":"`+id+`","jobTitle":"Lead"}`)
		ask("users_get", `{"id":"ana.ruiz"}`)
		ask("users_list", `{}`)
		ask("user_group_members_change", `{"group_id":"`+someone+`","op":"add","type":"user","id":"ana.ruiz"}`)
		r.export("narrow", "users_list", `{}`, JSONL, &paper{}, Checkpoint{})
	}
	r.directory.Fail(nil)
	for _, rec := range r.trail()[before:] {
		b, err := json.Marshal(rec)
		if err != nil {
			t.Fatal(err)
		}
		said.Write(append(b, '\n'))
	}
	for where, text := range map[string]string{"the answers or the record": said.String(), "the log": log.String()} {
		for line := range strings.Lines(text) {
			if at := strings.Index(strings.ToLower(line), "canary"); at >= 0 {
				t.Errorf("%s: …%.200s in %.400s", where, line[max(0, at-50):], line)
			}
		}
	}
	for what, text := range map[string]string{"rows": `"username":"ana.ruiz"`, "what is not hidden in a list": `"name":"badge"`, "the rest of an address": `"country":"DE"`,
		"a hidden argument": `"[hidden]"`, "withheld words": "JumpCloud has no such object (404): its words are withheld"} {
		if !strings.Contains(strings.ReplaceAll(said.String(), "\\", ""), text) {
			t.Errorf("nowhere %s (%s)", what, text)
		}
	}
}

// Hiding a field takes it out of the rows, and changes nothing else.
func TestARowIsWhatItWasWithoutWhatIsHidden(t *testing.T) {
	r := newRigOver(t, fullAccess, smallFounded().Copy(sandbox.Options{}), func(o *Options) { o.MaxAnswerBytes = 64 << 20 })
	everyone := r.gate.policy.Load()
	for tool, args := range listings(r) {
		t.Run(tool, func(t *testing.T) {
			r.t = t
			r.gate.policy.Store(everyone)
			whole := r.exported(tool, args, JSONL)
			shape := table[tool].answerShape(kinds{})
			var fields []string
			for _, name := range table[tool].documented() {
				if !shape.Members[name].Kept {
					fields = append(fields, name)
				}
			}
			for i := range fields {
				hide, left := fields[i:i+1], slices.Delete(slices.Clone(fields), i, i+1)
				rules := []string{fmt.Sprintf("redact: [%q]", hide[0])}
				if i == 0 && len(left) > 0 {
					rules = append(rules, `only: ["`+strings.Join(left, `", "`)+`"]`)
				}
				for _, says := range rules {
					r.gate.policy.Store(load(t, fullAccess+"require: [{id: h, tools: ["+tool+"], "+says+"}]\n"))
					got := r.exported(tool, args, JSONL)
					next := slices.Collect(bytes.Lines(got.Bytes()))
					for n, line := range slices.Collect(bytes.Lines(whole.Bytes())) {
						want := jsontext.Value{'{'}
						for name, value := range Members(jsontext.Value(line)) {
							switch {
							case name == hide[0]:
							case strings.HasPrefix(says, "redact"), name == "id", name == "_id", slices.Contains(left, name):
								want = appendMember(want, name, value)
							}
						}
						if n >= len(next) || string(append(want, '}')) != strings.TrimSpace(string(next[n])) {
							t.Fatalf("%s: row %d\nwas %s\nis %s", says, n, line, next[n])
						}
					}
					answer := r.answer("full", tool, strings.Replace(args, "{", `{"limit":5`+map[bool]string{true: ",", false: ""}[args != "{}"], 1))
					if answer.IsError {
						t.Fatalf("%s: %s", says, answer.Structured)
					}
					for _, row := range items(decoded(t, answer.Structured)) {
						if _, there := row[hide[0]]; there && strings.HasPrefix(says, "redact") || there && !slices.Contains(left, hide[0]) {
							t.Errorf("%s: %v", says, row)
						}
					}
				}
			}
		})
	}
}

func TestWhatIsHiddenIsNeitherAskedForNorGuessed(t *testing.T) {
	r := newRig(t, narrowed)
	for _, c := range []struct{ tool, args, says string }{
		{"users_list", `{"filter":["email:$eq:a@example.com"]}`, `argument filter: the policy hides "email", or something in it, from this agent: it is neither shown nor searched`},
		{"users_list", `{"filter":"EMAIL:$eq:a@example.com"}`, `argument filter: the policy hides "EMAIL"`},
		{"users_list", `{"filter":["username:$eq:a","phoneNumbers.number:$eq:1"]}`, `argument filter: the policy hides "phoneNumbers.number"`},
		{"users_list", `{"filter":["attributes.0.value:$eq:1"]}`, `argument filter: the policy hides "attributes.0.value"`},
		{"users_list", `{"filter":["attributes:$eq:1"]}`, `argument filter: the policy hides "attributes", or something in it`},
		{"users_list", `{"filter":["mfa.exclusion:$eq:true"]}`, `argument filter: the policy hides "mfa.exclusion"`},
		{"users_list", `{"sort":"-email"}`, `argument sort: the policy hides "email"`},
		{"users_list", `{"sort":["username","email"]}`, `argument sort: the policy hides "email"`},
		{"users_list", `{"search":"555"}`, `argument search: it looks at every field, and the policy hides some from this agent: leave it out`},
		{"users_search", `{"filter":{"or":["username:$eq:a","phoneNumbers.number:$eq:1"]}}`, `argument filter: the policy hides "phoneNumbers.number"`},
		{"users_search", `{"filter":{"and":["email:$sw:a"]}}`, `argument filter: the policy hides "email"`},
		{"users_search", `{"searchFilter":{"searchTerm":"555","fields":["username"]}}`, `argument searchFilter: it looks at every field`},
		{"users_list", `{"fields":"username,email"}`, `argument fields: the policy hides "email" from this agent: leave it out`},
		{"users_get", `{"id":"` + someone + `","fields":["phoneNumbers"]}`, `argument fields: the policy hides "phoneNumbers"`},
		{"events_query", `{"service":["all"],"start_time":"1d","search_term":{"and":[{"client_ip":"1.2.3.4"}]}}`, `argument search_term: the policy hides "client_ip"`},
		{"events_query", `{"service":["all"],"start_time":"1d","search_term":{"or":[{"not":[{"field":"client_ip","operator":"eq"}]}]}}`, `argument search_term: the policy hides "client_ip"`},
		{"events_query", `{"service":["all"],"start_time":"1d","search_term":{"and":[{"changes.to":"x"}]}}`, `argument search_term: "changes.to" is or holds a secret`},
		{"events_count", `{"service":["all"],"start_time":"1d","q":"1.2.3.4"}`, `argument q: it looks at every field`},
		{"events_count", `{"service":["all"],"start_time":"1d","exact_match":"1.2.3.4"}`, `argument exact_match: it looks at every field`},
		{"events_distinct", `{"service":["all"],"start_time":"1d","field":"client_ip"}`, `argument field: the policy hides "client_ip"`},
		{"events_distinct", `{"service":["all"],"start_time":"1d","field":"changes.from"}`, `argument field: "changes.from" is or holds a secret`},
	} {
		sent := r.directory.Requests()
		f := r.fails("narrow", c.tool, c.args)
		if f.Code != "invalid_arguments" || !strings.HasPrefix(f.Message, c.says) || r.directory.Requests() != sent {
			t.Errorf("%s %s: %+v", c.tool, c.args, f)
		}
		if last := r.last(); last.Kind != audit.CallRefused {
			t.Errorf("%s %s: recorded as %s", c.tool, c.args, last.Kind)
		}
		d, _ := Explain(r.gate.Policy(), Question{Agent: "narrow", Tool: c.tool, Args: jsontext.Value(c.args), Now: r.gate.now()})
		if d.Effect.String() != r.last().Decision.Effect || d.Reason != r.last().Decision.Reason {
			t.Errorf("%s %s is explained as %+v", c.tool, c.args, d)
		}
	}
	for _, c := range []struct{ tool, args string }{
		{"users_list", `{"filter":["username:$eq:ana.ruiz"],"sort":"-username","fields":["username","attributes","mfa"]}`},
		{"events_distinct", `{"service":["all"],"start_time":"30d","field":"event_type"}`},
		{"events_query", `{"service":["all"],"start_time":"30d","search_term":{"and":[{"event_type":"user_create"}]}}`},
	} {
		r.call("narrow", c.tool, c.args)
	}
}

func TestANameThatIsHiddenFindsNobody(t *testing.T) {
	r := newRig(t, narrowed)
	email := items(r.call("full", "users_list", `{"limit":1}`))[0]["email"].(string)
	r.call("full", "users_get", `{"id":"`+email+`"}`)
	if f := r.fails("narrow", "users_get", `{"id":"`+email+`"}`); f.Code != "not_found" {
		t.Errorf("%+v", f)
	}
	if f := r.fails("narrow", "users_get", `{"id":"nobody@example.com"}`); f.Code != "not_found" {
		t.Errorf("%+v", f)
	}
	r.call("narrow", "users_get", `{"id":"ana.ruiz"}`)

	r.gate.policy.Store(load(t, strings.Replace(narrowed, "redact: [", "redact: [username, ", 1)))
	sent := r.directory.Requests()
	for _, name := range []string{"ana.ruiz", "nobody"} {
		want := fmt.Sprintf(`argument id: %q is no id, and the policy hides from this agent what users are called: give the id (24 digits of 0-9 a-f)`, name)
		if f := r.fails("narrow", "users_get", `{"id":"`+name+`"}`); f.Code != "invalid_arguments" || f.Message != want {
			t.Errorf("%+v", f)
		}
	}
	if r.directory.Requests() != sent {
		t.Error("a name was looked up")
	}
}

func TestAFieldIsHiddenOnlyWhereTheConditionMayHold(t *testing.T) {
	r := newRig(t, fullAccess+`
require:
  - {id: many, tools: [users_list], when: {limit: {min: 50}}, redact: [email]}
`)
	if row := items(r.call("full", "users_list", `{"limit":49,"sort":"email"}`))[0]; row["email"] == nil {
		t.Errorf("%v", row)
	}
	if row := items(r.call("full", "users_list", `{"limit":50}`))[0]; row["email"] != nil {
		t.Errorf("%v", row)
	}
	r.fails("full", "users_list", `{"limit":50,"sort":"email"}`)
	all := r.trail()
	if m := all[len(all)-3]; !strings.HasSuffix(m.Message, "; allowed by full.access.users: without email.") {
		t.Errorf("recorded: %s", m.Message)
	}
	to := &paper{} // an export takes every row: nobody can say that its limit is small
	r.export("full", "users_list", `{}`, CSV, to, Checkpoint{})
	if head, _, _ := strings.Cut(to.String(), "\n"); strings.Contains(head, "email,") || !strings.Contains(head, "username") {
		t.Errorf("%s", head)
	}
}

func TestWhatAnEventSaysOfAHiddenFieldIsHiddenToo(t *testing.T) {
	r := newRig(t, fullAccess+`
require:
  - {id: hide, tools: ["users_*", "events_*"], redact: [phoneNumbers]}
`)
	v := table["events_query"].veil(r.gate.Policy().Hides("full", "events_query"))
	got := v.over(jsontext.Value(`{"id":"1","changes":[{"field":"phoneNumbers","from":"1","to":"2"},{"field":"phoneNumbers.0.number","from":"1","to":"2"},{"field":"title","from":"a","to":"b"}],"phoneNumbers.number":"3","resource":{"PhoneNumbers":["4"]}}`))
	if want := `{"id":"1","changes":[{"field":"phoneNumbers"},{"field":"phoneNumbers.0.number"},{"field":"title","from":"a","to":"b"}],"resource":{"PhoneNumbers":["4"]}}`; string(got) != want {
		t.Errorf("%s", got)
	}
}

func TestASecretAnswerHidesWhatThePolicyHides(t *testing.T) {
	for _, tool := range All() {
		if tool.Class.String() != "reveal" {
			continue
		}
		for name, member := range tool.answerShape(kinds{}).Members {
			if member.Kept {
				continue
			}
			p := load(t, fullAccess+"require: [{id: h, tools: ["+tool.Name+"], redact: ["+name+"]}]\n")
			got := tool.veil(p.Hides("full", tool.Name)).over(jsontext.Value(`{"x":1,"` + name + `":"` + canary + `"}`))
			if string(got) != `{"x":1}` {
				t.Errorf("%s: %s", tool.Name, got)
			}
		}
	}
}

// A look-up is made with another tool, and what that one hides counts.
func TestWhatJumpCloudSaysOfALookUpIsWithheldWhereItsToolHidesSomething(t *testing.T) {
	for rule, told := range map[string]bool{"[users_list]": false, "[users_get]": false, "[devices_list]": true} {
		field := "email"
		if told {
			field = "hostname"
		}
		r := newRig(t, fullAccess+"require: [{id: h, tools: "+rule+", redact: ["+field+"]}]\n")
		r.directory.Fail(func(*http.Request) (int, string, bool) { return 400, `{"message":"` + canary + `"}`, true })
		f := r.fails("full", "user_group_members_change", `{"group_id":"`+someone+`","op":"add","type":"user","id":"ana.ruiz"}`)
		if strings.Contains(f.Message, canary) != told {
			t.Errorf("%s: %+v", rule, f)
		}
	}
}

// Who has the record's key could try values against the hash.
func TestAHiddenArgumentIsNotHashedEither(t *testing.T) {
	r := newRig(t, narrowed)
	var hashes []string
	for _, args := range []string{`"location":"Here","jobTitle":"Lead"`, `"location":"There","jobTitle":"Lead"`, `"location":"There","jobTitle":"Head"`} {
		r.answer("narrow", "users_update", `{"id":"`+someone+`",`+args+`}`)
		hashes = append(hashes, r.last().What.ArgsHMAC)
	}
	if hashes[0] != hashes[1] || hashes[1] == hashes[2] || hashes[0] == "" {
		t.Errorf("the hashes are %v", hashes)
	}
}

func TestAnExportAsksJumpCloudForNothingThatIsHidden(t *testing.T) {
	r := newRig(t, narrowed)
	var asked []string
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		asked = append(asked, q.URL.Query().Get("fields"))
		return 0, "", false
	})
	r.export("narrow", "users_list", `{}`, CSV, &paper{}, Checkpoint{})
	r.call("narrow", "users_list", `{}`)
	for _, fields := range asked {
		if !strings.Contains(fields, "username") || strings.Contains(fields, "phoneNumbers") || slices.Contains(strings.FieldsFunc(fields, func(r rune) bool { return r == ' ' || r == ',' }), "email") {
			t.Errorf("JumpCloud is asked for %q", fields)
		}
	}
	if len(asked) < 2 {
		t.Errorf("%d requests", len(asked))
	}
}
