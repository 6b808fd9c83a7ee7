package tools

import (
	"bytes"
	"fmt"
	"path/filepath"
	"testing"
	"time"
)

// spoken is a call of each tool, as an auditor should be able to read it.
var spoken = map[string]string{
	"application_associations_change": `{"application_id":"` + someone + `","op":"add","type":"user_group","id":"` + another + `"}`,
	"application_associations_list":   `{"application_id":"` + someone + `","targets":"user_group"}`,
	"application_user_groups_list":    `{"application_id":"` + someone + `"}`,
	"application_users_list":          `{"application_id":"` + someone + `"}`,
	"applications_list":               `{}`,
	"command_device_groups_list":      `{"command_id":"` + someone + `"}`,
	"command_devices_list":            `{"command_id":"` + someone + `"}`,
	"commands_create":                 `{"name":"Clear the queue","commandType":"mac","command":"rm -rf /","user":"000000000000000000000000","sudo":true}`,
	"commands_delete":                 `{"id":"` + someone + `"}`,
	"commands_get":                    `{"id":"` + someone + `"}`,
	"commands_list":                   `{"filter":"name:$eq:Clear"}`,
	"commands_update":                 `{"id":"` + someone + `","command":"true"}`,
	"device_group_commands_list":      `{"group_id":"` + someone + `"}`,
	"device_group_members_change":     `{"group_id":"` + someone + `","op":"remove","type":"system","id":"` + another + `"}`,
	"device_group_members_list":       `{"group_id":"` + someone + `"}`,
	"device_group_policies_list":      `{"group_id":"` + someone + `"}`,
	"device_group_user_groups_list":   `{"group_id":"` + someone + `"}`,
	"device_groups_create":            `{"name":"Kiosks \" and more"}`,
	"device_groups_get":               `{"id":"` + someone + `"}`,
	"device_groups_list":              `{}`,
	"device_memberships_list":         `{"system_id":"` + someone + `"}`,
	"device_users_list":               `{"system_id":"` + someone + `"}`,
	"devices_delete":                  `{"id":"` + someone + `"}`,
	"devices_get":                     `{"id":"` + someone + `"}`,
	"devices_list":                    `{"limit":3}`,
	"devices_update":                  `{"id":"` + someone + `","displayName":"kiosk-1","allowSshRootLogin":true}`,
	"events_count":                    `{"service":["directory","sso"],"start_time":"2026-11-01T00:00:00Z"}`,
	"events_distinct":                 `{"service":["all"],"start_time":"2026-11-01T00:00:00Z","field":"client_ip"}`,
	"events_interval":                 `{"service":["all"],"start_time":"2026-11-01T00:00:00Z","interval_unit":"h"}`,
	"events_query":                    `{"service":["sso"],"start_time":"last 24h"}`,
	"organization_get":                `{}`,
	"organization_settings_get":       `{"id":"` + someone + `"}`,
	"policies_create":                 `{"name":"Lock screens","template":{"id":"` + another + `"}}`,
	"policies_get":                    `{"id":"` + someone + `"}`,
	"policies_list":                   `{}`,
	"policy_templates_get":            `{"id":"` + someone + `"}`,
	"policy_templates_list":           `{}`,
	"radius_associations_change":      `{"radiusserver_id":"` + someone + `","op":"update","type":"user","id":"` + another + `"}`,
	"radius_associations_list":        `{"radiusserver_id":"` + someone + `","targets":"user"}`,
	"radius_servers_list":             `{}`,
	"user_applications_list":          `{"user_id":"` + someone + `"}`,
	"user_devices_list":               `{"user_id":"` + someone + `"}`,
	"user_group_applications_list":    `{"group_id":"` + someone + `"}`,
	"user_group_devices_list":         `{"group_id":"` + someone + `"}`,
	"user_group_members_change":       `{"group_id":"` + someone + `","op":"add","type":"user","id":"` + another + `"}`,
	"user_group_members_list":         `{"group_id":"` + someone + `"}`,
	"user_group_radius_servers_list":  `{"group_id":"` + someone + `"}`,
	"user_groups_create":              `{"name":"Sales"}`,
	"user_groups_get":                 `{"id":"` + someone + `"}`,
	"user_groups_list":                `{}`,
	"user_memberships_list":           `{"user_id":"` + someone + `"}`,
	"user_radius_servers_list":        `{"user_id":"` + someone + `"}`,
	"users_create":                    `{"username":"new.one","email":"new.one@example.com","password":"C4nary-pass-word!","sudo":true}`,
	"users_delete":                    `{"id":"` + someone + `"}`,
	"users_get":                       `{"id":"` + someone + `"}`,
	"users_list":                      `{"filter":["department:$eq:Sales"]}`,
	"users_update":                    `{"id":"` + someone + `","department":"Sales","suspended":true}`,
}

const another = "66c0a1b2c3d4e5f603000001"

// What the trail says of each tool is committed: allowed, denied by a rule,
// never granted, and with arguments that cannot be used.
func TestTheSentencesOfEveryTool(t *testing.T) {
	r := newRig(t, fullAccess+`
  stopped:
    name: Stopped Agent
    owner: owner@example.com
    identify: [{local: true}]
    access: `+everything+`
    deny: [{id: all-of-it, tools: ["*"], reason: Nothing today.}]
  bare:
    name: Bare Agent
    owner: owner@example.com
    identify: [{local: true}]
`, func(o *Options) { o.Now = func() time.Time { return time.Date(2026, 11, 25, 13, 45, 30, 0, time.UTC) } })
	for name := range spoken {
		if table[name] == nil {
			t.Errorf("there is a call of %s here, but no such tool", name)
		}
	}
	var page bytes.Buffer
	for _, tool := range All() {
		args, ok := spoken[tool.Name]
		if !ok {
			t.Errorf("%s is never spoken of: give it a call in spoken, in sentences_test.go", tool.Name)
			continue
		}
		before := len(r.trail())
		r.answer("full", tool.Name, args)
		r.answer("stopped", tool.Name, args)
		r.answer("bare", tool.Name, args)
		r.answer("full", tool.Name, `{"no_such_argument":1}`)
		fmt.Fprintf(&page, "%s\n", tool.Name)
		for _, record := range r.trail()[before:] {
			if record.Kind != "call.outcome" {
				fmt.Fprintf(&page, "  %-12s %s\n", record.Kind, record.Message)
			}
		}
	}
	golden(t, filepath.Join("testdata", "sentences.txt"), page.Bytes())
}
