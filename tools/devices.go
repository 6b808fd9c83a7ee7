package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var deviceColumns = []string{"_id", "displayName", "hostname", "os", "version", "serialNumber", "active", "lastContact"}

var devices = []Tool{
	list(jcclient.ListDevices, Spec{Name: "devices_list", On: "devices", Shows: deviceColumns,
		Does: "List devices. Use devices_get for one.",
		Says: "list devices"}),
	read(jcclient.GetDevice, Spec{Name: "devices_get", On: "devices", Shows: deviceColumns,
		Does: "Read one device by id, hostname, display name or serial number.",
		Says: "read device {id}"}),
	write(jcclient.UpdateDevice, Spec{Name: "devices_update", On: "devices", Shows: deviceColumns,
		Does: "Change a device's settings: only given fields change; attributes and tags are replaced whole.",
		Says: "change {set} of device {id}"}),
	destroy(jcclient.DeleteDevice, Spec{Name: "devices_delete", On: "devices", Shows: deviceColumns,
		Does: "Remove a device from the directory: its agent uninstalls itself and management ends. Cannot be undone; the device must be enrolled again.",
		Says: "delete device {id}"}),
	list(jcclient.ListDeviceMemberships, Spec{Name: "device_memberships_list", On: "devices", Shows: traversalColumns,
		Does: "List the device groups that a device is in.",
		Says: "list device groups of device {system_id}"}),
	list(jcclient.ListDeviceUsers, Spec{Name: "device_users_list", On: "devices", Shows: traversalColumns,
		Does: "List everyone with an account on a device, with the paths (direct, or through which groups).",
		Says: "list users of device {system_id}"}),
}
