package tools

import "github.com/jumpgate-mcp/jumpgate/jcclient"

var commandColumns = []string{"_id", "name", "commandType", "launchType", "schedule", "trigger", "description"}

// What JumpCloud's console notes about a command for itself.
var consoleNotes = []string{"aiGenerated", "listensTo", "template", "templatingRequired"}

var commands = []Tool{
	list(jcclient.ListCommands, Spec{Name: "commands_list", On: "commands", Shows: commandColumns,
		Does: "List commands (scripts that can run on devices). Use commands_get for the script.",
		Says: "list commands"}),
	read(jcclient.GetCommand, Spec{Name: "commands_get", On: "commands", Shows: commandColumns,
		Does: "Read one command by id or name, script included.",
		Says: "read command {id}"}),
	execute(jcclient.CreateCommand, Spec{Name: "commands_create", On: "commands", Shows: commandColumns, Hides: consoleNotes,
		Does: "Create a command: code that can run on devices, as root when sudo or user says so.",
		Says: "create {commandType} command {name}, giving {set}"}),
	execute(jcclient.UpdateCommand, Spec{Name: "commands_update", On: "commands", Shows: commandColumns, Hides: consoleNotes,
		Does: "Change a command: only given fields change. Who may change it decides what runs on its devices.",
		Says: "change {set} of command {id}"}),
	destroy(jcclient.DeleteCommand, Spec{Name: "commands_delete", On: "commands", Shows: commandColumns,
		Does: "Delete a command for good.",
		Says: "delete command {id}"}),
	list(jcclient.ListCommandDevices, Spec{Name: "command_devices_list", On: "commands", Shows: traversalColumns,
		Does: "List the devices that a command runs on, bound directly or through a device group.",
		Says: "list devices of command {command_id}"}),
	list(jcclient.ListCommandDeviceGroups, Spec{Name: "command_device_groups_list", On: "commands", Shows: traversalColumns,
		Does: "List the device groups that a command is bound to.",
		Says: "list device groups of command {command_id}"}),
}
