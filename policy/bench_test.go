package policy

import "testing"

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
