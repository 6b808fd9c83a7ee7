package policy

import (
	"strings"
	"testing"
)

// oneAllow is a policy that allows one tool, in these cases.
func oneAllow(t *testing.T, rules ...string) *Policy {
	t.Helper()
	return mustLoad(t, "version: 1\nagents: {a: {allow: ["+strings.Join(rules, ", ")+"]}}\n")
}

func TestConditionsThatDifferAreNeverWrittenAlike(t *testing.T) {
	seen := map[string]string{}
	for _, when := range []string{
		"{op: {eq: add}}", "{op: {eq: remove}}", "{op: {in: [add, remove]}}", "{op: {not_in: [add]}}", "{op: {eq: add, or_absent: true}}", "{op: {eq: add, or_absent: false}}",
		"{op: {glob: 'a*'}}", "{op: {prefix: a}}", "{op: {glob: a}}", "{op: {present: true}}", "{op: {present: false}}", "{op: {glob: 'a*', prefix: a}}",
		"{time.hour: {min: 8}}", "{time.hour: {max: 8}}", "{time.hour: {eq: 8}}", "{time.hour: {min: 8, zone: Europe/Berlin}}", "{time.hour: {min: 8, zone: America/New_York}}",
		"{time.weekday: {in: [mon, tue]}}", "{time.weekday: {in: [mon, wed]}}", "{op: {eq: add}, time.hour: {min: 8}}",
	} {
		p := oneAllow(t, "{id: x, tools: [user_group_members_change], when: "+when+"}")
		text := p.Cell("a", "user_group_members_change", noon).Exactly()
		if other := seen[text]; other != "" {
			t.Errorf("%s and %s are both %s", when, other, text)
		}
		seen[text] = when
	}
	for _, pair := range [][2]string{
		{"{op: {eq: add}}", "{op: {in: [add]}}"},
		{"{op: {present: true}}", "{op: {absent: false}}"},
		{"{op: {eq: add}, time.hour: {max: 8, min: 1}}", "{time.hour: {min: 1, max: 8, zone: UTC}, op: {in: [add]}}"},
	} {
		a, b := oneAllow(t, "{id: x, tools: [user_group_members_change], when: "+pair[0]+"}"), oneAllow(t, "{id: y, tools: [user_group_members_change], when: "+pair[1]+"}")
		if changes := Diff(a, b, noon); len(changes) > 0 {
			t.Errorf("%s and %s differ: %v", pair[0], pair[1], Lines(changes))
		}
	}
}

func TestAConditionOfListsIsWrittenWithWhatStandsInside(t *testing.T) {
	tools := []Tool{{Name: "t", Resource: "r", Class: Read, Args: object("tags", list(has(Text)))}}
	seen := map[string]bool{}
	for _, when := range []string{"{each: {eq: a}}", "{each: {eq: b}}", "{any: {eq: a}}", "{any: {eq: b}}", "{max_items: 1}", "{max_items: 2}", "{eq: a}"} {
		p, err := Load("p.yaml", []byte("version: 1\nagents: {a: {allow: [{id: x, tools: [t], when: {tags: "+when+"}}]}}\n"), tools)
		if err != nil {
			t.Fatal(err)
		}
		text := p.Cell("a", "t", noon).Exactly()
		if seen[text] {
			t.Errorf("%s is another's %s", when, text)
		}
		seen[text] = true
	}
}

func TestMoreCasesAreAGainAndFewerALoss(t *testing.T) {
	const (
		add     = "{id: add, tools: [user_group_members_change], when: {op: {eq: add}}}"
		soon    = "{id: add, tools: [user_group_members_change], when: {op: {eq: add}}, until: 2027-01-01T00:00:00Z}"
		remove  = "{id: remove, tools: [user_group_members_change], when: {op: {eq: remove}}}"
		any     = "{id: any, tools: [user_group_members_change]}"
		forNow  = "{id: any, tools: [user_group_members_change], until: 2027-01-01T00:00:00Z}"
		unknown = "{id: any, tools: [users_list]}"
	)
	for _, c := range []struct {
		less, more []string
	}{
		{[]string{add}, []string{add, remove}},
		{[]string{add}, []string{any}},
		{[]string{add, forNow}, []string{any}},
		{[]string{add}, []string{add, forNow}},
		{[]string{soon}, []string{add}},
		{[]string{soon}, []string{forNow}},
		{[]string{soon, remove}, []string{add, remove}},
		{[]string{unknown}, []string{add, unknown}},
	} {
		less, more := oneAllow(t, c.less...), oneAllow(t, c.more...)
		if changes := Diff(less, more, noon); len(changes) != 1 || !changes[0].Gained() {
			t.Errorf("%v to %v: %v", c.less, c.more, Lines(changes))
		}
		if changes := Diff(more, less, noon); len(changes) != 1 || changes[0].Gained() {
			t.Errorf("%v to %v: %v", c.more, c.less, Lines(changes))
		}
	}
	// What another rule allows anyway is no change.
	for _, same := range [][2][]string{{{any}, {any, add}}, {{forNow}, {forNow, soon}}} {
		if changes := Diff(oneAllow(t, same[0]...), oneAllow(t, same[1]...), noon); len(changes) > 0 {
			t.Errorf("%v to %v: %v", same[0], same[1], Lines(changes))
		}
	}
}
