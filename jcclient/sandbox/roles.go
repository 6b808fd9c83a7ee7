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
		"systeminsights.readonly", "administrators", "roles", "serviceaccounts", "authn", "accessrequest", "accessrequest.readonly",
	}
	ReadOnly = Role{
		"users.readonly", "systems.readonly", "groups.readonly", "commands.readonly", "applications.readonly", "radius.readonly",
		"organizations.readonly", "associations.readonly", "directoryinsights.readonly",
		"systeminsights.readonly", "administrators.readonly", "roles.readonly", "serviceaccounts.readonly", "authn.readonly", "accessrequest.readonly",
	}
	HelpDesk = Role{
		"users.readonly", "users.properties", "systems.readonly", "systems.management", "groups.readonly", "commands.readonly",
		"organizations.readonly", "directoryinsights.readonly",
	}
)

// published are the operations, for what is the same in every sandbox.
var published = new(Server).operations()

// roles are those that have a name.
var roles = map[string]Role{"administrator": Administrator, "read-only": ReadOnly, "help-desk": HelpDesk}

// ParseRole reads the name of a role, or scopes with commas between, such as
// "users.readonly,groups".
func ParseRole(text string) (Role, error) {
	if role, is := roles[text]; is {
		return role, nil
	}
	var known []string
	for _, op := range published {
		known = append(known, strings.Fields(op.scopes)...)
	}
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
	return slices.ContainsFunc(strings.Fields(published[pattern].scopes), func(scope string) bool { return slices.Contains(role, scope) })
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
