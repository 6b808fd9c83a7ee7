package policy

import (
	"slices"
	"strings"
	"testing"
	"time"
)

func TestACellIsTheRulesThatShapeIt(t *testing.T) {
	p := mustLoad(t, `
version: 1
roles:
  reader: {access: {users: read}}
agents:
  onboarding:
    roles: [reader]
    access: {users: write, commands: off}
    until: 2027-06-30T00:00:00Z
    allow:
      - {id: for-now, tools: [user_group_members_change], until: 2027-01-01T01:00:00+01:00}
      - {id: was, tools: [users_get], until: 2026-01-01T00:00:00Z}
    deny: [{id: no-new-people, tools: [users_create], reason: New people come from the HR system.}]
  temp: {access: {users: read}, until: 2026-11-23T12:00:00Z}
  free: {access: {users: read}}
deny: [{id: no-erasure, tools: ["*_delete"]}]
`)
	for _, c := range []struct{ agent, tool, want string }{
		{"onboarding", "users_get", "yes, by roles.reader.access.users, onboarding.access.users, until 2027-06-30T00:00:00Z"},
		{"onboarding", "users_update", "yes, by onboarding.access.users, until 2027-06-30T00:00:00Z"},
		{"onboarding", "user_group_members_change", "yes, by onboarding.allow.for-now, until 2027-01-01T00:00:00Z"},
		{"onboarding", "users_create", "no, denied by onboarding.deny.no-new-people (New people come from the HR system.), which beats onboarding.access.users"},
		{"onboarding", "users_delete", "no, denied by deny.no-erasure"},
		{"onboarding", "commands_get", "no, denied by onboarding.access.commands (Access to commands is off.)"},
		{"onboarding", "devices_get", "no, nothing grants it"},
		{"free", "users_get", "yes, by free.access.users"},
		{"temp", "users_get", "no, nothing grants it"},
		{"nobody", "users_get", "no, nothing grants it"},
		{"free", "users_nap", "no, nothing grants it"},
	} {
		if got := p.Cell(c.agent, c.tool, noon).String(); got != c.want {
			t.Errorf("%s, %s: %s\nwant %s", c.agent, c.tool, got, c.want)
		}
	}
}

func TestACellSaysWhatADecisionWould(t *testing.T) {
	forEachDraft(t, func(_ dice, _ draft, p *Policy) {
		for _, now := range someTimes {
			for _, agent := range askedAgents {
				for _, tool := range askedTools {
					c, d := p.Cell(agent, tool, now), p.Granted(agent, tool, now)
					if c.Effect != d.Effect || c.Effect == Allow && !slices.Equal(rulesOf(c.Grants), d.Matched) || d.Effect != Allow && len(d.Matched) > 0 && !slices.Equal(rulesOf(c.Denies)[:len(d.Matched)], d.Matched) {
						t.Fatalf("%s, %s at %s: the cell is %+v, the decision %+v", agent, tool, now, c, d)
					}
					if c.Until.IsZero() {
						continue
					}
					then := p.Cell(agent, tool, c.Until)
					if then.Effect == Allow && then.Some == c.Some || p.Granted(agent, tool, c.Until.Add(-1)).Effect != Allow {
						t.Fatalf("%s, %s at %s: it does not end at %s", agent, tool, now, c.Until)
					}
				}
			}
		}
	})
}

// What a cell says in one word holds for every call.
func TestTheWordOfACellHoldsForEveryCall(t *testing.T) {
	counts := map[string]int{}
	forEachDraft(t, func(d dice, _ draft, p *Policy) {
		askAll(d, func(r Request) {
			word, _, _ := strings.Cut(p.Cell(r.Agent, r.Tool, r.Now).String(), ",")
			effect := p.Decide(r).Effect
			counts[word]++
			if word == "yes" && effect != Allow || word == "ask" && effect == Allow || word == "no" && effect != Deny {
				t.Errorf("the cell of %+v says %s, and it is %s", r, word, effect)
			}
		})
	})
	for _, word := range []string{"yes", "ask", "if", "no"} {
		if counts[word] < 1000 {
			t.Errorf("only %d calls are of cells that say %s", counts[word], word)
		}
	}
}

