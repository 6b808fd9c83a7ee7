package policy

import (
	"slices"
	"strings"
	"testing"
	"time"
)

// directory is a table of tools like the server's own, in a policy's words.
var directory = toolTable(`
devices         read       devices_list devices_get
devices         write      devices_update
devices         destroy    devices_delete
users           read       users_list users_get
users           write      users_create users_update
users           destroy    users_delete
user_groups     read       user_groups_list user_groups_get user_group_members_list
user_groups     write      user_groups_create
user_groups     privilege  user_group_members_change
device_groups   read       device_groups_list device_groups_get device_group_members_list
device_groups   write      device_groups_create
device_groups   privilege  device_group_members_change
commands        read       commands_list commands_get
commands        execute    commands_create commands_update
commands        destroy    commands_delete
applications    read       application_associations_list application_users_list application_user_groups_list applications_list
applications    privilege  application_associations_change
policies        read       policies_list policies_get policy_templates_list policy_templates_get
policies        write      policies_create
radius          read       radius_associations_list radius_servers_list
radius          privilege  radius_associations_change
events          read       events_query events_count events_distinct events_interval
organization    read       organization_get organization_settings_get
organization    reveal     organization_secret_get
`)

// What some of these tools take, and what they are about.
var (
	argumentsOf = map[string]*Shape{
		"users_list": object("limit", has(Integer), "filter", opt(list(has(Text)))),
		"users_get":  object("id", has(ID)),
		"users_update": object("id", has(ID), "department", opt(has(Text)), "sudo", opt(has(Boolean)), "suspended", opt(has(Boolean)),
			"unix_uid", opt(has(Integer)), "tags", opt(list(has(Text))), "password", opt(secret(has(Text))),
			"attributes", opt(list(object("name", has(Text), "value", opt(has(Text)))))),
		"users_create": object("username", has(Text), "sudo", opt(has(Boolean)), "state", opt(words("STAGED", "ACTIVATED")), "manager", opt(has(ID))),
		"users_delete": object("id", has(ID)),
		"user_group_members_change": object("group_id", has(ID), "op", words("add", "remove", "update"), "type", words("user"), "id", has(ID),
			"attributes", opt(has(Any))),
		"commands_create": object("name", has(Text), "sudo", opt(has(Boolean)), "factor", opt(has(Number)), "files", opt(list(has(ID)))),
		"events_query":    object("service", list(words("all", "sso", "ldap")), "start_time", has(Time), "end_time", opt(has(Time))),
	}
	aPerson = object("username", opt(has(Text)), "admin", opt(object("roleName", opt(has(Text)))), "groups", opt(list(has(Text))), "created", opt(has(Time)))
	aGroup  = object("name", opt(has(Text)))
	about   = map[string]*Shape{"users_get": aPerson, "users_update": aPerson, "users_delete": aPerson, "user_group_members_change": aGroup}
)

func toolTable(text string) []Tool {
	var tools []Tool
	for line := range strings.Lines(strings.TrimSpace(text)) {
		words := strings.Fields(line)
		class := Class(slices.Index(classNames[:], words[1]))
		for _, name := range words[2:] {
			tools = append(tools, Tool{Name: name, Resource: words[0], Class: class, Args: argumentsOf[name], Target: about[name], Answer: about[name]})
		}
	}
	return tools
}

// noon is now, for tests in which time stands still.
var noon = moment("2026-11-23T12:00:00Z")

func moment(text string) time.Time {
	t, err := time.Parse(time.RFC3339Nano, text)
	if err != nil {
		panic(err)
	}
	return t
}

func mustLoad(t testing.TB, source string) *Policy {
	t.Helper()
	p, err := Load("policy.yaml", []byte(source), directory)
	if err != nil {
		t.Fatalf("%v\n%.3000s", err, source)
	}
	return p
}

// verdicts reads like the policy: who may do what, by which rules.
type verdicts struct {
	t   *testing.T
	p   *Policy
	now time.Time

	args, target map[string]any
}

// given loads a policy without its first line, version: 1.
func given(t *testing.T, source string) verdicts {
	t.Helper()
	return verdicts{t: t, p: mustLoad(t, "version: 1\n"+source), now: noon}
}

// when asks with arguments.
func (v verdicts) when(args map[string]any) verdicts { v.args = args; return v }

// about asks of a target that was fetched.
func (v verdicts) about(target map[string]any) verdicts { v.target = target; return v }

func (v verdicts) at(now string) verdicts { v.now = moment(now); return v }

// allow expects that the agent may use the tool, by these rules, the first of
// which is the decision's.
func (v verdicts) allow(agent, tool string, by ...string) {
	v.t.Helper()
	v.expect(agent, tool, Decision{Effect: Allow, Rule: by[0], Matched: by})
}

// deny expects the opposite, likewise by these rules.
func (v verdicts) deny(agent, tool string, by ...string) {
	v.t.Helper()
	v.expect(agent, tool, Decision{Rule: by[0], Matched: by})
}

// unruled expects a denial for want of any rule.
func (v verdicts) unruled(agent, tool, rule string) {
	v.t.Helper()
	v.expect(agent, tool, Decision{Rule: rule})
}

func (v verdicts) expect(agent, tool string, want Decision) {
	v.t.Helper()
	got := v.p.Decide(Request{Agent: agent, Tool: tool, Args: v.args, Target: v.target, Now: v.now})
	if got.Effect != want.Effect || got.Rule != want.Rule || !slices.Equal(got.Matched, want.Matched) {
		v.t.Errorf("%s, %s: %s by %s %v, want %s by %s %v", agent, tool, got.Effect, got.Rule, got.Matched, want.Effect, want.Rule, want.Matched)
	}
	if got.Policy != v.p.Hash() || got.Policy == "" {
		v.t.Errorf("%s, %s: the decision is that of policy %q, want %q", agent, tool, got.Policy, v.p.Hash())
	}
}
