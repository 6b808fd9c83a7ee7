package tools

import (
	"net/http"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

const (
	tokenHash = "3b7e12aa00000000000000000000000000000000000000000000000000000000"
	before    = `
version: 1
agents:
  local: {owner: o@example.com, identify: [{local: true}], access: {users: read}}
  remote: {owner: o@example.com, identify: [{token_sha256: ` + tokenHash + `}], access: {users: read}}
`
)

// A session that was open before keeps its caller; what the policy says of it
// counts from the next call on.
func TestWhatAPolicyTakesAwayIsGoneForOpenSessions(t *testing.T) {
	for name, after := range map[string]string{
		"the agents are removed":                `agents: {other: {identify: [{local: true}], access: {users: read}}}`,
		"they are known in other ways":          `agents: {local: {identify: [{token_sha256: ` + tokenHash + `}], access: {users: read}}, remote: {identify: [{local: true}], access: {users: read}}}`,
		"they are known in no way":              `agents: {local: {access: {users: read}}, remote: {access: {users: read}}}`,
		"their time is over":                    `agents: {local: {until: 2026-01-01T00:00:00Z, identify: [{local: true}], access: {users: read}}, remote: {until: 2026-01-01T00:00:00Z, identify: [{token_sha256: ` + tokenHash + `}], access: {users: read}}}`,
		"the token's is, and local is not true": `agents: {local: {identify: [{local: false}, {token_sha256: ` + strings.Replace(tokenHash, "3", "4", 1) + `}], access: {users: read}}, remote: {identify: [{token_sha256: ` + tokenHash + `, until: 2026-01-01T00:00:00Z}], access: {users: read}}}`,
	} {
		t.Run(name, func(t *testing.T) {
			r := newRig(t, before)
			local, remote := r.as("local"), r.as("remote")
			remote.Authn = tokenHash[:8]
			unknown := r.fails("local", "users_erase", `{}`)
			for _, who := range []Caller{local, remote} {
				if a := r.gate.Call(t.Context(), who, "users_list", []byte(`{}`)); a.IsError {
					t.Fatalf("%s: %s", who.Agent.ID, a.Structured)
				}
			}
			if _, err := r.gate.Reload(load(t, "version: 1\n"+after)); err != nil {
				t.Fatal(err)
			}
			sent := r.directory.Requests()
			for _, who := range []Caller{local, remote} {
				a := r.gate.Call(t.Context(), who, "users_list", []byte(`{}`))
				if last := r.last(); !a.IsError || last.Kind != audit.CallDenied || last.Decision.Rule != "unknown_agent" || last.Who.Agent != who.Agent.ID {
					t.Errorf("%s: %s, recorded: %s", who.Agent.ID, a.Structured, last.Message)
				}
				if !strings.Contains(string(a.Structured), unknown.Message) {
					t.Errorf("%s is told %s", who.Agent.ID, a.Structured)
				}
				if list, _, err := r.gate.List(t.Context(), who, ""); err != nil || string(list) != "[]" {
					t.Errorf("%s sees %s, %v", who.Agent.ID, list, err)
				}
			}
			if r.directory.Requests() != sent {
				t.Error("a request reached JumpCloud")
			}
		})
	}
}

func TestAnotherOrganizationCountsFromTheNextCallOn(t *testing.T) {
	r := newRig(t, tenants)
	who := r.as("one")
	var sent []string
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		sent = append(sent, q.Header.Get("x-org-id"))
		return 200, `{"totalCount":0,"results":[]}`, true
	})
	r.gate.Call(t.Context(), who, "users_list", []byte(`{}`))
	if _, err := r.gate.Reload(load(t, strings.Replace(tenants, oneTenant, anotherTenant, 1))); err != nil {
		t.Fatal(err)
	}
	r.gate.Call(t.Context(), who, "users_list", []byte(`{}`))
	if !slices.Equal(sent, []string{oneTenant, anotherTenant}) || r.last().Where.OrgID != anotherTenant {
		t.Errorf("asked in %v, recorded in %s", sent, r.last().Where.OrgID)
	}
}

