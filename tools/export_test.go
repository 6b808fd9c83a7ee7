package tools

import (
	"bytes"
	"crypto/sha256"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// listings are all tools that can be exported, each with arguments that
// something answers to.
func listings(r *rig) map[string]string {
	app := items(r.call("full", "applications_list", `{"limit":1}`))[0]["_id"]
	radius := items(r.call("full", "radius_servers_list", `{"limit":1}`))[0]["_id"]
	leaver := items(r.call("full", "user_states_list", `{"limit":1}`))[0]["systemUserId"]
	all := map[string]string{
		"application_associations_list": fmt.Sprintf(`{"application_id":%q,"targets":"user_group"}`, app),
		"application_users_list":        fmt.Sprintf(`{"application_id":%q}`, app),
		"application_user_groups_list":  fmt.Sprintf(`{"application_id":%q}`, app),
		"device_group_members_list":     `{"group_id":"Macs"}`,
		"device_group_user_groups_list": `{"group_id":"Servers"}`,
		"device_group_users_list":       `{"group_id":"Servers"}`,
		"user_group_devices_list":       `{"group_id":"Admins"}`,
		"user_group_members_list":       `{"group_id":"Engineering"}`,
		"radius_associations_list":      fmt.Sprintf(`{"radiusserver_id":%q,"targets":"user_group"}`, radius),
		"user_states_next_list":         fmt.Sprintf(`{"users":[%q]}`, leaver),
		"events_query":                  `{"service":["all"],"start_time":"2020-01-01T00:00:00Z"}`,
	}
	for _, tool := range All() {
		if _, ok := all[tool.Name]; !ok && tool.listing != nil {
			all[tool.Name] = r.withIDs(unfiltered.ReplaceAllString(calls[tool.Name], "{}"))
		}
	}
	return all
}

// unfiltered is the beginning of a call that asks for some rows alone.
var unfiltered = regexp.MustCompile(`^\{"filter":.*`)

// Whatever is exported reads as the same tool answers it: the same rows, with
// the same members masked.
func TestEveryListingIsExportedAsItIsAnswered(t *testing.T) {
	r := newRig(t, fullAccess, func(o *Options) { o.MaxAnswerBytes = 64 << 20 })
	for tool, args := range listings(r) {
		t.Run(tool, func(t *testing.T) {
			r.t = t
			fields, _ := json.Marshal(table[tool].documented())
			with := strings.TrimPrefix(args, "{")
			if with != "}" {
				with = "," + with
			}
			answer := r.answer("full", tool, `{"limit":100,"fields":`+string(fields)+with)
			var want []string
			for name, value := range Members(answer.Structured) {
				if name == "items" {
					for row := range elements(value) {
						want = append(want, inOrder(t, row))
					}
				}
			}
			file := r.exported(tool, `{"fields":`+string(fields)+with, JSONL)
			var got []string
			for line := range bytes.Lines(file.Bytes()) {
				row, _ := spellOut(jsontext.Value(bytes.TrimSpace(line)))
				got = append(got, inOrder(t, row))
			}
			if len(want) == 0 || len(got) < len(want) || file.last().Rows != len(got) {
				t.Fatalf("%d rows are answered, %d exported, %d counted", len(want), len(got), file.last().Rows)
			}
			for i := range want {
				if want[i] != got[i] {
					t.Fatalf("row %d\nanswered %s\nexported %s", i, want[i], got[i])
				}
			}
			if n := r.exported(tool, args, CSV).last().Rows; n != len(got) {
				t.Errorf("%d rows as CSV, %d as JSONL", n, len(got))
			}
		})
	}
}

// inOrder is a row with its members by name.
func inOrder(t *testing.T, row jsontext.Value) string {
	t.Helper()
	row = row.Clone()
	if err := row.Canonicalize(); err != nil {
		t.Fatal(err)
	}
	return string(row)
}

func TestWhatIsNotAllowedOpensNoFileAndSendsNothing(t *testing.T) {
	r := newRig(t, `
version: 1
agents:
  reader: {owner: o@example.com, identify: [{local: true}], access: {users: read}}
  stopped:
    owner: o@example.com
    identify: [{local: true}]
    access: {users: full}
    deny: [{id: no-lists, tools: [users_list], reason: Ask the service desk.}]
`)
	for _, c := range []struct{ name, agent, tool, args, code, rule string }{
		{"what does not exist", "reader", "everything", `{}`, "denied", "unknown_tool"},
		{"what was not granted", "reader", "devices_list", `{}`, "denied", "not_granted"},
		{"what a rule denies", "stopped", "users_list", `{}`, "denied", "stopped.deny.no-lists"},
		{"what does not list", "reader", "users_get", `{"id":"` + someone + `"}`, "invalid_arguments", "invalid_arguments"},
		{"a limit", "reader", "users_list", `{"limit":5}`, "invalid_arguments", "invalid_arguments"},
		{"a cursor", "reader", "users_list", `{"cursor":"abc"}`, "invalid_arguments", "invalid_arguments"},
		{"an unknown argument", "reader", "users_list", `{"limt":5}`, "invalid_arguments", "invalid_arguments"},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, sent, to := len(r.trail()), r.directory.Requests(), &paper{}
			a := r.export(c.agent, c.tool, c.args, CSV, to, Checkpoint{})
			if a.Code != c.code || to.opened != 0 || r.directory.Requests() != sent {
				t.Errorf("%s, opened %d times, %d requests: %s", a.Code, to.opened, r.directory.Requests()-sent, a.Structured)
			}
			last := r.last()
			if len(r.trail()) != before+1 || last.Decision.Rule != c.rule || !strings.Contains(last.Message, "as an export in CSV") {
				t.Errorf("%d records, the last by %s: %s", len(r.trail())-before, last.Decision.Rule, last.Message)
			}
		})
	}
}

