package tools

import (
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// A deny whose argument is left out, null, of another type or in a list denies,
// or the call is refused; in no case is anything sent.
func TestNoArgumentDodgesADenyThroughTheGate(t *testing.T) {
	r := newRig(t, `
version: 1
agents:
  a:
    owner: o@example.com
    identify: [{local: true}]
    access: {users: write, commands: full}
    deny:
      - {id: no-sudo, tools: [users_update], when: {sudo: {eq: true}}}
      - {id: no-tag, tools: [users_create], when: {tags: {eq: admin, or_absent: false}}}
      - {id: no-file, tools: [commands_create], when: {files: {in: [`+another+`]}}}
`)
	command := `"name":"n","command":"c","commandType":"linux","user":"` + someone + `"`
	for _, c := range []struct {
		tool, args string
		kind       audit.Kind
	}{
		{"users_update", `{"id":"` + someone + `","sudo":true}`, audit.CallDenied},
		{"users_update", `{"id":"` + someone + `","jobTitle":"x"}`, audit.CallDenied},
		{"users_update", `{"id":"` + someone + `","sudo":null}`, audit.CallRefused},
		{"users_update", `{"id":"` + someone + `","sudo":"true"}`, audit.CallRefused},
		{"users_update", `{"id":"` + someone + `","sudo":["true"]}`, audit.CallRefused},
		{"users_update", `{"id":"` + someone + `","sudo":false,"sudo":true}`, audit.CallRefused},
		{"users_update", `{"id":"` + someone + `","Sudo":false}`, audit.CallRefused},
		{"users_create", `{"username":"a","email":"a@b.c","tags":["x","admin"]}`, audit.CallDenied},
		{"users_create", `{"username":"a","email":"a@b.c","tags":[]}`, audit.CallDenied},
		{"users_create", `{"username":"a","email":"a@b.c","tags":"admin"}`, audit.CallRefused},
		{"commands_create", `{` + command + `,"files":["` + someone + `","` + another + `"]}`, audit.CallDenied},
		{"commands_create", `{` + command + `,"files":["` + another + `","` + another + `"]}`, audit.CallDenied},
		{"commands_create", `{` + command + `,"files":[]}`, audit.CallDenied},
		{"commands_create", `{` + command + `}`, audit.CallDenied},
	} {
		if a := r.answer("a", c.tool, c.args); !a.IsError || r.last().Kind != c.kind {
			t.Errorf("%s %s: %s", c.tool, c.args, r.last().Kind)
		}
	}
	if n := r.directory.Requests(); n != 0 {
		t.Errorf("%d requests reached JumpCloud", n)
	}
	r.call("a", "users_create", `{"username":"a","email":"a@b.c","tags":["x"]}`)
}
