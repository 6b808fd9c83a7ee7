package policy

import (
	"fmt"
	"testing"
)

// kinds is a tool with an argument of every kind.
var kinds = []Tool{{Name: "t", Resource: "r", Class: Read, Target: object("text", opt(has(Text)), "groups", opt(list(has(Text)))), Args: object(
	"text", opt(has(Text)), "word", opt(words("on", "off")), "id", opt(has(ID)), "flag", opt(has(Boolean)), "whole", opt(has(Integer)), "number", opt(has(Number)),
	"time", opt(has(Time)), "object", opt(object("text", opt(has(Text)), "flag", opt(has(Boolean)))), "any", opt(has(Any)),
	"texts", opt(list(has(Text))), "wholes", opt(list(has(Integer))), "objects", opt(list(object("text", opt(has(Text)), "texts", opt(list(has(Text))))))),
}}

type args = map[string]any

// Each line is what one key says, what it is asked of, and what it comes to
// for an allow and for a deny, which differ on lists alone.
var truths = []struct {
	line        string
	args        args
	allow, deny Truth
}{
	{`text: {eq: a}`, args{"text": "a"}, True, True},
	{`text: {eq: a}`, args{"text": "b"}, False, False},
	{`text: {eq: a}`, args{"text": "A"}, False, False},
	{`text: {eq: a}`, args{"text": nil}, Unknown, Unknown},
	{`text: {eq: a}`, args{}, Unknown, Unknown},
	{`text: {eq: a}`, args{"text": int64(1)}, Unknown, Unknown},
	{`text: {eq: a}`, args{"text": args{}}, Unknown, Unknown},
	{`text: {eq: ""}`, args{"text": ""}, True, True},
	{`text: {in: [a, b]}`, args{"text": "b"}, True, True},
	{`text: {in: [a, b]}`, args{"text": "c"}, False, False},
	{`text: {in: [a, b]}`, args{"text": nil}, Unknown, Unknown},
	{`text: {not_in: [a, b]}`, args{"text": "c"}, True, True},
	{`text: {not_in: [a, b]}`, args{"text": "a"}, False, False},
	{`text: {not_in: [a, b]}`, args{}, Unknown, Unknown},
	{`text: {glob: "a*c"}`, args{"text": "abc"}, True, True},
	{`text: {glob: "a*c"}`, args{"text": "abcd"}, False, False},
	{`text: {glob: "a*c"}`, args{"text": true}, Unknown, Unknown},
	{`text: {prefix: ab}`, args{"text": "abc"}, True, True},
	{`text: {prefix: ab}`, args{"text": "cab"}, False, False},
	{`text: {prefix: ab}`, args{"text": []any{}}, Unknown, Unknown},
	{`word: {eq: on}`, args{"word": "on"}, True, True},
	{`word: {not_in: [on]}`, args{"word": "off"}, True, True},
	{`word: {in: [on, off]}`, args{"word": nil}, Unknown, Unknown},
	{`id: {in: [5f0c1b2a3d4e5f6071829304]}`, args{"id": "5f0c1b2a3d4e5f6071829304"}, True, True},
	{`id: {in: [5f0c1b2a3d4e5f6071829304]}`, args{"id": "5f0c1b2a3d4e5f6071829305"}, False, False},
	{`id: {prefix: 5f0c}`, args{"id": "5f0c1b2a3d4e5f6071829304"}, True, True},
	{`flag: {eq: true}`, args{"flag": true}, True, True},
	{`flag: {eq: true}`, args{"flag": false}, False, False},
	{`flag: {eq: true}`, args{"flag": "true"}, Unknown, Unknown},
	{`flag: {in: [false]}`, args{"flag": nil}, Unknown, Unknown},
	{`whole: {eq: 5}`, args{"whole": int64(5)}, True, True},
	{`whole: {not_in: [5, 6]}`, args{"whole": int64(7)}, True, True},
	{`whole: {eq: 9007199254740993}`, args{"whole": int64(9007199254740992)}, False, False},
	{`whole: {min: 5}`, args{"whole": int64(5)}, True, True},
	{`whole: {min: 5}`, args{"whole": int64(4)}, False, False},
	{`whole: {min: 5}`, args{"whole": "5"}, Unknown, Unknown},
	{`whole: {max: 5}`, args{"whole": int64(5)}, True, True},
	{`whole: {max: 5}`, args{"whole": int64(6)}, False, False},
	{`whole: {min: 2, max: 5}`, args{"whole": int64(6)}, False, False},
	{`whole: {max: -1}`, args{}, Unknown, Unknown},
	{`number: {eq: 5}`, args{"number": 5.0}, True, True},
	{`number: {max: 1.5}`, args{"number": int64(1)}, True, True},
	{`number: {max: 1e2}`, args{"number": 100.5}, False, False},
	{`number: {min: 0.1}`, args{"number": nil}, Unknown, Unknown},
	{`time: {eq: 2026-01-01T00:00:00Z}`, args{"time": "2026-01-01T01:00:00+01:00"}, True, True},
	{`time: {min: 2026-01-01T00:00:00Z}`, args{"time": "2026-01-01T00:00:00Z"}, True, True},
	{`time: {min: 2026-01-01T00:00:00Z}`, args{"time": "2025-12-31T23:59:59.999Z"}, False, False},
	{`time: {max: 2026-01-01T00:00:00Z}`, args{"time": "2026-01-01"}, Unknown, Unknown},
	{`time: {max: 2026-01-01T00:00:00Z}`, args{"time": int64(0)}, Unknown, Unknown},
	{`time: {not_in: [2026-01-01T00:00:00Z]}`, args{"time": "2026-01-02T00:00:00Z"}, True, True},

	{`text: {present: true}`, args{"text": "a"}, True, True},
	{`text: {present: true}`, args{"text": nil}, True, True},
	{`text: {present: true}`, args{}, False, False},
	{`text: {present: false}`, args{"text": "a"}, False, False},
	{`text: {absent: true}`, args{}, True, True},
	{`text: {absent: true}`, args{"text": nil}, False, False},
	{`text: {absent: false}`, args{"text": ""}, True, True},
	{`object: {present: true}`, args{"object": args{}}, True, True},
	{`texts: {present: true}`, args{"texts": []any{}}, True, True},
	{`texts: {absent: true}`, args{}, True, True},

	{`text: {eq: a, or_absent: true}`, args{}, True, True},
	{`text: {eq: a, or_absent: false}`, args{}, False, False},
	{`text: {eq: a, or_absent: true}`, args{"text": nil}, Unknown, Unknown},
	{`text: {eq: a, or_absent: true}`, args{"text": "b"}, False, False},
	{`texts: {each: {eq: a}, or_absent: true}`, args{}, True, True},
	{`texts: {each: {eq: a}, or_absent: true}`, args{"texts": []any{}}, Unknown, Unknown},
	{`text: {prefix: a, not_in: [ab]}`, args{"text": "ab"}, False, False},
	{`text: {prefix: a, not_in: [ab]}`, args{"text": "ac"}, True, True},
	{`text: {present: true, eq: a}`, args{}, False, False},
	{`text: {absent: true, eq: a}`, args{}, Unknown, Unknown},

	{`texts: {eq: a}`, args{"texts": []any{"a", "a"}}, True, True},
	{`texts: {eq: a}`, args{"texts": []any{"a", "b"}}, False, True},
	{`texts: {eq: a}`, args{"texts": []any{"b", "c"}}, False, False},
	{`texts: {eq: a}`, args{"texts": []any{"a", nil}}, Unknown, True},
	{`texts: {eq: a}`, args{"texts": []any{"b", nil}}, False, Unknown},
	{`texts: {eq: a}`, args{"texts": []any{}}, Unknown, Unknown},
	{`texts: {eq: a}`, args{"texts": []any{[]any{"a"}}}, Unknown, Unknown},
	{`texts: {eq: a}`, args{"texts": "a"}, True, True},
	{`text: {eq: a}`, args{"text": []any{"a"}}, True, True},
	{`text: {eq: a}`, args{"text": []any{"b", "a"}}, False, True},
	{`texts: {not_in: [a]}`, args{"texts": []any{"a", "b"}}, False, True},
	{`wholes: {max: 5}`, args{"wholes": []any{int64(5), int64(6)}}, False, True},
	{`texts: {each: {prefix: a}}`, args{"texts": []any{"a", "ab"}}, True, True},
	{`texts: {each: {prefix: a}}`, args{"texts": []any{"a", "b"}}, False, False},
	{`texts: {each: {prefix: a}}`, args{"texts": []any{"a", nil}}, Unknown, Unknown},
	{`texts: {each: {prefix: a}}`, args{"texts": []any{}}, Unknown, Unknown},
	{`texts: {each: {prefix: a}}`, args{"texts": "a"}, Unknown, Unknown},
	{`texts: {any: {eq: a}}`, args{"texts": []any{"b", "a"}}, True, True},
	{`texts: {any: {eq: a}}`, args{"texts": []any{"b", "c"}}, False, False},
	{`texts: {any: {eq: a}}`, args{"texts": []any{"b", nil}}, Unknown, Unknown},
	{`texts: {any: {eq: a}}`, args{"texts": []any{}}, Unknown, Unknown},
	{`texts: {any: {prefix: a, not_in: [ab]}}`, args{"texts": []any{"ab", "b"}}, False, False},
	{`texts: {any: {eq: a}, each: {not_in: [b]}}`, args{"texts": []any{"a", "b"}}, False, False},
	{`texts: {max_items: 2}`, args{"texts": []any{"a", "b"}}, True, True},
	{`texts: {max_items: 2}`, args{"texts": []any{"a", "b", "c"}}, False, False},
	{`texts: {max_items: 0}`, args{"texts": []any{}}, True, True},
	{`texts: {max_items: 2}`, args{"texts": nil}, Unknown, Unknown},
	{`texts: {max_items: 2}`, args{}, Unknown, Unknown},

	{`object.text: {eq: a}`, args{"object": args{"text": "a"}}, True, True},
	{`object.text: {eq: a}`, args{"object": args{}}, Unknown, Unknown},
	{`object.text: {eq: a, or_absent: false}`, args{"object": args{}}, False, False},
	{`object.text: {eq: a, or_absent: false}`, args{"object": nil}, False, False},
	{`object.text: {eq: a, or_absent: false}`, args{"object": "text"}, Unknown, Unknown},
	{`object.text: {absent: true}`, args{"object": "text"}, Unknown, Unknown},
	{`objects.text: {eq: a}`, args{"objects": []any{args{"text": "a"}, args{"text": "b"}}}, False, True},
	{`objects.text: {eq: a}`, args{"objects": []any{args{"text": "a"}, args{}}}, Unknown, True},
	{`objects.text: {eq: a, or_absent: true}`, args{"objects": []any{args{}}}, Unknown, Unknown},
	{`objects.text: {eq: a, or_absent: true}`, args{}, True, True},
	{`objects.text: {present: true}`, args{"objects": []any{args{"text": "a"}, args{}}}, False, True},
	{`objects.text: {present: true}`, args{"objects": []any{}}, Unknown, Unknown},
	{`objects.text: {max_items: 1}`, args{"objects": []any{args{}, args{}}}, False, False},
	{`objects.texts: {any: {eq: a}}`, args{"objects": []any{args{"texts": []any{"b"}}, args{"texts": []any{"a"}}}}, True, True},
	{`objects.texts: {eq: a}`, args{"objects": []any{args{"texts": []any{"a"}}, args{"texts": []any{}}}}, Unknown, True},

	{`any: {eq: a}`, args{"any": "a"}, True, True},
	{`any: {eq: 5}`, args{"any": int64(5)}, True, True},
	{`any: {eq: "5"}`, args{"any": int64(5)}, Unknown, Unknown},
	{`any: {eq: true}`, args{"any": true}, True, True},
	{`any: {in: [a, 5]}`, args{"any": "b"}, Unknown, Unknown},
	{`any: {min: 5}`, args{"any": 4.5}, False, False},
	{`any: {max: 2026-01-01T00:00:00Z}`, args{"any": "2026-01-01T00:00:00Z"}, True, True},
	{`any.deep.er: {prefix: a}`, args{"any": args{"deep": args{"er": "ab"}}}, True, True},
	{`any.deep.er: {prefix: a}`, args{"any": args{"deep": "er"}}, Unknown, Unknown},
	{`any: {each: {eq: a}}`, args{"any": []any{"a"}}, True, True},

	{`time.hour: {min: 9, max: 17}`, nil, True, True},
	{`time.hour: {eq: 13, zone: Europe/Berlin}`, nil, True, True},
	{`time.hour: {not_in: [12]}`, nil, False, False},
	{`time.weekday: {in: [mon, tue]}`, nil, True, True},
	{`time.weekday: {eq: tue}`, nil, False, False},
	{`time.weekday: {eq: tue, zone: Pacific/Kiritimati}`, nil, True, True},
}

