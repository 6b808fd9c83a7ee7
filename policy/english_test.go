package policy

import "testing"

func TestAConditionReadsAsASentence(t *testing.T) {
	for when, want := range map[string]struct{ allow, deny string }{
		`{word: {eq: on}, id: {in: [5f0c1b2a3d4e5f6071829304, 5f0c1b2a3d4e5f6071829305]}}`: {
			"only when id is one of 2 and word is on", "when (id is one of 2 or is left out) and (word is on or is left out)"},
		`{flag: {eq: true, or_absent: false}}`:             {"only when flag is true", "when flag is true"},
		`{flag: {eq: false, or_absent: true}}`:             {"only when flag is false or is left out", "when flag is false or is left out"},
		`{text: {in: [Sales, "R&D"], or_absent: false}}`:   {`only when text is "R&D" or Sales`, `when text is "R&D" or Sales`},
		`{text: {not_in: [a, b, c, d], or_absent: false}}`: {"only when text is not one of 4", "when text is not one of 4"},
		`{text: {glob: "svc-*", or_absent: false}}`:        {`only when text fits "svc-*"`, `when text fits "svc-*"`},
		`{text: {prefix: "true", or_absent: false}}`:       {`only when text begins with "true"`, `when text begins with "true"`},
		`{whole: {min: 1, max: 5, or_absent: false}}`:      {"only when whole is at most 5 and whole is at least 1", "when whole is at most 5 and whole is at least 1"},
		`{text: {absent: true}}`:                           {"only when text is left out", "when text is left out"},
		`{text: {absent: false}}`:                          {"only when text is there", "when text is there"},
		`{texts: {prefix: a, or_absent: false}}`:           {"only when each of texts begins with a", "when any of texts begins with a"},
		`{texts: {each: {prefix: a, not_in: [ab]}, max_items: 3, or_absent: false}}`: {
			"only when each of texts is not ab and begins with a and texts has at most 3 items", "when each of texts is not ab and begins with a and texts has at most 3 items"},
		`{target.groups: {any: {eq: helpdesk-scope}, each: {not_in: [admins, execs]}}}`: {
			"only when any of target.groups is helpdesk-scope and each of target.groups is not admins or execs",
			"when any of target.groups is helpdesk-scope and each of target.groups is not admins or execs"},
		`{time.hour: {min: 9, max: 17, zone: Europe/Berlin}, time.weekday: {in: [mon]}}`: {
			"only when (the hour is at most 17 and the hour is at least 9 (Europe/Berlin)) and the weekday is mon (UTC)",
			"when (the hour is at most 17 and the hour is at least 9 (Europe/Berlin)) and the weekday is mon (UTC)"},
		`{time: {max: 2026-01-01T00:00:00Z, or_absent: false}}`: {"only when time is at most 2026-01-01T00:00:00Z", "when time is at most 2026-01-01T00:00:00Z"},
	} {
		p, err := Load("p.yaml", []byte("version: 1\nagents: {a: {allow: [{id: x, tools: [t], when: "+when+"}], deny: [{id: y, tools: [t], when: "+when+"}]}}\n"), kinds)
		if err != nil {
			t.Fatal(err)
		}
		_, weighed := p.Explain(Request{Agent: "a", Tool: "t", Now: noon})
		if len(weighed) != 2 || weighed[0].When != want.deny || weighed[1].When != want.allow {
			t.Errorf("%s says\n%+v, want\n%s\n%s", when, weighed, want.deny, want.allow)
		}
	}
}

func TestADecisionTellsTheConditionThatDecided(t *testing.T) {
	v := given(t, sudoers)
	for _, c := range []struct {
		agent, tool string
		args        args
		when        string
	}{
		{"ops", "users_update", args{"sudo": true}, "when id is 000000000000000000000001"},
		{"ops", "users_update", args{"id": "5f0c1b2a3d4e5f6071829304", "sudo": true}, "when sudo is true"},
		{"adder", "user_group_members_change", args{"group_id": "5f0c1b2a3d4e5f6071829304", "op": "add"}, "only when group_id is 5f0c1b2a3d4e5f6071829304 and op is add"},
		{"adder", "user_group_members_change", args{"op": "add"}, "adder.allow.eng-only grants it only when group_id is 5f0c1b2a3d4e5f6071829304 and op is add"},
	} {
		if d := v.p.Decide(Request{Agent: c.agent, Tool: c.tool, Args: c.args, Now: noon}); d.When != c.when {
			t.Errorf("%+v: %s, want %s", c, d.When, c.when)
		}
	}
}
