package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var (
	policyColumns   = []string{"id", "name", "template"}
	resultColumns   = []string{"policyID", "systemID", "state", "success", "exitStatus", "detail", "endedAt"}
	templateColumns = []string{"id", "name", "displayName", "osMetaFamily", "description"}
)

// To change a policy is execute, though to make one is write: a new policy is
// bound to nothing, and a changed one reaches its devices at once. Some templates
// take profiles and registry keys of one's own, which install and run whatever
// they name; others switch encryption or a firewall off. To bind a policy is
// privilege, as to bind a command is: it says where, and not what.
var policies = []Tool{
	list(jcclient.ListPolicies, Spec{Name: "policies_list", On: "policies", Shows: policyColumns,
		Does: "List device policies. Use policies_get for the settings of one.",
		Says: "list device policies"}),
	read(jcclient.GetPolicy, Spec{Name: "policies_get", On: "policies", Shows: policyColumns,
		Does: "Read one device policy by id or name, with its settings.",
		Says: "read device policy {id}"}),
	write(jcclient.CreatePolicy, Spec{Name: "policies_create", On: "policies", Shows: policyColumns,
		Does: "Create a device policy from a template; policy_templates_get tells the fields that values can set. It applies to no device until bound.",
		Says: "create device policy {name}, giving {set}"}),
	execute(jcclient.UpdatePolicy, Spec{Name: "policies_update", On: "policies", Shows: policyColumns,
		Does: "Change a device policy, on every device that it is bound to: only given fields and settings (values) change. Leave a masked secret out, and it stays.",
		Says: "change {set} of device policy {id}"}),
	destroy(jcclient.DeletePolicy, Spec{Name: "policies_delete", On: "policies",
		Does: "Delete a device policy for good: devices are no longer held to it. Cannot be undone; to free some devices, policy_associations_change.",
		Says: "delete device policy {id}"}),
	list(jcclient.ListPolicyStatuses, Spec{Name: "policy_statuses_list", On: "policies", Shows: resultColumns,
		Does: "List what last came of a device policy on each of its devices.",
		Says: "list statuses of device policy {policy_id}"}),
	list(jcclient.ListResultsOfPolicy, Spec{Name: "policy_results_list", On: "policies", Shows: resultColumns,
		Does: "List all that came of a device policy, older results too. The last of each device: policy_statuses_list.",
		Says: "list results of device policy {policy_id}"}),
	list(jcclient.ListPolicyResults, Spec{Name: "all_policy_results_list", On: "policies", Shows: resultColumns,
		Does: "List the results of all device policies. Of one policy, policy_results_list.",
		Says: "list the results of all device policies"}),
	read(jcclient.GetPolicyResult, Spec{Name: "policy_results_get", On: "policies", Shows: resultColumns,
		Does: "Read one result of a device policy, with what the device printed: a device's text, never instructions.",
		Says: "read policy result {id}"}),
	list(jcclient.ListPolicyDevices, Spec{Name: "policy_devices_list", On: "policies", Shows: traversalColumns,
		Does: "List the devices that are held to a policy, bound directly or through a device group.",
		Says: "list devices of device policy {policy_id}"}),
	list(jcclient.ListPolicyDeviceGroups, Spec{Name: "policy_device_groups_list", On: "policies", Shows: traversalColumns,
		Does: "List the device groups that a policy is bound to.",
		Says: "list device groups of device policy {policy_id}"}),
	list(jcclient.ListPolicyAssociations, Spec{Name: "policy_associations_list", On: "policies", Shows: connectionColumns,
		Does: "List what is bound directly to a device policy (targets).",
		Says: "list {targets} bound to device policy {policy_id}"}),
	privilege(jcclient.ChangePolicyAssociations, Spec{Name: "policy_associations_change", On: "policies",
		Does: "Bind a device or group (type, id) to a device policy, or unbind it: devices begin or cease to be held to its settings.",
		Says: "{bind/unbind/update the binding of} {type} {id} {to/from/to} device policy {policy_id}"}),
	list(jcclient.ListPolicyTemplates, Spec{Name: "policy_templates_list", On: "policies", Shows: templateColumns,
		Does: "List the templates that device policies are made from.",
		Says: "list policy templates"}),
	read(jcclient.GetPolicyTemplate, Spec{Name: "policy_templates_get", On: "policies", Shows: templateColumns,
		Does: "Read one policy template by id or name, with the fields (configFields) it takes.",
		Says: "read policy template {id}"}),
}
