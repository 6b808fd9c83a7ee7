package tools

import (
	"reflect"
	"testing"

	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

type object = map[string]any

func TestConditionsSeeWhatWillBeSent(t *testing.T) {
	for _, c := range []struct {
		tool, args string
		want       object
	}{
		{"users_list", `{}`, object{"limit": int64(25)}},
		{"users_list", `{"limit":5,"fields":"username,email department","sort":"-username, email"}`,
			object{"limit": int64(5), "fields": []any{"username", "email", "department"}, "sort": []any{"-username", "email"}}},
		{"users_list", `{"filter":["department:$eq:a,b","suspended:$eq:true"]}`, object{"limit": int64(25), "filter": []any{"department:$eq:a,b", "suspended:$eq:true"}}},
		{"user_groups_list", `{"filter":"name:eq:a,type:eq:b"}`, object{"limit": int64(25), "filter": []any{"name:eq:a", "type:eq:b"}}},
		{"users_create", `{"username":"a","email":"a@b.c","department":"","unix_uid":0,"suspended":false,"tags":[],"mfa":{"exclusion":false},"attributes":[{"name":"","value":"x"}]}`,
			object{"username": "a", "email": "a@b.c", "department": "", "unix_uid": int64(0), "suspended": false, "tags": []any{},
				"mfa": object{"exclusion": false}, "attributes": []any{object{"name": "", "value": "x"}}}},
		{"users_create", `{"username":"a","email":"a@b.c","password":"C4nary-pass-word!"}`,
			object{"username": "a", "email": "a@b.c", "password": policy.Unreadable{}}},
		{"user_group_members_change", `{"group_id":"` + someone + `","op":"add","type":"user","id":"` + someone + `","attributes":{"sudo":{"enabled":true,"list":[1,2.5,null,99999999999999999999]},"api_key":"k"}}`,
			object{"group_id": someone, "op": "add", "type": "user", "id": someone, "attributes": object{
				"sudo":    object{"enabled": true, "list": []any{int64(1), 2.5, nil, policy.Unreadable{}}},
				"api_key": policy.Unreadable{}}}},
	} {
		tool := table[c.tool]
		a, err := tool.decode(jsontext.Value(c.args))
		if err != nil {
			t.Fatalf("%s %s: %v", c.tool, c.args, err)
		}
		if got := tool.seen(a); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%s %s: conditions see\n%#v, want\n%#v", c.tool, c.args, got, c.want)
		}
	}
}

// A shape that is not that of the values would let a condition load that is
// Unknown for ever.
func TestEveryToolsArgumentsHaveShapesOfTheirKind(t *testing.T) {
	for _, tool := range ForPolicy() {
		for _, name := range table[tool.Name].takes.names {
			s := tool.Args.Members[name]
			if s == nil {
				t.Errorf("%s: no shape of %s", tool.Name, name)
				continue
			}
			schema := table[tool.Name].advertised().input.Properties[name]
			kinds := map[string][]policy.Kind{"string": {policy.Text, policy.ID, policy.Time, policy.List}, "integer": {policy.Integer}, "number": {policy.Number},
				"boolean": {policy.Boolean}, "array": {policy.List}, "object": {policy.Object, policy.Any}, "": {policy.Any}}
			fits := false
			for _, k := range kinds[schema.Type] {
				fits = fits || k == s.Kind
			}
			if !fits {
				t.Errorf("%s: %s is %s, and advertised as %q", tool.Name, name, s.Kind, schema.Type)
			}
		}
	}
}

func TestATargetIsReadInTheAgentsOwnOrganization(t *testing.T) {
	for _, tool := range All() {
		if _, one := tool.subject(); one != nil && !one.endpoint.Route().TakesOrgID() {
			t.Errorf("%s: its target is read with %s, which is bound to no organization", tool.Name, one.Name)
		}
	}
}
