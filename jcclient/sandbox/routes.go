package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// A handler answers one operation; in is the request's JSON body, nil without one.
type handler func(r *http.Request, in object) *answer

// What a search looks into, unless it says where.
var (
	userNames   = []string{"username", "email", "firstname", "lastname", "displayname"}
	deviceNames = []string{"displayName", "hostname", "serialNumber"}
)

func (s *Server) newRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, h := range s.operations() {
		mux.HandleFunc(pattern, s.serve(h))
	}
	mux.HandleFunc("/", s.unknownRoute(mux))
	return mux
}

// operations are the published face of the sandbox, one a line.
func (s *Server) operations() map[string]handler {
	return map[string]handler{
		"GET /api/systems":                 s.list1(systems, deviceNames...),
		"GET /api/systems/{id}":            s.get1(systems),
		"PUT /api/systems/{id}":            s.updateDevice,
		"DELETE /api/systems/{id}":         s.delete1(systems, "system_delete"),
		"GET /api/systemusers":             s.list1(users, userNames...),
		"GET /api/systemusers/{id}":        s.get1(users),
		"POST /api/systemusers":            s.createUser,
		"PUT /api/systemusers/{id}":        s.updateUser,
		"DELETE /api/systemusers/{id}":     s.deleteUser,
		"GET /api/commands":                s.listCommands,
		"GET /api/commands/{id}":           s.get1(commands),
		"POST /api/commands":               s.createCommand,
		"PUT /api/commands/{id}":           s.replaceCommand,
		"DELETE /api/commands/{id}":        s.delete1(commands, "command_delete"),
		"GET /api/applications":            s.list1(applications, "name", "displayLabel"),
		"GET /api/applications/{id}":       s.get1(applications),
		"GET /api/radiusservers":           s.listRadiusServers,
		"GET /api/radiusservers/{id}":      s.getRadiusServer,
		"GET /api/organizations":           s.listOrganizations,
		"GET /api/organizations/{id}":      s.getOrganization,
		"POST /api/search/systemusers":     s.search1(users, nil, userNames...),
		"POST /api/search/systems":         s.search1(systems, nil, deviceNames...),
		"POST /api/search/commands":        s.search1(commands, listedCommand, "name"),
		"GET /api/v2/usergroups":           s.list2(userGroups),
		"POST /api/v2/usergroups":          s.createGroup(userGroups, "user_group"),
		"GET /api/v2/usergroups/{id}":      s.get2(userGroups),
		"GET /api/v2/systemgroups":         s.list2(systemGroups),
		"POST /api/v2/systemgroups":        s.createGroup(systemGroups, "system_group"),
		"GET /api/v2/systemgroups/{id}":    s.get2(systemGroups),
		"GET /api/v2/policies":             s.listPolicies,
		"POST /api/v2/policies":            s.createPolicy,
		"GET /api/v2/policies/{id}":        s.get2(policies),
		"GET /api/v2/policytemplates":      s.listTemplates,
		"GET /api/v2/policytemplates/{id}": s.getTemplate,

		"GET /api/v2/usergroups/{id}/members":          s.listMembers(userGroups, "user_group", "user"),
		"POST /api/v2/usergroups/{id}/members":         s.changeEdge(userGroups, "user_group", "user"),
		"GET /api/v2/systemgroups/{id}/members":        s.listMembers(systemGroups, "system_group", "system"),
		"POST /api/v2/systemgroups/{id}/members":       s.changeEdge(systemGroups, "system_group", "system"),
		"GET /api/v2/users/{id}/memberof":              s.traverse(users, userGroups),
		"GET /api/v2/users/{id}/applications":          s.traverse(users, applications, userGroups),
		"GET /api/v2/users/{id}/systems":               s.traverse(users, systems, userGroups, systemGroups),
		"GET /api/v2/users/{id}/radiusservers":         s.traverse(users, radiusServers, userGroups),
		"GET /api/v2/usergroups/{id}/applications":     s.traverse(userGroups, applications),
		"GET /api/v2/usergroups/{id}/systems":          s.traverse(userGroups, systems, systemGroups),
		"GET /api/v2/usergroups/{id}/radiusservers":    s.traverse(userGroups, radiusServers),
		"GET /api/v2/systems/{id}/memberof":            s.traverse(systems, systemGroups),
		"GET /api/v2/systems/{id}/users":               s.traverse(systems, users, systemGroups, userGroups),
		"GET /api/v2/systemgroups/{id}/policies":       s.traverse(systemGroups, policies),
		"GET /api/v2/systemgroups/{id}/commands":       s.traverse(systemGroups, commands),
		"GET /api/v2/systemgroups/{id}/usergroups":     s.traverse(systemGroups, userGroups),
		"GET /api/v2/commands/{id}/systems":            s.traverse(commands, systems, systemGroups),
		"GET /api/v2/commands/{id}/systemgroups":       s.traverse(commands, systemGroups),
		"GET /api/v2/applications/{id}/associations":   s.listAssociations(applications, "application", "agent_group", "user", "user_group"),
		"POST /api/v2/applications/{id}/associations":  s.changeEdge(applications, "application", "agent_group", "user", "user_group"),
		"GET /api/v2/applications/{id}/users":          s.traverse(applications, users, userGroups),
		"GET /api/v2/applications/{id}/usergroups":     s.traverse(applications, userGroups),
		"GET /api/v2/radiusservers/{id}/associations":  s.listAssociations(radiusServers, "radius_server", "user", "user_group", "system_group"),
		"POST /api/v2/radiusservers/{id}/associations": s.changeEdge(radiusServers, "radius_server", "user", "user_group", "system_group"),
		"POST /insights/directory/v1/events":           s.queryEvents,
		"POST /insights/directory/v1/events/count":     s.countEvents,
		"POST /insights/directory/v1/events/distinct":  s.distinctEvents,
		"POST /insights/directory/v1/events/interval":  s.intervalEvents,
		"POST /oauth2/token":                           s.giveToken,
	}
}

