package tools

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
)

// What a record says where rules require something is committed.
func TestTheSentencesOfRequirements(t *testing.T) {
	r, _ := limitedRig(t, `
version: 1
agents:
  ann:
    name: Help Desk
    owner: it@example.com
    identify: [{local: true}]
    access: {users: full, user_groups: full, events: read}
    allow: [{id: add, tools: [commands_create], when: {sudo: {eq: false}}}]
    require:
      - {id: slow, tools: ["*_list", commands_create], limit: {calls: 2, per: 1h}, reason: One after the other.}
      - {id: personal, tools: ["users_*", "events_*"], redact: [email, phoneNumbers, client_ip, "mfa.*"]}
      - {id: short, tools: [user_groups_list], only: [name]}
      - {id: suspensions, tools: [users_update], when: {suspended: {eq: true, or_absent: false}}, limit: {calls: 1, per: 1d, by: rule}}
`)
	var page bytes.Buffer
	for _, c := range []struct{ tool, args string }{
		{"users_list", `{}`},
		{"user_groups_list", `{}`},
		{"users_list", `{}`},
		{"commands_create", `{"name":"n","command":"c","commandType":"linux","user":"000000000000000000000000","sudo":false}`},
		{"users_update", `{"id":"` + someone + `","suspended":true}`},
		{"users_update", `{"id":"` + someone + `","suspended":true}`},
		{"users_update", `{"id":"` + someone + `","suspended":false,"email":"new@example.com"}`},
		{"users_create", `{"username":"new.one","email":"new.one@example.com"}`},
		{"users_get", `{"id":"` + someone + `","fields":"username,email"}`},
		{"events_distinct", `{"service":["all"],"start_time":"2026-11-01T00:00:00Z","field":"client_ip"}`},
		{"events_query", `{"service":["all"],"start_time":"2026-11-01T00:00:00Z","q":"198.51.100.7"}`},
	} {
		before := len(r.trail())
		r.answer("ann", c.tool, c.args)
		fmt.Fprintf(&page, "%s\n", c.tool)
		for _, record := range r.trail()[before:] {
			if record.Kind != "call.outcome" {
				fmt.Fprintf(&page, "  %-12s %s\n", record.Kind, record.Message)
			}
		}
	}
	golden(t, filepath.Join("testdata", "requirements.txt"), page.Bytes())
}
