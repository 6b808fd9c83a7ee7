package policy

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

const tested = "version: 1\nagents:\n  ops: {access: {users: full}}\n"

// Each source is a whole file of tests; the error is all of it.
var testFileErrors = map[string]struct{ source, want string }{
	"nothing":               {"", "1:1: the file is empty"},
	"no keys":               {"version: 1\n", "1:1: now is missing: the time at which the calls are made, such as 2026-11-23T12:00:00Z\n1:1: tests is missing: a list of calls, such as {agent: onboarding, call: users_list, expect: allow}"},
	"another version":       {"version: 2\nnow: 2026-11-23T12:00:00Z\ntests: []\n", "1:10: version must be 1"},
	"a time without zone":   {"version: 1\nnow: 2026-11-23\ntests: []\n", `2:6: now takes a time with its zone, such as 2026-11-23T12:00:00Z, not "2026-11-23"`},
	"an unknown key":        {"version: 1\nnow: 2026-11-23T12:00:00Z\ntests: []\nexhaustiv: true\n", `4:1: unknown key "exhaustiv" in a file of policy tests: did you mean "exhaustive"?`},
	"exhaustive as a word":  {"version: 1\nnow: 2026-11-23T12:00:00Z\ntests: []\nexhaustive: yes\n", `4:13: this is true or false, not "yes"`},
	"tests as keys":         {"version: 1\nnow: 2026-11-23T12:00:00Z\ntests: {}\n", "3:8: tests takes a list"},
	"a test as a word":      {testOf("ops"), "4:5: a test takes keys: agent, call, args, target, expect, by"},
	"no expectation":        {testOf("{agent: ops, call: users_list}"), "4:5: a test says which agent calls what, and what to expect: {agent: onboarding, call: users_list, expect: allow}"},
	"an unknown agent":      {testOf("{agent: op, call: users_list, expect: deny}"), `4:13: unknown agent "op": did you mean "ops"?`},
	"an unknown tool":       {testOf("{agent: ops, call: user_list, expect: deny}"), `4:24: unknown tool "user_list": did you mean "users_list"?`},
	"an unknown effect":     {testOf("{agent: ops, call: users_list, expect: alow}"), `4:44: a test expects allow, deny, approval or invalid, not "alow"`},
	"arguments in a list":   {testOf("{agent: ops, call: users_list, args: [], expect: deny}"), "4:42: args takes names and values, such as {limit: 50}"},
	"a target in a list":    {testOf("{agent: ops, call: users_list, target: [], expect: deny}"), "4:44: target takes names and values, such as {limit: 50}"},
	"an octal number":       {testOf("{agent: ops, call: users_list, args: {limit: 010}, expect: deny}"), `4:50: "010" may be a text, or something else: put a text in quotes, write a number as JSON does, and true or false in small letters`},
	"True":                  {testOf("{agent: ops, call: users_list, args: {a: [True]}, expect: deny}"), `4:47: "True" may be a text, or something else: put a text in quotes, write a number as JSON does, and true or false in small letters`},
	"no value":              {testOf("{agent: ops, call: users_list, args: {a: ~}, expect: deny}"), "4:46: no value here: give one, or leave the key out"},
	"the same twice":        {testOf("{agent: ops, call: users_list, args: {a: 1, a: 2}, expect: deny}"), `4:49: key "a" stands here twice: first at line 4`},
	"an alias":              {testOf("{agent: &x ops, call: users_list, expect: deny}"), "4:13: an anchor (&x): write the value out where it is used"},
	"several wrong at once": {testOf("{agent: op, call: user_list, expect: alow}"), "4:13: unknown agent \"op\": did you mean \"ops\"?\n4:23: unknown tool \"user_list\": did you mean \"users_list\"?\n4:42: a test expects allow, deny, approval or invalid, not \"alow\""},
}

// testOf is a file with one test.
func testOf(test string) string {
	return "version: 1\nnow: 2026-11-23T12:00:00Z\ntests:\n  - " + test + "\n"
}

