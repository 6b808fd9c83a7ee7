package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var (
	applicationColumns = []string{"_id", "name", "displayName", "displayLabel", "active", "ssoUrl"}
	traversalColumns   = []string{"id", "type", "paths"}
)

var applications = []Tool{
	list(jcclient.ListApplications, Spec{Name: "applications_list", On: "applications", Shows: applicationColumns,
		Does: "List single sign-on applications.",
		Says: "list applications"}),
	read(jcclient.GetApplication, Spec{Name: "applications_get", On: "applications", Shows: applicationColumns,
		Does: "Read one application by id or name; fields=config adds its sign-on settings. Private keys are never shown.",
		Says: "read application {id}"}),
	list(jcclient.ListApplicationAssociations, Spec{Name: "application_associations_list", On: "applications", Shows: connectionColumns,
		Does: "List what is bound directly to an application: its users or its user groups (targets).",
		Says: "list {targets} bound to application {application_id}"}),
	list(jcclient.ListApplicationUsers, Spec{Name: "application_users_list", On: "applications", Shows: traversalColumns,
		Does: "List everyone who can sign in to an application, with the paths (direct, or through which group).",
		Says: "list users of application {application_id}"}),
	list(jcclient.ListApplicationUserGroups, Spec{Name: "application_user_groups_list", On: "applications", Shows: traversalColumns,
		Does: "List the user groups whose members can sign in to an application.",
		Says: "list user groups of application {application_id}"}),
	privilege(jcclient.ChangeApplicationAssociations, Spec{Name: "application_associations_change", On: "applications",
		Does: "Bind a user or user group (type, id) to an application, or unbind it: changes who can sign in.",
		Says: "{bind/unbind/update the binding of} {type} {id} {to/from/to} application {application_id}"}),
}
