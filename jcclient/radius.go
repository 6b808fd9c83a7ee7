package jcclient

import "github.com/go-json-experiment/json/jsontext"

// The operations on RADIUS servers: who may join a network.
var (
	ListRadiusServers  = v1List[ListQuery, RadiusServer]("GET /radiusservers by radius radius.readonly")
	GetRadiusServer    = v1[RadiusServerID, RadiusServer]("GET /radiusservers/{id} by radius radius.readonly")
	CreateRadiusServer = v1[CreateRadiusServerInput, RadiusServer]("POST /radiusservers by radius")
	DeleteRadiusServer = v1[RadiusServerID, RadiusServer]("DELETE /radiusservers/{id} by radius")

	// PUT wants the name, the address and the secret each time, and whether it
	// leaves the rest as it is, is not published: all of it is sent.
	UpdateRadiusServer = v1Replace[UpdateRadiusServerInput, RadiusServer]("PUT /radiusservers/{id} by radius",
		"_id", "id", "organization")

	ListRadiusServerUsers      = v2List[RadiusReachQuery, GraphObject]("GET /radiusservers/{radiusserver_id}/users by users users.readonly")
	ListRadiusServerUserGroups = v2List[RadiusReachQuery, GraphObject]("GET /radiusservers/{radiusserver_id}/usergroups by groups groups.readonly")

	ListRadiusAssociations   = v2List[RadiusAssociationsQuery, Connection]("GET /radiusservers/{radiusserver_id}/associations by associations.radius associations.radius.readonly associations associations.readonly")
	ChangeRadiusAssociations = v2Edge[ChangeRadiusAssociationsInput]("POST /radiusservers/{radiusserver_id}/associations by associations.radius associations")
)

// RadiusServerID names one server.
type RadiusServerID struct {
	ID ID `json:"id" of:"radius"`
}

// CreateRadiusServerInput is a new RADIUS server: whoever asks from
// NetworkSourceIP and knows SharedSecret is told who may join.
type CreateRadiusServerInput struct {
	Name                         string    `json:"name" data:"public"`
	NetworkSourceIP              string    `json:"networkSourceIp" data:"pii"`
	SharedSecret                 string    `json:"sharedSecret" data:"secret"`
	AuthIDP                      AuthIDP   `json:"authIdp,omitzero"`
	MFA                          RadiusMFA `json:"mfa,omitzero"`
	UserLockoutAction            string    `json:"userLockoutAction,omitzero" data:"public"`
	UserPasswordExpirationAction string    `json:"userPasswordExpirationAction,omitzero" data:"public"`
	UserPasswordEnabled          *bool     `json:"userPasswordEnabled,omitzero"`
	UserCertEnabled              *bool     `json:"userCertEnabled,omitzero"`
	DeviceCertEnabled            *bool     `json:"deviceCertEnabled,omitzero"`
	CACert                       string    `json:"caCert,omitzero" data:"text"`
	CASource                     CASource  `json:"caSource,omitzero"`
	RequireTLSAuth               *bool     `json:"requireTlsAuth,omitzero"`
	RadsecEnabled                *bool     `json:"radsecEnabled,omitzero"`
	RequireRadsec                *bool     `json:"requireRadsec,omitzero"`
	TagNames                     []string  `json:"tagNames,omitzero" data:"public"`
}

// UpdateRadiusServerInput changes the fields that are given: "" clears one, and
// a list replaces the whole list.
type UpdateRadiusServerInput struct {
	ID                           ID        `json:"id" of:"radius"`
	Name                         string    `json:"name,omitzero" data:"public"`
	NetworkSourceIP              string    `json:"networkSourceIp,omitzero" data:"pii"`
	SharedSecret                 string    `json:"sharedSecret,omitzero" data:"secret"`
	MFA                          RadiusMFA `json:"mfa,omitzero"`
	UserLockoutAction            string    `json:"userLockoutAction,omitzero" data:"public"`
	UserPasswordExpirationAction string    `json:"userPasswordExpirationAction,omitzero" data:"public"`
	UserPasswordEnabled          *bool     `json:"userPasswordEnabled,omitzero"`
	UserCertEnabled              *bool     `json:"userCertEnabled,omitzero"`
	DeviceCertEnabled            *bool     `json:"deviceCertEnabled,omitzero"`
	CACert                       *string   `json:"caCert,omitzero" data:"text"`
	CASource                     CASource  `json:"caSource,omitzero"`
	RequireTLSAuth               *bool     `json:"requireTlsAuth,omitzero"`
	RadsecEnabled                *bool     `json:"radsecEnabled,omitzero"`
	RequireRadsec                *bool     `json:"requireRadsec,omitzero"`
	Tags                         []string  `json:"tags,omitzero" data:"public"`
}

