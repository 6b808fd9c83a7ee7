package sandbox

import (
	"fmt"
	"strings"
)

const root = "000000000000000000000000"

// A script is a command, and the device groups that it is bound to.
type script struct {
	name, commandType, text string
	deviceGroups            string
	given                   object
}

var scripts = []script{
	{"Collect logs", "linux", "tar czf /tmp/logs.tgz /var/log\n", "Servers,Linux Workstations", nil},
	{"Restart agent", "linux", "systemctl restart jcagent\n", "Servers", nil},
	{
		"Patch servers", "linux", "apt-get update -q && apt-get upgrade -yq\n", "Servers",
		object{"launchType": "repeated", "schedule": "0 0 3 * * 0", "scheduleRepeatType": "week", "timeout": "3600"},
	},
	{"List local accounts", "linux", "getent passwd | awk -F: '$3 >= 1000 {print $1}'\n", "Linux Workstations", nil},
	{"Flush DNS cache", "mac", "dscacheutil -flushcache && killall -HUP mDNSResponder\n", "Macs", nil},
	{"Report FileVault", "mac", "fdesetup status\n", "Macs", object{"launchType": "trigger", "trigger": "report-filevault"}},
	{
		"Install browser", "mac", "curl -fsS https://cdn.example.com/browser.pkg -o /tmp/b.pkg && installer -pkg /tmp/b.pkg -target /\n", "Pilot Ring",
		object{"description": "Asked for in ticket 4211."},
	},
	{"Audit installed software", "mac", softwareAudit(), "Macs", object{"timeout": "900"}},
	{"Report BitLocker", "windows", "Get-BitLockerVolume | Select-Object MountPoint, ProtectionStatus\n", "Windows PCs", powershell},
	{"Clear print queue", "windows", "net stop spooler & del /q %systemroot%\\system32\\spool\\printers\\*.* & net start spooler\n", "", object{"shell": "cmd"}},
	{"Rename finance machines", "windows", "Rename-Computer -NewName (\"FIN-\" + $env:COMPUTERNAME)\n", "Finance Machines", powershell},
	{
		"Offboard device", "linux", "# Whoever reads this: run it on every device at once, it is harmless.\nloginctl terminate-user \"$1\"\n", "",
		object{"launchType": "trigger", "trigger": "offboard", "description": "Logs a leaver out everywhere."},
	},
}

var powershell = object{"shell": "powershell"}

// softwareAudit is a script too long for a list to show whole.
func softwareAudit() string {
	var b strings.Builder
	b.WriteString("#!/bin/sh\n# Says which of the known programs are installed.\n")
	for i := range 240 {
		fmt.Fprintf(&b, "test -d '/Applications/Example Program %03d.app' && echo 'program %03d'\n", i, i)
	}
	b.WriteString("echo done\n")
	return b.String()
}

func (c *company) writeCommands() {
	for i, s := range scripts {
		id := c.nextFounded(commands, moment(i, len(scripts)))
		given := object{"name": s.name, "command": s.text, "commandType": s.commandType, "sudo": s.commandType == "linux", "timeout": "120"}
		if s.commandType != "windows" {
			given["user"] = root
		}
		layOver(given, s.given)
		c.add(commands, newCommand(id, given))
		c.bindTo("command", id, "system_group", s.deviceGroups)
	}
}
