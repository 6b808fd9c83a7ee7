package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var (
	groupColumns      = []string{"id", "name", "type", "description", "membershipMethod"}
	connectionColumns = []string{"to", "attributes"}
)

var userGroups = []Tool{
	list(jcclient.ListUserGroups, Spec{Name: "user_groups_list", On: "user_groups", Shows: groupColumns,
		Does: "List user groups.",
		Says: "list user groups"}),
	read(jcclient.GetUserGroup, Spec{Name: "user_groups_get", On: "user_groups", Shows: groupColumns,
		Does: "Read one user group by id or name, with what it grants (attributes: sudo, LDAP, RADIUS).",
		Says: "read user group {id}"}),
	write(jcclient.CreateUserGroup, Spec{Name: "user_groups_create", On: "user_groups", Shows: groupColumns,
		Does: "Create a user group, empty at first.",
		Says: "create user group {name}, giving {set}"}),
	list(jcclient.ListUserGroupMembers, Spec{Name: "user_group_members_list", On: "user_groups", Shows: connectionColumns,
		Does: "List the direct members of a user group, as user ids.",
		Says: "list members of user group {group_id}"}),
	privilege(jcclient.ChangeUserGroupMembers, Spec{Name: "user_group_members_change", On: "user_groups",
		Does: "Add a person (id) to a user group (group_id), or remove one: what the group grants is gained or lost.",
		Says: "{add/remove/update} user {id} {to/from/in} user group {group_id}"}),
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