// RadiusReachQuery names the server whose users, or user groups, are listed,
// however they are bound.
type RadiusReachQuery struct {
	RadiusServerID ID    `json:"radiusserver_id" of:"radius"`
	Filter         Words `json:"filter,omitzero" data:"pii"`
}

// RadiusAssociationsQuery names the server whose direct bindings to one kind
// of object are listed.
type RadiusAssociationsQuery struct {
	RadiusServerID ID           `json:"radiusserver_id" of:"radius"`
	Targets        RadiusTarget `json:"targets"`
}

// ChangeRadiusAssociationsInput binds an object to a RADIUS server, or unbinds it.
type ChangeRadiusAssociationsInput struct {
	RadiusServerID ID             `json:"radiusserver_id" of:"radius"`
	Op             Op             `json:"op"`
	Type           RadiusTarget   `json:"type"`
	ID             ID             `json:"id" of:"type"`
	Attributes     jsontext.Value `json:"attributes,omitzero" data:"text"`
}

// RadiusTarget is a kind of object that RADIUS servers are bound to.
type RadiusTarget string

// Values are the published kinds.
func (RadiusTarget) Values() []string { return []string{"user", "user_group", "system_group"} }

// A RadiusServer answers an access point or VPN for JumpCloud. SharedSecret is
// in plain JSON; whether JumpCloud masks it is not known.
type RadiusServer struct {
	ID                           ID        `json:"_id,omitzero"`
	Name                         string    `json:"name,omitzero" data:"public"`
	NetworkSourceIP              string    `json:"networkSourceIp,omitzero" data:"pii"`
	SharedSecret                 string    `json:"sharedSecret,omitzero" data:"secret"`
	AuthIDP                      AuthIDP   `json:"authIdp,omitzero"`
	MFA                          RadiusMFA `json:"mfa,omitzero"`
	UserLockoutAction            string    `json:"userLockoutAction,omitzero" data:"public"`
	UserPasswordExpirationAction string    `json:"userPasswordExpirationAction,omitzero" data:"public"`
	UserPasswordEnabled          bool      `json:"userPasswordEnabled,omitzero"`
	UserCertEnabled              bool      `json:"userCertEnabled,omitzero"`
	DeviceCertEnabled            bool      `json:"deviceCertEnabled,omitzero"`
	CACert                       string    `json:"caCert,omitzero" data:"text"`
	CASource                     CASource  `json:"caSource,omitzero"`
	RequireTLSAuth               bool      `json:"requireTlsAuth,omitzero"`
	RadsecEnabled                bool      `json:"radsecEnabled,omitzero"`
	RequireRadsec                bool      `json:"requireRadsec,omitzero"`
	Tags                         []string  `json:"tags,omitzero" data:"public"`
	TagNames                     []string  `json:"tagNames,omitzero" data:"public"`
	Organization                 ID        `json:"organization,omitzero"`
	Extra                        Unknown   `json:",embed"`
}

// AuthIDP is who checks passwords for a RADIUS server.
type AuthIDP string

// Values are the published ones.
func (AuthIDP) Values() []string { return []string{"JUMPCLOUD", "AZURE"} }

// RadiusMFA is whether a RADIUS server asks for a second factor.
type RadiusMFA string

// Values are the published settings.
func (RadiusMFA) Values() []string { return []string{"DISABLED", "ENABLED", "REQUIRED", "ALWAYS"} }

// CASource is whose certificates a RADIUS server trusts.
type CASource string

// Values are the published sources.
func (CASource) Values() []string { return []string{"NONE", "BYOC", "JUMPCLOUD_MANAGED"} }
