package jcclient

import (
	"fmt"
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

	// Unpublished is an operation that JumpCloud does not publish: others are
	// seen to use it, and it may change or end without a word.
	Unpublished bool
}

func (r Route) String() string { return r.Method + " " + r.Template }

// methods are those with which operations are published.
var methods = []string{"GET", "POST", "PUT", "PATCH", "DELETE"}

// newRoute reads a declaration such as "GET /systemusers/{id}". A wrong one is
// a mistake in the program, so it panics when the program starts.
func newRoute(api API, declared string) Route {
	method, path, _ := strings.Cut(declared, " ")
	if !slices.Contains(methods, method) || len(path) < 2 || path[0] != '/' || !onlyOf(path, "_{}/-") {
		panic(fmt.Sprintf("jcclient: %q does not read like \"GET /systemusers/{id}\"", declared))
	}
	r := Route{Method: method, Template: api.root() + path, API: api}
	if !namesInBraces(path) {
		panic(fmt.Sprintf("jcclient: %q has a brace that holds no name", declared))
	}
	r.Read = r.reads()
	return r
}

// reads says whether a route changes nothing. A read is sent again when its
// answer is lost, so that what is in doubt is none.
func (r Route) reads() bool {
	if reads, known := misleading[r.String()]; known {
		return reads
	}
	asks := strings.HasPrefix(r.Template, v1Root+"/search/") || strings.HasPrefix(r.Template, insightsRoot+"/events")
	return r.Method == "GET" || r.Method == "POST" && asks
}

// misleading are the routes whose method tells the wrong thing, and whether
// they read.
var misleading = map[string]bool{
	"GET /api/users/reactivate/{id}":                           false, // it mails an administrator a new password's link
	"POST /api/v2/activedirectories/translation-rules/preview": true,
	"POST /api/v2/authn/policy-evaluations/summary":            true,
	"POST /api/v2/authn/policy-evaluations/options":            true,
	"POST /api/v2/authn/policy-evaluations/details":            true,
	"POST /api/v2/identityrisk/factors-timeline":               true,
}

// namesInBraces says whether each brace of a path holds a name.
func namesInBraces(path string) bool {
	before, after, opened := strings.Cut(path, "{")
	name, rest, closed := strings.Cut(after, "}")
	return !strings.Contains(before, "}") && (!opened || closed && name != "" && onlyOf(name, "_") && namesInBraces(rest))
}

// parameters are the names in the template's braces.
func (r Route) parameters() []string {
	var names []string
	for _, after := range strings.Split(r.Template, "{")[1:] {
		name, _, _ := strings.Cut(after, "}")
		names = append(names, name)
	}
	return names
}

// aboveOrganizations are the roots of what is about organizations, or above
// them. JumpCloud's own SDK sends no x-org-id there; on the first it is
// answered with 403.
var aboveOrganizations = []string{v1Root + "/organizations", v1Root + "/search/organizations",
	v2Root + "/organizations", v2Root + "/administrators", v2Root + "/providers", v2Root + "/integrations"}

// TakesOrgID says whether x-org-id may be sent. It is sent to hundreds of
// operations whose published parameters do not list it: a request without it
// acts on the organization of the key, whichever was meant.
func (r Route) TakesOrgID() bool {
	return !slices.ContainsFunc(aboveOrganizations, func(root string) bool {
		return r.Template == root || strings.HasPrefix(r.Template, root+"/")
	})
}
