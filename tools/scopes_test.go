package tools

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// scoped is a rig whose key has these scopes alone, and what JumpCloud refused it.
func scoped(t *testing.T, policy string, scopes []string) (r *rig, refused *[]string) {
	t.Helper()
	refused = &[]string{}
	directory := smallFounded().Copy(sandbox.Options{Keys: map[string]sandbox.Role{"narrow": scopes}})
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		seen := &statusWriter{ResponseWriter: w}
		directory.ServeHTTP(seen, r)
		if seen.status == http.StatusForbidden {
			*refused = append(*refused, r.Method+" "+r.URL.Path)
		}
	}))
	t.Cleanup(server.Close)
	client, err := jcclient.New(jcclient.Options{
		ConsoleURL: server.URL, InsightsURL: server.URL + "/insights/directory/v1",
		APIKey: jcclient.NewSecret("narrow"), Authorize: Authorize, FirstWait: time.Millisecond, CoolDown: time.Millisecond,
	})
	if err != nil {
		t.Fatal(err)
	}
	return newRigOver(t, policy, directory, func(o *Options) { o.Client = client }), refused
}

type statusWriter struct {
	http.ResponseWriter
	status int
}

func (w *statusWriter) WriteHeader(status int) {
	w.status = status
	w.ResponseWriter.WriteHeader(status)
}

func least(names ...string) []string {
	var routes []jcclient.Route
	for _, tool := range Named(names) {
		routes = append(routes, tool.Routes([]string{"groups", "username"})...)
	}
	return jcclient.LeastScopes(routes)
}

func only(tools ...string) string {
	return fmt.Sprintf("version: 1\nagents:\n  a:\n    owner: o@example.com\n    identify: [{local: true}]\n    allow: [{id: some, tools: [%s]}]\n", strings.Join(tools, ", "))
}

// edges are changes that JumpCloud refuses the second time, so that the client
// reads what is there; with ids of the sandbox.
func edges(t *testing.T) map[string][]string {
	r := newRig(t, fullAccess)
	first := func(tool string) string {
		row := items(r.call("full", tool, `{"limit":1}`))[0]
		id, ok := row["_id"].(string)
		if !ok {
			id = row["id"].(string)
		}
		return id
	}
	user, device, group, devices := first("users_list"), first("devices_list"), first("user_groups_list"), first("device_groups_list")
	application, radius := first("applications_list"), first("radius_servers_list")
	both := func(args string) []string { return []string{`{"op":"add",` + args, `{"op":"remove",` + args} }
	return map[string][]string{
		"user_group_members_change":       both(`"group_id":"` + group + `","type":"user","id":"` + user + `"}`),
		"device_group_members_change":     both(`"group_id":"` + devices + `","type":"system","id":"` + device + `"}`),
		"application_associations_change": both(`"application_id":"` + application + `","type":"user_group","id":"` + group + `"}`),
		"radius_associations_change":      both(`"radiusserver_id":"` + radius + `","type":"user_group","id":"` + group + `"}`),
	}
}

// Whoever makes a key with these scopes is never told that it may not.
func TestAKeyWithTheLeastScopesIsNeverRefused(t *testing.T) {
	changes := edges(t)
	use := func(t *testing.T, names ...string) {
		r, refused := scoped(t, only(names...), least(names...))
		for _, name := range names {
			r.answer("a", name, spoken[name])
			for _, args := range changes[name] {
				r.answer("a", name, args)
				if a := r.answer("a", name, args); a.IsError {
					t.Errorf("%s %s again: %s", name, args, a.Structured)
				}
			}
		}
		if len(*refused) > 0 {
			t.Errorf("%v with %v: JumpCloud refused %v", names, least(names...), *refused)
		}
	}
	var every, reads []string
	for _, tool := range All() {
		if tool.parts == nil { // a composed tool needs those that it calls
			use(t, tool.Name)
		}
		every = append(every, tool.Name)
		if tool.reads() {
			reads = append(reads, tool.Name)
		}
	}
	use(t, every...)
	use(t, reads...)
}

func TestANameIsLookedUpWithTheScopesOfItsListing(t *testing.T) {
	names := []string{"users_list", "users_update"}
	r, refused := scoped(t, only(names...), least(names...))
	if a := r.answer("a", "users_update", `{"id":"ana.ruiz","location":"Denver"}`); a.IsError || len(*refused) > 0 {
		t.Errorf("%s; refused: %v", a.Structured, *refused)
	}
}

func TestAKeyWithoutItsScopesIsRefused(t *testing.T) {
	for _, tool := range All() {
		if tool.parts != nil {
			continue
		}
		wanted := tool.endpoint.Route().Scopes()
		without := slices.DeleteFunc(slices.Clone(sandbox.Administrator), func(scope string) bool { return slices.Contains(wanted, scope) })
		r, refused := scoped(t, only(tool.Name), without)
		if a := r.answer("a", tool.Name, spoken[tool.Name]); a.Code != "forbidden" || len(*refused) == 0 {
			t.Errorf("%s without %v: %s", tool.Name, wanted, a.Structured)
		}
	}
}

func TestWhatARuleAsksOfATargetIsReadWithTheScopes(t *testing.T) {
	ana := items(newRig(t, fullAccess).call("full", "users_list", `{"filter":["username:$eq:ana.ruiz"]}`))[0]["_id"].(string)
	source := "version: 1\nagents:\n  a:\n    owner: o@example.com\n    identify: [{local: true}]\n    allow: [{id: own, tools: [users_update], when: {target.groups: {each: {not_in: [none]}}, target.username: {eq: ana.ruiz}}}]\n"
	asks := load(t, source).Asks("a", "users_update", time.Now())
	r, refused := scoped(t, source, jcclient.LeastScopes(table["users_update"].Routes(asks)))
	if a := r.answer("a", "users_update", `{"id":"`+ana+`","location":"Denver"}`); a.IsError || len(*refused) > 0 {
		t.Errorf("%s; refused: %v", a.Structured, *refused)
	}
	r, refused = scoped(t, source, jcclient.LeastScopes(table["users_update"].Routes(nil)))
	if a := r.answer("a", "users_update", `{"id":"`+ana+`","location":"Denver"}`); !a.IsError || len(*refused) == 0 {
		t.Errorf("without the scopes of the target: %s", a.Structured)
	}
}
