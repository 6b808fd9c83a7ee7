package tools

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// rowsOut is how many tokens are out of the buckets that count objects, by agent.
func (r *rig) rowsOut(agent string) int {
	r.t.Helper()
	l := &r.gate.limits
	l.mu.Lock()
	defer l.mu.Unlock()
	n := 0
	for key, b := range l.buckets {
		if key.agent == agent && key.of == policy.Objects {
			n += b.held + sum(b.spent)
		}
	}
	return n
}

// rowBurst makes calls at once, and says how many objects they were about and
// how many of them were limited.
func (r *rig) rowBurst(agent string, calls [][2]string) (objects, limited int) {
	var mu sync.Mutex
	var wait sync.WaitGroup
	for _, call := range calls {
		wait.Go(func() {
			a := r.answer(agent, call[0], call[1])
			mu.Lock()
			defer mu.Unlock()
			switch {
			case a.Code == "rate_limited":
				limited++
			case a.IsError:
				r.t.Errorf("%v: %s", call, a.Structured)
			case strings.HasSuffix(call[0], "_list"):
				objects += len(items(decoded(r.t, a.Structured)))
			default:
				objects++
			}
		})
	}
	wait.Wait()
	return objects, limited
}

// mixed are listings of some rows each, and calls about one user.
func mixed(id string, n int) [][2]string {
	d := rand.New(rand.NewPCG(3, 4))
	var calls [][2]string
	for i := range n {
		calls = append(calls, [2]string{"users_list", fmt.Sprintf(`{"limit":%d}`, 1+d.IntN(7))})
		if i%3 == 0 {
			calls = append(calls, [2]string{"users_get", fmt.Sprintf(`{"id":%q}`, id)})
		}
	}
	return calls
}

func (r *rig) someUser(agent string) string {
	r.t.Helper()
	return items(r.call(agent, "users_list", `{"limit":1}`))[0]["_id"].(string)
}

func TestABurstIsAnsweredExactlyAsManyObjectsAsItsLimitAndARestartGivesNoMore(t *testing.T) {
	for limit, most := range map[string]int{
		"{objects: 60, per: 1h}":             60,
		"{objects: 60, calls: 200, per: 1h}": 60,
		"{objects: 60, per: 1h, by: agent}":  60,
	} {
		t.Run(limit, func(t *testing.T) {
			source := fmt.Sprintf(limitedAgents, limit)
			r, c := limitedRig(t, source)
			id := r.someUser("two")
			got, limited := r.rowBurst("one", mixed(id, 40))
			if got > most || limited == 0 {
				t.Errorf("%d objects were answered, %d calls limited", got, limited)
			}
			r.restart(c, source)
			if out := r.rowsOut("one"); out != got {
				t.Errorf("after a restart %d objects are out, and %d were answered", out, got)
			}
			// Calls about one object fill up what is left, and no more.
			var ones [][2]string
			for range most {
				ones = append(ones, [2]string{"users_get", fmt.Sprintf(`{"id":%q}`, id)})
			}
			more, limited := r.rowBurst("one", ones)
			if got+more != most || limited != most-more {
				t.Errorf("%d and %d objects were answered, %d calls limited", got, more, limited)
			}
			r.restart(c, source)
			if more, _ := r.rowBurst("one", ones[:5]); more != 0 {
				t.Errorf("after a restart %d objects more", more)
			}
			c.advance(time.Hour - time.Microsecond)
			if more, _ := r.rowBurst("one", ones[:5]); more != 0 {
				t.Errorf("%d objects before their time", more)
			}
			c.advance(time.Microsecond)
			if more, _ := r.rowBurst("one", ones); more != most {
				t.Errorf("an hour later %d objects were answered", more)
			}
		})
	}
}

// The one of two limits of a rule that is reached first holds.
func TestCallsAndObjectsOfOneRuleAreTwoBuckets(t *testing.T) {
	source := fmt.Sprintf(limitedAgents, "{calls: 3, objects: 20, per: 1h}")
	r, c := limitedRig(t, source)
	for range 3 {
		r.call("one", "users_list", `{"limit":2}`)
	}
	r.restart(c, source)
	if f := r.fails("one", "users_list", `{"limit":2}`); f.Code != "rate_limited" || !strings.HasSuffix(f.Message, "At most 3 calls an hour.") || !strings.HasSuffix(f.Hint, "Call again after 3600 s.") {
		t.Errorf("%+v", f)
	}
	r.call("two", "users_list", `{"limit":15}`)
	r.restart(c, source)
	if f := r.fails("two", "users_list", `{"limit":6}`); f.Code != "rate_limited" || !strings.Contains(f.Message, "At most 20 objects an hour; this call may need 6, and 5 are left.") {
		t.Errorf("%+v", f)
	}
	r.call("two", "users_list", `{"limit":5}`)
	for _, rec := range r.trail() {
		if rec.Kind == audit.CallIntent && rec.Who.Agent == "two" && !strings.HasPrefix(fmt.Sprint(rec.Decision.Limits), "[require.careful require.careful x") {
			t.Errorf("%v", rec.Decision.Limits)
		}
	}
}