func TestAnExportIsOnRecordBeforeItBeginsAndWhenItHasEnded(t *testing.T) {
	r := larger(t, sandbox.Options{Users: 450})
	intended := func() bool {
		last := r.last()
		return last.Kind == audit.CallIntent && last.What.Export != nil && last.What.Export.Format == "jsonl"
	}
	to := &paper{onOpen: func() error {
		if !intended() || r.directory.Requests() > 0 {
			t.Error("the file was opened before the intent was on disk, or something was sent")
		}
		return nil
	}}
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		if !intended() {
			t.Error("a request arrived before the intent was on disk")
		}
		return 0, "", false
	})
	a := r.export("full", "users_list", `{"fields":"username"}`, JSONL, to, Checkpoint{})
	last := r.last()
	o := last.Outcome
	if a.IsError || len(r.trail()) != 2 || last.Kind != audit.CallOutcome || o.Result != "ok" {
		t.Fatalf("%s, then %s %+v", a.Structured, last.Message, o)
	}
	if *o.Items != 450 || o.Attempts != r.directory.Requests() || o.Bytes != int64(to.Len()) || o.SHA256 != fmt.Sprintf("%x", sha256.Sum256(to.Bytes())) {
		t.Errorf("recorded: %d items, %d requests, %d bytes: %+v", *o.Items, o.Attempts, o.Bytes, o)
	}
	if !strings.HasSuffix(last.Message, "and 5 requests; the export is complete: 450 rows are written.") {
		t.Error(last.Message)
	}
}

func TestWithoutAnAuditTrailNothingIsExported(t *testing.T) {
	r := newRig(t, fullAccess)
	if err := os.Remove(r.log); err != nil {
		t.Fatal(err)
	}
	to := &paper{}
	if a := r.export("full", "users_list", `{}`, JSONL, to, Checkpoint{}); a.Code != "audit_unavailable" || to.opened > 0 || r.directory.Requests() > 0 {
		t.Errorf("%s: opened %d times, %d requests", a.Structured, to.opened, r.directory.Requests())
	}
}

func TestAnExportWhoseOutcomeIsLostIsNotCalledFinished(t *testing.T) {
	r := newRig(t, fullAccess)
	to := &paper{onReach: func(int) error { return os.Remove(r.log) }}
	if a := r.export("full", "user_groups_list", `{}`, JSONL, to, Checkpoint{}); a.Code != "audit_unavailable" || !strings.Contains(string(a.Structured), "not finished") {
		t.Errorf("%s", a.Structured)
	}
}

func TestAPanicInAnExportIsAnUnknownOutcome(t *testing.T) {
	r := newRig(t, fullAccess)
	to := &paper{onReach: func(int) error { panic("the worst way") }}
	if a := r.export("full", "users_list", `{}`, JSONL, to, Checkpoint{}); a.Code != "internal" || r.last().Outcome.Result != "unknown" {
		t.Errorf("%s, recorded: %s", a.Structured, r.last().Message)
	}
}

func TestADirectoryThatChangesMeanwhileIsNotExportedAsWhole(t *testing.T) {
	r := newRigOver(t, fullAccess, sandbox.New(sandbox.Options{Users: 2500}))
	changed := false
	to := &paper{onReach: func(int) error {
		if !changed {
			changed = true
			r.call("full", "users_delete", `{"id":"ana.ruiz"}`)
		}
		return nil
	}}
	a := r.export("full", "users_list", `{"fields":"username"}`, CSV, to, Checkpoint{})
	if a.Code != "changed" || to.last().Whole || !to.last().Mark.Fell {
		t.Errorf("%s %+v", a.Structured, to.last())
	}
	if o := r.last().Outcome; o.Result != "error" || o.Code != "changed" || *o.Items != to.last().Rows || !strings.Contains(r.last().Message, "rows may be missing; the export is incomplete") {
		t.Errorf("recorded: %s", r.last().Message)
	}
}

