package policy

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// hash is a token's hash, as a file holds it.
var hash = strings.Repeat("3b7e", 16)

// Each source is a whole file; the error is all of it, word for word.
var loadErrors = map[string]struct{ source, want string }{
	"no version":     {"agents: {}\n", "1:1: version is missing: version: 1"},
	"version 2":      {"version: 2\n", "1:10: version must be 1"},
	"version 01":     {"version: 01\n", "1:10: version must be 1"},
	"version 1.0":    {"version: 1.0\n", "1:10: version must be 1"},
	"version quoted": {"version: \"1\"\n", "1:10: version must be 1"},
	"version a list": {"version: [1]\n", "1:10: version must be 1"},
	"an unknown key": {"version: 1\nagent: {}\n", `2:1: unknown key "agent" in the policy: did you mean "agents"?`},
	"a far-off key":  {"version: 1\nspam: {}\n", `2:1: unknown key "spam" in the policy: it takes version, issuers, approvers, roles, agents, deny, require`},
	"a twin of a key": {"version: 1\nagents:\n  a:\n    \u0430ccess: {users: read}\n",
		`4:5: unknown key "\u0430ccess" in an agent: did you mean "access"?`},
	"a key in another case": {"version: 1\nagents: {a: {Access: {users: read}}}\n",
		`2:14: unknown key "Access" in an agent: did you mean "access"?`},
	"a grant to everyone":     {"version: 1\nallow: []\n", `2:1: "allow" does not stand in the policy: a grant is always somebody's, a role's or an agent's`},
	"agents a list":           {"version: 1\nagents: [a]\n", "2:9: agents takes names, each with its keys"},
	"an agent without keys":   {"version: 1\nagents:\n  a: full\n", "3:6: an agent takes keys: name, owner, identify, org_id, roles, access, until, allow, deny, require"},
	"a name in capitals":      {"version: 1\nagents:\n  Ops: {}\n", `3:3: "Ops" is no name: lower-case letters, digits, - and _, at most 63`},
	"a name with a dot":       {"version: 1\nroles: {a.b: {}}\n", `2:9: "a.b" is no name: lower-case letters, digits, - and _, at most 63`},
	"a name that ends a line": {"version: 1\nroles: {\"a\\n\": {}}\n", `2:9: key "a\n" holds a character that cannot be seen`},
	"a name of 64 letters": {"version: 1\nroles: {" + strings.Repeat("a", 64) + ": {}}\n",
		`2:9: "` + strings.Repeat("a", 60) + `" is no name: lower-case letters, digits, - and _, at most 63`},
	"an agent twice":    {"version: 1\nagents:\n  a: {}\n  \"a\": {}\n", `4:3: key "a" stands here twice: first at line 3`},
	"a role in a role":  {"version: 1\nroles: {a: {roles: [b]}, b: {}}\n", `2:13: "roles" does not stand in a role: a role never includes a role`},
	"an end of a role":  {"version: 1\nroles: {a: {until: 2027-01-01T00:00:00Z}}\n", `2:13: "until" does not stand in a role: it stands on agents, tokens and allow rules`},
	"an end of a deny":  {"version: 1\ndeny: [{id: a, tools: [\"*\"], until: 2027-01-01T00:00:00Z}]\n", `2:30: "until" does not stand in a deny rule: a deny that ran out would grant`},
	"an unknown role":   {"version: 1\nroles: {reader: {}}\nagents: {a: {roles: [readers]}}\n", `3:22: unknown role "readers": did you mean "reader"?`},
	"no roles at all":   {"version: 1\nagents: {a: {roles: [reader]}}\n", `2:22: unknown role "reader": there is none`},
	"one role, no list": {"version: 1\nroles: {a: {}}\nagents: {a: {roles: a}}\n", "3:21: roles takes a list"},

	"access as a word":       {"version: 1\nagents: {a: {access: full}}\n", "2:22: access takes resources and levels, such as {users: read}"},
	"an unknown resource":    {"version: 1\nagents: {a: {access: {user: read}}}\n", `2:23: unknown resource "user": did you mean "users"?`},
	"every resource":         {"version: 1\nagents: {a: {access: {\"*\": read}}}\n", `2:23: unknown resource "*": it takes applications, commands, device_groups, devices, events, organization, policies, radius, user_groups, users`},
	"an unknown level":       {"version: 1\nagents: {a: {access: {users: admin}}}\n", "2:30: a level is one of off, read, write, full"},
	"a level as a boolean":   {"version: 1\nagents: {a: {access: {users: false}}}\n", "2:30: a level is one of off, read, write, full"},
	"a level in capitals":    {"version: 1\nagents: {a: {access: {users: Off}}}\n", "2:30: a level is one of off, read, write, full"},
	"a level as a list":      {"version: 1\nagents: {a: {access: {users: [read]}}}\n", "2:30: a level is one of off, read, write, full"},
	"one resource two times": {"version: 1\nagents:\n  a:\n    access:\n      users: off\n      users: full\n", `6:7: key "users" stands here twice: first at line 5`},

	"a rule that is a word":   {"version: 1\ndeny: [all]\n", "2:8: a deny rule takes keys: id, tools, classes, reason, when"},
	"rules without a list":    {"version: 1\ndeny: {id: a, tools: [\"*\"]}\n", "2:7: deny takes a list"},
	"a rule without an id":    {"version: 1\ndeny: [{tools: [\"*\"]}]\n", "2:8: a rule needs an id: decisions and records name it"},
	"an id that is a list":    {"version: 1\ndeny: [{id: [a], tools: [\"*\"]}]\n", `2:13: "" is no name: lower-case letters, digits, - and _, at most 63`},
	"an id with a dash first": {"version: 1\ndeny: [{id: -a, tools: [\"*\"]}]\n", `2:13: "-a" is no name: lower-case letters, digits, - and _, at most 63`},
	"an id twice in one scope": {"version: 1\nagents:\n  a:\n    allow: [{id: x, tools: [users_get]}]\n    deny: [{id: x, tools: [users_list]}]\n",
		`5:17: another rule here has the id "x"`},
	"a rule without tools":       {"version: 1\ndeny: [{id: a}]\n", `2:8: a rule needs tools, such as ["users_*"]`},
	"a rule with an empty list":  {"version: 1\ndeny: [{id: a, tools: []}]\n", `2:8: a rule needs tools, such as ["users_*"]`},
	"a rule with one bare tool":  {"version: 1\ndeny: [{id: a, tools: users_get}]\n", "2:23: tools takes a list"},
	"a glob that fits no tool":   {"version: 1\ndeny: [{id: a, tools: [\"*\", users_lst]}]\n", `2:29: "users_lst" fits no tool: did you mean "users_list"?`},
	"a glob far from any tool":   {"version: 1\ndeny: [{id: a, tools: [\"group*\"]}]\n", `2:24: "group*" fits no tool: 'jumpgate tools' lists them`},
	"a glob of another kind":     {"version: 1\ndeny: [{id: a, tools: [\"user?_ge[t]\"]}]\n", `2:24: "user?_ge[t]" fits no tool: did you mean "users_get"?`},
	"a glob that negates":        {"version: 1\ndeny: [{id: a, tools: [\"!users_list\"]}]\n", `2:24: "!users_list" fits no tool: did you mean "users_list"?`},
	"a glob that is a list":      {"version: 1\ndeny: [{id: a, tools: [[\"*\"]]}]\n", `2:24: "" fits no tool: 'jumpgate tools' lists them`},
	"an unknown class":           {"version: 1\ndeny: [{id: a, tools: [\"*\"], classes: [writes]}]\n", `2:40: unknown class "writes": did you mean "write"?`},
	"the class of no tool":       {"version: 1\ndeny: [{id: a, tools: [\"*\"], classes: [invalid]}]\n", `2:40: unknown class "invalid": it takes read, reveal, write, privilege, execute, destroy`},
	"classes that leave nothing": {"version: 1\ndeny: [{id: a, tools: [\"events_*\"], classes: [write]}]\n", "2:8: the rule applies to no tool: none that tools names is of these classes"},
	"no classes at all":          {"version: 1\ndeny: [{id: a, tools: [\"*\"], classes: []}]\n", "2:8: the rule applies to no tool: none that tools names is of these classes"},
	"a reason unseen":            {"version: 1\ndeny: [{id: a, tools: [\"*\"], reason: \"a\\u202eb\"}]\n", "2:38: this text holds a character that cannot be seen (U+202E)"},
	"a reason on two lines":      {"version: 1\ndeny:\n- id: a\n  tools: [\"*\"]\n  reason: |\n    one\n    two\n", "5:11: this text holds a character that cannot be seen (U+000A)"},
	"a reason too long":          {"version: 1\ndeny: [{id: a, tools: [\"*\"], reason: " + strings.Repeat("é", 257) + "}]\n", "2:38: this text is longer than 256 characters"},
	"a reason that is a list":    {"version: 1\ndeny: [{id: a, tools: [\"*\"], reason: [x]}]\n", "2:38: this takes a text"},

	"a time without a zone":    {"version: 1\nagents: {a: {until: 2027-01-01T00:00:00}}\n", `2:21: until takes a time with its zone, such as 2027-06-30T00:00:00Z, not "2027-01-01T00:00:00"`},
	"a day":                    {"version: 1\nagents: {a: {until: 2027-01-01}}\n", `2:21: until takes a time with its zone, such as 2027-06-30T00:00:00Z, not "2027-01-01"`},
	"a day that does not come": {"version: 1\nagents: {a: {until: 2027-02-30T00:00:00Z}}\n", `2:21: until takes a time with its zone, such as 2027-06-30T00:00:00Z, not "2027-02-30T00:00:00Z"`},
	"an hour of one digit":     {"version: 1\nagents: {a: {until: 2027-01-01T1:00:00Z}}\n", `2:21: until takes a time with its zone, such as 2027-06-30T00:00:00Z, not "2027-01-01T1:00:00Z"`},
	"a comma in a second":      {"version: 1\nagents: {a: {until: \"2027-01-01T00:00:00,5Z\"}}\n", `2:21: until takes a time with its zone, such as 2027-06-30T00:00:00Z, not "2027-01-01T00:00:00,5Z"`},
	"a zone of no place":       {"version: 1\nagents: {a: {until: 2027-01-01T00:00:00+24:00}}\n", `2:21: until takes a time with its zone, such as 2027-06-30T00:00:00Z, not "2027-01-01T00:00:00+24:00"`},
	"tomorrow":                 {"version: 1\nagents: {a: {until: tomorrow}}\n", `2:21: until takes a time with its zone, such as 2027-06-30T00:00:00Z, not "tomorrow"`},
	"an org id cut short":      {"version: 1\nagents: {a: {org_id: 5f0c1b2a3d4e5f607182930}}\n", "2:22: org_id takes an organization's id: 24 digits of 0-9 a-f"},
	"an org id that is a list": {"version: 1\nagents: {a: {org_id: [x]}}\n", "2:22: org_id takes an organization's id: 24 digits of 0-9 a-f"},
	"a time that is a list":    {"version: 1\nagents: {a: {until: [x]}}\n", `2:21: until takes a time with its zone, such as 2027-06-30T00:00:00Z, not ""`},
	"a role that is a list":    {"version: 1\nroles: {a: {}}\nagents: {a: {roles: [[a]]}}\n", `3:22: unknown role "": it takes a`},
	"a hash that is a list":    {"version: 1\nagents: {a: {identify: [{token_sha256: [x]}]}}\n", "2:40: token_sha256 is 64 lower-case hex digits: 'jumpgate token new AGENT' prints it"},
	"a class that is a list":   {"version: 1\ndeny: [{id: a, tools: [\"*\"], classes: [[read]]}]\n", `2:40: unknown class "": it takes read, reveal, write, privilege, execute, destroy`},
	"an org that is no id":     {"version: 1\nagents: {a: {org_id: acme}}\n", "2:22: org_id takes an organization's id: 24 digits of 0-9 a-f"},

	"an identity of no kind":    {"version: 1\nagents: {a: {identify: [{}]}}\n", "2:25: each entry of identify says one of local, token_sha256, jwt, mtls"},
	"an identity of two kinds":  {"version: 1\nagents: {a: {identify: [{local: true, token_sha256: " + hash + "}]}}\n", "2:25: each entry of identify says one of local, token_sha256, jwt, mtls"},
	"an identity in no list":    {"version: 1\nagents: {a: {identify: {local: true}}}\n", "2:24: identify takes a list"},
	"local: yes":                {"version: 1\nagents: {a: {identify: [{local: yes}]}}\n", `2:33: this is true or false, not "yes"`},
	"local: \"true\"":           {"version: 1\nagents: {a: {identify: [{local: \"true\"}]}}\n", `2:33: this is true or false, not "true"`},
	"an end of local":           {"version: 1\nagents: {a: {identify: [{local: true, until: 2027-01-01T00:00:00Z}]}}\n", "2:46: until stands beside a token, a jwt or an mtls; an agent's own end is agents.a.until"},
	"a hash in capitals":        {"version: 1\nagents: {a: {identify: [{token_sha256: " + strings.ToUpper(hash) + "}]}}\n", "2:40: token_sha256 is 64 lower-case hex digits: 'jumpgate token new AGENT' prints it"},
	"a hash cut short":          {"version: 1\nagents: {a: {identify: [{token_sha256: " + hash[2:] + "}]}}\n", "2:40: token_sha256 is 64 lower-case hex digits: 'jumpgate token new AGENT' prints it"},
	"a token instead of a hash": {"version: 1\nagents: {a: {identify: [{token_sha256: jg_secret}]}}\n", "2:40: token_sha256 is 64 lower-case hex digits: 'jumpgate token new AGENT' prints it"},
	"the hash of nothing": {fmt.Sprintf("version: 1\nagents: {a: {identify: [{token_sha256: %x}]}}\n", sha256.Sum256(nil)),
		"2:40: this is the hash of nothing, and a token is something: 'jumpgate token new AGENT' makes one"},
	"one token of two agents": {"version: 1\nagents:\n  a: {identify: [{token_sha256: " + hash + "}]}\n  b: {identify: [{token_sha256: " + hash + "}]}\n",
		"4:33: agents a and b have the same token_sha256: a credential must fit one agent"},
	"one token two times": {"version: 1\nagents:\n  a: {identify: [{token_sha256: " + hash + "}, {token_sha256: " + hash + ", until: 2020-01-01T00:00:00Z}]}\n",
		"3:115: agent a has this token_sha256 twice"},
}