func TestACellTellsWhoMustApprove(t *testing.T) {
	p := given(t, twoEyes).p
	for tool, want := range map[string]string{
		"commands_create": "ask, by ops.access.commands; require.code requires approval by 1 of alice and bob@example.com within 15 minutes",
		"users_delete":    "ask, by ops.access.users; ops.require.whole requires approval by 2 of alice, bob@example.com, carol and the agent's own user within 1 hour, at most 3 calls a day",
		"users_update":    "if, by ops.access.users; ops.require.sudoers requires confirmation by the agent's own user within 15 minutes, without groups when sudo: {in [true]} and not absent",
		"users_list":      "yes, by ops.access.users",
	} {
		if got := p.Cell("ops", tool, noon).Exactly(); got != want {
			t.Errorf("%s: %s\nwant %s", tool, got, want)
		}
	}
}

func rulesOf(clauses []Clause) []string {
	var names []string
	for _, c := range clauses {
		names = append(names, c.Rule)
	}
	return names
}

func TestACellTellsItsConditions(t *testing.T) {
	p := mustLoad(t, `
version: 1
agents:
  a:
    access: {users: write}
    allow: [{id: eng, tools: [user_group_members_change], when: {op: {eq: add}}, until: 2027-01-01T00:00:00Z}]
    deny: [{id: sudo, tools: [users_update], when: {sudo: {eq: true, or_absent: false}}}]
`)
	for tool, want := range map[string][2]string{
		"user_group_members_change": {"if, by a.allow.eng only when op is add, until 2027-01-01T00:00:00Z", "if, by a.allow.eng when op: {in [add]}, until 2027-01-01T00:00:00Z"},
		"users_update":              {"if, by a.access.users, unless denied by a.deny.sudo when sudo is true", "if, by a.access.users, unless denied by a.deny.sudo when sudo: {in [true]} and not absent"},
		"users_get":                 {"yes, by a.access.users", "yes, by a.access.users"},
	} {
		if c := p.Cell("a", tool, noon); c.String() != want[0] || c.Exactly() != want[1] {
			t.Errorf("%s: %q, exactly %q", tool, c.String(), c.Exactly())
		}
	}
}

func TestProofsTellNoHash(t *testing.T) {
	p := mustLoad(t, "version: 1\nagents: {a: {until: 2027-01-01T00:00:00Z, identify: [{token_sha256: "+hash+", until: 2026-12-01T00:00:00Z}, {local: true}]}, b: {}}\n")
	want := []Proof{{"local", "local", time.Time{}}, {"token " + hash[:8], "token " + hash, moment("2026-12-01T00:00:00Z")}}
	if got := p.Proofs("a"); !slices.Equal(got, want) {
		t.Errorf("got %v, want %v", got, want)
	}
	if p.Proofs("b") != nil || p.Proofs("nobody") != nil || !p.Until("b").IsZero() || p.Until("a") != moment("2027-01-01T00:00:00Z") {
		t.Error("an agent without proof has one, or its end is wrong")
	}
}

// When each of several grants ends is seen by no decision today, and by one then.
func TestACellSaysWhenEachOfItsGrantsEnds(t *testing.T) {
	of := func(until string) string {
		p := oneAllow(t, "{id: long, tools: [users_update], when: {department: {eq: Ops}}}", "{id: short, tools: [users_update], when: {department: {eq: Sales}}, until: "+until+"}")
		return p.Cell("a", "users_update", noon).Exactly()
	}
	want := "if, by a.allow.long when department: {in [Ops]}, a.allow.short when department: {in [Sales]} until 2027-01-01T00:00:00Z"
	if got := of("2027-01-01T00:00:00Z"); got != want {
		t.Errorf("got %s, want %s", got, want)
	}
	if of("2027-01-01T00:00:00Z") == of("2031-01-01T00:00:00Z") {
		t.Error("two ends read alike")
	}
}
