package sandbox

// A blueprint is what a policy template is made of.
type blueprint struct {
	given  object
	fields func() []object
}

var blueprints = []blueprint{
	{
		about("screen_lock_darwin", "Lock Screen", "Locks a Mac after inactivity.", "darwin", "macOS", "10.13"),
		func() []object {
			return []object{
				newField("timeout", "Timeout (seconds)", "number", 300),
				newField("askForPassword", "Ask for the password at once", "checkbox", true),
			}
		},
	},
	{
		about("screen_lock_windows", "Lock Screen", "Locks a Windows machine after inactivity.", "windows", "Windows", "10"),
		func() []object { return []object{newField("timeout", "Timeout (seconds)", "number", 300)} },
	},
	{
		about("filevault_darwin", "FileVault", "Encrypts a Mac's disk.", "darwin", "macOS", "10.13"),
		func() []object {
			return []object{
				newField("showRecoveryKey", "Show the recovery key", "checkbox", false),
				newField("when", "When to encrypt", "select", "at_login"),
			}
		},
	},
	{
		about("bitlocker_windows", "BitLocker", "Encrypts a Windows machine's disks.", "windows", "Windows", "10"),
		func() []object {
			return []object{
				newField("method", "Method", "select", "XtsAes256"),
				newField("removable", "Removable disks too", "checkbox", false),
			}
		},
	},
	{
		about("software_updates_darwin", "Software Updates", "Installs updates before a deadline.", "darwin", "macOS", "14.0"),
		func() []object { return []object{newField("days", "Days until it must be installed", "number", 7)} },
	},
	{
		about("ssh_linux", "SSH Server", "Says who may log in over SSH.", "linux", "Ubuntu", "18.04"),
		func() []object {
			return []object{
				newField("passwords", "Allow passwords", "checkbox", false),
				newField("groups", "Groups that may log in", "multilist", []any{}),
			}
		},
	},
	{
		about("wifi_darwin", "Wi-Fi", "Joins a Mac to a network.", "darwin", "macOS", "10.13"),
		func() []object {
			return []object{newField("ssid", "Network name", "text", ""), secretField("password", "Network password")}
		},
	},
	{
		about("removable_storage_universal", "Removable Storage", "Keeps disks from being plugged in.", "universal", "any", ""),
		func() []object { return []object{newField("deny", "Deny all", "checkbox", true)} },
	},
}

// about describes a template. Apple's devices take settings over MDM, all
// others from JumpCloud's agent.
func about(name, display, description, family, system, earliest string) object {
	restriction := object{"osName": system, "earliestVersion": earliest, "isMdmRequired": false, "deprecatedVersion": ""}
	delivery := "agent"
	if family == "darwin" {
		delivery = "mdm"
		restriction["isMdmRequired"] = true
		restriction["appleRestrictions"] = object{
			"requiresSupervision": false, "supportedEnrollmentTypes": []any{"automated", "device"},
		}
	}
	return object{
		"name": name, "displayName": display, "description": description, "osMetaFamily": family,
		"deliveryTypes": []any{delivery}, "osRestrictions": []any{restriction},
	}
}
