package policy

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// What agents share is compared once, and what is the same not at all: the
// changes are those that comparing everything finds.
func TestADiffOfWhatDiffersIsTheDiffOfEverything(t *testing.T) {
	changes := 0
	forEachPair(t, func(d dice, old, new *Policy) {
		for _, now := range someTimes {
			got := slices.DeleteFunc(Diff(old, new, now), func(c Change) bool { return c.Tool == "" })
			if want := slowly(old, new, now); !slices.Equal(got, want) {
				t.Errorf("at %s\n%+v\nwant\n%+v", now, got, want)
			}
			changes += len(got)
		}
	})
	if changes < 1000 {
		t.Errorf("only %d changes", changes)
	}
}

// A diff answers for the time from which on it is asked for: nothing flips that
// it does not tell of, and where no condition stands, all flips that it tells of.
func TestADiffPredictsEveryDecisionThatFlips(t *testing.T) {
	flips, conditional := 0, 0
	forEachPair(t, func(d dice, last, p *Policy) {
		now := oneOf(d, someTimes)
		predicted := map[[2]string]Change{}
		for _, c := range Diff(last, p, now) {
			if !live(c.Was, now) && !live(c.Is, now) && c.Orgs == [2]string{} {
				t.Errorf("from %s on, nothing comes of %+v", now, c)
			}
			if c.Tool != "" && c.Requires == [2]string{} {
				predicted[[2]string{c.Agent, c.Tool}] = c
			}
		}
		forEachQuestion(last, p, func(r Request, was, is Decision) {
			if r.Now.Before(now) {
				return
			}
			c := predicted[[2]string{r.Agent, r.Tool}]
			turns := false
			for _, at := range []time.Time{now, r.Now} {
				turns = turns || last.Cell(r.Agent, r.Tool, at).Some || p.Cell(r.Agent, r.Tool, at).Some
			}
			flipped, told := may(was) != may(is), live(c.Was, r.Now) != live(c.Is, r.Now)
			if flipped && c.Cases != [2]string{} {
				told = true
			}
			if flipped && (!told || may(is) && !c.Gained() || !may(is) && c.Gained() && !turns) || told && !flipped && !turns {
				t.Errorf("from %s on, %+v goes from %s to %s, and the diff says %+v", now, r, was.Effect, is.Effect, c)
			}
			if flipped {
				flips++
			}
			if flipped && turns {
				conditional++
			}
		})
	})
	if flips < 1000 || conditional < 200 {
		t.Errorf("only %d decisions flipped, %d of them by conditions", flips, conditional)
	}
}

// may says whether a call can be made, if people approve it where they must.
func may(d Decision) bool { return d.Effect == Allow || d.Effect == ApprovalRequired }

func TestAPolicyDoesNotDifferFromItself(t *testing.T) {
	forEachDraft(t, func(d dice, made draft, p *Policy) {
		other := loadDraft(t, made.source(d.Rand))
		for _, now := range someTimes {
			if changes := append(Diff(p, p, now), Diff(p, other, now)...); len(changes) > 0 {
				t.Errorf("at %s: %+v", now, changes)
			}
		}
	})
}

// What one gains the way there, it loses the way back.
func TestADiffBackwardsIsTheOpposite(t *testing.T) {
	var last *Policy
	forEachDraft(t, func(_ dice, _ draft, p *Policy) {
		defer func() { last = p }()
		if last == nil {
			return
		}
		there, back := Diff(last, p, day), Diff(p, last, day)
		if len(there) != len(back) {
			t.Fatalf("%d changes there, %d back", len(there), len(back))
		}
		for i := range there {
			if there[i].Cases != [2]string{} || there[i].Requires != [2]string{} { // which can be more and fewer at once
				continue
			}
			if there[i].Gained() == back[i].Gained() || there[i].Tool != back[i].Tool || there[i].Was != back[i].Is {
				t.Errorf("there %+v, back %+v", there[i], back[i])
			}
		}
	})
}

const another = "0000000000000000000000000000000000000000000000000000000000000007"

