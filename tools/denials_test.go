package tools

import (
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

const proberAndOther = `
version: 1
agents:
  prober:
    name: Prober
    owner: owner@example.com
    identify: [{local: true}]
    access: {users: read}
  other:
    name: Other Agent
    owner: owner@example.com
    identify: [{local: true}]
    access: {users: read}
`

// Who asks for one thing after another that it may not have learns nothing of
// what it may, either; people are told once, and other agents go on.
func TestAnAgentThatIsDeniedTooOftenIsHeldAndPeopleAreTold(t *testing.T) {
	r, c := limitedRig(t, proberAndOther)
	start := c.now()
	for i := range mostDenials - 1 {
		if f := r.fails("prober", "users_delete", `{"id":"`+someone+`"}`); f.Code != "denied" {
			t.Fatalf("denial %d: %+v", i+1, f)
		}
	}
	r.call("prober", "users_list", `{"limit":1}`) // it may still work
	if f := r.fails("prober", "no_such_tool", `{}`); f.Code != "denied" {
		t.Errorf("the last denial: %+v", f)
	}
	if alert := r.last(); alert.Kind != audit.AgentHeld || alert.Who.Agent != "prober" || alert.Message !=
		"Prober (owner owner@example.com) is held: 60 of its calls were denied within a minute. Until 2026-11-25T12:01:00Z it is denied every call." {
		t.Errorf("recorded: %s %s", alert.Kind, alert.Message)
	}

	c.set(start.Add(59*time.Second + time.Millisecond))
	sent := r.directory.Requests()
	granted := r.fails("prober", "users_list", `{"limit":1}`)
	if granted.Code != "rate_limited" || !granted.Retryable || granted.RetryAfter != 1 {
		t.Errorf("told %+v", granted)
	}
	if last := r.last(); last.Kind != audit.CallDenied || last.Decision.Rule != HeldRule || !strings.Contains(last.Message, "list users") {
		t.Errorf("recorded: %s", last.Message)
	}
	for _, tool := range []string{"users_delete", "no_such_tool"} {
		if f := r.fails("prober", tool, `{}`); fmt.Sprint(f) != fmt.Sprint(granted) {
			t.Errorf("%s is told apart: %+v", tool, f)
		}
	}
	if r.directory.Requests() != sent {
		t.Error("a request reached JumpCloud")
	}
	r.call("other", "users_list", `{"limit":1}`)

	c.set(start.Add(time.Minute))
	r.call("prober", "users_list", `{"limit":1}`)
	if f := r.fails("prober", "users_delete", `{}`); f.Code != "denied" {
		t.Errorf("after its time: %+v", f)
	}
	alerts := 0
	for _, record := range r.trail() {
		if record.Kind == audit.AgentHeld {
			alerts++
		}
	}
	if alerts != 1 {
		t.Errorf("%d alerts", alerts)
	}
}

// What tells of the policy in other words than a denial's counts as one; what a
// credential asks that was taken back does not, for it is another's agent by now.
func TestWhatTellsOfThePolicyCountsAsADenial(t *testing.T) {
	const source = `
version: 1
agents:
  one:
    owner: o@example.com
    identify: [{local: true}]
    access: {devices: read}
    allow:
      - {id: get, tools: [users_get]}
      - {id: sales, tools: [users_list], when: {limit: {eq: 7}}}
    require:
      - {id: asks, tools: [devices_get], approval: {approvers: [sec]}}
      - {id: hides, tools: [devices_list], redact: [hostname]}
approvers: {sec: [zoe]}
`
	for name, call := range map[string][2]string{
		"a look-up that is allowed in some cases": {"users_get", `{"id":"ana.ruiz"}`},
		"a field that is hidden":                  {"devices_list", `{"fields":["hostname"]}`},
		"an approval that nobody can give":        {"devices_get", `{"id":"` + someone + `"}`},
	} {
		r, _ := limitedRig(t, source)
		for range mostDenials {
			r.fails("one", call[0], call[1])
		}
		if last := r.last(); last.Kind != audit.AgentHeld {
			t.Errorf("%s: after %d, %s", name, mostDenials, last.Message)
		}
	}
	r, _ := limitedRig(t, source)
	for range 2 * mostDenials { // what is wrong for anybody tells nothing
		if f := r.fails("one", "users_get", `{"no_such_argument":1}`); f.Code != "invalid_arguments" {
			t.Fatalf("%+v", f)
		}
	}
	stranger := r.as("one")
	stranger.Authn = "0a1b2c3d"
	for range mostDenials {
		r.gate.Call(t.Context(), stranger, "devices_list", nil)
	}
	if last := r.last(); last.Kind != audit.CallDenied || last.Decision.Rule != "unknown_agent" {
		t.Errorf("recorded: %s", last.Message)
	}
	r.call("one", "devices_list", `{}`)
}

// Denials that are far apart hold nobody; and so many at once hold it once.
func TestDenialsAreCountedByTheMinute(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	var slow denials
	for i := range 10 * mostDenials {
		at := now.Add(time.Duration(i) * denialsWindow / (mostDenials - 1))
		if _, held := slow.add("one", at); held || slow.wait("one", at) > 0 {
			t.Fatalf("held after %d", i+1)
		}
	}
	// Any minute counts, not one that a first denial begins.
	var edge denials
	edge.add("one", now)
	for i := range mostDenials {
		at := now.Add(denialsWindow - time.Millisecond)
		if i >= mostDenials/2 {
			at = now.Add(denialsWindow + time.Millisecond)
		}
		if _, held := edge.add("one", at); held != (i == mostDenials-1) {
			t.Errorf("denial %d within two milliseconds: held %t", i+1, held)
		}
	}
	var fast denials
	var mu sync.Mutex
	var wait sync.WaitGroup
	times := 0
	for range 10 * mostDenials {
		wait.Go(func() {
			if _, held := fast.add("one", now); held {
				mu.Lock()
				times++
				mu.Unlock()
			}
		})
	}
	wait.Wait()
	if times != 1 {
		t.Errorf("held %d times", times)
	}
	if w := fast.wait("one", now.Add(-time.Hour)); w != denialsWindow {
		t.Errorf("by a clock that was set back it waits %s", w)
	}
}