func TestAPolicyComesIntoForceWithItsRecordAndNotWithout(t *testing.T) {
	r := newRig(t, before)
	old := r.gate.Policy()
	more := load(t, strings.Replace(before, "users: read", "users: write", 1))
	changes, err := r.gate.Reload(more)
	if err != nil || len(changes) == 0 || r.gate.Policy() != more {
		t.Fatalf("%v, %v", changes, err)
	}
	last := r.last()
	if last.Kind != audit.PolicyLoaded || last.Decision.Policy != more.Hash() || last.Decision.Replaces != old.Hash() ||
		!strings.Contains(last.Message, "in place of "+old.Hash()[:12]+"…: local can call users_activate, users_create") {
		t.Errorf("recorded: %s %+v", last.Message, last.Decision)
	}
	if err := r.gate.Reject("grants.yaml:1:1: it is empty"); err != nil {
		t.Fatal(err)
	}
	if last := r.last(); last.Kind != audit.PolicyRejected || last.Decision.Policy != more.Hash() || !strings.Contains(last.Message, "stays in force") {
		t.Errorf("recorded: %s", last.Message)
	}
	os.Remove(r.log)
	if _, err := r.gate.Reload(old); err == nil || r.gate.Policy() != more {
		t.Errorf("a policy came into force without a record: %v", err)
	}
}

// A policy for many agents changes much at once: its record stays a sentence.
func TestTheRecordOfAReloadIsBounded(t *testing.T) {
	r := newRig(t, before)
	source := "version: 1\nagents:\n"
	for i := range 400 {
		source += "  agent-" + strings.Repeat("x", i%40) + string(rune('a'+i%26)) + string(rune('a'+i/26)) + ": {identify: [{local: true}], access: " + everything + "}\n"
	}
	if _, err := r.gate.Reload(load(t, source)); err != nil {
		t.Fatal(err)
	}
	if last := r.last(); len(last.Message) > 1000 || !strings.HasSuffix(last.Message, "more such changes.") {
		t.Errorf("%d bytes: %s", len(last.Message), last.Message)
	}
}

func TestWhoseListChangedIsTold(t *testing.T) {
	r := newRig(t, before)
	told := map[string]int{}
	remote := r.as("remote")
	remote.Authn = tokenHash[:8]
	r.gate.OnListChange(r.as("local"), func() { told["local"]++ })
	stop := r.gate.OnListChange(remote, func() { told["remote"]++ })
	reload := func(source string) {
		t.Helper()
		if _, err := r.gate.Reload(load(t, source)); err != nil {
			t.Fatal(err)
		}
	}
	reload(strings.Replace(before, "users: read", "users: write", 1))
	reload(strings.Replace(before, "users: read", "users: write", 1) + "# the same\n")
	r.gate.TellLists()
	if told["local"] != 1 || told["remote"] != 0 {
		t.Errorf("told %v", told)
	}
	reload("version: 1\nagents: {}\n")
	if told["local"] != 2 || told["remote"] != 1 {
		t.Errorf("told %v", told)
	}
	stop()
	reload(before)
	if told["local"] != 3 || told["remote"] != 1 {
		t.Errorf("told %v", told)
	}
}

// An end that passes changes a list as well.
func TestWhoseGrantEndsIsTold(t *testing.T) {
	noon := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	now := noon
	r := newRig(t, `
version: 1
agents:
  local: {owner: o@example.com, identify: [{local: true}], allow: [{id: now, tools: [users_get], until: 2026-11-23T13:00:00Z}]}
`, func(o *Options) { o.Now = func() time.Time { return now } })
	told := 0
	r.gate.OnListChange(r.as("local"), func() { told++ })
	r.gate.TellLists()
	now = noon.Add(time.Hour)
	r.gate.TellLists()
	r.gate.TellLists()
	if told != 1 {
		t.Errorf("told %d times", told)
	}
}

// One policy decides all of a call: who it is from, what may be looked up, and
// what may be done.
func TestACallThatHasBegunKeepsItsPolicy(t *testing.T) {
	r := newRig(t, fullAccess)
	old := r.gate.Policy().Hash()
	exchanged := false
	r.directory.Fail(func(*http.Request) (int, string, bool) {
		if !exchanged {
			exchanged = true
			if _, err := r.gate.Reload(load(t, "version: 1\nagents: {}\n")); err != nil {
				t.Error(err)
			}
		}
		return 0, "", false
	})
	r.call("full", "users_get", `{"id":"ana.ruiz"}`)
	all := r.trail()
	intent := all[len(all)-2]
	if all[len(all)-3].Kind != audit.PolicyLoaded || intent.Kind != audit.CallIntent || intent.Decision.Policy != old {
		t.Errorf("recorded %v, decided by %s", r.kinds(4), intent.Decision.Policy)
	}
	if f := r.gate.Call(t.Context(), Caller{Agent: policy.Agent{ID: "full"}, Authn: "local"}, "users_list", []byte(`{}`)); !f.IsError {
		t.Error("the next call has the old policy, too")
	}
}