func TestADiffIsToldInEnglish(t *testing.T) {
	old := mustLoad(t, `
version: 1
agents:
  gone: {access: {events: read}, identify: [{local: true}]}
  onboarding:
    identify: [{local: true}, {token_sha256: `+hash+`}]
    access: {users: write}
    allow:
      - {id: soon, tools: [user_groups_get], until: 2027-01-01T00:00:00Z}
      - {id: long, tools: [devices_get]}
  same: {access: {users: read}, name: Old Name}
deny: [{id: no-code, tools: ["commands_*"]}]
`)
	new := mustLoad(t, `
version: 1
agents:
  onboarding:
    identify: [{token_sha256: `+hash+`, until: 2027-02-01T00:00:00Z}, {token_sha256: `+another+`}]
    org_id: 66c0a1b2c3d4e5f6000000a1
    access: {users: full}
    deny: [{id: no-new, tools: [users_create]}]
    allow:
      - {id: soon, tools: [user_groups_get], until: 2027-03-01T00:00:00+01:00}
      - {id: long, tools: [devices_get], until: 2027-03-01T00:00:00Z}
  same: {allow: [{id: same, tools: [users_list, users_get]}], name: New Name}
  young: {access: {commands: read}, identify: [{local: true}]}
  old: {access: {commands: read}, identify: [{local: true}], until: 2020-01-01T00:00:00Z}
`)
	got := Lines(Diff(old, new, noon))
	want := []string{
		"- gone can no longer be known by local",
		"- gone can no longer call events_count, events_distinct, events_interval, events_query (there is no such agent)",
		"+ onboarding acts in organization 66c0a1b2c3d4e5f6000000a1, no longer in the server's own organization",
		"- onboarding can no longer be known by local",
		"+ onboarding can be known by token 00000000",
		"- onboarding can be known by token " + hash[:8] + " only until 2027-02-01T00:00:00Z, no longer without end",
		"- onboarding can call devices_get only until 2027-03-01T00:00:00Z, no longer without end (by onboarding.allow.long)",
		"+ onboarding can call user_groups_get until 2027-02-28T23:00:00Z, no longer only until 2027-01-01T00:00:00Z (by onboarding.allow.soon)",
		"- onboarding can no longer call users_create (denied by onboarding.deny.no-new)",
		"+ onboarding can call users_delete (by onboarding.access.users)",
		"+ young can be known by local",
		"+ young can call commands_get, commands_list (by young.access.commands)",
	}
	if !slices.Equal(got, want) {
		t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(want, "\n"))
	}
}

func TestASummaryIsBoundedAndBeginsWithWhatIsGained(t *testing.T) {
	source := "version: 1\nagents:\n"
	for _, id := range []string{"a", "b", "c", "d", "e", "f"} {
		source += "  " + id + ": {access: {users: full, devices: full, commands: full}}\n"
	}
	old, new := mustLoad(t, source), mustLoad(t, "version: 1\nagents: {z: {access: {users: full}}}\n")
	changes := Diff(old, new, noon)
	want := "z can call users_create, users_delete, users_get, users_list and 1 more (by z.access.users); " +
		"a can no longer call commands_create, commands_delete, commands_get, commands_list and 10 more (there is no such agent); and 5 more such changes"
	if got := Summary(changes, 220); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
	if got := Summary(nil, 200); got != "no agent gains or loses anything" {
		t.Error(got)
	}
}

func TestConditionsAreComparedWithAllOfTheirValues(t *testing.T) {
	policy := func(when, deny string) *Policy {
		return mustLoad(t, `
version: 1
agents:
  a:
    allow: [{id: some, tools: [user_group_members_change], when: `+when+`}]
    deny: [{id: none, tools: [user_group_members_change], when: `+deny+`}]
`)
	}
	const one, two, three = "5f0c1b2a3d4e5f6071829304", "5f0c1b2a3d4e5f6071829305", "5f0c1b2a3d4e5f6071829306"
	old := policy("{group_id: {in: ["+one+", "+two+"]}, op: {eq: add}}", "{id: {eq: "+one+"}}")
	for _, c := range []struct {
		new  *Policy
		want string
	}{
		{policy("{op: {in: [add, add]}, group_id: {in: ["+two+", "+one+"]}}", "{id: {in: ["+one+"]}}"), ""},
		{policy("{group_id: {in: ["+one+", "+three+"]}, op: {eq: add}}", "{id: {eq: "+one+"}}"),
			"+ a can call user_group_members_change in other cases than before: " +
				"if, by a.allow.some when group_id: {in [" + one + ", " + three + "]} and op: {in [add]}, unless denied by a.deny.none when id: {in [" + one + "]}; " +
				"before: if, by a.allow.some when group_id: {in [" + one + ", " + two + "]} and op: {in [add]}, unless denied by a.deny.none when id: {in [" + one + "]}"},
		{mustLoad(t, "version: 1\nagents: {a: {allow: [{id: some, tools: [user_group_members_change], when: {op: {eq: add}}}]}, b: {}}\n"),
			"+ a can call user_group_members_change in other cases than before: if, by a.allow.some when op: {in [add]}; " +
				"before: if, by a.allow.some when group_id: {in [" + one + ", " + two + "]} and op: {in [add]}, unless denied by a.deny.none when id: {in [" + one + "]}"},
		{mustLoad(t, "version: 1\nagents: {a: {}}\n"), "- a can no longer call user_group_members_change (nothing grants it)"},
	} {
		if got := strings.Join(Lines(Diff(old, c.new, noon)), "\n"); got != c.want {
			t.Errorf("got\n%s\nwant\n%s", got, c.want)
		}
	}
	fewer := policy("{group_id: {in: ["+one+", "+two+"]}, op: {eq: add}}", "{id: {eq: "+one+"}}")
	more := mustLoad(t, "version: 1\nagents: {a: {access: {user_groups: full}}}\n")
	changes := Diff(more, fewer, noon)
	if got := Lines(changes); !strings.HasPrefix(got[0], "- a can call user_group_members_change in other cases than before: if, by a.allow.some when") {
		t.Errorf("got %s", got[0])
	}
	if got := Summary(changes[:1], 600); got != "a can call user_group_members_change in other cases than before" {
		t.Errorf("got %s", got)
	}
}
