package tools

import (
	"strings"
	"testing"
)

func TestARefusedValueIsNotRepeated(t *testing.T) {
	r := newRig(t, fullAccess)
	for _, c := range []struct{ tool, args, says string }{
		{"users_create", `{"username":"x","email":"x@y.z","password":["canary"]}`, "argument password: is of type array, and must be of type string"},
		{"users_create", `{"username":"x","email":"x@y.z","password":{"a":"canary"}}`, "argument password: is of type object, and must be of type string"},
		{"users_create", `{"username":"x","email":"x@y.z","password":"x","addresses":[null]}`, "argument addresses: is of type null, and must be of type object"},
		{"users_create", `{"username":"x","email":"x@y.z","addresses":["canary\" has type \"x\", want \"y\"\n"]}`, "argument addresses: is of type string, and must be of type object"},
		{"user_group_members_change", `{"group_id":"` + someone + `","id":"` + someone + `","type":"user","op":"add; canary does not equal any of: [x]"}`, "argument op: is none of add remove update"},
		{"users_list", `{"limit":1e30}`, "argument limit: is above 100"},
		{"users_get", `{"id":["canary` + strings.Repeat("A", 200_000) + `"]}`, "argument id: is of type array, and must be of type string"},
	} {
		f := r.fails("full", c.tool, c.args)
		if f.Code != "invalid_arguments" || f.Message != c.says {
			t.Errorf("%.80s: %.300s", c.args, f.Message)
		}
		last := r.last()
		if text := last.Message + last.Decision.Reason; strings.Contains(text, "canary") || !strings.Contains(text, c.says) {
			t.Errorf("%.80s: the record says %s", c.args, text)
		}
	}
}
