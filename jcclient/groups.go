package jcclient

import "github.com/go-json-experiment/json/jsontext"

// MembershipMethod is how a group comes by its members.
type MembershipMethod string

// Values are the published methods.
func (MembershipMethod) Values() []string {
	return []string{"NOTSET", "STATIC", "DYNAMIC_REVIEW_REQUIRED", "DYNAMIC_AUTOMATED"}
}

// A MemberQuery is the rule of a dynamic group. JumpCloud has two grammars:
// the older names queryType and operator, the newer operation alone.
type MemberQuery struct {
	QueryType QueryType      `json:"queryType,omitzero"`
	Filters   []MemberFilter `json:"filters,omitzero"`
	Extra     Unknown        `json:",embed"`
}

// A MemberFilter is one condition of a rule.
type MemberFilter struct {
	Field     string         `json:"field,omitzero" data:"public"`
	Operator  string         `json:"operator,omitzero" data:"public"`
	Operation string         `json:"operation,omitzero" data:"public"`
	Value     jsontext.Value `json:"value,omitzero" data:"pii"`
	Extra     Unknown        `json:",embed"`
}

// MemberQueryInput is a rule in the older grammar, JumpCloud's default.
type MemberQueryInput struct {
	QueryType QueryType           `json:"queryType"`
	Filters   []MemberFilterInput `json:"filters"`
}

// MemberFilterInput is one condition of a rule.
type MemberFilterInput struct {
	Field    string         `json:"field" data:"public"`
	Operator string         `json:"operator" data:"public" jsonschema:"such as eq"`
	Value    jsontext.Value `json:"value" data:"pii"`
}

// QueryType is the kind of a rule in the older grammar.
type QueryType string

// Values are the published kinds.
func (QueryType) Values() []string { return []string{"FilterQuery", "Filter", "Search"} }

// isNewGrammar says whether a group's rule is in the newer grammar: a write of
// the group must say so, or JumpCloud reads it in the older one.
func isNewGrammar(group []byte) bool {
	var g struct {
		MemberQuery *MemberQuery `json:"memberQuery"`
	}
	return decode(group, &g) == nil && g.MemberQuery != nil && g.MemberQuery.QueryType == "" && len(g.MemberQuery.Filters) > 0
}

// An Exemption keeps one object out of a group's rule.
type Exemption struct {
	ID             ID      `json:"id,omitzero"`
	Type           string  `json:"type,omitzero" data:"public"`
	OrganizationID ID      `json:"organizationId,omitzero"`
	Extra          Unknown `json:",embed"`
}

// ExemptionInput names an object that a rule is not to touch.
type ExemptionInput struct {
	ID   ID     `json:"id"`
	Type string `json:"type" data:"public"`
}

// GroupAttributes are what a user group gives its members. JumpCloud keeps
// any other member too: it is in Extra.
type GroupAttributes struct {
	Sudo         *Sudo        `json:"sudo,omitzero"`
	LDAPGroups   []LDAPGroup  `json:"ldapGroups,omitzero"`
	POSIXGroups  []POSIXGroup `json:"posixGroups,omitzero"`
	Radius       *GroupRadius `json:"radius,omitzero"`
	SambaEnabled bool         `json:"sambaEnabled,omitzero"`
	Extra        Unknown      `json:",embed"`
}

// Sudo is whether members may act as root.
type Sudo struct {
	Enabled         bool    `json:"enabled"`
	WithoutPassword bool    `json:"withoutPassword"`
	Extra           Unknown `json:",embed"`
}

// An LDAPGroup is a group in JumpCloud's LDAP.
type LDAPGroup struct {
	Name  string  `json:"name,omitzero" data:"public"`
	Extra Unknown `json:",embed"`
}

// A POSIXGroup is a group on Unix devices.
type POSIXGroup struct {
	ID    LooseInt `json:"id,omitzero"`
	Name  string   `json:"name,omitzero" data:"public"`
	Extra Unknown  `json:",embed"`
}

// GroupRadius is what RADIUS answers for members.
type GroupRadius struct {
	Reply []RadiusReply `json:"reply,omitzero"`
	Extra Unknown       `json:",embed"`
}

// A RadiusReply is one attribute of a RADIUS answer.
type RadiusReply struct {
	Name  string      `json:"name,omitzero" data:"public"`
	Value LooseString `json:"value,omitzero" data:"public"`
	Extra Unknown     `json:",embed"`
}

// GroupAttributesInput are what a new user group gives its members.
type GroupAttributesInput struct {
	Sudo         *SudoInput        `json:"sudo,omitzero"`
	LDAPGroups   []LDAPGroupInput  `json:"ldapGroups,omitzero"`
	POSIXGroups  []POSIXGroupInput `json:"posixGroups,omitzero"`
	Radius       *GroupRadiusInput `json:"radius,omitzero"`
	SambaEnabled *bool             `json:"sambaEnabled,omitzero"`
}

// SudoInput lets members act as root.
type SudoInput struct {
	Enabled         bool `json:"enabled"`
	WithoutPassword bool `json:"withoutPassword"`
}

// LDAPGroupInput names a group in JumpCloud's LDAP.
type LDAPGroupInput struct {
	Name string `json:"name" data:"public"`
}

// POSIXGroupInput names a group on Unix devices.
type POSIXGroupInput struct {
	ID   int    `json:"id"`
	Name string `json:"name" data:"public"`
}

// GroupRadiusInput is what RADIUS is to answer for members.
type GroupRadiusInput struct {
	Reply []RadiusReplyInput `json:"reply,omitzero"`
}

// RadiusReplyInput is one attribute of a RADIUS answer.
type RadiusReplyInput struct {
	Name  string `json:"name" data:"public"`
	Value string `json:"value" data:"public"`
}
