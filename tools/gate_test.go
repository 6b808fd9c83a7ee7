package tools

import (
	"net/http"
	"os"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

const someone = "5f0c1b2a3d4e5f6071829304" // an id that nobody has

func TestTheIntentIsOnDiskBeforeAnythingIsSent(t *testing.T) {
	r := newRig(t, fullAccess)
	for _, c := range []struct{ tool, args string }{
		{"users_list", `{"limit":1}`},
		{"users_create", `{"username":"new.one","email":"new.one@example.com"}`},
	} {
		before := len(r.trail())
		sent := 0
		r.directory.Fail(func(q *http.Request) (int, string, bool) {
			sent++
			if all := r.trail(); len(all) != before+1 || all[before].Kind != audit.CallIntent || all[before].What.Tool != c.tool {
				t.Errorf("%s: %s %s arrived before its intent was on disk", c.tool, q.Method, q.URL.Path)
			}
			return 0, "", false
		})
		r.call("full", c.tool, c.args)
		if kinds := r.kinds(2); sent != 1 || !slices.Equal(kinds, []audit.Kind{audit.CallIntent, audit.CallOutcome}) {
			t.Errorf("%s: %d requests, records %v", c.tool, sent, kinds)
		}
	}
}

func TestWhatIsDeniedOrRefusedSendsNothingAndLeavesOneRecord(t *testing.T) {
	r := newRig(t, `
version: 1
agents:
  reader:
    owner: o@example.com
    identify: [{local: true}]
    access: {users: read, devices: full}
deny:
  - {id: no-deletion, tools: ["*_delete"], reason: Deletions go through the service desk.}
`)
	for _, c := range []struct {
		name, tool, args, code string
		kind                   audit.Kind
		rule                   string
	}{
		{"a tool that does not exist", "users_erase", `{}`, "denied", audit.CallDenied, "unknown_tool"},
		{"a tool in other letters", "USERS_LIST", `{}`, "denied", audit.CallDenied, "unknown_tool"},
		{"a tool that was not granted", "users_create", `{"username":"a","email":"a@b.c"}`, "denied", audit.CallDenied, "not_granted"},
		{"a tool that a rule denies", "devices_delete", `{"id":"` + someone + `"}`, "denied", audit.CallDenied, "deny.no-deletion"},
		{"an unknown argument", "users_list", `{"limt":5}`, "invalid_arguments", audit.CallRefused, "invalid_arguments"},
		{"a missing argument", "users_get", `{}`, "invalid_arguments", audit.CallRefused, "invalid_arguments"},
		{"a wrong type", "users_list", `{"limit":"ten"}`, "invalid_arguments", audit.CallRefused, "invalid_arguments"},
		{"a fraction for a whole number", "users_list", `{"limit":5.5}`, "invalid_arguments", audit.CallRefused, "invalid_arguments"},
		{"5.0 for a whole number", "users_list", `{"limit":5.0}`, "invalid_arguments", audit.CallRefused, "invalid_arguments"},
		{"a limit of 0", "users_list", `{"limit":0}`, "invalid_arguments", audit.CallRefused, "invalid_arguments"},
		{"a limit of 10,000", "users_list", `{"limit":10000}`, "invalid_arguments", audit.CallRefused, "invalid_arguments"},
		{"an empty cursor", "users_list", `{"cursor":""}`, "invalid_arguments", audit.CallRefused, "invalid_arguments"},
		{"an invented cursor", "users_list", `{"cursor":"abc"}`, "invalid_arguments", audit.CallRefused, "invalid_arguments"},
		{"null for an argument", "users_list", `{"limit":null}`, "invalid_arguments", audit.CallRefused, "invalid_arguments"},
		{"duplicate names", `users_list`, `{"limit":1,"limit":2}`, "invalid_arguments", audit.CallRefused, "invalid_arguments"},
		{"a list for arguments", `users_list`, `[]`, "invalid_arguments", audit.CallRefused, "invalid_arguments"},
		{"an unknown filter operator", "users_list", `{"filter":"username:$where:1"}`, "invalid_arguments", audit.CallRefused, "invalid_arguments"},
		{"a newline in a search", "users_list", `{"search":"a\r\nX-Evil: 1"}`, "invalid_arguments", audit.CallRefused, "invalid_arguments"},
		{"a change of nothing", "devices_update", `{"id":"` + someone + `"}`, "invalid_arguments", audit.CallRefused, "invalid_arguments"},
	} {
		t.Run(c.name, func(t *testing.T) {
			r.t = t
			before, sent := len(r.trail()), r.directory.Requests()
			f := r.fails("reader", c.tool, c.args)
			if f.Code != c.code || f.Message == "" {
				t.Errorf("answered %+v, not %s", f, c.code)
			}
			if n := r.directory.Requests() - sent; n != 0 {
				t.Errorf("%d requests reached JumpCloud", n)
			}
			all := r.trail()
			if last := all[len(all)-1]; len(all) != before+1 || last.Kind != c.kind || last.Decision.Rule != c.rule {
				t.Errorf("%d records, the last %s by %s", len(all)-before, last.Kind, last.Decision.Rule)
			}
		})
	}
}

func TestWhatWasNotGrantedReadsLikeWhatDoesNotExist(t *testing.T) {
	r := newRig(t, `
version: 1
agents:
  reader: {owner: o@example.com, identify: [{local: true}], access: {users: read}}
deny:
  - {id: no-deletion, tools: ["*_delete"], reason: Deletions go through the service desk.}
`)
	unknown := r.fails("reader", "users_erase", `{}`)
	for _, tool := range []string{"users_create", "commands_create", "devices_delete", "users_list\u200b", "__proto__", strings.Repeat("x", 10_000)} {
		if f := r.fails("reader", tool, `{}`); f != unknown {
			t.Errorf("%.40s: %+v, but an unknown tool: %+v", tool, f, unknown)
		}
	}
}

func TestADenialNamesItsRuleToAnAgentWhoseGrantsCoverTheTool(t *testing.T) {
	r := newRig(t, fullAccess+`
deny:
  - {id: no-deletion, tools: ["*_delete"], reason: Deletions go through the service desk.}
`)
	f := r.fails("full", "users_delete", `{"id":"`+someone+`"}`)
	if f.Code != "denied" || !strings.Contains(f.Message, "deny.no-deletion") || !strings.Contains(f.Message, "service desk") || !strings.Contains(f.Hint, "not JumpCloud's") {
		t.Errorf("%+v", f)
	}
	if m := r.last().Message; !strings.Contains(m, `asked to delete user`) || !strings.Contains(m, "deny.no-deletion") {
		t.Errorf("the record says: %s", m)
	}
}

func TestWithoutAnAuditTrailNothingIsDone(t *testing.T) {
	r := newRig(t, fullAccess)
	if err := os.Remove(r.log); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ tool, args string }{
		{"users_list", `{}`},
		{"users_delete", `{"id":"` + someone + `"}`},
		{"users_get", `{"id":"ana.ruiz"}`},
	} {
		if f := r.fails("full", c.tool, c.args); f.Code != "audit_unavailable" {
			t.Errorf("%s: %+v", c.tool, f)
		}
	}
	if n := r.directory.Requests(); n != 0 {
		t.Errorf("%d requests reached JumpCloud", n)
	}
	if _, _, err := r.gate.List(t.Context(), r.as("full"), ""); err == nil {
		t.Error("tools/list was answered without a record")
	}
}

