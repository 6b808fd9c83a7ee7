package jcclient

import "github.com/go-json-experiment/json/jsontext"

// The operations on groups of devices, which JumpCloud's paths call systemgroups.
var (
	ListDeviceGroups         = v2List[ListQuery, DeviceGroup]("GET /systemgroups by groups groups.readonly")
	GetDeviceGroup           = v2[DeviceGroupID, DeviceGroup]("GET /systemgroups/{id} by groups groups.readonly")
	CreateDeviceGroup        = v2[CreateDeviceGroupInput, DeviceGroup]("POST /systemgroups by groups")
	ListDeviceGroupMembers   = v2List[DeviceGroupMembersQuery, Connection]("GET /systemgroups/{group_id}/members by systems systems.readonly")
	ChangeDeviceGroupMembers = v2Edge[ChangeDeviceGroupMembersInput]("POST /systemgroups/{group_id}/members by groups groups.self")

	ListDeviceGroupPolicies   = v2List[DeviceGroupReachQuery, GraphObject]("GET /systemgroups/{group_id}/policies by systems systems.readonly")
	ListDeviceGroupCommands   = v2List[DeviceGroupCommandsQuery, BoundCommand]("GET /systemgroups/{group_id}/commands by commands commands.readonly")
	ListDeviceGroupUserGroups = v2List[DeviceGroupReachQuery, GraphObject]("GET /systemgroups/{group_id}/usergroups by groups groups.readonly")
)

// DeviceGroupID names one device group.
type DeviceGroupID struct {
	ID ID `json:"id" of:"device_groups"`
}

// DeviceGroupMembersQuery names the group whose direct members are listed.
type DeviceGroupMembersQuery struct {
	GroupID ID `json:"group_id" of:"device_groups"`
}

// DeviceGroupReachQuery names the group whose policies or user groups are
// listed: what every device in it gets.
type DeviceGroupReachQuery struct {
	GroupID ID    `json:"group_id" of:"device_groups"`
	Filter  Words `json:"filter,omitzero" data:"pii"`
}

// DeviceGroupCommandsQuery names the group whose commands are listed. Details
// asks for more of each than its id.
type DeviceGroupCommandsQuery struct {
	GroupID ID             `json:"group_id" of:"device_groups"`
	Filter  Words          `json:"filter,omitzero" data:"pii"`
	Details CommandDetails `json:"details,omitzero"`
}

// ChangeDeviceGroupMembersInput adds a device to a group, or removes one. To
// add a member twice is a 409, to remove one that is none a 404.
type ChangeDeviceGroupMembersInput struct {
	GroupID    ID               `json:"group_id" of:"device_groups"`
	Op         Op               `json:"op"`
	Type       DeviceMemberType `json:"type"`
	ID         ID               `json:"id" of:"devices"`
	Attributes jsontext.Value   `json:"attributes,omitzero" data:"text"`
}

// DeviceMemberType is what a device group has as members.
type DeviceMemberType string

// Values are the published kinds.
func (DeviceMemberType) Values() []string { return []string{"system"} }

// CreateDeviceGroupInput is a new device group.
type CreateDeviceGroupInput struct {
	Name                    string            `json:"name" data:"public"`
	Description             string            `json:"description,omitzero" data:"text"`
	Email                   string            `json:"email,omitzero" data:"pii"`
	MembershipMethod        MembershipMethod  `json:"membershipMethod,omitzero"`
	MemberQuery             *MemberQueryInput `json:"memberQuery,omitzero"`
	MemberQueryExemptions   []ExemptionInput  `json:"memberQueryExemptions,omitzero"`
	MemberSuggestionsNotify *bool             `json:"memberSuggestionsNotify,omitzero"`
	Attributes              jsontext.Value    `json:"attributes,omitzero" data:"text"`
}

// A DeviceGroup is a group of devices. Its policies and commands reach every member.
type DeviceGroup struct {
	ID          ID             `json:"id,omitzero"`
	Name        string         `json:"name,omitzero" data:"public"`
	Type        string         `json:"type,omitzero" data:"public"`
	Description string         `json:"description,omitzero" data:"text"`
	Email       string         `json:"email,omitzero" data:"pii"`
	Attributes  jsontext.Value `json:"attributes,omitzero" data:"text"`

	MembershipMethod        MembershipMethod `json:"membershipMethod,omitzero"`
	MemberQuery             *MemberQuery     `json:"memberQuery,omitzero"`
	MemberQueryExemptions   []Exemption      `json:"memberQueryExemptions,omitzero"`
	MemberQueryErrorFlags   []string         `json:"memberQueryErrorFlags,omitzero" data:"public"`
	MemberSuggestionsNotify bool             `json:"memberSuggestionsNotify,omitzero"`
	OrganizationObjectID    ID               `json:"organizationObjectId,omitzero"`

	Extra Unknown `json:",embed"`
}
