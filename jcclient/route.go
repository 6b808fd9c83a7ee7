package jcclient

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// An API is one of JumpCloud's three: they differ in paging, filters and
// envelopes.
type API uint8

// The zero API is none.
const (
	V1 API = iota + 1
	V2
	Insights
)

// The roots of the three, as published.
const (
	v1Root       = "/api"
	v2Root       = "/api/v2"
	insightsRoot = "/insights/directory/v1"
)

func (a API) root() string { return [...]string{"", v1Root, v2Root, insightsRoot}[a] }

// A Route is what a request does, without its arguments.
type Route struct {
	Method   string
	Template string // the path as published, such as "/api/systemusers/{id}"
	API      API
	Read     bool // by effect, not by method: Insights and the searches are asked with POST
}

func (r Route) String() string { return r.Method + " " + r.Template }

var (
	published = regexp.MustCompile(`^(GET|POST|PUT|PATCH|DELETE) (/[A-Za-z0-9_{}/-]+)$`)
	braces    = regexp.MustCompile(`\{([A-Za-z0-9_]+)\}`)
)

// newRoute reads a declaration such as "GET /systemusers/{id}". A wrong one is
// a mistake in the program, so it panics when the program starts.
func newRoute(api API, declared string) Route {
	m := published.FindStringSubmatch(declared)
	if m == nil {
		panic(fmt.Sprintf("jcclient: %q does not read like \"GET /systemusers/{id}\"", declared))
	}
	if rest := braces.ReplaceAllString(m[2], ""); strings.ContainsAny(rest, "{}") {
		panic(fmt.Sprintf("jcclient: %q has a brace that holds no name", declared))
	}
	// What v1 has under /search is asked with POST too.
	reads := m[1] == "GET" || api == Insights || api == V1 && strings.HasPrefix(m[2], "/search/")
	return Route{Method: m[1], Template: api.root() + m[2], API: api, Read: reads}
}

// parameters are the names in the template's braces.
func (r Route) parameters() []string {
	var names []string
	for _, m := range braces.FindAllStringSubmatch(r.Template, -1) {
		names = append(names, m[1])
	}
	return names
}

// aboveOrganizations are the roots of what is about organizations, or above
// them. JumpCloud's own SDK sends no x-org-id there; on the first it is
// answered with 403.
var aboveOrganizations = []string{v1Root + "/organizations", v1Root + "/search/organizations", v1Root + "/users",
	v2Root + "/organizations", v2Root + "/administrators", v2Root + "/providers", v2Root + "/integrations"}

// TakesOrgID says whether x-org-id may be sent. It is sent to hundreds of
// operations whose published parameters do not list it: a request without it
// acts on the organization of the key, whichever was meant.
func (r Route) TakesOrgID() bool {
	return !slices.ContainsFunc(aboveOrganizations, func(root string) bool {
		return r.Template == root || strings.HasPrefix(r.Template, root+"/")
	})
}
