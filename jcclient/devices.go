package jcclient

// The operations on devices, which JumpCloud's paths call systems. There is
// none to create one: a device enrolls itself.
var (
	ListDevices  = v1List[DeviceQuery, Device]("GET /systems by systems systems.readonly")
	GetDevice    = v1[DeviceID, Device]("GET /systems/{id} by systems systems.readonly systems.self")
	UpdateDevice = v1[UpdateDeviceInput, Device]("PUT /systems/{id} by systems systems.self systems.management")
	DeleteDevice = v1[DeleteDeviceInput, Device]("DELETE /systems/{id} by systems systems.self")

	SearchDevices = v1Search[DeviceSearch, Device]("POST /search/systems by systems systems.readonly commandrunner.legacy")

	LockDevice     = v1[DeviceAction, Empty]("POST /systems/{system_id}/command/builtin/lock by systems systems.management")
	RestartDevice  = v1[DeviceAction, Empty]("POST /systems/{system_id}/command/builtin/restart by systems systems.management")
	ShutDownDevice = v1[DeviceAction, Empty]("POST /systems/{system_id}/command/builtin/shutdown by systems systems.management")
	EraseDevice    = v1[DeviceAction, Empty]("POST /systems/{system_id}/command/builtin/erase by systems")

	GetDeviceRecoveryKey     = v2[DeviceAction, RecoveryKey]("GET /systems/{system_id}/fdekey by systems systems.readonly")
	ListDevicePolicyStatuses = v2List[DevicePolicyStatusesQuery, PolicyResult]("GET /systems/{system_id}/policystatuses by systems systems.readonly")
	ListDeviceAssociations   = v2List[DeviceAssociationsQuery, Connection]("GET /systems/{system_id}/associations by associations.systems associations.systems.readonly associations associations.readonly associations.self")

	ListDeviceMemberships = v2List[DeviceMembershipsQuery, GraphObject]("GET /systems/{system_id}/memberof by groups groups.readonly groups.self")
	ListDeviceUsers       = v2List[DeviceReachQuery, GraphObject]("GET /systems/{system_id}/users by users users.readonly users.self")
)

// DeviceQuery chooses devices.
type DeviceQuery struct {
	ListQuery
	Search string `json:"search,omitzero" data:"pii"`
}

// DeviceID names one device.
type DeviceID struct {
	ID     ID    `json:"id" of:"devices"`
	Fields Words `json:"fields,omitzero" data:"public"`
}

// DeviceMembershipsQuery names the device whose device groups are listed,
// however it came into them.
type DeviceMembershipsQuery struct {
	SystemID ID    `json:"system_id" of:"devices"`
	Filter   Words `json:"filter,omitzero" data:"pii"`
	Sort     Words `json:"sort,omitzero" data:"public"`
}

// DeviceReachQuery names the device whose users are listed: those that it is
// bound to, itself or through groups of either.
type DeviceReachQuery struct {
	SystemID ID    `json:"system_id" of:"devices"`
	Filter   Words `json:"filter,omitzero" data:"pii"`
}

// DeleteDeviceInput names the device to delete. Its agent uninstalls itself
// within about a minute; the record of an offline device is simply removed.
type DeleteDeviceInput struct {
	ID ID `json:"id" of:"devices"`
}

// UpdateDeviceInput changes the fields that are given; a list replaces the
// whole list. The published agentBoundMessages is left out: it commands the
// agent on the device, which no change of settings should be able to do.
// Description is not published, but JumpCloud's own module sends it.
type UpdateDeviceInput struct {
	ID                             ID               `json:"id" of:"devices"`
	DisplayName                    *string          `json:"displayName,omitzero" data:"pii"`
	Description                    *string          `json:"description,omitzero" data:"text"`
	AllowSSHPasswordAuthentication *bool            `json:"allowSshPasswordAuthentication,omitzero"`
	AllowSSHRootLogin              *bool            `json:"allowSshRootLogin,omitzero"`
	AllowMultiFactorAuthentication *bool            `json:"allowMultiFactorAuthentication,omitzero"`
	AllowPublicKeyAuthentication   *bool            `json:"allowPublicKeyAuthentication,omitzero"`
	Attributes                     []AttributeInput `json:"attributes,omitzero"`
	Tags                           []string         `json:"tags,omitzero" data:"public"`
}