// withBody hands a handler the request's JSON.
func withBody(r *http.Request, h handler) *answer {
	if r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodDelete && r.ContentLength == 0 || asksForToken(r) {
		return h(r, nil)
	}
	var in object
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	err := d.Decode(&in)
	if err == io.EOF && isSearch(r) {
		return h(r, object{}) // nothing asked is everything wanted
	}
	if _, rest := d.Token(); err != nil || in == nil || rest != io.EOF {
		return noObject(r)
	}
	return h(r, in.copy())
}

// noObject and notFound are the refusals that each generation words its own way.
func noObject(r *http.Request) *answer {
	switch {
	case isInsights(r):
		return failInsights(http.StatusBadRequest, "the body is not a JSON object")
	case isV2(r):
		return fail2(http.StatusBadRequest, "INVALID_ARGUMENT", "the body is not a JSON object")
	}
	return fail(http.StatusBadRequest, "Bad Request: the body is not a JSON object")
}

func notFound(r *http.Request) *answer {
	switch {
	case isInsights(r):
		return failInsights(http.StatusNotFound, "Not Found")
	case isV2(r):
		return fail2(http.StatusNotFound, "", "not found")
	}
	return fail(http.StatusNotFound, "Not Found")
}

func isV2(r *http.Request) bool       { return strings.HasPrefix(r.URL.Path, "/api/v2/") }
func isSearch(r *http.Request) bool   { return strings.HasPrefix(r.URL.Path, "/api/search/") }
func isInsights(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/insights/") }

// isRead goes by effect: Insights, searches and tokens are asked for with POST.
func isRead(r *http.Request) bool {
	return r.Method == http.MethodGet || r.Method == http.MethodHead || isInsights(r) || isSearch(r) || asksForToken(r)
}

// find is the object of a path's {id}, or the 404 of its generation.
func (s *Server) find(r *http.Request, k kind) (object, *answer) {
	if o := s.seen.get(k, r.PathValue("id")); o != nil {
		return o, nil
	}
	return nil, notFound(r)
}

func (s *Server) get1(k kind) handler {
	return func(r *http.Request, _ object) *answer {
		o, missing := s.find(r, k)
		if missing != nil {
			return missing
		}
		return ok(s.shown1(o, strings.Fields(r.URL.Query().Get("fields"))))
	}
}

func (s *Server) get2(k kind) handler {
	return func(r *http.Request, _ object) *answer {
		o, missing := s.find(r, k)
		if missing != nil {
			return missing
		}
		return ok(o)
	}
}

// delete1 answers with the object that is gone, as v1 does.
func (s *Server) delete1(k kind, event string) handler {
	return func(r *http.Request, _ object) *answer {
		o, missing := s.find(r, k)
		if missing != nil {
			return missing
		}
		s.store.remove(k, o.id())
		s.happened(event, o, nil)
		return ok(s.shown1(o, nil))
	}
}
