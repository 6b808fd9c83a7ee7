package sandbox

// An operation is how the sandbox answers a route, and the scopes that are
// published with it, of which whoever asks needs one.
type operation struct {
	scopes string
	answer handler
}

// operations are the published face of the sandbox, one a line.
func (s *Server) operations() map[string]operation {
	return map[string]operation{
		"GET /api/systems":                 {"systems systems.readonly", s.list1(systems, deviceNames...)},
		"GET /api/systems/{id}":            {"systems systems.readonly systems.self", s.get1(systems)},
		"PUT /api/systems/{id}":            {"systems systems.self systems.management", s.updateDevice},
		"DELETE /api/systems/{id}":         {"systems systems.self", s.delete1(systems, "system_delete")},
		"GET /api/systemusers":             {"users users.readonly commandrunner.legacy", s.list1(users, userNames...)},
		"GET /api/systemusers/{id}":        {"users users.readonly", s.get1(users)},
		"POST /api/systemusers":            {"users users.create", s.createUser},
		"PUT /api/systemusers/{id}":        {"users users.properties users.properties.update", s.updateUser},
		"DELETE /api/systemusers/{id}":     {"users users.delete", s.deleteUser},
		"GET /api/commands":                {"commands commands.readonly", s.listCommands},
		"GET /api/commands/{id}":           {"commands commands.readonly", s.get1(commands)},
		"POST /api/commands":               {"commands", s.createCommand},
		"PUT /api/commands/{id}":           {"commands", s.replaceCommand},
		"DELETE /api/commands/{id}":        {"commands", s.delete1(commands, "command_delete")},
		"GET /api/applications":            {"applications applications.readonly", s.list1(applications, "name", "displayLabel")},
		"GET /api/applications/{id}":       {"applications applications.readonly", s.get1(applications)},
		"GET /api/radiusservers":           {"radius radius.readonly", s.listRadiusServers},
		"GET /api/radiusservers/{id}":      {"radius radius.readonly", s.getRadiusServer},
		"GET /api/organizations":           {"organizations organizations.readonly commandrunner.legacy", s.listOrganizations},
		"GET /api/organizations/{id}":      {"organizations organizations.readonly", s.getOrganization},
		"POST /api/search/systemusers":     {"users users.readonly", s.search1(users, nil, userNames...)},
		"POST /api/search/systems":         {"systems systems.readonly commandrunner.legacy", s.search1(systems, nil, deviceNames...)},
		"POST /api/search/commands":        {"commands commands.readonly", s.search1(commands, listedCommand, "name")},
		"GET /api/v2/usergroups":           {"groups groups.readonly", s.list2(userGroups)},
		"POST /api/v2/usergroups":          {"groups", s.createGroup(userGroups, "user_group")},
		"GET /api/v2/usergroups/{id}":      {"groups groups.readonly", s.get2(userGroups)},
		"GET /api/v2/systemgroups":         {"groups groups.readonly", s.list2(systemGroups)},
		"POST /api/v2/systemgroups":        {"groups", s.createGroup(systemGroups, "system_group")},
		"GET /api/v2/systemgroups/{id}":    {"groups groups.readonly", s.get2(systemGroups)},
		"GET /api/v2/policies":             {"systems systems.readonly", s.listPolicies},
		"POST /api/v2/policies":            {"systems", s.createPolicy},
		"GET /api/v2/policies/{id}":        {"systems systems.readonly", s.get2(policies)},
		"GET /api/v2/policytemplates":      {"systems systems.readonly", s.listTemplates},
		"GET /api/v2/policytemplates/{id}": {"systems systems.readonly", s.getTemplate},

		"GET /api/v2/usergroups/{id}/members":          {"users users.readonly", s.listMembers(userGroups, "user_group", "user")},
		"POST /api/v2/usergroups/{id}/members":         {"groups", s.changeEdge(userGroups, "user_group", "user")},
		"GET /api/v2/systemgroups/{id}/members":        {"systems systems.readonly", s.listMembers(systemGroups, "system_group", "system")},
		"POST /api/v2/systemgroups/{id}/members":       {"groups groups.self", s.changeEdge(systemGroups, "system_group", "system")},
		"GET /api/v2/users/{id}/memberof":              {"groups groups.readonly", s.traverse(users, userGroups)},
		"GET /api/v2/users/{id}/applications":          {"applications applications.readonly", s.traverse(users, applications, userGroups)},
		"GET /api/v2/users/{id}/systems":               {"systems systems.readonly", s.traverse(users, systems, userGroups, systemGroups)},
		"GET /api/v2/users/{id}/radiusservers":         {"radius radius.readonly", s.traverse(users, radiusServers, userGroups)},
		"GET /api/v2/usergroups/{id}/applications":     {"applications applications.readonly", s.traverse(userGroups, applications)},
		"GET /api/v2/usergroups/{id}/systems":          {"systems systems.readonly", s.traverse(userGroups, systems, systemGroups)},
		"GET /api/v2/usergroups/{id}/radiusservers":    {"radius radius.readonly", s.traverse(userGroups, radiusServers)},
		"GET /api/v2/systems/{id}/memberof":            {"groups groups.readonly groups.self", s.traverse(systems, systemGroups)},
		"GET /api/v2/systems/{id}/users":               {"users users.readonly users.self", s.traverse(systems, users, systemGroups, userGroups)},
		"GET /api/v2/systemgroups/{id}/policies":       {"systems systems.readonly", s.traverse(systemGroups, policies)},
		"GET /api/v2/systemgroups/{id}/commands":       {"commands commands.readonly", s.traverse(systemGroups, commands)},
		"GET /api/v2/systemgroups/{id}/usergroups":     {"groups groups.readonly", s.traverse(systemGroups, userGroups)},
		"GET /api/v2/commands/{id}/systems":            {"systems systems.readonly", s.traverse(commands, systems, systemGroups)},
		"GET /api/v2/commands/{id}/systemgroups":       {"groups groups.readonly", s.traverse(commands, systemGroups)},
		"GET /api/v2/applications/{id}/associations":   {"associations associations.readonly associations.applications associations.applications.readonly", s.listAssociations(applications, "application", "agent_group", "user", "user_group")},
		"POST /api/v2/applications/{id}/associations":  {"associations associations.applications", s.changeEdge(applications, "application", "agent_group", "user", "user_group")},
		"GET /api/v2/applications/{id}/users":          {"users users.readonly", s.traverse(applications, users, userGroups)},
		"GET /api/v2/applications/{id}/usergroups":     {"groups groups.readonly", s.traverse(applications, userGroups)},
		"GET /api/v2/radiusservers/{id}/associations":  {"associations associations.readonly associations.radius associations.radius.readonly", s.listAssociations(radiusServers, "radius_server", "user", "user_group", "system_group")},
		"POST /api/v2/radiusservers/{id}/associations": {"associations associations.radius", s.changeEdge(radiusServers, "radius_server", "user", "user_group", "system_group")},
		"POST /insights/directory/v1/events":           {"directoryinsights.readonly", s.queryEvents},
		"POST /insights/directory/v1/events/count":     {"directoryinsights.readonly", s.countEvents},
		"POST /insights/directory/v1/events/distinct":  {"directoryinsights.readonly", s.distinctEvents},
		"POST /insights/directory/v1/events/interval":  {"directoryinsights.readonly", s.intervalEvents},
		"POST /oauth2/token":                           {"", s.giveToken},
	}
}
