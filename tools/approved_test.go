package tools

import (
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools/approval"
)

const asking = `
version: 1
approvers: {secops: [alice, bob], owners: [carol]}
agents:
  one: {name: Agent One, owner: o@example.com, identify: [{local: true}], access: {users: full, user_groups: full, devices: read}}
  two: {owner: o@example.com, identify: [{local: true}], access: {users: full, user_groups: full, devices: read}}
require:
  - {id: eyes, tools: [users_delete, users_update, users_create, devices_list], approval: {approvers: [secops], ttl: 10m}, reason: People decide.}
  - {id: pair, tools: [user_groups_create], approval: {approvers: [secops, owners], ttl: 10m, people: 2}}
  - {id: self, tools: [user_group_members_change], approval: {ttl: 10m, confirm: true}}
`

// A shelf keeps a book where a test can reach it; full is what it says when it
// can keep no more.
type shelf struct {
	src  []byte
	full error
}

func (s *shelf) Load() ([]byte, error) { return s.src, nil }
func (s *shelf) Save(src []byte) error {
	if s.full == nil {
		s.src = slices.Clone(src)
	}
	return s.full
}

// An askRig is a rig in which calls wait for people.
type askRig struct {
	*rig
	*clock
	shelf shelf
	book  *approval.Book
	about string // the directory
}

func newAskRig(t testing.TB, source string) *askRig {
	r, c := limitedRig(t, source)
	a := &askRig{rig: r, clock: c}
	a.begin(source)
	return a
}

// begin ends the program and begins another over what it has kept.
func (a *askRig) begin(source string) {
	a.t.Helper()
	a.gate.audit.Close()
	trail, err := audit.Open(a.log, audit.Options{Now: a.now})
	if err != nil {
		a.t.Fatal(err)
	}
	a.t.Cleanup(func() { trail.Close() })
	p := load(a.t, source)
	if a.book, err = approval.Open(approval.Options{Store: &a.shelf, Trail: trail, Policy: p.Hash(), Directory: a.about, Now: a.now}); err != nil {
		a.t.Fatal(err)
	}
	if a.gate, err = NewGate(Options{Client: a.gate.client, Policy: p, Audit: trail, Approvals: a.book, Disabled: a.gate.disabled, Now: a.now}); err != nil {
		a.t.Fatal(err)
	}
}

// asks makes a call that waits then, and returns the approval's id.
func (a *askRig) asks(agent, tool, args string) string {
	a.t.Helper()
	f := a.fails(agent, tool, args)
	if f.Code != "approval_required" || f.Approval == nil {
		a.t.Fatalf("%+v", f)
	}
	return f.Approval.ID
}

func (a *askRig) says(id, person string, yes bool) approval.Entry {
	a.t.Helper()
	e, err := a.book.Say(id, approval.Verdict{Person: person, Authn: "uid 1000", Approve: yes})
	if err != nil {
		a.t.Fatal(err)
	}
	return e
}

// changes are the requests that were no reads.
func (a *askRig) changes() int {
	n := 0
	for _, rec := range a.trail() {
		if rec.Kind == audit.CallIntent && rec.What.Class != "read" {
			n++
		}
	}
	return n
}

const ana = `{"id":"60259a2a0001000000000001"}`

