package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var radiusColumns = []string{"_id", "name", "networkSourceIp", "authIdp", "mfa"}

var radius = []Tool{
	list(jcclient.ListRadiusServers, Spec{Name: "radius_servers_list", On: "radius", Shows: radiusColumns,
		Does: "List RADIUS servers (Wi-Fi and VPN sign-in). Shared secrets are never shown.",
		Says: "list RADIUS servers"}),
	list(jcclient.ListRadiusAssociations, Spec{Name: "radius_associations_list", On: "radius", Shows: connectionColumns,
		Does: "List what is bound directly to a RADIUS server (targets).",
		Says: "list {targets} bound to RADIUS server {radiusserver_id}"}),
	privilege(jcclient.ChangeRadiusAssociations, Spec{Name: "radius_associations_change", On: "radius",
		Does: "Bind a user or group (type, id) to a RADIUS server, or unbind it: changes who can join the network.",
		Says: "{bind/unbind/update the binding of} {type} {id} {to/from/to} RADIUS server {radiusserver_id}"}),
}
