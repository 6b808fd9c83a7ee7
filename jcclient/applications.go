package jcclient

import "github.com/go-json-experiment/json/jsontext"

// The operations on applications. They are listed with v1: v2 has no list.
var (
	ListApplications              = v1List[ListQuery, Application]("GET /applications by applications applications.readonly")
	GetApplication                = v1[ApplicationID, Application]("GET /applications/{id} by applications applications.readonly")
	ListApplicationAssociations   = v2List[ApplicationAssociationsQuery, Connection]("GET /applications/{application_id}/associations by associations.applications associations.applications.readonly associations associations.readonly")
	ListApplicationUsers          = v2List[ApplicationReachQuery, GraphObject]("GET /applications/{application_id}/users by users users.readonly")
	ListApplicationUserGroups     = v2List[ApplicationReachQuery, GraphObject]("GET /applications/{application_id}/usergroups by groups groups.readonly")
	ChangeApplicationAssociations = v2Edge[ChangeApplicationAssociationsInput]("POST /applications/{application_id}/associations by associations.applications associations")
)

// ApplicationID names one application.
type ApplicationID struct {
	ID ID `json:"id" of:"applications"`
}

// ApplicationAssociationsQuery names the application whose direct bindings
// to one kind of object are listed.
type ApplicationAssociationsQuery struct {
	ApplicationID ID                `json:"application_id" of:"applications"`
	Targets       ApplicationTarget `json:"targets"`
}

// ApplicationReachQuery names the application whose users, or user groups, are
// listed, however they are bound.
type ApplicationReachQuery struct {
	ApplicationID ID    `json:"application_id" of:"applications"`
	Filter        Words `json:"filter,omitzero" data:"pii"`
}

// ChangeApplicationAssociationsInput binds an object to an application, or unbinds it.
type ChangeApplicationAssociationsInput struct {
	ApplicationID ID                `json:"application_id" of:"applications"`
	Op            Op                `json:"op"`
	Type          ApplicationTarget `json:"type"`
	ID            ID                `json:"id" of:"type"`
	Attributes    jsontext.Value    `json:"attributes,omitzero" data:"text"`
}

// ApplicationTarget is a kind of object that applications are bound to.
type ApplicationTarget string

// Values are the published kinds.
func (ApplicationTarget) Values() []string { return []string{"user", "user_group", "agent_group"} }

// An Application is one that people sign in to through JumpCloud.
type Application struct {
	ID                 ID                `json:"_id,omitzero"`
	Name               string            `json:"name,omitzero" data:"public"`
	DisplayName        string            `json:"displayName,omitzero" data:"public"`
	DisplayLabel       string            `json:"displayLabel,omitzero" data:"public"`
	Description        string            `json:"description,omitzero" data:"text"`
	Active             bool              `json:"active,omitzero"`
	Beta               bool              `json:"beta,omitzero"`
	Color              Color             `json:"color,omitzero"` // null on live answers
	Created            Time              `json:"created,omitzero"`
	LearnMore          string            `json:"learnMore,omitzero" data:"public"`
	Logo               ApplicationLogo   `json:"logo,omitzero"`
	Organization       ID                `json:"organization,omitzero"`
	ParentApp          string            `json:"parentApp,omitzero" data:"id"`
	SSO                SSO               `json:"sso,omitzero"`
	SSOURL             string            `json:"ssoUrl,omitzero" data:"public"`
	AIReady            bool              `json:"aiReady,omitzero"`
	DatabaseAttributes []jsontext.Value  `json:"databaseAttributes,omitzero" data:"text"`
	Config             ApplicationConfig `json:"config,omitzero"`
	Extra              Unknown           `json:",embed"`
}

// ApplicationLogo is how an application looks in the user portal.
type ApplicationLogo struct {
	Color Color   `json:"color,omitzero"`
	URL   string  `json:"url,omitzero" data:"public"`
	Extra Unknown `json:",embed"`
}

// Color is the color of an application's tile.
type Color string

// Values are the published colors; "" is none.
func (Color) Values() []string {
	return []string{"", "#202D38", "#005466", "#3E8696", "#006CAC", "#0617AC", "#7C6ADA", "#D5779D", "#9E2F00",
		"#FFB000", "#58C469", "#57C49F", "#FF6C03"}
}

// SSO is how an application signs people in.
type SSO struct {
	Type                   string  `json:"type,omitzero" data:"public"`
	Beta                   bool    `json:"beta,omitzero"`
	JIT                    bool    `json:"jit,omitzero"`
	Hidden                 bool    `json:"hidden,omitzero"`
	IDPCertExpirationAt    Time    `json:"idpCertExpirationAt,omitzero"`
	IDPCertificateUpdated  Time    `json:"idpCertificateUpdatedAt,omitzero"`
	IDPPrivateKeyUpdatedAt Time    `json:"idpPrivateKeyUpdatedAt,omitzero"`
	SPCertificateUpdatedAt Time    `json:"spCertificateUpdatedAt,omitzero"`
	Extra                  Unknown `json:",embed"`
}
