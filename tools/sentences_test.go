package tools

import (
	"bytes"
	"fmt"
	"maps"
	"path/filepath"
	"testing"
	"time"
)

// spoken is a call of each tool, as an auditor should be able to read it.
var spoken = func() map[string]string {
	all := map[string]string{}
	for _, tool := range All() {
		ids := []string{someone, another}
		all[tool.Name] = anyID.ReplaceAllStringFunc(calls[tool.Name], func(string) string {
			id := ids[0]
			ids = append(ids[1:], another)
			return id
		})
	}
	maps.Copy(all, spokenOtherwise)
	return all
}()

// spokenOtherwise are the calls that say more, or harsher things, than those
// that are made everywhere.
var spokenOtherwise = map[string]string{
	"commands_create":             `{"name":"Clear the queue","commandType":"mac","command":"rm -rf /","user":"000000000000000000000000","sudo":true}`,
	"commands_list":               `{"filter":"name:$eq:Clear"}`,
	"commands_update":             `{"id":"` + someone + `","command":"true"}`,
	"device_group_members_change": `{"group_id":"` + someone + `","op":"remove","type":"system","id":"` + another + `"}`,
	"device_groups_create":        `{"name":"Kiosks \" and more"}`,
	"device_groups_list":          `{}`,
	"devices_list":                `{"limit":3}`,
	"devices_update":              `{"id":"` + someone + `","displayName":"kiosk-1","allowSshRootLogin":true}`,
	"events_count":                `{"service":["directory","sso"],"start_time":"2026-11-01T00:00:00Z"}`,
	"events_distinct":             `{"service":["all"],"start_time":"2026-11-01T00:00:00Z","field":"client_ip"}`,
	"events_interval":             `{"service":["all"],"start_time":"2026-11-01T00:00:00Z","interval_unit":"h"}`,
	"events_query":                `{"service":["sso"],"start_time":"last 24h"}`,
	"policies_create":             `{"name":"Lock screens","template":{"id":"` + another + `"}}`,
	"radius_associations_change":  `{"radiusserver_id":"` + someone + `","op":"update","type":"user","id":"` + another + `"}`,
	"radius_associations_list":    `{"radiusserver_id":"` + someone + `","targets":"user"}`,
	"user_groups_create":          `{"name":"Sales"}`,
	"users_create":                `{"username":"new.one","email":"new.one@example.com","password":"C4nary-pass-word!","sudo":true}`,
	"users_list":                  `{"filter":["department:$eq:Sales"]}`,
	"users_update":                `{"id":"` + someone + `","department":"Sales","suspended":true}`,
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
	for name := range spokenOtherwise {
		if table[name] == nil {
			t.Errorf("there is a call of %s here, but no such tool", name)
		}
	}
	var page bytes.Buffer
	for _, tool := range All() {
		args := spoken[tool.Name]
		if args == "" {
			t.Errorf("%s is never called: give its operation a call in jcclient/testdata/calls.txt", tool.Name)
			continue
		}
		clear(r.gate.denials.agents) // these two are denied more often than an agent may be
		before := len(r.trail())
		r.answer("full", tool.Name, args)
		r.answer("stopped", tool.Name, args)
		r.answer("bare", tool.Name, args)
		r.answer("full", tool.Name, `{"no_such_argument":1}`)
		fmt.Fprintf(&page, "%s\n", tool.Name)
		for _, record := range r.trail()[before:] {
			if record.Kind != "call.outcome" && record.Parent == "" {
				fmt.Fprintf(&page, "  %-12s %s\n", record.Kind, record.Message)
			}
		}
	}
	golden(t, filepath.Join("testdata", "sentences.txt"), page.Bytes())
}
