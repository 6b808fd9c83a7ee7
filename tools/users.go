package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var userColumns = []string{"_id", "username", "email", "firstname", "lastname", "department", "jobTitle", "state", "suspended"}

// What a directory synchronization keeps for itself: an agent that could set
// it could hand an account to another source of passwords.
var synchronized = []string{"delegatedAuthority", "externally_managed", "external_dn", "external_password_expiration_date",
	"external_source_type", "restrictedFields", "relationships", "enable_managed_uid", "samba_service_user"}

var users = []Tool{
	list(jcclient.ListUsers, Spec{Name: "users_list", On: "users", Shows: userColumns,
		Does: "List people in the directory. Use users_get for one person.",
		Says: "list users"}),
	read(jcclient.GetUser, Spec{Name: "users_get", On: "users", Shows: userColumns,
		Does: "Read one person by id, username or e-mail.",
		Says: "read user {id}"}),
	write(jcclient.CreateUser, Spec{Name: "users_create", On: "users", Shows: userColumns, Hides: synchronized,
		Does: "Create a person. Group memberships are added afterwards with user_group_members_change.",
		Says: "create user {username} ({email}), giving {set}"}),
	write(jcclient.UpdateUser, Spec{Name: "users_update", On: "users", Shows: userColumns, Hides: synchronized,
		Does: "Change a person: only given fields change; \"\" clears one, a list replaces the whole. suspended=true pauses.",
		Says: "change {set} of user {id}"}),
	destroy(jcclient.DeleteUser, Spec{Name: "users_delete", On: "users", Shows: userColumns,
		Does: "Delete a person for good: access ends everywhere. Cannot be undone; to pause someone, users_update with suspended=true.",
		Says: "delete user {id}"}),
	list(jcclient.ListUserMemberships, Spec{Name: "user_memberships_list", On: "users", Shows: traversalColumns,
		Does: "List the user groups that a person is in.",
		Says: "list user groups of user {user_id}"}),
	list(jcclient.ListUserApplications, Spec{Name: "user_applications_list", On: "users", Shows: traversalColumns,
		Does: "List the applications that a person can sign in to, with the paths (direct, or through which group).",
		Says: "list applications of user {user_id}"}),
	list(jcclient.ListUserDevices, Spec{Name: "user_devices_list", On: "users", Shows: traversalColumns,
		Does: "List the devices that a person has an account on, with the paths (direct, or through which groups).",
		Says: "list devices of user {user_id}"}),
	list(jcclient.ListUserRadiusServers, Spec{Name: "user_radius_servers_list", On: "users", Shows: traversalColumns,
		Does: "List the RADIUS servers whose networks a person can join, with the paths.",
		Says: "list RADIUS servers of user {user_id}"}),
}
