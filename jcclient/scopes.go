package jcclient

import (
	"cmp"
	"slices"
	"strings"
)

// Scopes are those that JumpCloud publishes with the operation: whoever calls
// it holds a role, which is a list of scopes, and one of these suffices. That
// one does is how the lists read (users beside users.readonly); JumpCloud does
// not say it, nor that it looks at nothing else. Empty when none is published.
func (r Route) Scopes() []string { return strings.Fields(scopes[r.String()]) }

// LeastScopes are what a role must hold to make all of these requests, and
// nothing more: the narrowest of each, unless one that another request needs
// is enough. What offers the fewest comes first, since it has the least choice.
func LeastScopes(routes []Route) []string {
	var least []string
	held := func(scope string) bool { return slices.Contains(least, scope) }
	routes = slices.SortedStableFunc(slices.Values(routes), func(a, b Route) int { return cmp.Compare(len(a.usable()), len(b.usable())) })
	for _, r := range routes {
		if offered := r.usable(); len(offered) > 0 && !slices.ContainsFunc(offered, held) {
			least = append(least, slices.MinFunc(offered, narrower))
		}
	}
	slices.Sort(least)
	return least
}

// usable are a route's scopes that a role of ours could hold: .self is a
// device's right to itself, .legacy that of old command runners.
func (r Route) usable() []string {
	return slices.DeleteFunc(r.Scopes(), func(scope string) bool {
		return strings.HasSuffix(scope, ".self") || strings.HasSuffix(scope, ".legacy")
	})
}

// narrower orders scopes by what they allow: users.properties.update is a part
// of users.properties, and that a part of users; of equals, what only reads
// comes first.
func narrower(a, b string) int {
	wide := func(scope string) int {
		if strings.HasSuffix(scope, ".readonly") {
			return 0
		}
		return 1
	}
	return cmp.Or(
		cmp.Compare(strings.Count(b, "."), strings.Count(a, ".")),
		cmp.Compare(wide(a), wide(b)),
		cmp.Compare(a, b),
	)
}

// scopes are as published (x-scopes), a line for each route that is asked.
var scopes = map[string]string{
	"GET /api/applications":                                     "applications applications.readonly",
	"GET /api/applications/{id}":                                "applications applications.readonly",
	"GET /api/commands":                                         "commands commands.readonly",
	"POST /api/commands":                                        "commands",
	"GET /api/commands/{id}":                                    "commands commands.readonly",
	"PUT /api/commands/{id}":                                    "commands",
	"DELETE /api/commands/{id}":                                 "commands",
	"GET /api/organizations":                                    "commandrunner.legacy organizations organizations.readonly",
	"GET /api/organizations/{id}":                               "organizations organizations.readonly",
	"GET /api/radiusservers":                                    "radius radius.readonly",
	"GET /api/radiusservers/{id}":                               "radius radius.readonly",
	"GET /api/systems":                                          "systems systems.readonly",
	"GET /api/systems/{id}":                                     "systems systems.readonly systems.self",
	"PUT /api/systems/{id}":                                     "systems systems.self systems.management",
	"DELETE /api/systems/{id}":                                  "systems systems.self",
	"GET /api/systemusers":                                      "commandrunner.legacy users users.readonly",
	"POST /api/systemusers":                                     "users users.create",
	"GET /api/systemusers/{id}":                                 "users users.readonly",
	"PUT /api/systemusers/{id}":                                 "users users.properties users.properties.update",
	"DELETE /api/systemusers/{id}":                              "users users.delete",
	"GET /api/v2/applications/{application_id}/associations":    "associations.applications associations.applications.readonly associations associations.readonly",
	"POST /api/v2/applications/{application_id}/associations":   "associations.applications associations",
	"GET /api/v2/applications/{application_id}/usergroups":      "groups groups.readonly",
	"GET /api/v2/applications/{application_id}/users":           "users users.readonly",
	"GET /api/v2/policies":                                      "systems systems.readonly",
	"POST /api/v2/policies":                                     "systems",
	"GET /api/v2/policies/{id}":                                 "systems systems.readonly",
	"GET /api/v2/policytemplates":                               "systems systems.readonly",
	"GET /api/v2/policytemplates/{id}":                          "systems systems.readonly",
	"GET /api/v2/radiusservers/{radiusserver_id}/associations":  "associations.radius associations.radius.readonly associations associations.readonly",
	"POST /api/v2/radiusservers/{radiusserver_id}/associations": "associations.radius associations",
	"GET /api/v2/systemgroups":                                  "groups groups.readonly",
	"POST /api/v2/systemgroups":                                 "groups",
	"GET /api/v2/systemgroups/{group_id}/members":               "systems systems.readonly",
	"POST /api/v2/systemgroups/{group_id}/members":              "groups groups.self",
	"GET /api/v2/systemgroups/{id}":                             "groups groups.readonly",
	"GET /api/v2/usergroups":                                    "groups groups.readonly",
	"POST /api/v2/usergroups":                                   "groups",
	"GET /api/v2/usergroups/{group_id}/members":                 "users users.readonly",
	"POST /api/v2/usergroups/{group_id}/members":                "groups",
	"GET /api/v2/usergroups/{id}":                               "groups groups.readonly",
	"POST /insights/directory/v1/events":                        "directoryinsights.readonly",
	"POST /insights/directory/v1/events/count":                  "directoryinsights.readonly",
	"POST /insights/directory/v1/events/distinct":               "directoryinsights.readonly",
	"POST /insights/directory/v1/events/interval":               "directoryinsights.readonly",
	"GET /api/v2/systems/{system_id}/memberof":                  "groups groups.readonly groups.self",
	"GET /api/v2/users/{user_id}/memberof":                      "groups groups.readonly",
	"GET /api/v2/commands/{command_id}/systemgroups":            "groups groups.readonly",
	"GET /api/v2/commands/{command_id}/systems":                 "systems systems.readonly",
	"GET /api/v2/systemgroups/{group_id}/commands":              "commands commands.readonly",
	"GET /api/v2/systemgroups/{group_id}/policies":              "systems systems.readonly",
	"GET /api/v2/systemgroups/{group_id}/usergroups":            "groups groups.readonly",
	"GET /api/v2/systems/{system_id}/users":                     "users users.readonly users.self",
	"GET /api/v2/usergroups/{group_id}/applications":            "applications applications.readonly",
	"GET /api/v2/usergroups/{group_id}/radiusservers":           "radius radius.readonly",
	"GET /api/v2/usergroups/{group_id}/systems":                 "systems systems.readonly",
	"GET /api/v2/users/{user_id}/applications":                  "applications applications.readonly",
	"GET /api/v2/users/{user_id}/radiusservers":                 "radius radius.readonly",
	"GET /api/v2/users/{user_id}/systems":                       "systems systems.readonly",
}