func TestAnErrorTellsItsPlace(t *testing.T) {
	for name, c := range loadErrors {
		t.Run(name, func(t *testing.T) {
			_, err := Load("dir/policy.yaml", []byte(c.source), directory)
			if err == nil || err.Error() != "dir/policy.yaml:"+c.want {
				t.Errorf("the error is\n%v, want\ndir/policy.yaml:%s", err, c.want)
			}
		})
	}
}

// What this version does not know must never look as if it held.
func TestAKeyThatIsNotSupportedYetIsRefusedAndNeverIgnored(t *testing.T) {
	for key, c := range map[string]struct{ source, place, what string }{
		"cel, when": {"version: 1\ndeny: [{id: a, tools: [users_get], when: {cel: \"true\"}}]\n", "2:43", "CEL conditions"},
		"cel":       {"version: 1\ndeny: [{id: a, tools: [users_get], cel: \"true\"}]\n", "2:36", "CEL conditions"},
	} {
		word, _, _ := strings.Cut(key, ",")
		want := fmt.Sprintf("p.yaml:%s: %q is not supported yet (%s): take it out; nothing that it should restrict would be restricted", c.place, word, c.what)
		if _, err := Load("p.yaml", []byte(c.source), directory); err == nil || err.Error() != want {
			t.Errorf("%s: the error is\n%v, want\n%s", key, err, want)
		}
	}
}

