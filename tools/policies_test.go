package tools

import (
	"os"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// What an agent was not shown outlives its changes, and is told by none of them:
// not by the answer, nor the trail, nor the event that JumpCloud makes of it.
func TestASecretSettingOutlivesAChangeOfItsPolicy(t *testing.T) {
	directory := newDirectory()
	r := newRigOver(t, fullAccess, directory)
	secret := rawSecrets(t, directory)["secret settings"]
	const wifi = `"id":"Office Wi-Fi on Macs"`
	read := r.call("full", "policies_get", `{`+wifi+`}`)
	values := r.call("full", "policies_get", `{`+wifi+`,"fields":"values"}`)["values"].([]any)
	ssid, password := values[0].(map[string]any), values[1].(map[string]any)
	if len(secret) != 1 || password["value"] != "[secret]" {
		t.Fatalf("%v, %v", read, values)
	}
	answer := r.answer("full", "policies_update", `{`+wifi+`,"values":[{"configFieldID":"`+ssid["configFieldID"].(string)+`","value":"Lobby"}]}`)
	if answer.IsError || strings.Contains(string(answer.Structured), "note") {
		t.Errorf("%s", answer.Structured)
	}
	if now := rawSecrets(t, directory)["secret settings"]; len(now) != 1 || now[0] != secret[0] {
		t.Errorf("the secret is %q", now)
	}
	events := r.answer("full", "events_query", `{"service":["directory"],"start_time":"last 24h","fields":["event_type","changes"],"search_term":{"and":[{"event_type":"policy_update"}]}}`)
	if text := string(events.Structured); !strings.Contains(text, "Lobby") || !strings.Contains(text, "[secret]") || strings.Contains(text, secret[0]) {
		t.Errorf("%.2000s", text)
	}
	for _, value := range []string{`"[secret]"`, `["a","[secret]"]`, `"[hidden]"`} {
		f := r.fails("full", "policies_update", `{`+wifi+`,"values":[{"configFieldID":"`+password["configFieldID"].(string)+`","value":`+value+`}]}`)
		if f.Code != "invalid_arguments" || !strings.Contains(f.Message, "values/0/value") || !strings.Contains(f.Message, "leave it out") {
			t.Errorf("%s: %+v", value, f)
		}
	}
	const anew = "C4nary-of-a-new-password"
	r.call("full", "policies_update", `{`+wifi+`,"values":[{"configFieldID":"`+password["configFieldID"].(string)+`","value":"`+anew+`","sensitive":true}]}`)
	if now := rawSecrets(t, directory)["secret settings"]; len(now) != 1 || now[0] != anew {
		t.Errorf("the secret is %q", now)
	}
	b, err := os.ReadFile(r.log)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range []string{secret[0], anew} {
		if strings.Contains(string(b), s) {
			t.Errorf("the trail tells %s", s)
		}
	}
}

// What is scheduled for many counts as many.
func TestEveryoneWhoIsScheduledCounts(t *testing.T) {
	noon := func() time.Time { return time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC) }
	r := newRigOver(t, fullAccess+`
require: [{id: few, tools: [user_states_schedule], limit: {objects: 2, per: 1h}}]
`, sandbox.New(sandbox.Options{Now: noon}), func(o *Options) { o.Now = noon })
	args := func(n int) string {
		var ids []string
		for _, row := range items(r.call("full", "users_list", `{"limit":`+string(rune('0'+n))+`}`)) {
			ids = append(ids, row["_id"].(string))
		}
		return `{"user_ids":["` + strings.Join(ids, `","`) + `"],"state":"SUSPENDED","start_date":"2026-12-24T18:00:00Z"}`
	}
	if f := r.fails("full", "user_states_schedule", args(3)); f.Code != "rate_limited" && f.Code != "denied" {
		t.Errorf("%+v", f)
	}
	rows := r.call("full", "user_states_schedule", args(2))["results"].([]any)
	if len(rows) != 2 || len(items(r.call("full", "user_states_list", `{}`))) != 4 {
		t.Errorf("%v", rows)
	}
	if f := r.fails("full", "user_states_schedule", args(1)); f.Code != "rate_limited" {
		t.Errorf("%+v", f)
	}
	if last := r.last(); !strings.Contains(last.Message, "SUSPENDED at 2026-12-24T18:00:00Z") {
		t.Errorf("%s", last.Message)
	}
}
