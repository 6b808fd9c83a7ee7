package policy

import (
	"strings"
	"testing"
)

// Each is what stands under approvers, from column 12 of the second line on.
var approversErrors = map[string]struct{ says, want string }{
	"a list":                     {`[alice]`, `2:12: approvers takes groups of people, such as {secops: [alice, bob@example.com]}`},
	"a group in capitals":        {`{SecOps: [alice]}`, `2:13: "SecOps" is no name: lower-case letters, digits, - and _, at most 63`},
	"a person for a list":        {`{s: alice}`, `2:16: s takes a list`},
	"nobody":                     {`{s: []}`, `2:16: a group has at least one person, such as s: [alice, bob@example.com]`},
	"no name":                    {`{s: [""]}`, `2:17: a person is a user's name or an e-mail address: 1 to 128 visible characters without spaces`},
	"a space":                    {`{s: [alice smith]}`, `2:17: a person is a user's name or an e-mail address: 1 to 128 visible characters without spaces`},
	"a space that looks like no": {`{s: ["alice\u00a0smith"]}`, `2:17: a person is a user's name or an e-mail address: 1 to 128 visible characters without spaces`},
	"a tab":                      {`{s: ["alice\t"]}`, `2:17: a person is a user's name or an e-mail address: 1 to 128 visible characters without spaces`},
	"a character that hides":     {`{s: ["al\u200bice"]}`, `2:17: a person is a user's name or an e-mail address: 1 to 128 visible characters without spaces`},
	"a long name":                {`{s: [` + strings.Repeat("a", 129) + `]}`, `2:17: a person is a user's name or an e-mail address: 1 to 128 visible characters without spaces`},
	"a group in a group":         {`{s: [[alice]]}`, `2:17: a person is a user's name or an e-mail address: 1 to 128 visible characters without spaces`},
	"one person twice":           {`{s: [alice, bob, alice]}`, `2:29: "alice" stands twice in s`},
	"one person in two ways":     {`{s: [alice, ALICE]}`, `2:24: "ALICE" stands elsewhere as "alice": write a person in one way`},
	"in two ways in two groups":  {`{s: [Alice], t: [alice]}`, `2:29: "alice" stands elsewhere as "Alice": write a person in one way`},
	"a letter like another":      {`{s: [bob, kim, "\u212aim"]}`, "2:27: \"\u212aim\" stands elsewhere as \"kim\": write a person in one way"},
	"a long s":                   {`{s: [sam, ſam]}`, `2:22: "ſam" stands elsewhere as "sam": write a person in one way`},
	"an agent":                   {`{s: [bob, ops], t: [ops]}`, "2:22: \"ops\" is an agent, and agents approve nothing: give one of the two another name\np.yaml:2:32: \"ops\" is an agent, and agents approve nothing: give one of the two another name"},
	"an agent in capitals":       {`{s: [OPS]}`, `2:17: "OPS" is an agent, and agents approve nothing: give one of the two another name`},
}

func TestApproversThatAreNobodyOrAnybodyAreRefusedAtTheirPlace(t *testing.T) {
	for name, c := range approversErrors {
		t.Run(name, func(t *testing.T) {
			_, err := Load("p.yaml", []byte("version: 1\napprovers: "+c.says+"\nagents: {ops: {}}\n"), directory)
			if err == nil || err.Error() != "p.yaml:"+c.want {
				t.Errorf("the error is\n%v, want\np.yaml:%s", err, c.want)
			}
		})
	}
}

func TestARuleMayNameApproversWhereverTheyStand(t *testing.T) {
	given(t, "require: [{id: a, tools: [users_list], approval: {approvers: [last]}}]\nroles: {r: {require: [{id: a, tools: [users_list], approval: {approvers: [last]}}]}}\nagents: {ops: {require: [{id: a, tools: [users_list], approval: {approvers: [last]}}]}}\napprovers: {last: [1001, "+strings.Repeat("é", 128)+"]}\n")
	_, err := Load("p.yaml", []byte("version: 1\nrequire: [{id: a, tools: [users_list], approval: {approvers: [secops]}}]\n"), directory)
	if want := `p.yaml:2:63: there is no group of approvers "secops": the policy says who they are, such as approvers: {secops: [alice, bob@example.com]}`; err == nil || err.Error() != want {
		t.Errorf("the error is %v, want %s", err, want)
	}
	for _, kind := range []string{"deny", "allow"} {
		_, err := Load("p.yaml", []byte("version: 1\nagents: {a: {"+kind+": [{id: a, tools: [users_list], approval: {confirm: true}}]}}\n"), directory)
		if err == nil || !strings.Contains(err.Error(), `"approval" does not stand in a`) {
			t.Errorf("in %s the error is %v", kind, err)
		}
	}
}

func TestApproversWhomNoRuleNamesAreWarnedOf(t *testing.T) {
	got := warningsAt(t, "2026-11-23T12:00:00Z", "version: 1\napprovers:\n  unasked: [alice]\n  asked: [alice]\n  idle: [bob]\nrequire: [{id: a, tools: [users_list], approval: {approvers: [asked]}}]\n")
	if want := "p.yaml:3:3: no rule has the approvers unasked\np.yaml:5:3: no rule has the approvers idle"; got != want {
		t.Errorf("the warnings are\n%s\nwant\n%s", got, want)
	}
}
