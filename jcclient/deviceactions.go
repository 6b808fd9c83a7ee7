package jcclient

// DeviceAction names the device that something is done to.
type DeviceAction struct {
	SystemID ID `json:"system_id" of:"devices"`
}

// A RecoveryKey opens the encrypted disk of a device. Whoever may read devices
// may read it as far as JumpCloud is concerned: it has no scope of its own.
type RecoveryKey struct {
	Key   string  `json:"key,omitzero" data:"secret"`
	Extra Unknown `json:",embed"`
}

// DevicePolicyStatusesQuery names the device whose policies are listed, each
// with what last came of it.
type DevicePolicyStatusesQuery struct {
	SystemID ID `json:"system_id" of:"devices"`
	ListQuery
}

// A PolicyResult is what came of a policy on a device.
type PolicyResult struct {
	ID           ID       `json:"id,omitzero"`
	PolicyID     ID       `json:"policyID,omitzero"`
	SystemID     ID       `json:"systemID,omitzero"`
	UserObjectID ID       `json:"userObjectId,omitzero"`
	State        string   `json:"state,omitzero" data:"public"`
	Success      bool     `json:"success,omitzero"`
	ExitStatus   LooseInt `json:"exitStatus,omitzero"`
	Detail       string   `json:"detail,omitzero" data:"text"`
	StdOut       string   `json:"stdOut,omitzero" data:"text"`
	StdErr       string   `json:"stdErr,omitzero" data:"text"`
	StartedAt    Time     `json:"startedAt,omitzero"`
	EndedAt      Time     `json:"endedAt,omitzero"`
	Extra        Unknown  `json:",embed"`
}

// DeviceAssociationsQuery names the device whose direct bindings to one kind of
// object are listed.
type DeviceAssociationsQuery struct {
	SystemID ID           `json:"system_id" of:"devices"`
	Targets  DeviceTarget `json:"targets"`
}

// DeviceTarget is a kind of object that devices are bound to.
type DeviceTarget string

// Values are the published kinds.
func (DeviceTarget) Values() []string {
	return []string{"user", "user_group", "policy", "policy_group", "command"}
}
