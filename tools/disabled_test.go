package tools

import (
	"net/http"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

func TestADisabledAgentIsDeniedWhateverThePolicySays(t *testing.T) {
	var off atomic.Bool
	token, hash := policy.NewToken()
	source := strings.Replace(fullAccess, "{local: true}", "{local: true}, {token_sha256: "+hash+"}", 1)
	r := newRig(t, source, func(o *Options) { o.Disabled = func(agent string) bool { return off.Load() && agent == "full" } })
	told := 0
	r.gate.OnListChange(r.as("full"), func() { told++ })
	for range 2 {
		off.Store(false)
		r.gate.TellLists()
		r.call("full", "users_list", `{}`)
		var who Caller
		if err := r.gate.Identify(t.Context(), Credential{Token: token}, &who); err != nil || who.Agent.ID != "full" {
			t.Errorf("identified as %+v: %v", who, err)
		}

		off.Store(true)
		r.gate.TellLists()
		sent := r.directory.Requests()
		f := r.fails("full", "users_list", `{}`)
		if f.Code != "denied" || !strings.Contains(f.Message, "An operator has disabled this agent.") {
			t.Errorf("told %+v", f)
		}
		if last := r.last(); last.Kind != audit.CallDenied || last.Decision.Rule != "disabled" {
			t.Errorf("recorded: %s", last.Message)
		}
		if f := r.fails("full", "users_erase", `{}`); f.Message != "This is not permitted, or there is no such tool." {
			t.Errorf("of a tool that there is none of, told %+v", f)
		}
		if list, _, err := r.gate.List(t.Context(), r.as("full"), ""); err != nil || string(list) != "[]" {
			t.Errorf("sees %s, %v", list, err)
		}
		if last := r.last(); !strings.Contains(last.Message, "was shown no tools; denied by disabled") {
			t.Errorf("recorded: %s", last.Message)
		}
		var nobody Caller
		if err := r.gate.Identify(t.Context(), Credential{Token: token}, &nobody); err == nil || nobody != (Caller{Authn: hash[:8]}) {
			t.Errorf("identified as %+v: %v", nobody, err)
		}
		if r.directory.Requests() != sent {
			t.Error("a request reached JumpCloud")
		}
	}
	if told != 3 {
		t.Errorf("told of %d changes", told)
	}
}

func TestAnAgentThatIsDisabledDuringALookUpDoesNotAct(t *testing.T) {
	var off atomic.Bool
	r := newRig(t, fullAccess, func(o *Options) { o.Disabled = func(string) bool { return off.Load() } })
	_, username := r.firstOf("users_list", "_id", "username")
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		if q.Method != http.MethodGet {
			t.Errorf("%s reached JumpCloud", q.Method)
		}
		off.Store(true)
		return 0, "", false
	})
	f := r.fails("full", "users_update", `{"id":"`+username+`","jobTitle":"Lead"}`)
	if f.Code != "denied" || !strings.Contains(f.Message, "An operator has disabled this agent.") {
		t.Errorf("told %+v", f)
	}
	if last := r.last(); last.Kind != audit.CallDenied || last.Decision.Rule != "disabled" {
		t.Errorf("recorded: %s", last.Message)
	}
}

// When many calls wait for their turn, the last of them would leave nearly a
// minute after their agent was disabled.
func TestWhatWaitsForItsTurnWhenItsAgentIsDisabledIsNotSent(t *testing.T) {
	for tool, args := range map[string]string{
		"users_delete": `{"id":"` + someone + `"}`,
		"users_list":   `{}`,
	} {
		asked, after := 0, 2 // when the call begins, and before its intent
		r := newRig(t, fullAccess, func(o *Options) {
			o.Disabled = func(string) bool { asked++; return asked > after }
		})
		f := r.fails("full", tool, args)
		if f.Code != "denied" || f.Message != "An operator has disabled this agent. What it had asked for was not sent any more." {
			t.Errorf("%s: told %+v", tool, f)
		}
		if last := r.last(); last.Kind != audit.CallOutcome || last.Outcome.Result != "error" || last.Outcome.Code != "denied" || !strings.Contains(last.Message, "the agent was disabled before its turn came; nothing was ") {
			t.Errorf("%s: recorded: %s", tool, last.Message)
		}
		if n := r.directory.Requests(); n != 0 {
			t.Errorf("%s: %d requests reached JumpCloud", tool, n)
		}
	}
}

func TestALookUpThatWaitsWhenItsAgentIsDisabledIsDenied(t *testing.T) {
	asked := 0
	r := newRig(t, fullAccess, func(o *Options) { o.Disabled = func(string) bool { asked++; return asked > 1 } })
	f := r.fails("full", "users_get", `{"id":"ana"}`)
	if f.Code != "denied" || r.last().Kind != audit.CallDenied || r.last().Decision.Rule != "disabled" || r.directory.Requests() != 0 {
		t.Errorf("told %+v, recorded: %s", f, r.last().Message)
	}
}

// What became of a change is read in any case.
func TestAChangeThatHasLeftIsReadBackThoughItsAgentIsDisabled(t *testing.T) {
	var off atomic.Bool
	r := newRig(t, fullAccess, func(o *Options) { o.Disabled = func(string) bool { return off.Load() } })
	group, _ := r.firstOf("user_groups_list", "id", "name")
	person, _ := r.firstOf("users_list", "_id", "username")
	add := `{"group_id":"` + group + `","op":"add","type":"user","id":"` + person + `"}`
	r.answer("full", "user_group_members_change", add)
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		if q.Method != http.MethodGet {
			off.Store(true)
		}
		return 0, "", false
	})
	if a := r.answer("full", "user_group_members_change", add); a.IsError || !r.last().Outcome.Already {
		t.Errorf("%s, recorded: %s", a.Structured, r.last().Message)
	}
}