func TestAListingGivesBackTheRowsThatItDidNotAnswer(t *testing.T) {
	source := fmt.Sprintf(limitedAgents, "{objects: 30, per: 1h}")
	r, c := limitedRig(t, source)
	ana := `{"filter":["username:$eq:ana.ruiz"]}`
	for n := range 20 { // each may need 25, and answers one
		if rows := items(r.call("one", "users_list", ana)); len(rows) != 1 {
			t.Fatalf("%d rows", len(rows))
		}
		if n == 5 {
			break
		}
	}
	if out := r.rowsOut("one"); out != 6 {
		t.Errorf("%d objects are out", out)
	}
	f := r.fails("one", "users_list", ana)
	want := failure{Code: "rate_limited", Message: "Denied by rule require.careful: Slowly. At most 30 objects an hour; this call may need 25, and 24 are left.",
		Hint: "This is jumpgate's policy, not JumpCloud's. Call again after 3600 s, or now with limit 24 or less.", Retryable: true, RetryAfter: 3600}
	if f != want {
		t.Errorf("%+v", f)
	}
	// Nothing at all is as little as it is, and what fails answers nothing.
	for range 3 {
		r.call("one", "users_list", `{"limit":24,"filter":["username:$eq:nobody.at.all"]}`)
	}
	r.directory.Fail(func(*http.Request) (int, string, bool) { return http.StatusForbidden, "{}", true })
	for range 3 {
		if f := r.fails("one", "users_list", `{"limit":24}`); f.Code != "forbidden" {
			t.Fatalf("%+v", f)
		}
	}
	r.directory.Fail(nil)
	for _, b := range r.gate.limits.buckets {
		if len(b.spent) != 6 && len(b.spent) != 1 { // all at one time; those of nothing are forgotten
			t.Errorf("%d are remembered", len(b.spent))
		}
	}
	r.restart(c, source)
	if out := r.rowsOut("one"); out != 6 {
		t.Errorf("after a restart %d objects are out", out)
	}
	r.call("one", "users_list", `{"limit":24}`)
}

// A call that was cut off may have been answered: it counts for all that it asked.
func TestWhatACrashCutOffCountsForAllThatItMayHaveAnswered(t *testing.T) {
	source := fmt.Sprintf(limitedAgents, "{objects: 30, per: 1h}")
	r, c := limitedRig(t, source)
	trail := r.gate.audit
	var arrived atomic.Int64
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		if arrived.Add(1) == 1 {
			trail.Close()
		}
		return 0, "", false
	})
	if f := r.fails("one", "users_list", `{"filter":["username:$eq:ana.ruiz"]}`); f.Code != "audit_unavailable" {
		t.Fatalf("%+v", f)
	}
	if out := r.rowsOut("one"); out != 25 {
		t.Errorf("before the restart %d objects are out", out)
	}
	r.restart(c, source)
	if out := r.rowsOut("one"); out != 25 {
		t.Errorf("after it %d objects are out", out)
	}
}

func TestAPolicyThatTakesAnothersPlaceFindsTheObjectsThatWereAnswered(t *testing.T) {
	source := func(limit string) string { return fmt.Sprintf(limitedAgents, limit) }
	r, c := limitedRig(t, source("{objects: 30, per: 1h}"))
	r.call("one", "users_list", `{"limit":30,"filter":["username:$eq:ana.ruiz"]}`)
	r.call("one", "users_list", `{"limit":10}`)
	c.advance(2 * time.Hour)
	r.call("one", "users_list", `{"limit":9}`)
	for _, step := range []struct {
		limit string
		left  int
	}{{"{objects: 30, per: 1h}", 21}, {"{objects: 50, per: 1d}", 30}, {"{objects: 15, per: 1d}", 0}, {"{objects: 25, per: 1d, by: rule}", 5}, {"{objects: 12, per: 1h, by: tool}", 3}, {"{objects: 30, calls: 9, per: 1h}", 21}} {
		if _, err := r.gate.Reload(load(t, source(step.limit))); err != nil {
			t.Fatal(err)
		}
		l := r.gate.Policy().Limits()
		for rows, fits := range map[int]bool{step.left: true, step.left + 1: false} {
			taken := tokens{from: &r.gate.limits}
			if got := rows == 0 || taken.take(needs("users_list", l, false, rows), "one", "users_list", c.now()) == nil; got != fits {
				t.Errorf("%s: room for %d is %t", step.limit, rows, got)
			}
			taken.back()
		}
	}
}

