package jcclient

import "github.com/go-json-experiment/json/jsontext"

// A Connection is a direct edge: membership of a group, or a binding. What is
// bound through a group is no edge; see [GraphObject].
type Connection struct {
	Attributes jsontext.Value `json:"attributes,omitzero" data:"text"`
	From       *Node          `json:"from,omitzero"` // not in live answers
	To         Node           `json:"to,omitzero"`
	Extra      Unknown        `json:",embed"`
}

// A Node is an object at an end of an edge.
type Node struct {
	ID         ID             `json:"id,omitzero"`
	Type       string         `json:"type,omitzero" data:"public"`
	Attributes jsontext.Value `json:"attributes,omitzero" data:"text"`
	Extra      Unknown        `json:",embed"`
}

// A GraphObject is an object that is reached, with every path to it: each is
// the list of edges that lead there.
type GraphObject struct {
	ID                 ID             `json:"id,omitzero"`
	Type               GraphType      `json:"type,omitzero"`
	CompiledAttributes jsontext.Value `json:"compiledAttributes,omitzero" data:"text"`
	Paths              [][]Connection `json:"paths,omitzero"`
	ExternalID         string         `json:"externalId,omitzero" data:"id"`
	SyncStatus         *SyncStatus    `json:"syncStatus,omitzero"`
	Extra              Unknown        `json:",embed"`
}

// A BoundCommand is a command that is reached. Beside its id and paths
// JumpCloud tells more where it is asked for details.
type BoundCommand struct {
	ID                 ID             `json:"id,omitzero"`
	Type               GraphType      `json:"type,omitzero"`
	CompiledAttributes jsontext.Value `json:"compiledAttributes,omitzero" data:"text"`
	Paths              [][]Connection `json:"paths,omitzero"`
	Name               string         `json:"name,omitzero" data:"public"`
	CommandType        string         `json:"commandType,omitzero" data:"public"`
	Command            string         `json:"command,omitzero" data:"text"`
	LaunchType         string         `json:"launchType,omitzero" data:"public"`
	Schedule           string         `json:"schedule,omitzero" data:"public"`
	ScheduleRepeatType string         `json:"scheduleRepeatType,omitzero" data:"public"`
	Timeout            LooseString    `json:"timeout,omitzero" data:"public"` // seconds, as a string
	TimeToLiveSeconds  LooseInt       `json:"timeToLiveSeconds,omitzero"`
	Organization       ID             `json:"organization,omitzero"`
	Extra              Unknown        `json:",embed"`
}

// SyncStatus is how the object's last synchronization with another directory went.
type SyncStatus struct {
	SyncedAt Time             `json:"syncedAt,omitzero"`
	Code     LooseInt         `json:"code,omitzero"`
	Message  string           `json:"message,omitzero" data:"text"`
	Details  []jsontext.Value `json:"details,omitzero" data:"text"`
	Extra    Unknown          `json:",embed"`
}

// GraphType is what kind of object one is.
type GraphType string

// Values are the published kinds.
func (GraphType) Values() []string {
	return []string{"active_directory", "agent", "agent_group", "application", "command", "g_suite",
		"idp_routing_policy", "ldap_server", "office_365", "policy", "policy_group", "radius_server",
		"password_manager_item", "system", "system_group", "user", "user_group"}
}

// An Op is what happens to an edge.
type Op string

// Values are the published operations: update changes the attributes of an
// edge that is there.
func (Op) Values() []string { return []string{"add", "remove", "update"} }
