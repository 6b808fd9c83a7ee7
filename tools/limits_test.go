package tools

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"os"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

const limitedAgents = `
version: 1
agents:
  one: {name: Agent One, owner: o@example.com, identify: [{local: true}], access: {users: full, devices: full}}
  two: {owner: o@example.com, identify: [{local: true}], access: {users: full, devices: full}}
require:
  - {id: careful, tools: ["*_list", "*_get"], limit: %s, reason: Slowly.}
`

// A clock stands still until it is set.
type clock struct{ at atomic.Int64 }

func (c *clock) now() time.Time          { return time.UnixMicro(c.at.Load()) }
func (c *clock) set(t time.Time)         { c.at.Store(t.UnixMicro()) }
func (c *clock) advance(d time.Duration) { c.at.Add(d.Microseconds()) }

// limitedRig is a rig whose every part goes by one clock.
func limitedRig(t testing.TB, policySource string) (*rig, *clock) {
	t.Helper()
	c := &clock{}
	c.set(time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC))
	r := newRig(t, policySource)
	r.restart(c, policySource)
	return r, c
}

// restart ends the process, as it were, and begins another over the same trail.
func (r *rig) restart(c *clock, policySource string) {
	r.t.Helper()
	r.gate.audit.Close()
	trail, err := audit.Open(r.log, audit.Options{Now: c.now})
	if err != nil {
		r.t.Fatal(err)
	}
	r.t.Cleanup(func() { trail.Close() })
	if r.gate, err = NewGate(Options{Client: r.gate.client, Policy: load(r.t, policySource), Audit: trail, Now: c.now}); err != nil {
		r.t.Fatal(err)
	}
}

// burst makes calls at once, and says how many of them were made, denied by a
// limit, and not made for want of a record.
func (r *rig) burst(agent string, calls int) (made, limited, unrecorded int) {
	var mu sync.Mutex
	var wait sync.WaitGroup
	for range calls {
		wait.Go(func() {
			a := r.answer(agent, "users_list", `{"limit":1}`)
			mu.Lock()
			defer mu.Unlock()
			switch a.Code {
			case "":
				made++
			case "rate_limited":
				limited++
			case "audit_unavailable":
				unrecorded++
			default:
				r.t.Errorf("%s", a.Structured)
			}
		})
	}
	wait.Wait()
	return made, limited, unrecorded
}

func (r *rig) intents() int {
	r.t.Helper()
	n := 0
	for _, rec := range r.trail() {
		if rec.Kind == audit.CallIntent {
			n++
		}
	}
	return n
}

func TestABurstMakesExactlyAsManyCallsAsItsLimitAndARestartGivesNoMore(t *testing.T) {
	source := fmt.Sprintf(limitedAgents, "{calls: 20, per: 1h}")
	r, c := limitedRig(t, source)
	before := r.directory.Requests()
	if made, limited, _ := r.burst("one", 60); made != 20 || limited != 40 {
		t.Errorf("%d calls were made and %d denied", made, limited)
	}
	r.restart(c, source)
	if made, limited, _ := r.burst("one", 30); made != 0 || limited != 30 {
		t.Errorf("after a restart %d calls more were made and %d denied", made, limited)
	}
	if sent := r.directory.Requests() - before; sent != 20 || r.intents() != 20 {
		t.Errorf("%d requests were sent, %d intents recorded", sent, r.intents())
	}
	if made, _, _ := r.burst("two", 30); made != 20 {
		t.Errorf("another agent made %d calls", made)
	}
	c.advance(time.Hour - time.Microsecond)
	if made, _, _ := r.burst("one", 5); made != 0 {
		t.Errorf("%d calls were made before their time", made)
	}
	c.advance(time.Microsecond)
	if made, _, _ := r.burst("one", 60); made != 20 {
		t.Errorf("an hour later %d calls were made", made)
	}
}

// The log is closed in the middle of a burst, as if the process had ended.
func TestARestartInTheMiddleOfABurstChangesNoCount(t *testing.T) {
	source := fmt.Sprintf(limitedAgents, "{calls: 20, per: 1h}")
	r, c := limitedRig(t, source)
	trail := r.gate.audit
	var arrived atomic.Int64
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		if arrived.Add(1) == 5 {
			trail.Close()
		}
		return 0, "", false
	})
	if _, _, unrecorded := r.burst("one", 15); unrecorded == 0 {
		t.Error("the log was closed too late")
	}
	before := r.intents()
	r.restart(c, source)
	if made, limited, _ := r.burst("one", 40); r.intents() != 20 || made != 20-before || limited != 40-made {
		t.Errorf("%d intents before and %d after; %d calls were made and %d denied", before, r.intents(), made, limited)
	}
}

func TestACallThatIsNotRecordedTakesNoToken(t *testing.T) {
	r, _ := limitedRig(t, fmt.Sprintf(limitedAgents, "{calls: 5, per: 1h}"))
	if err := os.Remove(r.log); err != nil {
		t.Fatal(err)
	}
	// While five are at it, others may be told that there is no token: until it is known that they fail.
	if made, limited, unrecorded := r.burst("one", 20); made != 0 || unrecorded < 5 || limited+unrecorded != 20 {
		t.Errorf("%d made, %d limited, %d unrecorded", made, limited, unrecorded)
	}
	for key, b := range r.gate.limits.buckets {
		if b.held != 0 || len(b.spent) != 0 {
			t.Errorf("%v: %d held, %d spent", key, b.held, len(b.spent))
		}
	}
}