func TestACallThatPeopleApproveGoesThroughOnce(t *testing.T) {
	a := newAskRig(t, asking)
	id := a.asks("one", "users_delete", ana)
	if rec := a.last(); rec.Kind != audit.ApprovalAsked || rec.Approval.ID != id || !strings.Contains(rec.Message, `Agent One (owner o@example.com) asked to delete user "ana.ruiz" (6025…0001); held back by require.eyes until 1 of alice and bob approved it`) {
		t.Errorf("%s: %s", rec.Kind, rec.Message)
	}
	// Asked again it is the same question, and still nothing is done.
	if again := a.asks("one", "users_delete", ana); again != id {
		t.Errorf("asked again as %s, not %s", again, id)
	}
	if rec := a.last(); rec.Kind != audit.CallDenied || rec.Decision.Effect != "approval_required" {
		t.Errorf("%s: %s", rec.Kind, rec.Message)
	}
	a.says(id, "bob", true)
	if rec := a.last(); rec.Kind != audit.ApprovalGranted || !strings.HasPrefix(rec.Message, `bob (uid 1000) approved that Agent One (owner o@example.com) may delete user "ana.ruiz" (6025…0001)`) {
		t.Errorf("%s: %s", rec.Kind, rec.Message)
	}
	if a.changes() != 0 {
		t.Fatal("something was done before the call was made again")
	}
	a.call("one", "users_delete", ana)
	var intent audit.Record
	for _, rec := range a.trail() {
		if rec.Kind == audit.CallIntent {
			intent = rec
		}
	}
	if intent.Approval == nil || intent.Approval.ID != id || fmt.Sprint(intent.Approval.By) != "[bob]" || !strings.HasSuffix(intent.Message, "; approved by bob (approval "+id+").") || intent.Decision.Rule != "one.access.users" {
		t.Errorf("%+v: %s", intent.Approval, intent.Message)
	}
	if next := a.asks("one", "users_delete", `{"id":"6036def30001000000000002"}`); next == id {
		t.Error("another call has the same approval")
	}
	if f := a.fails("one", "users_delete", ana); f.Code != "not_found" { // a new question about somebody who is gone
		t.Errorf("%+v", f)
	}
	if a.changes() != 1 {
		t.Errorf("%d changes were made", a.changes())
	}
}

// An approval counts for what was asked, and for nothing that is like it.
func TestAnApprovalCountsForItsVeryCallAlone(t *testing.T) {
	for what, ask := range map[string]struct{ agent, tool, args string }{
		"of another agent":        {"two", "users_update", `{"id":"60259a2a0001000000000001","jobTitle":"Lead","password":"Correct-horse-1"}`},
		"with another secret":     {"one", "users_update", `{"id":"60259a2a0001000000000001","jobTitle":"Lead","password":"Correct-horse-2"}`},
		"about somebody else":     {"one", "users_update", `{"id":"6036def30001000000000002","jobTitle":"Lead","password":"Correct-horse-1"}`},
		"with one argument more":  {"one", "users_update", `{"id":"60259a2a0001000000000001","jobTitle":"Lead","password":"Correct-horse-1","sudo":true}`},
		"with another tool":       {"one", "users_delete", `{"id":"60259a2a0001000000000001"}`},
		"with one argument fewer": {"one", "users_update", `{"id":"60259a2a0001000000000001","jobTitle":"Lead"}`},
	} {
		t.Run(what, func(t *testing.T) {
			a := newAskRig(t, asking)
			id := a.asks("one", "users_update", `{"id":"60259a2a0001000000000001","jobTitle":"Lead","password":"Correct-horse-1"}`)
			a.says(id, "alice", true)
			if other := a.asks(ask.agent, ask.tool, ask.args); other == id {
				t.Error("it is the same question")
			}
			if a.changes() != 0 {
				t.Error("it was made")
			}
			for _, secret := range []string{"Correct-horse-1", "Correct-horse-2"} {
				if strings.Contains(string(a.shelf.src), secret) {
					t.Error("a secret is kept")
				}
			}
			// Spelled otherwise it is the same call, by name too.
			a.call("one", "users_update", `{"password":"Correct\u002dhorse-1", "jobTitle":"Lead", "id":"ana.ruiz"}`)
		})
	}
}

func TestAnExportIsNotApprovedByAnAnswerToAListing(t *testing.T) {
	a := newAskRig(t, asking)
	a.says(a.asks("one", "devices_list", `{}`), "alice", true)
	if answer := a.gate.Export(t.Context(), a.as("one"), "devices_list", jsontext.Value(`{}`), Export{Format: JSONL, To: &paper{}}); answer.Code != "approval_required" {
		t.Errorf("%s", answer.Structured)
	}
	if f := a.fails("one", "devices_list", `{"fields":["os"]}`); f.Code != "approval_required" {
		t.Errorf("%+v", f)
	}
	a.call("one", "devices_list", `{"limit":25}`) // which is what is asked for when nothing is said
}