func TestEveryMatcherIsTrueFalseOrUnknown(t *testing.T) {
	for _, c := range truths {
		for _, grants := range []bool{true, false} {
			source := "version: 1\nagents: {a: {access: {r: read}, deny: [{id: x, tools: [t], when: {" + c.line + "}}]}}\n"
			want := c.deny
			if grants {
				source = "version: 1\nagents: {a: {allow: [{id: x, tools: [t], when: {" + c.line + "}}]}}\n"
				want = c.allow
			}
			p, err := Load("p.yaml", []byte(source), kinds)
			if err != nil {
				t.Fatalf("%s: %v", c.line, err)
			}
			d, weighed := p.Explain(Request{Agent: "a", Tool: "t", Args: c.args, Now: noon})
			if got := weighed[0].Truth; got != want {
				t.Errorf("%s of %v is %s, want %s (grants: %v)", c.line, c.args, got, want, grants)
			}
			if may := grants && want == True || !grants && want == False; (d.Effect == Allow) != may {
				t.Errorf("%s of %v, %s: %s by %s", c.line, c.args, want, d.Effect, d.Rule)
			}
		}
	}
}

func TestEveryMatcherStandsInTheTableWithEveryTruth(t *testing.T) {
	seen := map[string]map[Truth]bool{}
	for _, c := range truths {
		p, err := Load("p.yaml", []byte("version: 1\ndeny: [{id: x, tools: [t], when: {"+c.line+"}}]\nagents: {a: {access: {r: read}}}\n"), kinds)
		if err != nil {
			t.Fatal(err)
		}
		l := p.agents["a"].cells[0].rules.deny[0].when.lines[0]
		for _, m := range l.tests {
			if seen[m.name] == nil {
				seen[m.name] = map[Truth]bool{}
			}
			seen[m.name][c.allow] = true
		}
	}
	for _, name := range onValues {
		if name != "or_absent" && len(seen[name]) < 3 {
			t.Errorf("%s is seen as %v alone", name, seen[name])
		}
	}
}

