package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var (
	adminColumns          = []string{"_id", "email", "firstname", "lastname", "roleName", "enableMultiFactor", "apiKeyAllowed", "suspended"}
	serviceAccountColumns = []string{"objectId", "name", "roleName", "status", "authType", "expiresAt"}
)

// Whoever may change administrators may do everything: they can make one, or
// become one. The resource stands by itself, so that no access to users is one
// to those who administer them.
var admins = []Tool{
	list(jcclient.ListAdmins, Spec{Name: "admins_list", On: "admins", Shows: adminColumns,
		Does: "List the administrators of JumpCloud's console. Of people in the directory, users_list.",
		Says: "list administrators"}),
	read(jcclient.GetAdmin, Spec{Name: "admins_get", On: "admins", Shows: adminColumns,
		Does: "Read one administrator by id or e-mail.",
		Says: "read administrator {id}"}),
	privilege(jcclient.CreateAdmin, Spec{Name: "admins_create", On: "admins", Shows: adminColumns,
		Does: "Make somebody an administrator, with all that the role (roleName) may do. They get a mail to set themselves up.",
		Says: "make {email} an administrator with role {roleName}, giving {set}"}),
	privilege(jcclient.UpdateAdmin, Spec{Name: "admins_update", On: "admins", Shows: adminColumns,
		Does: "Change an administrator: only given fields change. Another role, e-mail or key lets somebody in, or locks somebody out.",
		Says: "change {set} of administrator {id}"}),
	destroy(jcclient.DeleteAdmin, Spec{Name: "admins_delete", On: "admins",
		Does: "Delete an administrator for good: their sign-in and their API key end at once, with everything that uses that key.",
		Says: "delete administrator {id}"}),
	list(jcclient.ListRoles, Spec{Name: "admin_roles_list", On: "admins", Shows: []string{"id", "name", "description", "isCustom"},
		Does: "List the roles that administrators and service accounts can have.",
		Says: "list the roles of administrators"}),
	read(jcclient.GetRole, Spec{Name: "admin_roles_get", On: "admins", Shows: []string{"id", "name", "description", "isCustom", "scopes"},
		Does: "Read one role, with its scopes: what it lets its administrators do.",
		Says: "read administrators' role {role_id}"}),
	list(jcclient.ListServiceAccounts, Spec{Name: "service_accounts_list", On: "admins", Shows: serviceAccountColumns,
		Does: "List service accounts: programs that may ask JumpCloud, with a role as administrators have one.",
		Says: "list service accounts"}),
	read(jcclient.GetServiceAccount, Spec{Name: "service_accounts_get", On: "admins", Shows: append(serviceAccountColumns[:len(serviceAccountColumns):len(serviceAccountColumns)], "authConfigList"),
		Does: "Read one service account, and when its keys run out. Keys are never shown.",
		Says: "read service account {service_account_id}"}),
}
