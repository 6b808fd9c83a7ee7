package sandbox

import "time"

// newDevice has every member that a device has. What is not given is as on a
// Linux machine that JumpCloud's agent has just enrolled.
func newDevice(id string, created time.Time, given object) object {
	o := object{
		"active": true, "agentVersion": "2.40.1", "agentHasFullDiskAccess": false, "allowMultiFactorAuthentication": false,
		"allowPublicKeyAuthentication": true, "allowSshPasswordAuthentication": false, "allowSshRootLogin": false,
		"amazonInstanceID": "", "arch": "x86_64", "archFamily": "x86", "attributes": []any{}, "azureAdJoined": false,
		"builtInCommands": []any{
			object{"type": "security", "name": "erase"}, object{"type": "security", "name": "lock"},
			object{"type": "security", "name": "restart"}, object{"type": "security", "name": "shutdown"},
		},
		"connectionHistory": []any{}, "created": stamp(created), "description": "", "desktopCapable": true, "displayManager": "",
		"displayName": "", "domainInfo": object{"partOfDomain": false, "domainName": ""},
		"fde": object{"active": false, "keyPresent": false}, "fileSystem": nil, "hasServiceAccount": false, "hostname": "",
		"hwVendor": "", "isPolicyBound": false, "lastContact": nil,
		"mdm": object{
			"vendor": "none", "dep": false, "userApproved": false, "enrollmentType": "unknown", "profileIdentifier": "",
			"providerId": "", "internal": object{"deviceId": ""}, "lostModeStatus": "",
		},
		"modifySSHDConfig": true, "networkInterfaces": []any{}, "organization": organizationID, "os": "", "osFamily": "",
		"osVersionDetail": object{
			"osName": "", "releaseName": "", "major": "", "minor": "", "patch": "", "majorNumber": 0, "minorNumber": 0,
			"patchNumber": 0, "revision": "", "distributionName": "", "version": "",
		},
		"policyStats":              object{"duplicate": 0, "failed": 0, "pending": 0, "success": 0, "total": 0, "unsupportedOs": 0},
		"primarySystemUser":        object{"id": nil},
		"provisionMetadata":        object{"provisioner": object{"type": "administrator", "provisionerId": administratorID}},
		"remoteAssistAgentVersion": "0.300.0", "remoteIP": "", "secureLogin": object{"supported": false, "enabled": false},
		"serialNumber":        "",
		"serviceAccountState": object{"hasSecureToken": false, "passwordODValid": false, "passwordAPFSValid": false},
		"sshRootEnabled":      false, "sshdParams": []any{object{"name": "PasswordAuthentication", "value": "no"}},
		"systemInsights": object{"state": "enabled"}, "systemTimezone": 0, "tags": []any{}, "templateName": "", "userMetrics": []any{},
		"version": "",
	}
	layOver(o, given)
	o["_id"], o["id"] = id, id
	return o
}