func TestAllErrorsAreToldAtOnceInTheOrderOfTheFile(t *testing.T) {
	_, err := Load("p.yaml", []byte(`version: one
deny:
  - {id: a, tools: [usr_*], reason: ~}
  - {id: a, tools: ["*"], when: {}}
agents:
  ops: {roles: [reader], access: {users: raed, user: read}, access: &x {}}
  OPS: {}
roles: {<<: {}}
require: *x
`), directory)
	var problems strict.Problems
	if !errors.As(err, &problems) {
		t.Fatalf("the error is no list of problems: %v", err)
	}
	var places []string
	for _, p := range problems {
		places = append(places, fmt.Sprintf("%d:%d", p.Line, p.Column))
	}
	got, want := strings.Join(places, " "), "1:10 3:21 3:37 4:10 4:33 6:17 6:42 6:48 6:61 6:69 7:3 8:9 9:10"
	if got != want {
		t.Errorf("the places are %s, want %s\n%v", got, want, err)
	}
}

func TestTheLongestNameAndTextLoad(t *testing.T) {
	mustLoad(t, "version: 1\nroles: {"+strings.Repeat("a", 63)+": {}}\nagents: {0_-: {name: "+strings.Repeat("é", 256)+"}}\n")
}

func TestATextFromABlockIsOneLine(t *testing.T) {
	p := mustLoad(t, "version: 1\nagents: {a: {}}\ndeny:\n- id: a\n  tools: [users_get]\n  reason: >\n    Not\n    today.\n")
	if d := p.Granted("a", "users_get", noon); d.Reason != "Not today." {
		t.Errorf("the reason is %q", d.Reason)
	}
}

