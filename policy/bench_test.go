package policy

import (
	"fmt"
	"strings"
	"testing"
)

// bigPolicy is like a company's: roles, exceptions, denies for everyone.
var bigPolicy = `
version: 1
roles:
  directory-reader: {access: {users: read, user_groups: read, devices: read, events: read}}
  operator: {access: {devices: write, policies: write}, deny: [{id: no-code, tools: ["commands_*"], classes: [execute]}]}
agents:
  onboarding:
    name: Onboarding Agent
    owner: it-ops@example.com
    identify: [{local: true}, {token_sha256: ` + hash + `}]
    roles: [directory-reader, operator]
    access: {users: write, radius: off}
    until: 2027-06-30T00:00:00Z
    allow:
      - {id: eng-members-only, tools: [user_group_members_change], until: 2026-12-31T23:59:59Z}
      - {id: was, tools: [users_get], until: 2026-01-01T00:00:00Z}
deny:
  - {id: no-erasure, tools: ["*_delete"], reason: Deletions go through the service desk.}
`

var questions = []struct{ name, agent, tool string }{
	{"AllowByAccess", "onboarding", "users_update"},
	{"AllowByRule", "onboarding", "user_group_members_change"},
	{"AllowBesideAnExpiredRule", "onboarding", "users_get"},
	{"Deny", "onboarding", "users_delete"},
	{"NotGranted", "onboarding", "commands_list"},
	{"UnknownAgent", "nobody", "users_list"},
	{"UnknownTool", "onboarding", "users_nap"},
}

func TestADecisionAllocatesNothing(t *testing.T) {
	p := mustLoad(t, bigPolicy)
	for _, q := range questions {
		r := Request{Agent: q.agent, Tool: q.tool, Now: noon}
		if n := testing.AllocsPerRun(100, func() { p.Decide(r) }); n != 0 {
			t.Errorf("%s allocates %v times", q.name, n)
		}
	}
	company := aCompany(t)
	for _, q := range companyQuestions {
		if d := company.Decide(q.r); d.Rule != q.rule {
			t.Errorf("%s is decided by %s", q.name, d.Rule)
		}
		if n := testing.AllocsPerRun(100, func() { company.Decide(q.r) }); n != 0 {
			t.Errorf("%s allocates %v times", q.name, n)
		}
	}
}

// aCompany is 1,000 agents and 850 tools.
func aCompany(t testing.TB) *Policy {
	var tools []Tool
	for len(tools) < 850 {
		for _, one := range directory {
			one.Name = fmt.Sprintf("%s_%d", one.Name, len(tools)/len(directory))
			tools = append(tools, one)
		}
	}
	var b strings.Builder
	b.WriteString(`version: 1
roles:
  directory-reader: {access: {users: read, user_groups: read, devices: read, events: read}}
deny:
  - {id: no-erasure, tools: ["*_delete_*"], reason: Deletions go through the service desk.}
  - {id: no-sudo, tools: ["users_create_*"], when: {sudo: {eq: true, or_absent: false}}}
agents:
`)
	for i := range 1000 {
		fmt.Fprintf(&b, `  agent-%d:
    roles: [directory-reader]
    access: {users: write}
    allow:
      - {id: code, tools: ["commands_create_*"], when: {name: {prefix: "eng-"}, sudo: {eq: false}}}
`, i)
	}
	p, err := Load("company.yaml", []byte(b.String()), tools)
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var companyQuestions = []struct {
	name, rule string
	r          Request
}{
	{"Access", "agent-500.access.users", Request{Agent: "agent-500", Tool: "users_update_7", Now: noon}},
	{"Denied", "deny.no-erasure", Request{Agent: "agent-500", Tool: "users_delete_7", Now: noon}},
	{"AllowedWhen", "agent-500.allow.code", Request{Agent: "agent-500", Tool: "commands_create_7", Now: noon,
		Args: map[string]any{"name": "eng-restart", "sudo": false, "command": "true"}}},
	{"NotAllowedWhen", "not_granted", Request{Agent: "agent-500", Tool: "commands_create_7", Now: noon,
		Args: map[string]any{"name": "eng-restart", "sudo": true}}},
	{"DeniedWhen", "deny.no-sudo", Request{Agent: "agent-500", Tool: "users_create_7", Now: noon, Args: map[string]any{"username": "a", "sudo": true}}},
	{"NotDeniedWhen", "agent-500.access.users", Request{Agent: "agent-500", Tool: "users_create_7", Now: noon, Args: map[string]any{"username": "a"}}},
}

func BenchmarkDecideInACompany(b *testing.B) {
	p := aCompany(b)
	for _, q := range companyQuestions {
		b.Run(q.name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				p.Decide(q.r)
			}
		})
	}
}

func BenchmarkDecide(b *testing.B) {
	p := mustLoad(b, bigPolicy)
	for _, q := range questions {
		b.Run(q.name, func(b *testing.B) {
			r := Request{Agent: q.agent, Tool: q.tool, Now: noon}
			b.ReportAllocs()
			for b.Loop() {
				p.Decide(r)
			}
		})
	}
}

func BenchmarkToken(b *testing.B) {
	token, hash := NewToken()
	p := mustLoad(b, "version: 1\nagents: {a: {identify: [{token_sha256: "+hash+"}]}}\n")
	b.ReportAllocs()
	for b.Loop() {
		p.Token(token, noon)
	}
}

func BenchmarkLoad(b *testing.B) {
	src := []byte(bigPolicy)
	b.SetBytes(int64(len(src)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Load("policy.yaml", src, directory); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkTools(b *testing.B) {
	p := mustLoad(b, bigPolicy)
	b.ReportAllocs()
	for b.Loop() {
		p.Tools("onboarding", noon)
	}
}

// BenchmarkDiffOfAMiB compares a file as large as can be with itself, and with
// one in which every second of its 42,000 agents has lost what it had.
func BenchmarkDiffOfAMiB(b *testing.B) {
	file := func(changed int) *Policy {
		var s strings.Builder
		s.WriteString("version: 1\nroles: {all: {access: {users: full, devices: full, commands: full, user_groups: full}}}\n" +
			"deny: [{id: night, tools: [\"*\"], when: {time.hour: {max: 5}}}]\nagents:\n")
		for i := range 42_000 {
			fmt.Fprintf(&s, "  a%d: {roles: [%s]}\n", i, []string{"all", ""}[i%2*changed])
		}
		return mustLoad(b, s.String())
	}
	was, same, is := file(0), file(0), file(1)
	for name, new := range map[string]*Policy{"NothingChanged": same, "EverySecond": is} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Summary(Diff(was, new, noon), 600)
			}
		})
	}
}
