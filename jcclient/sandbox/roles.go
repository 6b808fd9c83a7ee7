package sandbox

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"
)

// A Role is a set of scopes. A key has the whole role of its owner, and an
// operation wants one of its scopes.
type Role []string

// The roles that a directory begins with, as far as the sandbox's operations go.
var (
	Administrator = Role{
		"users", "systems", "groups", "commands", "applications", "radius", "organizations", "associations", "directoryinsights.readonly",
	}
	ReadOnly = Role{
		"users.readonly", "systems.readonly", "groups.readonly", "commands.readonly", "applications.readonly", "radius.readonly",
		"organizations.readonly", "associations.readonly", "directoryinsights.readonly",
	}
	HelpDesk = Role{
		"users.readonly", "users.properties", "systems.readonly", "systems.management", "groups.readonly", "commands.readonly",
		"organizations.readonly", "directoryinsights.readonly",
	}
)

// roles are those that have a name.
var roles = map[string]Role{"administrator": Administrator, "read-only": ReadOnly, "help-desk": HelpDesk}

// ParseRole reads the name of a role, or scopes with commas between, such as
// "users.readonly,groups".
func ParseRole(text string) (Role, error) {
	if role, is := roles[text]; is {
		return role, nil
	}
	known := strings.Fields(strings.Join(slices.Collect(maps.Values(scopes)), " "))
	var role Role
	for scope := range strings.SplitSeq(text, ",") {
		if !slices.Contains(known, scope) {
			slices.Sort(known)
			return nil, fmt.Errorf("sandbox: there is no role or scope %q: the roles are %s; the scopes, with commas between, are %s",
				scope, strings.Join(slices.Sorted(maps.Keys(roles)), ", "), strings.Join(slices.Compact(known), ", "))
		}
		role = append(role, scope)
	}
	return role, nil
}

// may says whether a role has one of an operation's scopes.
func (role Role) may(pattern string) bool {
	return slices.ContainsFunc(strings.Fields(scopes[pattern]), func(scope string) bool { return slices.Contains(role, scope) })
}

// roleOf is the role of whoever asks; nobody has none.
func (s *Server) roleOf(r *http.Request) (role Role, isKnown bool) {
	key := r.Header.Get("x-api-key")
	switch {
	case key == s.key:
		return Administrator, true
	case key == "":
		if s.options.ClientRole != nil {
			return s.options.ClientRole, s.bears(r)
		}
		return Administrator, s.bears(r)
	}
	role, isKnown = s.options.Keys[key]
	return role, isKnown
}

// forbidden is the refusal of who may not do what they ask.
func (s *Server) forbidden(r *http.Request) *answer {
	switch role, _ := s.roleOf(r); {
	case asksForToken(r):
		return nil
	case isInsights(r) && s.faults().has("insights-402"):
		return failInsights(http.StatusPaymentRequired, "Directory Insights is not enabled")
	case role.may(r.Pattern) || s.faults().has("no-roles"):
		return nil
	case isInsights(r):
		return failInsights(http.StatusForbidden, "Forbidden")
	}
	return fail(http.StatusForbidden, "Forbidden")
}

