package tools

import (
	"net/http"
	"regexp"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// after is the call that a hint names.
func after(t *testing.T, f failure) (tool, args string) {
	t.Helper()
	_, call, ok := strings.Cut(f.Hint, "see whether it was made: ")
	tool, args, spaced := strings.Cut(call, " {")
	if !ok || !spaced {
		t.Fatalf("%q names no call", f.Hint)
	}
	return tool, "{" + args
}

func TestAChangeOfWhichNobodyKnowsSaysWhichCallShowsIt(t *testing.T) {
	r := newRig(t, fullAccess)
	writes := 0
	for _, tool := range All() {
		if tool.reads() {
			continue
		}
		writes++
		r.directory.Fail(func(q *http.Request) (int, string, bool) {
			if q.Method == "GET" {
				return 200, `{"_id":"` + someone + `","id":"` + someone + `","name":"n","command":"c","sharedSecret":"s"}`, true
			}
			return 504, "<html>", true
		})
		f := r.fails("full", tool.Name, spoken[tool.Name])
		if f.Code != "upstream_error" || f.Retryable || !strings.Contains(f.Hint, "It is unknown whether the change was made") {
			t.Errorf("%s: %+v", tool.Name, f)
		}
		if tool.Name == "access_requests_create" { // JumpCloud lists none
			if !strings.Contains(f.Hint, "have a person look") {
				t.Errorf("%s: %s", tool.Name, f.Hint)
			}
			continue
		}
		name, args := after(t, f)
		reader := table[name]
		if reader == nil || !reader.reads() || shownBy[tool.Name] == "" && !strings.HasPrefix(unnamedPath(tool.endpoint.Route().Template), unnamedPath(reader.endpoint.Route().Template)) {
			t.Fatalf("%s: %s %s is not about the same", tool.Name, name, args)
		}
		decoded, err := reader.decode(jsontext.Value(args))
		if err == nil {
			err = reader.endpoint.Check(decoded.in.Interface())
		}
		if err != nil {
			t.Errorf("%s: %s %s: %v", tool.Name, name, args, err)
		}
		if last := r.last(); last.Outcome.Result != "unknown" || !strings.Contains(last.Message, "may or may not have been made") {
			t.Errorf("%s: recorded %s", tool.Name, last.Message)
		}
	}
	if writes < 15 {
		t.Errorf("%d writes", writes)
	}
}

// unnamedPath is a path whose ids have no names.
func unnamedPath(template string) string { return inPath.ReplaceAllString(template, "{}") }

var inPath = regexp.MustCompile(`\{\w+\}`)

func TestWhatIsSaidAfterALostAnswerFindsWhatWasMade(t *testing.T) {
	r := newRig(t, fullAccess)
	for name, c := range map[string]struct{ tool, args, want string }{
		"what was created, by its name":  {"users_create", `{"username":"new, one|two","email":"new.one@example.com"}`, `users_list {"filter":["username:$eq:new, one\\|two"]}`},
		"a name that v2 cannot look for": {"user_groups_create", `{"name":"a,b"}`, `user_groups_list {}`},
		"what was changed, by its id":    {"users_update", `{"id":"` + someone + `","jobTitle":"x"}`, `users_get {"id":"` + someone + `"}`},
		"whose state was changed":        {"users_unlock", spoken["users_unlock"], `users_get {"id":"` + someone + `"}`},
		"what was run":                   {"commands_run", spoken["commands_run"], `command_results_list {"id":"` + someone + `"}`},
		"a part of what is listed":       {"user_ssh_keys_delete", spoken["user_ssh_keys_delete"], `user_ssh_keys_list {"id":"` + someone + `"}`},
		"what was bound":                 {"application_associations_change", spoken["application_associations_change"], `application_associations_list {"application_id":"` + someone + `","targets":"user_group"}`},
	} {
		r.directory.Fail(func(q *http.Request) (int, string, bool) { return 502, "", q.Method != "GET" })
		f := r.fails("full", c.tool, c.args)
		if _, call, _ := strings.Cut(f.Hint, "made: "); call != c.want {
			t.Errorf("%s: %s", name, f.Hint)
		}
	}
	r.directory.Fail(nil)
	newUser(r, "new.one")
	r.directory.Fail(func(q *http.Request) (int, string, bool) { return 502, "", q.Method != "GET" })
	tool, args := after(t, r.fails("full", "users_create", `{"username":"new.one","email":"new.one@example.com"}`))
	if rows := items(r.call("full", tool, args)); len(rows) != 1 || rows[0]["username"] != "new.one" {
		t.Errorf("%s %s: %v", tool, args, rows)
	}
}

func TestNoCallIsNamedThatTheAgentMayNotMake(t *testing.T) {
	r := newRig(t, `
version: 1
agents:
  blind: {owner: o@example.com, identify: [{local: true}], allow: [{id: only-this, tools: [users_delete]}]}
`)
	r.directory.Fail(func(*http.Request) (int, string, bool) { return 504, "", true })
	f := r.fails("blind", "users_delete", `{"id":"`+someone+`"}`)
	if f.Code != "upstream_error" || strings.Contains(f.Hint, "users_get") || !strings.Contains(f.Hint, "Read the object") {
		t.Errorf("%+v", f)
	}
}
