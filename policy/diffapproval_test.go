package policy

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// asking is a policy in which people are asked about a tool as these rules say.
func asking(t *testing.T, rules ...string) *Policy {
	t.Helper()
	return mustLoad(t, "version: 1\napprovers: {one: [alice], two: [alice, bob], same: [bob, alice], three: [bob, alice, carol], other: [dave]}\n"+
		"agents: {a: {access: {users: write}, require: ["+strings.Join(rules, ", ")+"]}}\n")
}

func approving(approval string) string {
	return "{id: x, tools: [users_update], approval: {" + approval + "}}"
}

func TestAWeakerApprovalIsAGainAndAStricterOneALoss(t *testing.T) {
	const sometimes = "{id: x, tools: [users_update], when: {sudo: {eq: true}}, approval: {approvers: [two]}}"
	const elsewhere = "{id: x, tools: [users_update], when: {suspended: {eq: true}}, approval: {approvers: [two]}}"
	for name, c := range map[string]struct{ weak, strict []string }{
		"an approval":             {nil, []string{approving("approvers: [two]")}},
		"a confirmation":          {nil, []string{approving("confirm: true")}},
		"more people":             {[]string{approving("approvers: [two]")}, []string{approving("approvers: [two], people: 2")}},
		"fewer approvers":         {[]string{approving("approvers: [three]")}, []string{approving("approvers: [two]")}},
		"no confirmation":         {[]string{approving("approvers: [two], confirm: true")}, []string{approving("approvers: [two]")}},
		"people, not the user":    {[]string{approving("confirm: true")}, []string{approving("confirm: true, approvers: [one], people: 2")}},
		"a shorter time":          {[]string{approving("approvers: [two], ttl: 16m")}, []string{approving("approvers: [two]")}},
		"all of it":               {[]string{approving("approvers: [three], ttl: 7d, confirm: true")}, []string{approving("approvers: [two], people: 2, ttl: 1m")}},
		"of every call":           {[]string{sometimes}, []string{approving("approvers: [two]")}},
		"of every call, stricter": {[]string{sometimes}, []string{approving("approvers: [one]")}},
		"another besides":         {[]string{sometimes}, []string{sometimes, strings.Replace(elsewhere, "x", "y", 1)}},
		"more people of more":     {[]string{approving("approvers: [two]")}, []string{approving("approvers: [three], people: 2")}},
		"more people, or a user":  {[]string{approving("approvers: [two]")}, []string{approving("approvers: [two], people: 2, confirm: true")}},
		"a limit besides":         {[]string{approving("approvers: [two]")}, []string{strings.Replace(approving("approvers: [one]"), "approval", "limit: {calls: 1, per: 1h}, approval", 1)}},
	} {
		weak, strict := asking(t, c.weak...), asking(t, c.strict...)
		if changes := Diff(weak, strict, noon); len(changes) != 1 || changes[0].Gained() || !strings.HasPrefix(Lines(changes)[0], "- a can call users_update with more required of it: ") {
			t.Errorf("%s: %v", name, Lines(changes))
		}
		if changes := Diff(strict, weak, noon); len(changes) != 1 || !changes[0].Gained() {
			t.Errorf("%s, taken back: %v", name, Lines(changes))
		}
	}
	// Neither is stricter: each way something is gained.
	for name, c := range map[string][2]string{
		"other people":                 {approving("approvers: [one]"), approving("approvers: [other]")},
		"more people of many more":     {approving("approvers: [one]"), approving("approvers: [three], people: 2")},
		"fewer approvers for longer":   {approving("approvers: [two]"), approving("approvers: [one], ttl: 1h")},
		"in other cases":               {sometimes, elsewhere},
		"confirmation, or one of some": {approving("confirm: true"), approving("approvers: [one]")},
	} {
		for _, way := range [][2]string{c, {c[1], c[0]}} {
			if changes := Diff(asking(t, way[0]), asking(t, way[1]), noon); len(changes) != 1 || !changes[0].Gained() {
				t.Errorf("%s: %v", name, Lines(changes))
			}
		}
	}
	// The same people by another name are no change.
	if changes := Diff(asking(t, approving("approvers: [two]")), asking(t, strings.Replace(approving("approvers: [same, one], ttl: 15m, people: 1, confirm: false"), "x", "y", 1)), noon); len(changes) > 0 {
		t.Errorf("%v", Lines(changes))
	}
}

// One approval covers another exactly when all who meet it meet the other.
func TestAnApprovalCoversAnotherExactlyWhenNobodyMeetsItAlone(t *testing.T) {
	everybody := []string{"ann", "bob", "cid", "own"}
	met := func(a Approval, by int) bool {
		count := 0
		for i, person := range everybody {
			if by&(1<<i) != 0 && (person == "own" && a.Confirm || person != "own" && slices.Contains(a.Approvers, person)) {
				count++
			}
		}
		return count >= a.People
	}
	var all []Approval
	for those := 1; those < 1<<len(everybody); those++ {
		a := Approval{TTL: time.Minute}
		for i, person := range everybody {
			switch {
			case those&(1<<i) == 0:
			case person == "own":
				a.Confirm = true
			default:
				a.Approvers = append(a.Approvers, person)
			}
			if those&(1<<i) != 0 {
				a.People++
				all = append(all, a)
			}
		}
		for last := a; last.People > 1; {
			last.People--
			all = append(all, last)
		}
	}
	for _, a := range all {
		for _, other := range all {
			want := true
			for by := range 1 << len(everybody) {
				want = want && (!met(a, by) || met(other, by))
			}
			if a.covers(other) != want {
				t.Fatalf("%s covers %s: %v, want %v", a, other, !want, want)
			}
		}
	}
}

func TestADiffTellsOfApprovalsInEnglish(t *testing.T) {
	got := strings.Join(Lines(Diff(asking(t, approving("approvers: [two], people: 2")), asking(t, approving("approvers: [three], confirm: true")), noon)), "\n")
	want := "+ a can call users_update with less, or something else, required of it: approval by 1 of alice, bob and carol within 15 minutes, or confirmed by the agent's own user; before: approval by 2 of alice and bob within 15 minutes"
	if got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}
