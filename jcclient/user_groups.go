package jcclient

import "github.com/go-json-experiment/json/jsontext"

// The operations on groups of users.
var (
	ListUserGroups         = v2List[ListQuery, UserGroup]("GET /usergroups by groups groups.readonly")
	GetUserGroup           = v2[UserGroupID, UserGroup]("GET /usergroups/{id} by groups groups.readonly")
	CreateUserGroup        = v2[CreateUserGroupInput, UserGroup]("POST /usergroups by groups")
	DeleteUserGroup        = v2[UserGroupID, UserGroup]("DELETE /usergroups/{id} by groups")
	ListUserGroupMembers   = v2List[UserGroupMembersQuery, Connection]("GET /usergroups/{group_id}/members by users users.readonly")
	ChangeUserGroupMembers = v2Edge[ChangeUserGroupMembersInput]("POST /usergroups/{group_id}/members by groups")

	// PUT is published as a full update of the group.
	UpdateUserGroup = v2Replace[UpdateUserGroupInput, UserGroup]("PUT /usergroups/{id} by groups",
		"id", "type", "memberQueryErrorFlags", "organizationObjectId", "suggestionCounts")

	ListUserGroupMembership     = v2List[UserGroupMembershipQuery, GraphObject]("GET /usergroups/{group_id}/membership by users users.readonly")
	ListUserGroupAssociations   = v2List[UserGroupAssociationsQuery, Connection]("GET /usergroups/{group_id}/associations by associations.groups associations.groups.readonly associations associations.readonly")
	ChangeUserGroupAssociations = v2Edge[ChangeUserGroupAssociationsInput]("POST /usergroups/{group_id}/associations by associations.groups associations")

	ListUserGroupApplications  = v2List[UserGroupReachQuery, GraphObject]("GET /usergroups/{group_id}/applications by applications applications.readonly")
	ListUserGroupDevices       = v2List[UserGroupReachQuery, GraphObject]("GET /usergroups/{group_id}/systems by systems systems.readonly")
	ListUserGroupRadiusServers = v2List[UserGroupReachQuery, GraphObject]("GET /usergroups/{group_id}/radiusservers by radius radius.readonly")
)

// UserGroupID names one user group.
type UserGroupID struct {
	ID ID `json:"id" of:"user_groups"`
}

// UserGroupMembersQuery names the group whose direct members are listed.
type UserGroupMembersQuery struct {
	GroupID ID `json:"group_id" of:"user_groups"`
}

// UserGroupMembershipQuery names the group whose members are listed, with how
// each came to be one.
type UserGroupMembershipQuery struct {
	GroupID ID    `json:"group_id" of:"user_groups"`
	Filter  Words `json:"filter,omitzero" data:"pii"`
	Sort    Words `json:"sort,omitzero" data:"public"`
}

// UserGroupAssociationsQuery names the group whose direct bindings to one kind
// of object are listed.
type UserGroupAssociationsQuery struct {
	GroupID ID         `json:"group_id" of:"user_groups"`
	Targets UserTarget `json:"targets"`
}

// ChangeUserGroupAssociationsInput binds an object to a user group, or unbinds
// it: every member gains it, or loses it. With devices the attributes can make
// all members their administrators.
type ChangeUserGroupAssociationsInput struct {
	GroupID    ID                     `json:"group_id" of:"user_groups"`
	Op         Op                     `json:"op"`
	Type       UserTarget             `json:"type"`
	ID         ID                     `json:"id" of:"type"`
	Attributes *AccountAttributeInput `json:"attributes,omitzero"`
}

// UserGroupReachQuery names the group whose applications, devices or RADIUS
// servers are listed: what every member reaches through it.
type UserGroupReachQuery struct {
	GroupID ID    `json:"group_id" of:"user_groups"`
	Filter  Words `json:"filter,omitzero" data:"pii"`
}

// ChangeUserGroupMembersInput adds a user to a group, or removes one. To add a
// member twice is a 409, to remove one that is none a 404.
type ChangeUserGroupMembersInput struct {
	GroupID    ID             `json:"group_id" of:"user_groups"`
	Op         Op             `json:"op"`
	Type       UserMemberType `json:"type"`
	ID         ID             `json:"id" of:"users"`
	Attributes jsontext.Value `json:"attributes,omitzero" data:"text"`
}

// UserMemberType is what a user group has as members.
type UserMemberType string

// Values are the published kinds.
func (UserMemberType) Values() []string { return []string{"user"} }

// CreateUserGroupInput is a new user group.
type CreateUserGroupInput struct {
	Name                    string                `json:"name" data:"public"`
	Description             string                `json:"description,omitzero" data:"text"`
	Email                   string                `json:"email,omitzero" data:"pii"`
	MembershipMethod        MembershipMethod      `json:"membershipMethod,omitzero"`
	MemberQuery             *MemberQueryInput     `json:"memberQuery,omitzero"`
	MemberQueryExemptions   []ExemptionInput      `json:"memberQueryExemptions,omitzero"`
	MemberSuggestionsNotify *bool                 `json:"memberSuggestionsNotify,omitzero"`
	Attributes              *GroupAttributesInput `json:"attributes,omitzero"`
}

// UpdateUserGroupInput changes the fields that are given; "" clears one. Of the
// attributes too only those that are given change.
type UpdateUserGroupInput struct {
	ID                      ID                    `json:"id" of:"user_groups"`
	Name                    string                `json:"name,omitzero" data:"public"`
	Description             *string               `json:"description,omitzero" data:"text"`
	Email                   *string               `json:"email,omitzero" data:"pii"`
	MembershipMethod        MembershipMethod      `json:"membershipMethod,omitzero"`
	MemberQuery             *MemberQueryInput     `json:"memberQuery,omitzero"`
	MemberQueryExemptions   []ExemptionInput      `json:"memberQueryExemptions,omitzero"`
	MemberSuggestionsNotify *bool                 `json:"memberSuggestionsNotify,omitzero"`
	Attributes              *GroupAttributesInput `json:"attributes,omitzero" over:"members"`
}

// A UserGroup is a group of users. Its attributes reach every member.
type UserGroup struct {
	ID          ID               `json:"id,omitzero"`
	Name        string           `json:"name,omitzero" data:"public"`
	Type        string           `json:"type,omitzero" data:"public"`
	Description string           `json:"description,omitzero" data:"text"`
	Email       string           `json:"email,omitzero" data:"pii"`
	Attributes  *GroupAttributes `json:"attributes,omitzero"` // null on a group without any

	MembershipMethod        MembershipMethod `json:"membershipMethod,omitzero"`
	MemberQuery             *MemberQuery     `json:"memberQuery,omitzero"`
	MemberQueryExemptions   []Exemption      `json:"memberQueryExemptions,omitzero"`
	MemberQueryErrorFlags   []string         `json:"memberQueryErrorFlags,omitzero" data:"public"`
	MemberSuggestionsNotify bool             `json:"memberSuggestionsNotify,omitzero"`
	SuggestionCounts        SuggestionCounts `json:"suggestionCounts,omitzero"`
	OrganizationObjectID    ID               `json:"organizationObjectId,omitzero"`

	Extra Unknown `json:",embed"`
}

// SuggestionCounts is how many members a group's rule would add and remove.
type SuggestionCounts struct {
	Add    int     `json:"add,omitzero"`
	Remove int     `json:"remove,omitzero"`
	Total  int     `json:"total,omitzero"`
	Extra  Unknown `json:",embed"`
}
