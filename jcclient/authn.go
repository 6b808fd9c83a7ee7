package jcclient

import "github.com/go-json-experiment/json/jsontext"

// The operations on authentication policies: who may sign in from where, with
// which second factor.
var (
	ListAuthnPolicies = v2List[PlainQuery, AuthnPolicy]("GET /authn/policies by authn authn.readonly")
	GetAuthnPolicy    = v2[AuthnPolicyID, AuthnPolicy]("GET /authn/policies/{id} by authn authn.readonly")
	ListIPLists       = v2List[PlainQuery, IPList]("GET /iplists by authn authn.readonly")
	GetIPList         = v2[IPListID, IPList]("GET /iplists/{id} by authn authn.readonly")

	// A POST that changes nothing.
	GetPolicyEvaluations = v2[PolicyEvaluationsQuery, PolicyEvaluations]("POST /authn/policy-evaluations/summary by authn")
)

// AuthnPolicyID names one authentication policy.
type AuthnPolicyID struct {
	ID ID `json:"id" of:"authn_policies"`
}

// IPListID names one list of addresses.
type IPListID struct {
	ID ID `json:"id" of:"ip_lists"`
}

// An AuthnPolicy says who may sign in to what, and how. Conditions are a
// grammar of their own: deviceManaged, ipAddressIn, locationIn, all, any, not.
type AuthnPolicy struct {
	ID          ID             `json:"id,omitzero"`
	Name        string         `json:"name,omitzero" data:"public"`
	Description string         `json:"description,omitzero" data:"text"`
	Type        string         `json:"type,omitzero" data:"public"`
	Disabled    bool           `json:"disabled,omitzero"`
	MonitorOnly bool           `json:"monitorOnly,omitzero"`
	Effect      AuthnEffect    `json:"effect,omitzero"`
	Targets     AuthnTargets   `json:"targets,omitzero"`
	Conditions  jsontext.Value `json:"conditions,omitzero" data:"text"`
	Extra       Unknown        `json:",embed"`
}

// AuthnEffect is what comes of a sign-in that a policy is about.
type AuthnEffect struct {
	Action             string           `json:"action,omitzero" data:"public"`
	Obligations        AuthnObligations `json:"obligations,omitzero"`
	CustomErrorMessage AuthnMessage     `json:"custom_error_message,omitzero"`
	Extra              Unknown          `json:",embed"`
}

// AuthnObligations are what a sign-in takes beside a password.
type AuthnObligations struct {
	MFA              AuthnMFA          `json:"mfa,omitzero"`
	MFAFactors       []AuthnFactor     `json:"mfaFactors,omitzero"`
	UserVerification AuthnVerification `json:"userVerification,omitzero"`
	Extra            Unknown           `json:",embed"`
}

// AuthnMFA is whether a second factor is asked for.
type AuthnMFA struct {
	Required bool    `json:"required,omitzero"`
	Extra    Unknown `json:",embed"`
}

// An AuthnFactor is a kind of second factor that is taken.
type AuthnFactor struct {
	Type  string  `json:"type,omitzero" data:"public"`
	Extra Unknown `json:",embed"`
}

// AuthnVerification is whether a second factor must verify its user.
type AuthnVerification struct {
	Requirement string  `json:"requirement,omitzero" data:"public"`
	Extra       Unknown `json:",embed"`
}

// An AuthnMessage is what people read who are kept out.
type AuthnMessage struct {
	Message       string    `json:"message,omitzero" data:"text"`
	Enabled       bool      `json:"enabled,omitzero"`
	PrimaryHelp   AuthnHelp `json:"primary_help,omitzero"`
	SecondaryHelp AuthnHelp `json:"secondary_help,omitzero"`
	Extra         Unknown   `json:",embed"`
}

// AuthnHelp is where they find help.
type AuthnHelp struct {
	Text  string  `json:"text,omitzero" data:"text"`
	URL   string  `json:"url,omitzero" data:"public"`
	Extra Unknown `json:",embed"`
}

// AuthnTargets are whom a policy is about, and what they sign in to.
type AuthnTargets struct {
	Resources            []AuthnResource     `json:"resources,omitzero"`
	ExcludedApplications []string            `json:"excludedApplications,omitzero" data:"id"`
	Users                AuthnUsers          `json:"users,omitzero"`
	UserGroups           AuthnUserGroups     `json:"userGroups,omitzero"`
	UserAttributes       AuthnUserAttributes `json:"userAttributes,omitzero"`
	Extra                Unknown             `json:",embed"`
}

// An AuthnResource is what people sign in to: all of a type, without an ID.
type AuthnResource struct {
	Type  string  `json:"type,omitzero" data:"public"`
	ID    string  `json:"id,omitzero" data:"id"`
	Extra Unknown `json:",embed"`
}

// AuthnUsers are users by their ids; ALL is everyone.
type AuthnUsers struct {
	Inclusions []string `json:"inclusions,omitzero" data:"id"`
	Extra      Unknown  `json:",embed"`
}

// AuthnUserGroups are groups whose members a policy is about, or is not.
type AuthnUserGroups struct {
	Inclusions []string `json:"inclusions,omitzero" data:"id"`
	Exclusions []string `json:"exclusions,omitzero" data:"id"`
	Extra      Unknown  `json:",embed"`
}

// AuthnUserAttributes are users by what is said of them.
type AuthnUserAttributes struct {
	Inclusions []AuthnUserAttribute `json:"inclusions,omitzero"`
	Exclusions []AuthnUserAttribute `json:"exclusions,omitzero"`
	Extra      Unknown              `json:",embed"`
}

// An AuthnUserAttribute is one thing that is said of a user.
type AuthnUserAttribute struct {
	Field    string         `json:"field,omitzero" data:"public"`
	Operator string         `json:"operator,omitzero" data:"public"`
	Value    jsontext.Value `json:"value,omitzero" data:"text"`
	Extra    Unknown        `json:",embed"`
}

// An IPList is addresses that conditions name.
type IPList struct {
	ID          ID       `json:"id,omitzero"`
	Name        string   `json:"name,omitzero" data:"public"`
	Description string   `json:"description,omitzero" data:"text"`
	IPs         []string `json:"ips,omitzero" data:"pii"`
	Extra       Unknown  `json:",embed"`
}