// What was not fetched is not absent: a deny that asks of it fires.
func TestATargetThatWasNotFetchedIsUnknown(t *testing.T) {
	for _, line := range []string{"target.text: {eq: a, or_absent: false}", "target.text: {absent: false}", "target.groups: {any: {eq: x}, or_absent: false}"} {
		p, err := Load("p.yaml", []byte("version: 1\nagents: {a: {access: {r: read}, deny: [{id: x, tools: [t], when: {"+line+"}}]}}\n"), kinds)
		if err != nil {
			t.Fatal(err)
		}
		r := Request{Agent: "a", Tool: "t", Now: noon}
		if d := p.Decide(r); d.Effect != Deny {
			t.Errorf("%s: allowed without the target", line)
		}
		r.Target = args{}
		if p.Decide(r).Effect != Allow {
			t.Errorf("%s: denied of a target that has none", line)
		}
	}
}

func TestTheTargetIsReadOnlyWhereItCouldMatter(t *testing.T) {
	p := mustLoad(t, `
version: 1
agents:
  ops:
    access: {users: write}
    allow:
      - {id: theirs, tools: [users_delete], when: {target.username: {prefix: svc-}, target.groups: {each: {not_in: [admins]}}}}
      - {id: mine, tools: [users_delete], when: {id: {eq: 000000000000000000000001}}}
      - {id: was, tools: [users_delete], until: 2026-01-01T00:00:00Z, when: {target.created: {present: true}}}
    deny:
      - {id: no-sudo, tools: [users_update], when: {sudo: {eq: true, or_absent: false}}}
      - {id: admins, tools: [users_update], when: {target.admin.roleName: {eq: Administrator}}}
      - {id: staff, tools: [users_update], when: {target.username: {eq: staff}, department: {eq: Staff, or_absent: false}}}
  reader:
    access: {users: read}
    allow: [{id: own, tools: [users_get], when: {target.username: {eq: me}}}]
`)
	for _, c := range []struct {
		agent, tool string
		args        args
		want        string
	}{
		{"ops", "users_update", args{"suspended": true}, "[admin]"},
		{"ops", "users_update", args{"department": "Staff"}, "[admin username]"},
		{"ops", "users_update", args{"sudo": true}, "[]"},
		{"ops", "users_delete", args{"id": "000000000000000000000002"}, "[groups username]"},
		{"ops", "users_delete", args{"id": "000000000000000000000001"}, "[]"},
		{"ops", "users_create", nil, "[]"},
		{"reader", "users_get", nil, "[]"},
		{"reader", "users_update", nil, "[]"},
		{"nobody", "users_update", nil, "[]"},
		{"ops", "users_nap", nil, "[]"},
	} {
		if got := fmt.Sprint(p.Reads(Request{Agent: c.agent, Tool: c.tool, Args: c.args, Now: noon})); got != c.want {
			t.Errorf("%s, %s %v reads %s, want %s", c.agent, c.tool, c.args, got, c.want)
		}
	}
}