func TestEachRuleWantsItsPeople(t *testing.T) {
	a := newAskRig(t, asking)
	id := a.asks("one", "user_groups_create", `{"name":"New"}`)
	if e := a.says(id, "alice", true); e.State != approval.Waiting {
		t.Fatalf("one yes was enough: %+v", e)
	}
	if rec := a.last(); !strings.Contains(rec.Message, "one person more is needed") {
		t.Error(rec.Message)
	}
	for person, want := range map[string]error{"alice": approval.ErrSaid, "mallory": approval.ErrNotAsked, "one": approval.ErrNotAsked, "": approval.ErrNotAsked, "Bob": approval.ErrNotAsked} {
		if _, err := a.book.Say(id, approval.Verdict{Person: person, Authn: "uid 1", Approve: true}); !errors.Is(err, want) {
			t.Errorf("%q: %v", person, err)
		}
	}
	if _, err := a.book.Say(id, approval.Verdict{Own: true, Authn: "client", Approve: true}); !errors.Is(err, approval.ErrNotAsked) {
		t.Errorf("the agent's own user: %v", err)
	}
	a.asks("one", "user_groups_create", `{"name":"New"}`)
	a.says(id, "carol", true)
	a.call("one", "user_groups_create", `{"name":"New"}`)
}

// One no is the end of it, for as long as the question would have stood.
func TestANoIsFinalUntilTheTimeIsOver(t *testing.T) {
	a := newAskRig(t, asking)
	id := a.asks("one", "user_groups_create", `{"name":"New"}`)
	a.says(id, "alice", true)
	if _, err := a.book.Say(id, approval.Verdict{Person: "bob", Authn: "uid 1", Reason: "Not now."}); err != nil {
		t.Fatal(err)
	}
	if rec := a.last(); rec.Kind != audit.ApprovalDenied || !strings.Contains(rec.Message, `bob (uid 1) said no to Agent One`) || !strings.Contains(rec.Message, `"Not now."`) {
		t.Errorf("%s: %s", rec.Kind, rec.Message)
	}
	if _, err := a.book.Say(id, approval.Verdict{Person: "carol", Authn: "uid 1", Approve: true}); !errors.Is(err, approval.ErrNone) {
		t.Errorf("a yes after a no: %v", err)
	}
	for range 2 {
		if f := a.fails("one", "user_groups_create", `{"name":"New"}`); f.Code != "denied" || !strings.Contains(f.Message, `the answer was no: "Not now."`) {
			t.Errorf("%+v", f)
		}
	}
	a.begin(asking) // which forgets no no
	if f := a.fails("one", "user_groups_create", `{"name":"New"}`); f.Code != "denied" {
		t.Errorf("%+v", f)
	}
	a.advance(10 * time.Minute)
	if next := a.asks("one", "user_groups_create", `{"name":"New"}`); next == id {
		t.Error("the old question stands again")
	}
}

func TestWhatRunsOutIsNoYes(t *testing.T) {
	a := newAskRig(t, asking)
	id := a.asks("one", "users_delete", ana)
	a.says(id, "alice", true)
	a.advance(10 * time.Minute)
	if next := a.asks("one", "users_delete", ana); next == id {
		t.Error("it still stands")
	}
	a.gate.TidyApprovals()
	if rec := a.last(); rec.Kind != audit.ApprovalExpired || rec.Approval.ID != id || !strings.Contains(rec.Message, "its time was over") {
		t.Errorf("%s: %s", rec.Kind, rec.Message)
	}
	if _, err := a.book.Say(id, approval.Verdict{Person: "bob", Authn: "uid 1", Approve: true}); !errors.Is(err, approval.ErrNone) {
		t.Errorf("%v", err)
	}
	if a.changes() != 0 {
		t.Error("it was made")
	}
}