// What a listing under way may yet give back takes the place of nothing that was
// answered before.
func TestANewPolicyForgetsNothingForTheSakeOfAListingUnderWay(t *testing.T) {
	r, c := limitedRig(t, fmt.Sprintf(limitedAgents, "{objects: 28, per: 1m}"))
	next := load(t, fmt.Sprintf(limitedAgents, "{objects: 30, per: 1h}"))
	for range 2 {
		r.call("one", "users_list", `{"limit":10}`)
		c.advance(5 * time.Minute)
	}
	var once sync.Once
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		once.Do(func() {
			if _, err := r.gate.Reload(next); err != nil {
				t.Error(err)
			}
		})
		return 0, "", false
	})
	r.call("one", "users_list", `{"filter":["username:$eq:ana.ruiz"]}`)
	if out := r.rowsOut("one"); out != 21 {
		t.Errorf("%d objects are out", out)
	}
}

// A listing that is under way while another policy comes gives back what it does
// not answer to that one's bucket.
func TestAListingUnderWayGivesBackUnderTheNewPolicyToo(t *testing.T) {
	r, _ := limitedRig(t, fmt.Sprintf(limitedAgents, "{objects: 30, per: 1h}"))
	next := load(t, fmt.Sprintf(limitedAgents, "{objects: 40, per: 1d}"))
	var once sync.Once
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		once.Do(func() {
			if _, err := r.gate.Reload(next); err != nil {
				t.Error(err)
			}
			if out := r.rowsOut("one"); out != 25 {
				t.Errorf("%d objects are out while it is under way", out)
			}
		})
		return 0, "", false
	})
	r.call("one", "users_list", `{"filter":["username:$eq:ana.ruiz"]}`)
	if out := r.rowsOut("one"); out != 1 {
		t.Errorf("%d objects are out afterwards", out)
	}
}

func TestAListingThatAsksForMoreThanItsLimitHasIsToldToAskForFewer(t *testing.T) {
	r, c := limitedRig(t, fmt.Sprintf(limitedAgents, "{objects: 10, per: 1h}"))
	sent := r.directory.Requests()
	f := r.fails("one", "users_list", `{}`)
	if f.Code != "rate_limited" || f.Retryable || !strings.HasSuffix(f.Message, "At most 10 objects an hour; this call may need 25, and 10 are left.") || !strings.HasSuffix(f.Hint, "It never lets so many rows through: call with limit 10 or less.") {
		t.Errorf("%+v", f)
	}
	if n := r.directory.Requests() - sent; n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	r.call("one", "users_list", `{"limit":9}`)
	if f := r.fails("one", "users_list", `{"limit":2}`); !f.Retryable || !strings.HasSuffix(f.Message, "this call may need 2, and 1 is left.") || !strings.HasSuffix(f.Hint, "Call again after 3600 s, or now with limit 1 or less.") {
		t.Errorf("%+v", f)
	}
	r.call("one", "users_list", `{"limit":1}`)
	c.advance(20 * time.Minute)
	if f := r.fails("one", "users_list", `{}`); f.RetryAfter != 2400 || !strings.HasSuffix(f.Message, "and 0 are left.") || !strings.HasSuffix(f.Hint, "Call again after 2400 s and with a smaller limit: it never lets so many rows through.") {
		t.Errorf("%+v", f)
	}
}

