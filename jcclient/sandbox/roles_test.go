package sandbox

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"testing"
)

const forbidden = `{"error":"Forbidden","message":"Forbidden"}`

func newRolesRig(t *testing.T) *rig {
	return newRig(t, Options{Keys: map[string]Role{"reader": ReadOnly, "helper": HelpDesk, "nobody": nil, "narrow": {"users.create"}}})
}

func TestEveryOperationHasScopesThatAnAdministratorHas(t *testing.T) {
	for pattern, op := range published {
		if pattern != "POST "+tokenPath && !Administrator.may(pattern) {
			t.Errorf("%s: Administrator (roles.go) has none of %q", pattern, op.scopes)
		}
	}
}

func TestAReaderReadsEverythingAndWritesNothing(t *testing.T) {
	r := newRolesRig(t)
	ids := map[string]kind{
		"systems": systems, "systemusers": users, "commands": commands, "usergroups": userGroups, "systemgroups": systemGroups,
		"applications": applications, "radiusservers": radiusServers, "policies": policies, "policytemplates": templates,
		"users": users, "commandresults": commandResults, "commandqueue": queuedCommands,
		"api/users": admins, "roles": adminRoles, "service-accounts": serviceAccounts, "accessrequests": accessRequests,
		"authn/policies": authnPolicies, "iplists": ipLists,
	}
	longestFirst := slices.SortedFunc(maps.Keys(ids), func(a, b string) int { return len(b) - len(a) })
	first := map[string]string{}
	for name, k := range ids {
		first[name] = r.server.store.all(k)[0].id()
	}
	for pattern := range published {
		if pattern == "POST "+tokenPath {
			continue
		}
		method, path, _ := strings.Cut(pattern, " ")
		for _, name := range longestFirst {
			path = strings.Replace(path, name+"/{id}", name+"/"+first[name], 1)
		}
		path = strings.Replace(path, "policyresults/{id}", "policyresults/"+r.server.store.allResults()[0].id(), 1)
		path = strings.Replace(strings.Replace(path, "{id}", organizationID, 1), "{table}", "users", 1)
		if strings.HasSuffix(path, "/associations") {
			path += "?targets=" + cmp.Or(map[string]string{"users": "system", "usergroups": "application", "commands": "system", "policies": "system"}[strings.Split(path, "/")[3]], "user")
		}
		if strings.HasSuffix(path, "/next") {
			path += "?users=" + first["users"]
		}
		body := `{` + window + `,"field":"service","interval_unit":"d"}`
		a := r.send(method, path, body, "x-api-key", "reader")
		reads := method == "GET" || strings.HasPrefix(path, "/api/v2/commandqueue/") || // which who reads devices may change, as published
			strings.Contains(path, "/events") || strings.Contains(path, "/search/")
		if reads != (a.status == 200 || a.status == 204) || !reads && a.text != forbidden {
			t.Errorf("%s: %d %.100s", pattern, a.status, a.text)
		}
		refusal := forbidden
		if strings.HasPrefix(path, "/insights/") {
			refusal = `{"message":"Forbidden"}`
		}
		r.send(method, path, body, "x-api-key", "nobody").says(403, refusal)
	}
}

func TestAnOperationWantsOneOfItsScopes(t *testing.T) {
	r := newRolesRig(t)
	ana, sales := "/api/systemusers/"+r.id(users, "ana.ruiz"), "/api/v2/usergroups/"+r.id(userGroups, "Sales")+"/members"
	for _, c := range []struct {
		key, method, path, body string
		status                  int
	}{
		{"helper", "GET", ana, "", 200},
		{"helper", "PUT", ana, `{"location":"Denver"}`, 200},
		{"helper", "POST", "/api/systemusers", eve, 403},
		{"helper", "DELETE", ana, "", 403},
		{"helper", "GET", sales, "", 200},
		{"helper", "POST", sales, `{}`, 403},
		{"helper", "GET", "/api/applications", "", 403},
		{"narrow", "POST", "/api/systemusers", eve, 200},
		{"narrow", "GET", ana, "", 403},
		{"narrow", "GET", "/api/nowhere", "", 404},
		{"narrow", "PUT", ana, "no JSON", 403},
		{"unknown", "GET", ana, "", 401},
		{DefaultAPIKey, "DELETE", ana, "", 200},
	} {
		r.send(c.method, c.path, c.body, "x-api-key", c.key).is(c.status)
	}
}

func TestARoleIsReadByItsNameOrItsScopes(t *testing.T) {
	for text, pattern := range map[string]string{
		"administrator": "POST /api/commands", "read-only": "GET /api/commands", "help-desk": "PUT /api/systemusers/{id}",
		"users.create": "POST /api/systemusers", "users.readonly,groups": "POST /api/v2/usergroups",
	} {
		role, err := ParseRole(text)
		if err != nil || !role.may(pattern) || role.may("POST /api/commands") != (text == "administrator") {
			t.Errorf("%s: %v %v", text, role, err)
		}
	}
	for _, text := range []string{"", "admin", "users,", "users, groups", "read-only,users"} {
		if role, err := ParseRole(text); err == nil || role != nil || !strings.Contains(err.Error(), "the roles are administrator, help-desk, read-only; the scopes, with commas between, are accessrequest,") {
			t.Errorf("%q: %v %v", text, role, err)
		}
	}
}

func TestAServiceAccountHasARoleToo(t *testing.T) {
	r := newRig(t, Options{ClientRole: ReadOnly})
	token := r.ask(DefaultClientID, DefaultClientSecret, asService).object().text("access_token")
	r.bearing(token, "/api/systemusers").is(200)
	r.send("POST", "/api/systemusers", eve, "x-api-key", "", "Authorization", "Bearer "+token).says(403, forbidden)
}