func TestAnOutcomeThatCannotBeRecordedIsSaidToBeUnsure(t *testing.T) {
	r := newRig(t, fullAccess)
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		os.Remove(r.log)
		return 0, "", false
	})
	f := r.fails("full", "users_create", `{"username":"new.one","email":"new.one@example.com"}`)
	if f.Code != "audit_unavailable" || !strings.Contains(f.Message, "may have been made") {
		t.Errorf("%+v", f)
	}
}

func TestALookUpIsNotDeniedWhenTheIntentCannotBeRecorded(t *testing.T) {
	r := newRig(t, fullAccess)
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		os.Remove(r.log)
		return 0, "", false
	})
	f := r.fails("full", "users_update", `{"id":"ana.ruiz","jobTitle":"Lead"}`)
	if f.Code != "audit_unavailable" || !strings.Contains(f.Message, "Nothing but the look-up was sent") {
		t.Errorf("%+v", f)
	}
	if n := r.directory.Requests(); n != 1 {
		t.Errorf("%d requests reached JumpCloud", n)
	}
}

func TestAListShowsOnlyWhatCouldBeAllowed(t *testing.T) {
	r := newRig(t, `
version: 1
agents:
  reader: {owner: o@example.com, identify: [{local: true}], access: {users: read}}
`)
	list, _, err := r.gate.List(t.Context(), r.as("reader"), "")
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for row := range elements(list) {
		for name, value := range Members(row) {
			if name == "name" {
				names = append(names, string(value))
			}
		}
	}
	var want []string
	for _, tool := range All() {
		if tool.On == "users" && tool.Class == policy.Read {
			want = append(want, strconv.Quote(tool.Name))
		}
	}
	if len(want) == 0 || !slices.Equal(names, want) {
		t.Errorf("the reader sees %v, not %v", names, want)
	}
	if last := r.last(); last.Kind != audit.ListServed || *last.Outcome.Items != len(want) {
		t.Errorf("recorded: %+v", last)
	}
}

func TestAPanicIsOneErrorAndAnUnknownOutcome(t *testing.T) {
	r := newRig(t, fullAccess)
	r.gate.client = nil // the act will fail in the worst way
	f := r.fails("full", "users_delete", `{"id":"`+someone+`"}`)
	if f.Code != "internal" || strings.Contains(f.Message+f.Hint, "goroutine") {
		t.Errorf("%+v", f)
	}
	if last := r.last(); last.Kind != audit.CallOutcome || last.Outcome.Result != "unknown" {
		t.Errorf("recorded: %+v", last)
	}
}

func TestNothingIsSentThatTheGateDidNotLetThrough(t *testing.T) {
	r := newRig(t, fullAccess)
	route := table["users_delete"].endpoint.Route()
	if Authorize(t.Context(), route) == nil {
		t.Error("a request without a pass was let out")
	}
	if Authorize(withPass(t.Context(), table["users_get"].endpoint.Route()), route) == nil {
		t.Error("the pass of a read let a deletion out")
	}
	if err := Authorize(withPass(t.Context(), route), table["users_get"].endpoint.Route()); err != nil {
		t.Errorf("a change may read its own object: %v", err)
	}
	in := r.gate.client
	args, err := table["users_delete"].decode([]byte(`{"id":"` + someone + `"}`))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := table["users_delete"].endpoint.Do(t.Context(), in, args.in.Interface()); err == nil || r.directory.Requests() != 0 {
		t.Errorf("the client sent a deletion that nobody decided: %v", err)
	}
}
