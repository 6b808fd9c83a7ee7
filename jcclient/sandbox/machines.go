package sandbox

import "time"

var mdmType = map[string]string{"darwin": "APPLE", "windows": "WINDOWS"}

// mdmResult is a device answering what it was told.
func (h *history) mdmResult(at time.Time) {
	if len(h.managed) == 0 {
		return
	}
	device := pick(h.r, h.managed)
	told := pick(h.r, []string{"DeviceInformation", "InstallProfile", "SecurityInfo", "ScheduleOSUpdate"})
	status, chain := "Acknowledged", []any{}
	if h.r.IntN(9) == 0 {
		status, chain = "Error", []any{object{"domain": "MCMDMErrorDomain", "code": 12021, "description": "The device is busy."}}
	}
	h.write(at, "mdm", "mdm_command_result", device.text("remoteIP"), status != "Error", object{
		"mdm_type": mdmType[device.text("osFamily")], "device_object_id": device.id(), "device_manager_object_id": partID(organizationID, 1),
		"command_uuid": h.uuid(), "request_type": told, "command": object{"request_type": told}, "status": status,
		"error_chain": chain, "result": object{},
	})
}

var programs = []string{"Example Browser", "Example Chat", "Example Editor", "Example Office", "Example VPN"}

func (h *history) softwareChanged(at time.Time) {
	device := h.someDevice()
	name, changed := pick(h.r, programs), []any{}
	eventType := pick(h.r, []string{"software_add", "software_change", "software_change", "software_remove"})
	if eventType == "software_change" {
		changed = append(changed, object{"field": "version", "from": "4.1.0", "to": "4.2.0"})
	}
	h.write(at, "software", eventType, device.text("remoteIP"), true, object{
		"system": object{"id": device.id(), "type": "system"}, "changes": changed,
		"application": object{"name": name, "version": "4.2.0", "path": "/Applications/" + name + ".app", "publisher": "Example Software"},
	})
}

// alert is JumpCloud noticing something about a device, or someone saying that
// they have seen it.
func (h *history) alert(at time.Time) {
	device := h.someDevice()
	members := object{
		"category": "System", "severity": pick(h.r, []string{"Low", "Medium", "High"}), "message": "A device has not called for a while.",
		"resource": object{
			"id": partID(device.id(), len(h.entries)%4096), "context": "{}", "source_id": device.id(), "source_type": "device", "reference_id": "",
		},
		"provider": nil,
	}
	eventType := "alert_created"
	if h.r.IntN(2) == 0 {
		eventType = "alert_status_updated"
		members["initiated_by"] = administrator()
		members["changes"] = []any{object{"field": "Status", "from": "Open", "to": "Acknowledged"}}
	}
	h.write(at, "alerts", eventType, "198.51.100.7", true, members)
}
