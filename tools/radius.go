package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var radiusColumns = []string{"_id", "name", "networkSourceIp", "authIdp", "mfa"}

var radius = []Tool{
	list(jcclient.ListRadiusServers, Spec{Name: "radius_servers_list", On: "radius", Shows: radiusColumns,
		Does: "List RADIUS servers (Wi-Fi and VPN sign-in). Shared secrets are never shown.",
		Says: "list RADIUS servers"}),
	read(jcclient.GetRadiusServer, Spec{Name: "radius_servers_get", On: "radius", Shows: radiusColumns,
		Does: "Read one RADIUS server by id or name. Its shared secret is never shown.",
		Says: "read RADIUS server {id}"}),
	privilege(jcclient.CreateRadiusServer, Spec{Name: "radius_servers_create", On: "radius", Shows: radiusColumns,
		Does: "Create a RADIUS server: access points at networkSourceIp that know sharedSecret can ask it who may join. Nobody may until users or groups are bound.",
		Says: "create RADIUS server {name} for {networkSourceIp}, giving {set}"}),
	privilege(jcclient.UpdateRadiusServer, Spec{Name: "radius_servers_update", On: "radius", Shows: radiusColumns,
		Does: "Change a RADIUS server: only given fields change. A wrong address or secret keeps everyone off the network.",
		Says: "change {set} of RADIUS server {id}"}),
	destroy(jcclient.DeleteRadiusServer, Spec{Name: "radius_servers_delete", On: "radius", Shows: radiusColumns,
		Does: "Delete a RADIUS server for good: nobody joins its network any more.",
		Says: "delete RADIUS server {id}"}),
	list(jcclient.ListRadiusServerUsers, Spec{Name: "radius_users_list", On: "radius", Shows: traversalColumns,
		Does: "List everyone who can join a RADIUS server's network, with the paths (direct, or through which group).",
		Says: "list users of RADIUS server {radiusserver_id}"}),
	list(jcclient.ListRadiusServerUserGroups, Spec{Name: "radius_user_groups_list", On: "radius", Shows: traversalColumns,
		Does: "List the user groups whose members can join a RADIUS server's network.",
		Says: "list user groups of RADIUS server {radiusserver_id}"}),
	list(jcclient.ListRadiusAssociations, Spec{Name: "radius_associations_list", On: "radius", Shows: connectionColumns,
		Does: "List what is bound directly to a RADIUS server (targets).",
		Says: "list {targets} bound to RADIUS server {radiusserver_id}"}),
	privilege(jcclient.ChangeRadiusAssociations, Spec{Name: "radius_associations_change", On: "radius",
		Does: "Bind a user or group (type, id) to a RADIUS server, or unbind it: changes who can join the network.",
		Says: "{bind/unbind/update the binding of} {type} {id} {to/from/to} RADIUS server {radiusserver_id}"}),
}
