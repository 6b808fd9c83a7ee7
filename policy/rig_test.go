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

func toolTable(text string) []Tool {
	var tools []Tool
	for line := range strings.Lines(strings.TrimSpace(text)) {
		words := strings.Fields(line)
		class := Class(slices.Index(classNames[:], words[1]))
		for _, name := range words[2:] {
			tools = append(tools, Tool{Name: name, Resource: words[0], Class: class})
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
		t.Fatalf("%v\n%s", err, source)
	}
	return p
}

// verdicts reads like the policy: who may do what, by which rules.
type verdicts struct {
	t   *testing.T
	p   *Policy
	now time.Time
}

// given loads a policy without its first line, version: 1.
func given(t *testing.T, source string) verdicts {
	t.Helper()
	return verdicts{t, mustLoad(t, "version: 1\n"+source), noon}
}

func (v verdicts) at(now string) verdicts { return verdicts{v.t, v.p, moment(now)} }

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
	got := v.p.Decide(Request{Agent: agent, Tool: tool, Now: v.now})
	if got.Effect != want.Effect || got.Rule != want.Rule || !slices.Equal(got.Matched, want.Matched) {
		v.t.Errorf("%s, %s: %s by %s %v, want %s by %s %v", agent, tool, got.Effect, got.Rule, got.Matched, want.Effect, want.Rule, want.Matched)
	}
	if got.Policy != v.p.Hash() || got.Policy == "" {
		v.t.Errorf("%s, %s: the decision is that of policy %q, want %q", agent, tool, got.Policy, v.p.Hash())
	}
}
