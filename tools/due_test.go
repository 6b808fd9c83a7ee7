package tools

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// What is asked for later is not done at once, and what has ended is not given:
// by the gate's clock, with room for the clocks of others.
func TestATimeToComeIsNotPast(t *testing.T) {
	now := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	clock := func() time.Time { return now }
	r := newRigOver(t, fullAccess, sandbox.New(sandbox.Options{Now: clock}), func(o *Options) { o.Now = clock })
	device := items(r.call("full", "devices_list", `{"limit":1}`))[0]["_id"].(string)
	for tool, args := range map[string]string{
		"user_states_schedule":   `{"user_ids":["` + someone + `"],"state":"SUSPENDED","start_date":"%s"}`,
		"access_requests_create": `{"requestorId":"` + someone + `","resourceType":"device","resourceId":"` + device + `","expiry":"%s"}`,
		"users_reset_mfa":        `{"id":"` + someone + `","exclusion":true,"exclusionUntil":"%s"}`,
	} {
		for _, at := range []string{"2020-01-01T00:00:00Z", "2026-11-25T11:54:59Z", "2026-11-25T13:54:59+02:00", "0001-01-02T00:00:00Z"} {
			sent := r.directory.Requests()
			if f := r.fails("full", tool, fmt.Sprintf(args, at)); f.Code != "invalid_arguments" || !strings.Contains(f.Message, at+" is past, it is 2026-11-25T12:00:00Z here") || r.directory.Requests() != sent {
				t.Errorf("%s at %s: %+v, %d requests", tool, at, f, r.directory.Requests()-sent)
			}
		}
		for _, at := range []string{"2026-11-25T11:55:00Z", "2026-11-25T12:00:01Z", "2031-01-01T00:00:00+01:00"} {
			if a := r.answer("full", tool, fmt.Sprintf(args, at)); strings.Contains(string(a.Structured), "is past") {
				t.Errorf("%s at %s: %s", tool, at, a.Structured)
			}
		}
	}
}

// A change that takes a time takes one to come, or this test says why not.
func TestEveryTimeOfAChangeIsToCome(t *testing.T) {
	for _, tool := range All() {
		for name, at := range tool.takes.fields {
			if tool.reads() || tool.endpoint.In().FieldByIndex(at).Type != reflect.TypeFor[jcclient.Time]() {
				continue
			}
			if !slices.Contains(tool.takes.later, name) {
				t.Errorf("%s takes %s, which may be past", tool.Name, name)
			}
		}
	}
}

// That nothing is no change is said by a row's method, or by the row: its
// sentence is for people.
func TestARowSaysThatItChangesWhatIsGiven(t *testing.T) {
	changes := 0
	for _, tool := range All() {
		method := tool.endpoint.Route().Method
		says := strings.HasPrefix(tool.Says, "change {set} of")
		if is := method == "PUT" || method == "PATCH" || tool.Changes; is != says {
			t.Errorf("%s: that it changes what is given is %v, and its sentence is %q", tool.Name, is, tool.Says)
		}
		if tool.Changes {
			changes++
		}
	}
	if enforce := *table["users_enforce_mfa"]; changes != 1 || !enforce.Changes {
		t.Errorf("%d rows say so", changes)
	} else {
		enforce.Says = "set a second factor of user {id}"
		if _, err := enforce.decode([]byte(`{"id":"` + someone + `"}`)); err == nil || !strings.Contains(err.Error(), "nothing to change") {
			t.Error(err)
		}
	}
}