// What waits, and what was approved, survives a restart, and dies with its policy.
func TestApprovalsSurviveARestartAndDieWithTheirPolicy(t *testing.T) {
	a := newAskRig(t, asking)
	first := a.asks("one", "users_delete", ana)
	second := a.asks("one", "users_delete", `{"id":"6036def30001000000000002"}`)
	a.says(first, "alice", true)
	a.begin(asking)
	if again := a.asks("one", "users_delete", `{"id":"6036def30001000000000002"}`); again != second {
		t.Errorf("asked as %s, not %s", again, second)
	}
	a.call("one", "users_delete", ana)
	a.says(second, "alice", true)
	if _, err := a.gate.Reload(load(t, asking+"# the same\n")); err != nil {
		t.Fatal(err)
	}
	if rec := a.last(); rec.Kind != audit.ApprovalExpired || rec.Approval.ID != second || !strings.Contains(rec.Message, "another policy came into force") {
		t.Errorf("%s: %s", rec.Kind, rec.Message)
	}
	if third := a.asks("one", "users_delete", `{"id":"6036def30001000000000002"}`); third == second {
		t.Error("it survived its policy")
	}
	// Nor does one come back with a restart under another policy.
	a.begin(asking)
	if len(a.book.Entries()) != 0 {
		t.Errorf("%+v", a.book.Entries())
	}
	if a.changes() != 1 {
		t.Errorf("%d changes", a.changes())
	}
}

// What was approved in one directory, such as an invented one, is approved in no
// other.
func TestApprovalsCountInTheirOwnDirectory(t *testing.T) {
	a := newAskRig(t, asking)
	id := a.asks("one", "users_create", `{"username":"new.one","email":"new@example.com"}`)
	a.says(id, "alice", true)
	a.about = "another"
	a.begin(asking)
	if rec := a.last(); rec.Kind != audit.ApprovalExpired || !strings.Contains(rec.Message, "another directory") {
		t.Errorf("%s: %s", rec.Kind, rec.Message)
	}
	if next := a.asks("one", "users_create", `{"username":"new.one","email":"new@example.com"}`); next == id || a.changes() != 0 {
		t.Errorf("it counted in another: %s, %d changes", next, a.changes())
	}
}

func TestParallelCallsUseAnApprovalOnce(t *testing.T) {
	a := newAskRig(t, asking)
	a.says(a.asks("one", "users_delete", ana), "alice", true)
	var made atomic.Int32
	var wait sync.WaitGroup
	for range 50 {
		wait.Go(func() {
			if !a.answer("one", "users_delete", ana).IsError {
				made.Add(1)
			}
		})
	}
	wait.Wait()
	if made.Load() != 1 || a.changes() != 1 {
		t.Errorf("%d calls went through, with %d intents", made.Load(), a.changes())
	}
}

// An approval is not lost with a call that could not be recorded, and is not
// used twice when a program ends between its use and its call.
func TestAnApprovalGoesBackWithoutAnIntentAndIsNeverUsedTwice(t *testing.T) {
	a := newAskRig(t, asking)
	id := a.asks("one", "users_delete", ana)
	a.says(id, "alice", true)
	leave, _, err := a.book.Take("one", "users_delete", a.essenceOf("one", "users_delete", ana))
	if err != nil || leave == nil {
		t.Fatalf("%v %v", leave, err)
	}
	if f := a.fails("one", "users_delete", ana); f.Code != "approval_required" || f.Approval.ID == id {
		t.Errorf("while it is used: %+v", f)
	}
	crashed := slices.Clone(a.shelf.src)
	leave.Back()
	if e, err := a.book.Entry(id); err != nil || e.State != approval.Granted {
		t.Errorf("given back: %+v %v", e, err)
	}
	a.shelf.src = crashed
	a.begin(asking)
	if _, err := a.book.Entry(id); !errors.Is(err, approval.ErrNone) {
		t.Errorf("after a crash in the middle: %v", err)
	}
}

func (a *askRig) essenceOf(agent, tool, args string) []byte {
	a.t.Helper()
	c := a.gate.begin(a.as(agent), tool, nil)
	if err := c.decode(jsontext.Value(args)); err != nil {
		a.t.Fatal(err)
	}
	c.decision = c.policy.Decide(c.request())
	return c.essence()
}

