package jcclient

import "github.com/go-json-experiment/json/jsontext"

// The operations on groups of devices, which JumpCloud's paths call systemgroups.
var (
	ListDeviceGroups         = v2List[ListQuery, DeviceGroup]("GET /systemgroups by groups groups.readonly")
	GetDeviceGroup           = v2[DeviceGroupID, DeviceGroup]("GET /systemgroups/{id} by groups groups.readonly")
	CreateDeviceGroup        = v2[CreateDeviceGroupInput, DeviceGroup]("POST /systemgroups by groups")
	DeleteDeviceGroup        = v2[DeviceGroupID, DeviceGroup]("DELETE /systemgroups/{id} by groups")
	ListDeviceGroupMembers   = v2List[DeviceGroupMembersQuery, Connection]("GET /systemgroups/{group_id}/members by systems systems.readonly")
	ChangeDeviceGroupMembers = v2Edge[ChangeDeviceGroupMembersInput]("POST /systemgroups/{group_id}/members by groups groups.self")

	// PUT is published as a full update of the group.
	UpdateDeviceGroup = v2Replace[UpdateDeviceGroupInput, DeviceGroup]("PUT /systemgroups/{id} by groups",
		"id", "type", "memberQueryErrorFlags", "organizationObjectId")

	ListDeviceGroupMembership     = v2List[DeviceGroupMembershipQuery, GraphObject]("GET /systemgroups/{group_id}/membership by systems systems.readonly")
	ListDeviceGroupAssociations   = v2List[DeviceGroupAssociationsQuery, Connection]("GET /systemgroups/{group_id}/associations by associations.groups associations.groups.readonly associations associations.readonly associations.self")
	ChangeDeviceGroupAssociations = v2Edge[ChangeDeviceGroupAssociationsInput]("POST /systemgroups/{group_id}/associations by associations.groups associations associations.self")

	ListDeviceGroupPolicies   = v2List[DeviceGroupReachQuery, GraphObject]("GET /systemgroups/{group_id}/policies by systems systems.readonly")
	ListDeviceGroupCommands   = v2List[DeviceGroupCommandsQuery, BoundCommand]("GET /systemgroups/{group_id}/commands by commands commands.readonly")
	ListDeviceGroupUsers      = v2List[DeviceGroupReachQuery, GraphObject]("GET /systemgroups/{group_id}/users by users users.readonly")
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

// DeviceGroupMembershipQuery names the group whose members are listed, with how
// each came to be one.
type DeviceGroupMembershipQuery struct {
	GroupID ID    `json:"group_id" of:"device_groups"`
	Filter  Words `json:"filter,omitzero" data:"pii"`
	Sort    Words `json:"sort,omitzero" data:"public"`
}

// DeviceGroupAssociationsQuery names the group whose direct bindings to one
// kind of object are listed.
type DeviceGroupAssociationsQuery struct {
	GroupID ID                `json:"group_id" of:"device_groups"`
	Targets DeviceGroupTarget `json:"targets"`
}

// ChangeDeviceGroupAssociationsInput binds an object to a device group, or
// unbinds it: every device in it gets the policy, the command or the accounts,
// or loses them. With people the attributes can make them administrators.
type ChangeDeviceGroupAssociationsInput struct {
	GroupID    ID                     `json:"group_id" of:"device_groups"`
	Op         Op                     `json:"op"`
	Type       DeviceGroupTarget      `json:"type"`
	ID         ID                     `json:"id" of:"type"`
	Attributes *AccountAttributeInput `json:"attributes,omitzero"`
}

// DeviceGroupTarget is a kind of object that device groups are bound to.
type DeviceGroupTarget string

// Values are the published kinds.
func (DeviceGroupTarget) Values() []string {
	return []string{"user", "user_group", "policy", "policy_group", "command", "radius_server"}
}

// DeviceGroupReachQuery names the group whose policies, users or user groups are
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

// UpdateDeviceGroupInput changes the fields that are given; "" clears one. Of
// the attributes too only those that are given change.
type UpdateDeviceGroupInput struct {
	ID                      ID                `json:"id" of:"device_groups"`
	Name                    string            `json:"name,omitzero" data:"public"`
	Description             *string           `json:"description,omitzero" data:"text"`
	Email                   *string           `json:"email,omitzero" data:"pii"`
	MembershipMethod        MembershipMethod  `json:"membershipMethod,omitzero"`
	MemberQuery             *MemberQueryInput `json:"memberQuery,omitzero"`
	MemberQueryExemptions   []ExemptionInput  `json:"memberQueryExemptions,omitzero"`
	MemberSuggestionsNotify *bool             `json:"memberSuggestionsNotify,omitzero"`
	Attributes              jsontext.Value    `json:"attributes,omitzero" data:"text" over:"members"`
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
