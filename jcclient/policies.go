package jcclient

import "github.com/go-json-experiment/json/jsontext"

// The operations on device policies.
var (
	ListPolicies = v2List[ListQuery, Policy]("GET /policies by systems systems.readonly")
	GetPolicy    = v2[PolicyID, Policy]("GET /policies/{id} by systems systems.readonly")
	CreatePolicy = v2[CreatePolicyInput, Policy]("POST /policies by systems")
)

// PolicyID names one policy.
type PolicyID struct {
	ID ID `json:"id" of:"policies"`
}

// CreatePolicyInput is a new policy, made from a template. It applies to no
// device until one is bound.
type CreatePolicyInput struct {
	Name     string             `json:"name" data:"public"`
	Template PolicyTemplateRef  `json:"template"`
	Notes    string             `json:"notes,omitzero" data:"text"`
	Values   []PolicyValueInput `json:"values,omitzero"`
}

// PolicyTemplateRef names the template that a policy is made from.
type PolicyTemplateRef struct {
	ID ID `json:"id" of:"policy_templates"`
}

// PolicyValueInput sets one field of the template: a string, a number, a bool
// or a list, as the field's displayType wants it.
type PolicyValueInput struct {
	ConfigFieldID ID             `json:"configFieldID"`
	Value         jsontext.Value `json:"value" data:"text"`
	Sensitive     *bool          `json:"sensitive,omitzero"`
}

// A Policy is settings that devices are held to. A list leaves out
// ConfigFields, Values and Notes.
type Policy struct {
	ID           ID                `json:"id,omitzero"`
	Name         string            `json:"name,omitzero" data:"public"`
	Notes        string            `json:"notes,omitzero" data:"text"`
	Template     PolicyTemplate    `json:"template,omitzero"`
	ConfigFields []ConfigFieldSpec `json:"configFields,omitzero"`
	Values       []PolicyValue     `json:"values,omitzero"`
	Extra        Unknown           `json:",embed"`
}

// A PolicyValue is one setting. Where Sensitive is true, Value is a secret in
// plain JSON.
type PolicyValue struct {
	ConfigFieldID ID             `json:"configFieldID,omitzero"`
	Value         jsontext.Value `json:"value,omitzero" data:"text"`
	Sensitive     bool           `json:"sensitive,omitzero"`
	Extra         Unknown        `json:",embed"`
}
