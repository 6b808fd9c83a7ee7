package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var (
	groupColumns      = []string{"id", "name", "type", "description", "membershipMethod"}
	connectionColumns = []string{"to", "attributes"}

	// What a new group is not given: to make one is write.
	notNew = []string{"membershipMethod", "memberQuery", "memberQueryExemptions", "attributes"}
)

// To change a group is privilege, as to change who is in it: what it gives its
// members, and the rule that says who is one, stand in the group itself. An
// agent that may only write must not make anybody an administrator by either.
var userGroups = []Tool{
	list(jcclient.ListUserGroups, Spec{Name: "user_groups_list", On: "user_groups", Shows: groupColumns,
		Does: "List user groups.",
		Says: "list user groups"}),
	read(jcclient.GetUserGroup, Spec{Name: "user_groups_get", On: "user_groups", Shows: groupColumns,
		Does: "Read one user group by id or name, with what it grants (attributes: sudo, LDAP, RADIUS).",
		Says: "read user group {id}"}),
	write(jcclient.CreateUserGroup, Spec{Name: "user_groups_create", On: "user_groups", Shows: groupColumns, Hides: notNew,
		Does: "Create a user group, empty at first: user_groups_update has its rule and attributes.",
		Says: "create user group {name}, giving {set}"}),
	privilege(jcclient.UpdateUserGroup, Spec{Name: "user_groups_update", On: "user_groups", Shows: groupColumns,
		Does: "Change a user group: only given fields change. attributes (sudo, LDAP, RADIUS) reach every member at once; memberQuery decides who is one.",
		Says: "change {set} of user group {id}"}),
	destroy(jcclient.DeleteUserGroup, Spec{Name: "user_groups_delete", On: "user_groups", Shows: groupColumns,
		Does: "Delete a user group for good: its members lose all that it gave them. Cannot be undone; the people stay.",
		Says: "delete user group {id}"}),
	list(jcclient.ListUserGroupMembers, Spec{Name: "user_group_members_list", On: "user_groups", Shows: connectionColumns,
		Does: "List the direct members of a user group, as user ids.",
		Says: "list members of user group {group_id}"}),
	list(jcclient.ListUserGroupMembership, Spec{Name: "user_group_membership_list", On: "user_groups", Shows: traversalColumns,
		Does: "List everyone who counts as a member of a user group, with the paths. user_group_members_list has the direct members alone.",
		Says: "list the membership of user group {group_id}"}),
	privilege(jcclient.ChangeUserGroupMembers, Spec{Name: "user_group_members_change", On: "user_groups",
		Does: "Add a person (id) to a user group (group_id), or remove one: what the group grants is gained or lost.",
		Says: "{add/remove/update} user {id} {to/from/in} user group {group_id}"}),
	list(jcclient.ListUserGroupAssociations, Spec{Name: "user_group_associations_list", On: "user_groups", Shows: connectionColumns,
		Does: "List what is bound directly to a user group (targets). For what that brings its members, user_group_applications_list and its like.",
		Says: "list {targets} bound to user group {group_id}"}),
	privilege(jcclient.ChangeUserGroupAssociations, Spec{Name: "user_group_associations_change", On: "user_groups",
		Does: "Bind an application, device or other object (type, id) to a user group, or unbind it, for every member; on devices, attributes.sudo makes administrators.",
		Says: "{bind/unbind/update the binding of} {type} {id} {to/from/to} user group {group_id}"}),
	list(jcclient.ListUserGroupApplications, Spec{Name: "user_group_applications_list", On: "user_groups", Shows: traversalColumns,
		Does: "List the applications that a user group's members can sign in to through it.",
		Says: "list applications of user group {group_id}"}),
	list(jcclient.ListUserGroupDevices, Spec{Name: "user_group_devices_list", On: "user_groups", Shows: traversalColumns,
		Does: "List the devices that a user group's members have an account on through it.",
		Says: "list devices of user group {group_id}"}),
	list(jcclient.ListUserGroupRadiusServers, Spec{Name: "user_group_radius_servers_list", On: "user_groups", Shows: traversalColumns,
		Does: "List the RADIUS servers whose networks a user group's members can join through it.",
		Says: "list RADIUS servers of user group {group_id}"}),
}