// Who can keep nothing asks nobody, and lets nothing through.
func TestWhatCannotBeKeptIsDenied(t *testing.T) {
	a := newAskRig(t, asking)
	a.shelf.full = errors.New("no space left on device")
	if f := a.fails("one", "users_delete", ana); f.Code != "audit_unavailable" {
		t.Errorf("%+v", f)
	}
	a.shelf.full = nil
	id := a.asks("one", "users_delete", ana)
	a.shelf.full = errors.New("no space left on device")
	if _, err := a.book.Say(id, approval.Verdict{Person: "alice", Authn: "uid 1", Approve: true}); err == nil {
		t.Error("a yes counts that is not kept")
	}
	a.shelf.full = nil
	a.says(id, "alice", true)
	a.shelf.full = errors.New("no space left on device")
	if f := a.fails("one", "users_delete", ana); f.Code != "audit_unavailable" {
		t.Errorf("used without being marked: %+v", f)
	}
	a.shelf.full = nil
	a.call("one", "users_delete", ana)

	a.book.NobodyAnswers()
	if f := a.fails("one", "users_delete", `{"id":"6036def30001000000000002"}`); f.Code != "denied" {
		t.Errorf("where people have no way to answer: %+v", f)
	}
	if rec := a.last(); rec.Kind != audit.CallDenied || !strings.Contains(rec.Message, "no way to answer") {
		t.Errorf("%s: %s", rec.Kind, rec.Message)
	}
	a.asks("one", "user_group_members_change", `{"group_id":"`+a.group()+`","op":"add","type":"user","id":"6036def30001000000000002"}`) // which its own user confirms

	r := newRig(t, asking) // which has no book at all
	if f := r.fails("one", "users_delete", ana); f.Code != "denied" {
		t.Errorf("without anybody to ask: %+v", f)
	}
}

func TestADisabledAgentsApprovalsAreVoid(t *testing.T) {
	a := newAskRig(t, asking)
	var off atomic.Bool
	a.gate.disabled = func(agent string) bool { return off.Load() && agent == "one" }
	id := a.asks("one", "users_delete", ana)
	kept := a.asks("two", "users_delete", ana)
	a.says(id, "alice", true)
	off.Store(true)
	a.gate.TidyApprovals()
	off.Store(false)
	if next := a.asks("one", "users_delete", ana); next == id {
		t.Error("it came back with the agent")
	}
	if again := a.asks("two", "users_delete", ana); again != kept {
		t.Error("another agent's is gone too")
	}
}

// An agent cannot bury people in questions, nor keep others from asking.
func TestAnAgentAsksOnlySoMuchAtOnce(t *testing.T) {
	a := newAskRig(t, asking)
	for i := range 20 {
		a.asks("one", "users_create", fmt.Sprintf(`{"username":"new%d","email":"new%d@example.com"}`, i, i))
	}
	sent := a.directory.Requests()
	if f := a.fails("one", "users_create", `{"username":"one","email":"more@example.com"}`); f.Code != "quota_exceeded" {
		t.Errorf("%+v", f)
	}
	if a.directory.Requests() != sent {
		t.Error("JumpCloud was asked for a plan that nobody sees")
	}
	a.asks("two", "users_create", `{"username":"one","email":"more@example.com"}`)
	a.advance(10 * time.Minute)
	a.asks("one", "users_create", `{"username":"one","email":"more@example.com"}`)
}

// Nobody has JumpCloud read without end for questions that come to nothing.
func TestQuestionsThatCannotBePutTakeUpRoomToo(t *testing.T) {
	a := newAskRig(t, asking)
	for i := range 20 {
		if f := a.fails("one", "users_delete", fmt.Sprintf(`{"id":"5f0c1b2a3d4e5f60718299%02d"}`, i)); f.Code != "not_found" {
			t.Fatalf("%+v", f)
		}
	}
	sent := a.directory.Requests()
	if f := a.fails("one", "users_delete", `{"id":"5f0c1b2a3d4e5f60718299ff"}`); f.Code != "quota_exceeded" || a.directory.Requests() != sent {
		t.Errorf("%+v, with %d requests", f, a.directory.Requests()-sent)
	}
	a.asks("two", "users_delete", ana) // others have their own
	a.advance(15 * time.Minute)
	a.asks("one", "users_delete", ana)
}