// scopes are the published ones of each operation.
var scopes = map[string]string{
	"GET /api/systems":                 "systems systems.readonly",
	"GET /api/systems/{id}":            "systems systems.readonly systems.self",
	"PUT /api/systems/{id}":            "systems systems.self systems.management",
	"DELETE /api/systems/{id}":         "systems systems.self",
	"GET /api/systemusers":             "users users.readonly commandrunner.legacy",
	"GET /api/systemusers/{id}":        "users users.readonly",
	"POST /api/systemusers":            "users users.create",
	"PUT /api/systemusers/{id}":        "users users.properties users.properties.update",
	"DELETE /api/systemusers/{id}":     "users users.delete",
	"GET /api/commands":                "commands commands.readonly",
	"GET /api/commands/{id}":           "commands commands.readonly",
	"POST /api/commands":               "commands",
	"PUT /api/commands/{id}":           "commands",
	"DELETE /api/commands/{id}":        "commands",
	"GET /api/applications":            "applications applications.readonly",
	"GET /api/applications/{id}":       "applications applications.readonly",
	"GET /api/radiusservers":           "radius radius.readonly",
	"GET /api/radiusservers/{id}":      "radius radius.readonly",
	"GET /api/organizations":           "organizations organizations.readonly commandrunner.legacy",
	"GET /api/organizations/{id}":      "organizations organizations.readonly",
	"POST /api/search/systemusers":     "users users.readonly",
	"POST /api/search/systems":         "systems systems.readonly commandrunner.legacy",
	"POST /api/search/commands":        "commands commands.readonly",
	"GET /api/v2/usergroups":           "groups groups.readonly",
	"POST /api/v2/usergroups":          "groups",
	"GET /api/v2/usergroups/{id}":      "groups groups.readonly",
	"GET /api/v2/systemgroups":         "groups groups.readonly",
	"POST /api/v2/systemgroups":        "groups",
	"GET /api/v2/systemgroups/{id}":    "groups groups.readonly",
	"GET /api/v2/policies":             "systems systems.readonly",
	"POST /api/v2/policies":            "systems",
	"GET /api/v2/policies/{id}":        "systems systems.readonly",
	"GET /api/v2/policytemplates":      "systems systems.readonly",
	"GET /api/v2/policytemplates/{id}": "systems systems.readonly",

	"GET /api/v2/usergroups/{id}/members":          "users users.readonly",
	"POST /api/v2/usergroups/{id}/members":         "groups",
	"GET /api/v2/systemgroups/{id}/members":        "systems systems.readonly",
	"POST /api/v2/systemgroups/{id}/members":       "groups groups.self",
	"GET /api/v2/users/{id}/memberof":              "groups groups.readonly",
	"GET /api/v2/systems/{id}/memberof":            "groups groups.readonly groups.self",
	"GET /api/v2/users/{id}/applications":          "applications applications.readonly",
	"GET /api/v2/users/{id}/systems":               "systems systems.readonly",
	"GET /api/v2/users/{id}/radiusservers":         "radius radius.readonly",
	"GET /api/v2/usergroups/{id}/applications":     "applications applications.readonly",
	"GET /api/v2/usergroups/{id}/systems":          "systems systems.readonly",
	"GET /api/v2/usergroups/{id}/radiusservers":    "radius radius.readonly",
	"GET /api/v2/systems/{id}/users":               "users users.readonly users.self",
	"GET /api/v2/systemgroups/{id}/policies":       "systems systems.readonly",
	"GET /api/v2/systemgroups/{id}/commands":       "commands commands.readonly",
	"GET /api/v2/systemgroups/{id}/usergroups":     "groups groups.readonly",
	"GET /api/v2/commands/{id}/systems":            "systems systems.readonly",
	"GET /api/v2/commands/{id}/systemgroups":       "groups groups.readonly",
	"GET /api/v2/applications/{id}/associations":   "associations associations.readonly associations.applications associations.applications.readonly",
	"POST /api/v2/applications/{id}/associations":  "associations associations.applications",
	"GET /api/v2/applications/{id}/users":          "users users.readonly",
	"GET /api/v2/applications/{id}/usergroups":     "groups groups.readonly",
	"GET /api/v2/radiusservers/{id}/associations":  "associations associations.readonly associations.radius associations.radius.readonly",
	"POST /api/v2/radiusservers/{id}/associations": "associations associations.radius",
	"POST /insights/directory/v1/events":           "directoryinsights.readonly",
	"POST /insights/directory/v1/events/count":     "directoryinsights.readonly",
	"POST /insights/directory/v1/events/distinct":  "directoryinsights.readonly",
	"POST /insights/directory/v1/events/interval":  "directoryinsights.readonly",
}
