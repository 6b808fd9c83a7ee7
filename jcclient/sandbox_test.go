package jcclient_test

import (
	"maps"
	"net/http/httptest"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// everyCall is every operation with an input, changes last. A name in braces
// is the first row of that listing, {made} what the call before has made.
var everyCall = []struct{ operation, in string }{
	{"ListDevices", `{}`},
	{"GetDevice", `{"id":"{ListDevices}"}`},
	{"ListUsers", `{}`},
	{"GetUser", `{"id":"{ListUsers}"}`},
	{"ListUserMemberships", `{"user_id":"{ListUsers}"}`},
	{"ListUserApplications", `{"user_id":"{ListUsers}"}`},
	{"ListUserDevices", `{"user_id":"{ListUsers}"}`},
	{"ListUserRadiusServers", `{"user_id":"{ListUsers}"}`},
	{"ListDeviceMemberships", `{"system_id":"{ListDevices}"}`},
	{"ListDeviceUsers", `{"system_id":"{ListDevices}"}`},
	{"ListUserGroups", `{}`},
	{"GetUserGroup", `{"id":"{ListUserGroups}"}`},
	{"ListUserGroupMembers", `{"group_id":"{ListUserGroups}"}`},
	{"ListUserGroupApplications", `{"group_id":"{ListUserGroups}"}`},
	{"ListUserGroupRadiusServers", `{"group_id":"{ListUserGroups}"}`},
	{"ListUserGroups", `{"filter":"name:eq:Admins"}`},
	{"ListUserGroupDevices", `{"group_id":"{ListUserGroups}"}`},
	{"ListDeviceGroups", `{"filter":"name:eq:Servers"}`},
	{"ListDeviceGroupUserGroups", `{"group_id":"{ListDeviceGroups}"}`},
	{"ListUserGroups", `{}`},
	{"ListDeviceGroups", `{}`},
	{"GetDeviceGroup", `{"id":"{ListDeviceGroups}"}`},
	{"ListDeviceGroupMembers", `{"group_id":"{ListDeviceGroups}"}`},
	{"ListDeviceGroupPolicies", `{"group_id":"{ListDeviceGroups}"}`},
	{"ListDeviceGroupCommands", `{"group_id":"{ListDeviceGroups}"}`},
	{"ListCommands", `{}`},
	{"GetCommand", `{"id":"{ListCommands}"}`},
	{"ListCommandDevices", `{"command_id":"{ListCommands}"}`},
	{"ListCommandDeviceGroups", `{"command_id":"{ListCommands}"}`},
	{"ListApplications", `{}`},
	{"ListApplicationAssociations", `{"application_id":"{ListApplications}","targets":"user_group"}`},
	{"ListApplicationUsers", `{"application_id":"{ListApplications}"}`},
	{"ListApplicationUserGroups", `{"application_id":"{ListApplications}"}`},
	{"ListPolicies", `{}`},
	{"GetPolicy", `{"id":"{ListPolicies}"}`},
	{"ListPolicyTemplates", `{}`},
	{"GetPolicyTemplate", `{"id":"{ListPolicyTemplates}"}`},
	{"ListRadiusServers", `{}`},
	{"ListRadiusAssociations", `{"radiusserver_id":"{ListRadiusServers}","targets":"user_group"}`},
	{"ListOrganizations", `{}`},
	{"GetOrganizationSettings", `{"id":"{ListOrganizations}"}`},

	{"CreateUser", `{"username":"eve","email":"eve@example.com","password":"Correct-Horse-7","addresses":[{"type":"work","country":"US"}],"mfa":{"exclusion":true}}`},
	{"UpdateUser", `{"id":"{made}","department":"Sales","suspended":true,"ssh_keys":[{"name":"laptop","public_key":"ssh-ed25519 AAAA"}]}`},
	{"DeleteUser", `{"id":"{made}"}`},
	{"UpdateDevice", `{"id":"{ListDevices}","displayName":"lobby","attributes":[{"name":"room","value":"1"}]}`},
	{"DeleteDevice", `{"id":"{ListDevices}"}`},
	{"CreateUserGroup", `{"name":"Night Shift","attributes":{"sudo":{"enabled":true,"withoutPassword":false},"posixGroups":[{"id":7001,"name":"night"}]}}`},
	{"ChangeUserGroupMembers", `{"group_id":"{made}","op":"add","type":"user","id":"{ListUsers}"}`},
	{"ChangeApplicationAssociations", `{"application_id":"{ListApplications}","op":"add","type":"user_group","id":"{made}"}`},
	{"ChangeRadiusAssociations", `{"radiusserver_id":"{ListRadiusServers}","op":"add","type":"user_group","id":"{made}"}`},
	{"ListApplicationUsers", `{"application_id":"{ListApplications}"}`},
	{"CreateDeviceGroup", `{"name":"Lobby","membershipMethod":"DYNAMIC_AUTOMATED","memberQuery":{"queryType":"FilterQuery","filters":[{"field":"os","operator":"eq","value":"Windows"}]}}`},
	{"ListDevices", `{}`},
	{"ChangeDeviceGroupMembers", `{"group_id":"{made}","op":"add","type":"system","id":"{ListDevices}"}`},
	{"CreateCommand", `{"name":"Hello","command":"echo hello","commandType":"linux","user":"000000000000000000000000"}`},
	{"UpdateCommand", `{"id":"{made}","command":"echo bye","sudo":true}`},
	{"DeleteCommand", `{"id":"{made}"}`},
	{"CreatePolicy", `{"name":"Mine","template":{"id":"{ListPolicyTemplates}"}}`},

	{"QueryEvents", `{"service":["all"],"start_time":"2020-01-01T00:00:00Z"}`},
	{"CountEvents", `{"service":["all"],"start_time":"2020-01-01T00:00:00Z"}`},
	{"DistinctEvents", `{"service":["all"],"start_time":"2020-01-01T00:00:00Z","field":"event_type"}`},
	{"IntervalEvents", `{"service":["all"],"start_time":"2020-01-01T00:00:00Z","interval_unit":"d","timezone":"-0500"}`},
}

// A caller makes calls in a sandbox, and remembers the ids that it was told.
type caller struct {
	*testing.T
	client *jcclient.Client
	ids    map[string]string
}

func newCaller(t *testing.T, o sandbox.Options) *caller {
	t.Helper()
	server := httptest.NewServer(sandbox.New(o))
	t.Cleanup(server.Close)
	client, err := jcclient.New(jcclient.Options{
		ConsoleURL: server.URL, InsightsURL: server.URL + "/insights/directory/v1", APIKey: jcclient.NewSecret(sandbox.DefaultAPIKey),
		FirstWait: time.Microsecond, LongestWait: time.Microsecond, CoolDown: time.Microsecond, LongestCoolDown: time.Microsecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return &caller{t, client, map[string]string{}}
}

// call makes one call, a listing to its end, and returns all objects as sent.
func (c *caller) call(name, in string) []jsontext.Value {
	c.Helper()
	for known, id := range c.ids {
		in = strings.ReplaceAll(in, "{"+known+"}", id)
	}
	op := jcclient.Operations[name]
	v := reflect.New(op.In())
	if err := json.Unmarshal([]byte(in), v.Interface()); err != nil {
		c.Fatalf("%s: %v", name, err)
	}
	listing, lists := op.(jcclient.Listing)
	if !lists {
		reply, err := op.Do(c.Context(), c.client, v.Elem().Interface())
		if err != nil {
			c.Fatalf("%s %s: %v", name, in, err)
		}
		if reply.Object == nil {
			return nil
		}
		c.remember("made", reply.Object)
		return []jsontext.Value{reply.Object}
	}
	var all []jsontext.Value
	for page := (jcclient.Page{Limit: 100}); ; page.Skip += page.Limit {
		reply, err := listing.Page(c.Context(), c.client, v.Elem().Interface(), page)
		if err != nil {
			c.Fatalf("%s %s: %v", name, in, err)
		}
		if all = append(all, reply.Items...); !reply.More {
			break
		}
	}
	if len(all) > 0 {
		c.remember(name, all[0])
	}
	return all
}

func (c *caller) remember(as string, o jsontext.Value) {
	var named struct {
		ID string `json:"id"`
	}
	if err := json.Unmarshal(o, &named); err == nil && named.ID != "" {
		c.ids[as] = named.ID
	}
}

func TestEveryOperationWorksInTheSandbox(t *testing.T) {
	c := newCaller(t, sandbox.Options{})
	called, odd := map[string]bool{}, map[string]bool{}
	for _, call := range everyCall {
		op, known := jcclient.Operations[call.operation]
		if !known {
			t.Fatalf("there is no operation %s", call.operation)
		}
		called[call.operation] = true
		objects := c.call(call.operation, call.in)
		if (op.Out() == nil) != (len(objects) == 0) {
			t.Errorf("%s %s: %d objects", call.operation, call.in, len(objects))
		}
		for _, o := range objects {
			var v any
			if err := json.Unmarshal(o, &v); err != nil {
				t.Fatal(err)
			}
			for _, problem := range misfits(op.Out(), "", v) {
				odd[op.Out().Name()+problem] = true
			}
		}
	}
	for name := range jcclient.Operations {
		if !called[name] {
			t.Errorf("nobody calls %s", name)
		}
	}
	for _, problem := range slices.Sorted(maps.Keys(odd)) {
		if !slices.Contains(liveOddities, problem) {
			t.Errorf("%s", problem)
		}
	}
	for _, known := range liveOddities {
		if !odd[known] {
			t.Errorf("not seen: %s", known)
		}
	}
}

// What JumpCloud does to its answers does not keep the client from reading them.
func TestEveryOperationWorksInASandboxThatIsOdd(t *testing.T) {
	faults, err := sandbox.ParseFaults("nulls,unknown-keys,number-texts,shuffle,429=0.05,seed=3")
	if err != nil {
		t.Fatal(err)
	}
	c := newCaller(t, sandbox.Options{Faults: faults})
	for _, call := range everyCall {
		for _, o := range c.call(call.operation, call.in) {
			if !strings.Contains(string(o), `"newMember"`) {
				t.Errorf("%s: %.200s", call.operation, o)
			}
		}
	}
}