// The tokens that must come back are counted one by one, the oldest first.
func TestTheTimeToWaitIsUntilThereAreObjectsEnough(t *testing.T) {
	r, c := limitedRig(t, fmt.Sprintf(limitedAgents, "{objects: 10, per: 1h}"))
	for _, rows := range []int{4, 1, 3} {
		r.call("one", "users_list", fmt.Sprintf(`{"limit":%d}`, rows))
		c.advance(10 * time.Minute)
	}
	for rows, wait := range map[int]int{3: 1800, 6: 1800, 7: 2400, 8: 3000, 10: 3000} {
		if f := r.fails("one", "users_list", fmt.Sprintf(`{"limit":%d}`, rows)); f.RetryAfter != wait {
			t.Errorf("for %d: %+v", rows, f)
		}
	}
}

func TestAnExportIsDeniedWhereObjectsAreCounted(t *testing.T) {
	for name, when := range map[string]string{"always": "", "in some cases": "when: {sort: {absent: true}}, "} {
		t.Run(name, func(t *testing.T) {
			limited := strings.Replace(fmt.Sprintf(limitedAgents, "{objects: 1000, per: 1h}"), "limit:", when+"limit:", 1)
			r, _ := limitedRig(t, limited)
			sent := r.directory.Requests()
			to := &paper{}
			a := r.gate.Export(t.Context(), r.as("one"), "users_list", jsontext.Value(`{}`), Export{Format: JSONL, To: to})
			if a.Code != "denied" || !strings.Contains(string(a.Structured), "Denied by rule require.careful: Slowly. An export takes every row, however many there are. At most 1000 objects an hour.") || !strings.Contains(string(a.Structured), "List the rows page by page instead.") {
				t.Errorf("%s", a.Structured)
			}
			if n := r.directory.Requests() - sent; n != 0 || r.rowsOut("one") != 0 {
				t.Errorf("%d requests were sent, %d objects are out", n, r.rowsOut("one"))
			}
			m := r.last()
			if m.Kind != audit.CallDenied || m.Decision.Rule != "require.careful" {
				t.Errorf("recorded: %s", m.Message)
			}
			made, _ := limitedRig(t, fmt.Sprintf(limitedAgents, "{calls: 9, per: 1h}"))
			if a := made.gate.Export(t.Context(), made.as("one"), "users_list", nil, Export{Format: JSONL, To: &paper{}}); a.IsError {
				t.Fatalf("%s", a.Structured)
			}
			if d, _ := Again(load(t, limited), made.trail()[len(made.trail())-2]); d.Effect != policy.Deny || d.Rule != "require.careful" {
				t.Errorf("one that was made, decided again: %+v", d)
			}
			for source, want := range map[string]policy.Effect{limited: policy.Deny, fmt.Sprintf(limitedAgents, "{calls: 9, per: 1h}"): policy.Allow} {
				if d, _ := Again(load(t, source), m); d.Effect != want {
					t.Errorf("decided again: %+v", d)
				}
			}
		})
	}
}

// A call about one object is one, a change counts those that its arguments name,
// and what only counts events is one.
func TestACallCountsTheObjectsThatItIsAbout(t *testing.T) {
	source := `
version: 1
agents:
  full: {owner: o@example.com, identify: [{local: true}], access: ` + everything + `}
require:
  - {id: all, tools: ["*"], limit: {objects: 1000, per: 1h}}
`
	r, c := limitedRig(t, source)
	user := r.someUser("full")
	other := fmt.Sprint(items(r.call("full", "users_list", `{"limit":2}`))[1]["_id"])
	group := items(r.call("full", "user_groups_list", `{"limit":1}`))[0]
	byName := fmt.Sprint(group["name"])
	for _, call := range []struct {
		tool, args string
		objects    int
		recorded   string // of the records, in order
	}{
		{"users_get", `{"id":"` + user + `"}`, 1, "[require.all x1]"},
		{"users_get", `{"id":"ana.ruiz"}`, 1, "[require.all x1] []"},
		{"organization_get", `{}`, 1, "[require.all x25]"}, // which answers with the one that there is
		{"users_create", `{"username":"new.one","email":"new.one@example.com"}`, 1, "[require.all x1]"},
		{"users_update", `{"id":"` + user + `","jobTitle":"Lead"}`, 1, "[require.all x1]"},
		{"users_update", `{"id":"` + user + `","manager":"ana.ruiz"}`, 2, "[require.all x1] [require.all x1]"},
		{"user_group_members_change", fmt.Sprintf(`{"group_id":%q,"op":"add","type":"user","id":%q}`, group["id"], user), 2, "[require.all x2]"},
		{"events_count", `{"service":["all"],"start_time":"2026-11-01T00:00:00Z"}`, 1, "[require.all x1]"},
		{"users_delete", `{"id":"` + other + `","cascade_manager":"` + user + `"}`, 2, "[require.all x2]"},
		{"user_groups_list", `{"limit":1}`, 1, "[require.all x1]"},
		{"user_group_members_list", fmt.Sprintf(`{"group_id":%q,"limit":1}`, byName), 2, "[require.all x1] [require.all x1]"},
	} {
		before, records := r.rowsOut("full"), len(r.trail())
		if a := r.answer("full", call.tool, call.args); a.IsError {
			t.Fatalf("%s: %s", call.tool, a.Structured)
		}
		if n := r.rowsOut("full") - before; n != call.objects {
			t.Errorf("%s %s counts %d objects, not %d", call.tool, call.args, n, call.objects)
		}
		var recorded []string
		for _, rec := range r.trail()[records:] {
			if rec.Kind == audit.CallLookup || rec.Kind == audit.CallIntent {
				limits := []string{}
				if rec.Decision != nil {
					limits = rec.Decision.Limits
				}
				recorded = append(recorded, fmt.Sprint(limits))
			}
		}
		if got := strings.Join(recorded, " "); got != call.recorded {
			t.Errorf("%s %s: recorded %s, not %s", call.tool, call.args, got, call.recorded)
		}
	}
	out := r.rowsOut("full")
	r.restart(c, source)
	if again := r.rowsOut("full"); again != out {
		t.Errorf("after a restart %d objects are out, before it %d", again, out)
	}
}