func TestWhatIsDeniedOrRefusedTakesNoToken(t *testing.T) {
	r, _ := limitedRig(t, fmt.Sprintf(limitedAgents, "{calls: 2, per: 1h}")+`
deny: [{id: wide, tools: [users_list], when: {limit: {min: 50}}}]
`)
	for range 5 {
		r.fails("one", "users_list", `{"limit":60}`)
		r.fails("one", "users_list", `{"limt":1}`)
	}
	r.call("one", "users_list", `{"limit":1}`)
	r.call("one", "users_list", `{"limit":1}`)
	if f := r.fails("one", "users_list", `{"limit":1}`); f.Code != "rate_limited" {
		t.Errorf("%+v", f)
	}
}

func TestACallBeyondItsLimitIsDeniedByNameAndSendsNothing(t *testing.T) {
	r, c := limitedRig(t, fmt.Sprintf(limitedAgents, "{calls: 2, per: 1h}"))
	r.call("one", "users_list", `{"limit":1}`)
	c.advance(10 * time.Minute)
	r.call("one", "devices_list", `{"limit":1}`)
	c.advance(time.Minute)
	sent := r.directory.Requests()
	want := failure{Code: "rate_limited", Message: "Denied by rule require.careful: Slowly. At most 2 calls an hour.",
		Hint: "This is jumpgate's policy, not JumpCloud's. Call again after 2940 s.", Retryable: true, RetryAfter: 2940}
	if f := r.fails("one", "users_list", `{}`); f != want {
		t.Errorf("%+v", f)
	}
	if m := r.last(); m.Kind != audit.CallDenied || m.Decision.Rule != "require.careful" || !strings.HasSuffix(m.Message, `; denied by require.careful: "Slowly. At most 2 calls an hour." Nothing was sent to JumpCloud.`) {
		t.Errorf("recorded: %s %+v", m.Message, m.Decision)
	}
	// Nor is a name looked up for a call that cannot be made.
	if f := r.fails("one", "users_get", `{"id":"ana.ruiz"}`); f != want {
		t.Errorf("%+v", f)
	}
	if n := r.directory.Requests() - sent; n != 0 {
		t.Errorf("%d requests were sent", n)
	}
	c.advance(49 * time.Minute)
	r.call("one", "users_list", `{"limit":1}`)
	all := r.trail()
	if m := all[len(all)-2]; !strings.HasSuffix(m.Message, "; allowed by one.access.users: at most 2 calls an hour.") || fmt.Sprint(m.Decision.Limits) != "[require.careful]" {
		t.Errorf("recorded: %s %+v", m.Message, m.Decision)
	}
}

func TestALimitCountsByAgentByRuleOrByTool(t *testing.T) {
	for by, want := range map[string]string{
		"agent": "one users_list, one users_list, two users_list, two devices_list",
		"rule":  "one users_list, one users_list",
		"tool":  "one users_list, one users_list, one devices_list, two devices_list",
	} {
		source := fmt.Sprintf(limitedAgents, "{calls: 2, per: 1h, by: "+by+"}")
		r, c := limitedRig(t, source)
		var made []string
		for _, call := range []string{"one users_list", "one users_list", "one users_list", "one devices_list", "two users_list", "two devices_list"} {
			agent, tool, _ := strings.Cut(call, " ")
			if a := r.answer(agent, tool, `{"limit":1}`); !a.IsError {
				made = append(made, call)
			}
			r.restart(c, source)
		}
		if got := strings.Join(made, ", "); got != want {
			t.Errorf("by %s: %s, want %s", by, got, want)
		}
	}
}

// Whatever comes when, and however often it is started anew: no stretch of the
// limit's length sees more calls, and none is denied that would not exceed it.
func TestNoStretchOfTimeSeesMoreCallsThanALimitSays(t *testing.T) {
	const calls, per = 4, 15 * time.Minute
	source := fmt.Sprintf(limitedAgents, "{calls: 4, per: 15m}")
	r, c := limitedRig(t, source)
	d := rand.New(rand.NewPCG(1, 2))
	var made []time.Time
	denied := 0
	for range 300 {
		c.advance(time.Duration(d.IntN(int(6 * time.Minute))))
		if d.IntN(5) == 0 {
			r.restart(c, source)
		}
		within := 0
		for _, at := range made {
			if at.After(c.now().Add(-per)) {
				within++
			}
		}
		switch a := r.answer("one", "users_list", `{"limit":1}`); {
		case a.Code == "" && within < calls:
			made = append(made, c.now())
		case a.Code == "rate_limited" && within >= calls:
			denied++
		default:
			t.Fatalf("with %d calls within the last %s: %s", within, per, a.Structured)
		}
	}
	if denied < 50 || len(made) < 50 {
		t.Errorf("%d were made, %d denied", len(made), denied)
	}
}