// The agent's own user confirms through its client, and only what a rule lets
// that user confirm, and only for its own agent.
func TestTheAgentsOwnUserConfirmsWhereTheRuleSaysSo(t *testing.T) {
	a := newAskRig(t, asking)
	add := `{"group_id":"` + a.group() + `","op":"add","type":"user","id":"60259a2a0001000000000001"}`
	answer := a.answer("one", "user_group_members_change", add)
	if answer.Code != "approval_required" || answer.Confirm == "" {
		t.Fatalf("%s %q", answer.Structured, answer.Confirm)
	}
	if err := a.gate.Confirm(a.as("two"), answer.Confirm, true); !errors.Is(err, approval.ErrNone) {
		t.Errorf("another agent's user: %v", err)
	}
	if err := a.gate.Confirm(a.as("one"), answer.Confirm, true); err != nil {
		t.Fatal(err)
	}
	if rec := a.last(); rec.Kind != audit.ApprovalGranted || !strings.HasPrefix(rec.Message, "The agent's own user (client) approved that Agent One") {
		t.Errorf("%s: %s", rec.Kind, rec.Message)
	}
	a.call("one", "user_group_members_change", add)

	if answer := a.answer("one", "users_delete", ana); answer.Confirm != "" {
		t.Error("a client is asked to confirm what only other people approve")
	}
	answer = a.answer("one", "user_group_members_change", strings.Replace(add, `"add"`, `"remove"`, 1))
	if err := a.gate.Confirm(a.as("one"), answer.Confirm, false); err != nil {
		t.Fatal(err)
	}
	if f := a.fails("one", "user_group_members_change", strings.Replace(add, `"add"`, `"remove"`, 1)); f.Code != "denied" {
		t.Errorf("%+v", f)
	}
}

func (a *askRig) group() string {
	a.t.Helper()
	items := a.call("one", "user_groups_list", `{"limit":1}`)["items"].([]any)
	return items[0].(map[string]any)["id"].(string)
}

// Explain says what a call would be answered.
func TestExplainSaysThatPeopleAreAsked(t *testing.T) {
	d, weighed := Explain(load(t, asking), Question{Agent: "one", Tool: "users_delete", Args: jsontext.Value(ana), Now: time.Now()})
	if d.Effect != policy.ApprovalRequired || d.Rule != "require.eyes" || len(weighed) == 0 {
		t.Errorf("%+v", d)
	}
}

// The names that people saw stand in the record, and not in the answer: an
// agent that may not read them is not told by the back door.
func TestAPlansNamesAreToldToPeopleAlone(t *testing.T) {
	a := newAskRig(t, strings.Replace(asking, "users: full, user_groups: full, devices: read}}\n  two", "user_groups: full}, allow: [{id: u, tools: [users_update, users_delete]}]}\n  two", 1))
	f := a.fails("one", "users_update", `{"id":"60259a2a0001000000000001","jobTitle":"Lead"}`)
	if f.Code != "approval_required" || strings.Contains(fmt.Sprint(f.Approval.Plan), "ana.ruiz") || strings.Contains(fmt.Sprint(f.Approval.Plan), "Senior") {
		t.Errorf("told: %v", f.Approval.Plan)
	}
	e := a.says(f.Approval.ID, "alice", true)
	if plan := strings.Join(e.Plan, "\n"); !strings.Contains(plan, `"ana.ruiz"`) || !strings.Contains(plan, "Senior") {
		t.Errorf("people see: %s", plan)
	}
	answer := a.answer("one", "users_update", `{"id":"60259a2a0001000000000001","jobTitle":"Lead"}`)
	if answer.IsError || strings.Contains(string(answer.Structured), `"resolved"`) {
		t.Errorf("%s", answer.Structured)
	}
	for _, rec := range a.trail() {
		if rec.Kind == audit.CallIntent && (rec.What.Targets[0].Name != "ana.ruiz" || !strings.Contains(rec.Message, `"ana.ruiz"`)) {
			t.Errorf("recorded: %s", rec.Message)
		}
	}
}
