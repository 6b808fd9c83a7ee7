package policy

import (
	"fmt"
	"testing"
)

const sudoers = `
agents:
  ops:
    access: {users: write, user_groups: full, commands: full}
    deny:
      - {id: no-sudo, tools: [users_create, users_update], when: {sudo: {eq: true, or_absent: false}}, reason: A person gives these rights.}
      - {id: hands-off, tools: [users_update], when: {id: {in: [000000000000000000000001]}}}
      - {id: no-admin-tag, tools: [users_update], when: {tags: {eq: admin, or_absent: false}}}
  strict:
    access: {users: write}
    deny: [{id: no-sudo, tools: [users_update], when: {sudo: {eq: true}}}]
  adder:
    allow:
      - {id: eng-only, tools: [user_group_members_change], when: {group_id: {in: [5f0c1b2a3d4e5f6071829304]}, op: {eq: add}}}
      - {id: files, tools: [commands_create], when: {files: {in: [5f0c1b2a3d4e5f6071829304, 5f0c1b2a3d4e5f6071829305]}}}
`

func TestADenyIsNotDodgedByOmittingNullingRetypingOrListingTheArgument(t *testing.T) {
	v := given(t, sudoers)
	const someone = "5f0c1b2a3d4e5f6071829304"
	for name, a := range map[string]args{
		"omitting":         {"id": someone},
		"nulling":          {"id": someone, "sudo": nil},
		"a text":           {"id": someone, "sudo": "true"},
		"another text":     {"id": someone, "sudo": "no"},
		"a number":         {"id": someone, "sudo": int64(0)},
		"listing":          {"id": someone, "sudo": []any{true}},
		"listing two":      {"id": someone, "sudo": []any{false, true}},
		"an empty list":    {"id": someone, "sudo": []any{}},
		"a list of a null": {"id": someone, "sudo": []any{nil}},
		"an object":        {"id": someone, "sudo": args{"eq": false}},
		"another case":     {"id": someone, "Sudo": false},
		"a dotted name":    {"id": someone, "sudo.": false},
		"nothing at all":   nil,
	} {
		t.Run(name, func(t *testing.T) { v.t = t; v.when(a).deny("strict", "users_update", "strict.deny.no-sudo") })
	}
	v.when(args{"id": someone, "sudo": false}).allow("strict", "users_update", "strict.access.users")
	v.when(args{"id": someone, "sudo": nil}).deny("ops", "users_update", "ops.deny.no-sudo")
	v.when(args{"id": someone}).allow("ops", "users_update", "ops.access.users")
}

func TestAnAllowIsNotReachedByOmittingNullingRetypingOrListingTheArgument(t *testing.T) {
	v := given(t, sudoers)
	const eng, other = "5f0c1b2a3d4e5f6071829304", "5f0c1b2a3d4e5f6071829305"
	for name, a := range map[string]args{
		"omitting":       {"group_id": eng},
		"nulling":        {"group_id": eng, "op": nil},
		"retyping":       {"group_id": eng, "op": true},
		"another group":  {"group_id": other, "op": "add"},
		"another op":     {"group_id": eng, "op": "remove"},
		"listing both":   {"group_id": []any{eng, other}, "op": "add"},
		"an empty list":  {"group_id": []any{}, "op": "add"},
		"another case":   {"group_id": "5F0C1B2A3D4E5F6071829304", "op": "add"},
		"a space":        {"group_id": eng + " ", "op": "add"},
		"nothing at all": nil,
	} {
		t.Run(name, func(t *testing.T) { v.t = t; v.when(a).unruled("adder", "user_group_members_change", "not_granted") })
	}
	v.when(args{"group_id": eng, "op": "add"}).allow("adder", "user_group_members_change", "adder.allow.eng-only")
}

func TestOneForbiddenIDAmongAHundredDeniesTheWholeCall(t *testing.T) {
	v := given(t, sudoers)
	ids := []any{}
	for i := range 100 {
		ids = append(ids, []any{"5f0c1b2a3d4e5f6071829304", "5f0c1b2a3d4e5f6071829305"}[i%2])
	}
	v.when(args{"files": ids}).allow("adder", "commands_create", "adder.allow.files")
	ids[57] = "5f0c1b2a3d4e5f6071829306"
	v.when(args{"files": ids}).unruled("adder", "commands_create", "not_granted")
	v.when(args{"files": []any{}}).unruled("adder", "commands_create", "not_granted")
	v.when(args{"files": []any{"5f0c1b2a3d4e5f6071829304", nil}}).unruled("adder", "commands_create", "not_granted")

	tags := []any{}
	for i := range 100 {
		tags = append(tags, fmt.Sprint("t", i))
	}
	v.when(args{"id": "5f0c1b2a3d4e5f6071829304", "tags": tags}).allow("ops", "users_update", "ops.access.users")
	tags[99] = "admin"
	v.when(args{"id": "5f0c1b2a3d4e5f6071829304", "tags": tags}).deny("ops", "users_update", "ops.deny.no-admin-tag")
	v.when(args{"id": "5f0c1b2a3d4e5f6071829304", "tags": []any{}}).deny("ops", "users_update", "ops.deny.no-admin-tag")
}

// Who is granted a tool for some calls sees it; who is not learns nothing.
func TestAToolThatIsGrantedForSomeCallsIsSeenAndNoOther(t *testing.T) {
	v := given(t, sudoers+`
deny: [{id: no-files, tools: [commands_create]}]
`)
	if got := fmt.Sprint(v.p.Tools("adder", noon)); got != "[user_group_members_change]" {
		t.Errorf("the agent sees %s", got)
	}
	v.when(args{"files": []any{"5f0c1b2a3d4e5f6071829304"}}).deny("adder", "commands_create", "deny.no-files")
	v.when(args{"sudo": true}).unruled("adder", "users_update", "not_granted")
}
