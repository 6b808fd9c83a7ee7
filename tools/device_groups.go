package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var deviceGroups = []Tool{
	list(jcclient.ListDeviceGroups, Spec{Name: "device_groups_list", On: "device_groups", Shows: groupColumns,
		Does: "List device groups.",
		Says: "list device groups"}),
	read(jcclient.GetDeviceGroup, Spec{Name: "device_groups_get", On: "device_groups", Shows: groupColumns,
		Does: "Read one device group by id or name.",
		Says: "read device group {id}"}),
	write(jcclient.CreateDeviceGroup, Spec{Name: "device_groups_create", On: "device_groups", Shows: groupColumns,
		Does: "Create a device group, empty at first.",
		Says: "create device group {name}, giving {set}"}),
	list(jcclient.ListDeviceGroupMembers, Spec{Name: "device_group_members_list", On: "device_groups", Shows: connectionColumns,
		Does: "List the direct members of a device group, as device ids.",
		Says: "list members of device group {group_id}"}),
	privilege(jcclient.ChangeDeviceGroupMembers, Spec{Name: "device_group_members_change", On: "device_groups",
		Does: "Add a device (id) to a device group (group_id), or remove one: the group's policies and commands start or stop to apply.",
		Says: "{add/remove/update} device {id} {to/from/in} device group {group_id}"}),
	list(jcclient.ListDeviceGroupPolicies, Spec{Name: "device_group_policies_list", On: "device_groups", Shows: traversalColumns,
		Does: "List the policies that the devices of a group are held to through it.",
		Says: "list device policies of device group {group_id}"}),
	list(jcclient.ListDeviceGroupCommands, Spec{Name: "device_group_commands_list", On: "device_groups", Shows: traversalColumns,
		Does: "List the commands that are bound to a device group. Use commands_get for the script.",
		Says: "list commands of device group {group_id}"}),
	list(jcclient.ListDeviceGroupUserGroups, Spec{Name: "device_group_user_groups_list", On: "device_groups", Shows: traversalColumns,
		Does: "List the user groups whose members have an account on the devices of a group.",
		Says: "list user groups of device group {group_id}"}),
}