// However slowly the file takes it, the pages that are read ahead are no more
// than twice what the client may have in flight.
func TestAnExportHoldsNoMoreThanAFewPages(t *testing.T) {
	r := larger(t, sandbox.Options{Users: 5000})
	to := &paper{}
	to.onReach = func(page int) error {
		to.Reset() // nothing needs what was written
		if ahead := r.directory.Requests() - page; ahead > 2*8-1 {
			t.Errorf("%d pages were ahead of page %d", ahead, page)
		}
		return nil
	}
	if a := r.export("full", "users_list", `{}`, JSONL, to, Checkpoint{}); a.IsError || to.last().Rows != 5000 {
		t.Errorf("%s", a.Structured)
	}
}

// Words for times are settled by the first run: what goes on is about the same
// window, whatever the clock says then.
func TestAWindowOfTimeIsSettledWhenItsExportBegins(t *testing.T) {
	at := time.Now().Truncate(time.Second)
	r := newRig(t, fullAccess, func(o *Options) { o.Now = func() time.Time { return at } })
	first := r.exported("events_query", `{"service":["all"],"start_time":"30d"}`, JSONL)
	intent := r.trail()[len(r.trail())-2]
	begun := at
	at = at.Add(time.Hour)
	second := r.exported("events_query", string(first.last().Args), JSONL)
	for _, args := range []jsontext.Value{first.last().Args, second.last().Args, intent.What.Args} {
		var asked struct {
			Start jcclient.Time `json:"start_time"`
			End   jcclient.Time `json:"end_time"`
		}
		if err := json.Unmarshal(args, &asked); err != nil || !asked.End.Equal(begun) || !asked.Start.Equal(begun.Add(-30*24*time.Hour)) {
			t.Errorf("%v: %s", err, args)
		}
	}
	if !bytes.Equal(first.Bytes(), second.Bytes()) || first.Len() == 0 {
		t.Error("another window was exported")
	}
}

func TestAnExportSaysWhenMoreIsAskedForThanThereIs(t *testing.T) {
	r := newRig(t, fullAccess)
	a := r.export("full", "events_query", `{"service":["all"],"start_time":"2020-01-01T00:00:00Z"}`, JSONL, &paper{}, Checkpoint{})
	if note, _ := decoded(t, a.Structured)["note"].(string); !strings.Contains(note, "90 days") {
		t.Errorf("%s", a.Structured)
	}
}

func TestAnExportAsksForLongPages(t *testing.T) {
	r := newRig(t, fullAccess)
	var limits []string
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		b, _ := io.ReadAll(q.Body)
		q.Body = io.NopCloser(bytes.NewReader(b))
		var body struct {
			Limit jsontext.Value `json:"limit"`
		}
		_ = json.Unmarshal(b, &body)
		limits = append(limits, string(body.Limit)+q.URL.Query().Get("limit"))
		return 0, "", false
	})
	r.exported("user_groups_list", `{}`, JSONL)
	r.exported("events_query", `{"service":["all"],"start_time":"2020-01-01T00:00:00Z"}`, JSONL)
	if !slices.Equal(limits, []string{"100", "10000"}) {
		t.Error(limits)
	}
}

// What the trail says of each export is committed: allowed, and denied by a rule.
func TestTheSentencesOfEveryExport(t *testing.T) {
	r := newRig(t, fullAccess+`
  stopped:
    name: Stopped Agent
    owner: owner@example.com
    identify: [{local: true}]
    access: `+everything+`
    deny: [{id: all-of-it, tools: ["*"], reason: Nothing today.}]
`, func(o *Options) { o.Now = func() time.Time { return time.Date(2026, 11, 25, 13, 45, 30, 0, time.UTC) } })
	var page bytes.Buffer
	for _, name := range Exports() {
		tool, before := ExportTool(name), len(r.trail())
		r.export("full", tool, unlimited(spoken[tool]), CSV, &paper{}, Checkpoint{})
		clear(r.gate.denials.agents) // it is denied more often than an agent may be
		r.export("stopped", tool, unlimited(spoken[tool]), JSONL, &paper{}, Checkpoint{})
		fmt.Fprintf(&page, "%s\n", name)
		for _, record := range r.trail()[before:] {
			if record.Kind != audit.CallOutcome {
				fmt.Fprintf(&page, "  %-12s %s\n", record.Kind, record.Message)
			}
		}
	}
	golden(t, filepath.Join("testdata", "exports.txt"), page.Bytes())
}

func unlimited(args string) string { return strings.ReplaceAll(args, `"limit":3`, "") }
