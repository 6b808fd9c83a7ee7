package jcclient_test

import (
	"cmp"
	"maps"
	"net/http/httptest"
	"os"
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

// everyCall is every operation with an input, as testdata/calls.txt has them.
var everyCall = func() (all []struct{ operation, in string }) {
	b, err := os.ReadFile("testdata/calls.txt")
	if err != nil {
		panic(err)
	}
	for line := range strings.Lines(string(b)) {
		if line = strings.TrimSpace(line); line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		parts := strings.SplitN(line, " ", 3)
		all = append(all, struct{ operation, in string }{nameOf(parts[0] + " " + parts[1]), parts[2]})
	}
	return all
}()

// nameOf is the name of the operation on a route.
func nameOf(route string) string {
	for name, op := range jcclient.Named {
		if op.Route().String() == route {
			return name
		}
	}
	panic(route + " is the route of no operation")
}

// listings are what tells the ids of each resource that is named in braces.
var listings = map[string]jcclient.Operation{
	"users": jcclient.ListUsers, "devices": jcclient.ListDevices, "user_groups": jcclient.ListUserGroups, "device_groups": jcclient.ListDeviceGroups,
	"commands": jcclient.ListCommands, "applications": jcclient.ListApplications, "policies": jcclient.ListPolicies,
	"policy_templates": jcclient.ListPolicyTemplates, "radius": jcclient.ListRadiusServers, "organization": jcclient.ListOrganizations,
	"command_results": jcclient.ListCommandResults, "command_queue": jcclient.ListQueuedCommands,
	"admins": jcclient.ListAdmins, "admin_roles": jcclient.ListRoles, "service_accounts": jcclient.ListServiceAccounts,
	"authn_policies": jcclient.ListAuthnPolicies, "ip_lists": jcclient.ListIPLists,
	"policy_results": jcclient.ListPolicyResults, "user_states": jcclient.ListUserStates,
}

// A caller makes calls in a sandbox, and remembers the ids that it was told.
type caller struct {
	*testing.T
	client *jcclient.Client
	ids    map[string]string
	url    string
}

func newCaller(t *testing.T, o sandbox.Options) *caller {
	t.Helper()
	server := httptest.NewServer(sandbox.New(o))
	t.Cleanup(server.Close)
	return &caller{t, clientOf(t, server.URL), map[string]string{}, server.URL}
}

func clientOf(t *testing.T, url string) *jcclient.Client {
	t.Helper()
	client, err := jcclient.New(jcclient.Options{
		ConsoleURL: url, InsightsURL: url + "/insights/directory/v1", APIKey: jcclient.NewSecret(sandbox.DefaultAPIKey),
		FirstWait: time.Microsecond, LongestWait: time.Microsecond, CoolDown: time.Microsecond, LongestCoolDown: time.Microsecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return client
}

// call makes one call, a listing to its end, and returns all objects as sent.
func (c *caller) call(name, in string) []jsontext.Value {
	c.Helper()
	for known, id := range c.ids {
		in = strings.ReplaceAll(in, "{"+known+"}", id)
	}
	op := jcclient.Named[name]
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
	for resource, listing := range listings {
		if len(all) > 0 && listing.Route() == op.Route() {
			c.remember(resource, all[0])
		}
	}
	return all
}

func (c *caller) remember(as string, o jsontext.Value) {
	var named struct {
		V1  string `json:"_id"`
		V2  string `json:"id"`
		V3  string `json:"objectId"`
		Job string `json:"scheduledJobId"`
	}
	if err := json.Unmarshal(o, &named); err == nil && named.V1+named.V2+named.V3+named.Job != "" {
		c.ids[as] = cmp.Or(named.V1, named.V2, named.V3, named.Job)
	}
}

func TestEveryOperationWorksInTheSandbox(t *testing.T) {
	c := newCaller(t, sandbox.Options{})
	called, odd := map[string]bool{}, map[string]bool{}
	for _, call := range everyCall {
		op, known := jcclient.Named[call.operation]
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
	for name := range jcclient.Named {
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
	for i, call := range everyCall {
		if i%5 == 0 {
			c.client = clientOf(t, c.url) // one that has not learnt yet how seldom it may ask
		}
		for _, o := range c.call(call.operation, call.in) {
			if !strings.Contains(string(o), `"newMember"`) {
				t.Errorf("%s: %.200s", call.operation, o)
			}
		}
	}
}