func TestAFileOfTestsIsReadStrictly(t *testing.T) {
	p := mustLoad(t, tested)
	for name, c := range testFileErrors {
		_, err := p.ReadTests("t.yaml", []byte(c.source))
		var problems strict.Problems
		if !errors.As(err, &problems) || strings.ReplaceAll(err.Error(), "t.yaml:", "") != c.want {
			t.Errorf("%s: it is\n%v\nwant\n%s", name, err, c.want)
		}
	}
	if _, err := p.ReadTests("t.yaml", make([]byte, mostBytes+1)); err == nil || !strings.Contains(err.Error(), "1 MiB") {
		t.Errorf("a large file: %v", err)
	}
}

func TestATestIsReadAsItIsWritten(t *testing.T) {
	p := mustLoad(t, tested)
	tests, err := p.ReadTests("t.yaml", []byte(`version: 1
now: 2026-11-23T13:00:00+01:00
exhaustive: true
tests:
  - {agent: ops, call: users_list, expect: allow}
  - agent: ops
    call: users_update
    args: {id: 5f0c1b2a3d4e5f6071829304, n: -1.50, big: 9007199254740993, on: true, off: "false", day: 2026-11-23, yes: yes, "a\"b": [x, {y: "1"}], none: {}}
    target: {groups: [Sales]}
    expect: approval
    by: require.two-eyes
  - {agent: ghost, call: users_list, expect: deny, by: unknown_agent}
  - {agent: ops, call: nonsense, expect: deny, by: unknown_tool}
`))
	if err != nil {
		t.Fatal(err)
	}
	if !tests.Now.Equal(noon) || !tests.Exhaustive || len(tests.Cases) != 4 {
		t.Errorf("%+v", tests)
	}
	first, second := tests.Cases[0], tests.Cases[1]
	if first.Line != 5 || first.Column != 5 || string(first.Args) != "{}" || first.Target != nil || first.Expect != Allow {
		t.Errorf("%+v", first)
	}
	want := `{"id":"5f0c1b2a3d4e5f6071829304","n":-1.50,"big":9007199254740993,"on":true,"off":"false","day":"2026-11-23","yes":"yes","a\"b":["x",{"y":"1"}],"none":{}}`
	if string(second.Args) != want {
		t.Errorf("the arguments are\n%s\nwant\n%s", second.Args, want)
	}
	if string(second.Target) != `{"groups":["Sales"]}` || second.Expect != ApprovalRequired || second.By != "require.two-eyes" {
		t.Errorf("%+v", second)
	}
}

func TestEachEffectHasAWordByWhichItIsExpected(t *testing.T) {
	for _, e := range []Effect{Deny, Allow, ApprovalRequired, Invalid} {
		if slices.Index(expectations, e.Expectation()) != int(e) || e.Expectation() == "" {
			t.Errorf("%s is expected as %q", e, e.Expectation())
		}
	}
}

// FuzzReadTests: whatever the bytes, there are tests or problems, and what the
// tests would send is a JSON object.
func FuzzReadTests(f *testing.F) {
	for _, c := range testFileErrors {
		f.Add([]byte(c.source))
	}
	f.Add([]byte(testOf("{agent: ops, call: users_list, args: {a: [1.5, true, x, {b: 2027-01-01}], \"c\\\"\": 'd'}, target: {e: |\n  f\n}, expect: allow}")))
	p, err := Load("policy.yaml", []byte(tested), directory)
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		tests, err := p.ReadTests("t.yaml", src)
		if (tests == nil) == (err == nil) {
			t.Fatal("neither tests nor problems, or both")
		}
		if err != nil {
			return
		}
		for _, one := range tests.Cases {
			var args map[string]any
			if json.Unmarshal(one.Args, &args) != nil || args == nil {
				t.Fatalf("%s are no arguments", one.Args)
			}
		}
	})
}