// A look-up of a call that is then refused is one object, of the listing's limit
// and of the call's own, whatever the call would have needed.
func TestALookUpIsOneObject(t *testing.T) {
	source := lookUpAgents + `require: [{id: own, tools: [users_update], limit: {objects: 9, per: 1h}}, {id: lists, tools: [users_list], limit: {objects: 9, per: 1h}}]`
	r, c := limitedRig(t, source)
	for range 2 {
		if f := r.fails("one", "users_update", `{"id":"ana.ruiz","manager":"nobody.at.all"}`); f.Code != "not_found" {
			t.Fatalf("%+v", f)
		}
	}
	if got := fmt.Sprint(r.trail()[len(r.trail())-2].Decision.Limits); got != "[require.own x1 require.lists of users_list x1]" {
		t.Error(got)
	}
	for _, restarted := range []bool{false, true} {
		if restarted {
			r.restart(c, source)
		}
		if n := r.rowsOut("one"); n != 4 {
			t.Errorf("restarted %t: %d objects are out", restarted, n)
		}
	}
}

// JumpCloud may send more rows than it was asked for: nobody counted those.
func TestMoreRowsThanWereAskedForAreNotAnswered(t *testing.T) {
	r, _ := limitedRig(t, fmt.Sprintf(limitedAgents, "{objects: 30, per: 1h}"))
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		rows := strings.TrimSuffix(strings.Repeat(`{"_id":"5f0c1b2a3d4e5f6071829305","username":"a"},`, 9), ",")
		return http.StatusOK, `{"totalCount":9,"results":[` + rows + `]}`, q.URL.Path == "/api/systemusers"
	})
	answer := r.call("one", "users_list", `{"limit":2}`)
	if n := len(items(answer)); n != 2 || answer["complete"] != false || answer["next_cursor"] == nil || r.rowsOut("one") != 2 {
		t.Errorf("%d rows, %d objects are out: %v", n, r.rowsOut("one"), answer)
	}
}

func TestWhatARecordSaysOfTokensIsReadBack(t *testing.T) {
	for text, want := range map[string]taken{
		"require.a":                       {limitKey{"require.a", policy.Calls}, "users_get", "users_get", 1},
		"require.a of users_list":         {limitKey{"require.a", policy.Calls}, "users_list", "users_get", 1},
		"roles.x.require.x x25":           {limitKey{"roles.x.require.x", policy.Objects}, "users_get", "users_get", 25},
		"one.require.of of users_list x1": {limitKey{"one.require.of", policy.Objects}, "users_list", "users_get", 1},
	} {
		got, ok := takenFrom(text, "users_get")
		if !ok || got != want || got.String() != text {
			t.Errorf("%q is %+v, again %q", text, got, got)
		}
	}
	for _, text := range []string{"require.a x", "require.a x0", "require.a x-1", "require.a xyz", "require.a x99999999999999999999"} {
		if got, ok := takenFrom(text, "users_get"); ok {
			t.Errorf("%q is %+v", text, got)
		}
	}
}
