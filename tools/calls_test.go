package tools

import (
	"cmp"
	"fmt"
	"os"
	"regexp"
	"strings"
)

// calls is a call of each tool, by name: the first of its operation in the list
// that the client's own tests go by. Ids stand in braces, as the resource whose
// objects they name.
var calls = func() map[string]string {
	b, err := os.ReadFile("../jcclient/testdata/calls.txt")
	if err != nil {
		panic(err)
	}
	named := map[string]string{}
	all := map[string]string{}
	for _, tool := range All() {
		if tool.parts == nil {
			named[tool.endpoint.Route().String()] = tool.Name
			continue
		}
		all[tool.Name] = "{}"
		for _, id := range tool.takes.ids {
			all[tool.Name] = fmt.Sprintf(`{"%s":"{%s}"}`, id.name, id.of)
		}
	}
	for line := range strings.Lines(string(b)) {
		parts := strings.SplitN(strings.TrimSpace(line), " ", 3)
		if len(parts) < 3 || parts[0] == "#" {
			continue
		}
		if name := named[parts[0]+" "+parts[1]]; all[name] == "" {
			all[name] = parts[2]
		}
	}
	return all
}()

var anyID = regexp.MustCompile(`\{[a-z_]+\}`)

// withIDs puts the id of the first object of each resource where the resource
// stands in braces.
func (r *rig) withIDs(args string) string {
	return anyID.ReplaceAllStringFunc(args, func(word string) string {
		resource := strings.Trim(word, "{}")
		listing := cmp.Or(namings[resource].tool, map[string]string{"organization": "organization_get", "command_results": "all_command_results_list", "command_queue": "command_queue_list",
			"admin_roles": "admin_roles_list", "service_accounts": "service_accounts_list", "authn_policies": "authn_policies_list", "ip_lists": "ip_lists_list", "policy_results": "all_policy_results_list", "user_states": "user_states_list"}[resource])
		row := items(r.call("full", listing, `{"limit":1}`))[0]
		for _, member := range []string{"_id", "objectId", "id", "scheduledJobId"} {
			if id, has := row[member].(string); has {
				return id
			}
		}
		r.t.Fatalf("%s: a row has no id: %v", listing, row)
		return ""
	})
}
