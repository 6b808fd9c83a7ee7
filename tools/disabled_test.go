package tools

import (
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
		if a, _, err := r.gate.Identify(token); err != nil || a.ID != "full" {
			t.Errorf("identified as %q: %v", a.ID, err)
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
		if list, err := r.gate.List(t.Context(), r.as("full")); err != nil || string(list) != "[]" {
			t.Errorf("sees %s, %v", list, err)
		}
		if last := r.last(); !strings.Contains(last.Message, "was shown no tools; denied by disabled") {
			t.Errorf("recorded: %s", last.Message)
		}
		if a, id, err := r.gate.Identify(token); err == nil || a != (policy.Agent{}) || id != hash[:8] {
			t.Errorf("identified as %+v by %s: %v", a, id, err)
		}
		if r.directory.Requests() != sent {
			t.Error("a request reached JumpCloud")
		}
	}
	if told != 3 {
		t.Errorf("told of %d changes", told)
	}
}