func TestTheProgramsKeysArePassedOverOnlyAtTheTop(t *testing.T) {
	if _, err := Load("c.yaml", []byte("version: 1\nserver: {http: x}\nagents: {a: {}}\n"), directory, "server", "audit"); err != nil {
		t.Error(err)
	}
	for _, source := range []string{"version: 1\nserver: {http: x}\n", "version: 1\nagents: {a: {server: {}}}\n"} {
		if _, err := Load("c.yaml", []byte(source), directory, "audit"); err == nil {
			t.Errorf("%q loads", source)
		}
	}
	if _, err := Load("c.yaml", []byte("version: 1\nserver: {http: ~}\n"), directory, "server"); err == nil {
		t.Error("null loads in the program's half")
	}
}

func TestAPolicyKnowsItsAgentsAndItsHash(t *testing.T) {
	source := "version: 1\nagents:\n  b: {name: Bee, owner: o@example.com, org_id: 5f0c1b2a3d4e5f6071829304}\n  a: {name: \"\", org_id: \"\"}\n"
	p := mustLoad(t, source)
	if want := fmt.Sprintf("%x", sha256.Sum256([]byte(source))); p.Hash() != want {
		t.Errorf("the hash is %s, want %s", p.Hash(), want)
	}
	got := fmt.Sprint(p.Agents())
	if want := fmt.Sprint([]Agent{{ID: "a", Name: "a"}, {ID: "b", Name: "Bee", Owner: "o@example.com", OrgID: "5f0c1b2a3d4e5f6071829304"}}); got != want {
		t.Errorf("the agents are %s, want %s", got, want)
	}
	if !p.Knows("a") || p.Knows("c") {
		t.Error("it knows the wrong agents")
	}
}
