package jcclient

import "github.com/go-json-experiment/json/jsontext"

// The operations on device policies.
var (
	ListPolicies = v2List[ListQuery, Policy]("GET /policies by systems systems.readonly")
	GetPolicy    = v2[PolicyID, Policy]("GET /policies/{id} by systems systems.readonly")
	CreatePolicy = v2[CreatePolicyInput, Policy]("POST /policies by systems")
	DeletePolicy = v2[PolicyID, Empty]("DELETE /policies/{id} by systems")

	// PUT takes the settings all at once: JumpCloud's own PowerShell module reads
	// them, and sends them all.
	UpdatePolicy = v2Replace[UpdatePolicyInput, Policy]("PUT /policies/{id} by systems", "id", "template", "configFields")

	ListPolicyStatuses       = v2List[PolicyResultsQuery, PolicyResult]("GET /policies/{policy_id}/policystatuses by systems systems.readonly")
	ListResultsOfPolicy      = v2List[PolicyResultsQuery, PolicyResult]("GET /policies/{policy_id}/policyresults by systems systems.readonly")
	ListPolicyResults        = v2List[ListQuery, PolicyResult]("GET /policyresults by systems systems.readonly")
	GetPolicyResult          = v2[PolicyResultID, PolicyResult]("GET /policyresults/{id} by systems systems.readonly")
	ListPolicyDevices        = v2List[PolicyReachQuery, GraphObject]("GET /policies/{policy_id}/systems by systems systems.readonly")
	ListPolicyDeviceGroups   = v2List[PolicyReachQuery, GraphObject]("GET /policies/{policy_id}/systemgroups by groups groups.readonly")
	ListPolicyAssociations   = v2List[PolicyAssociationsQuery, Connection]("GET /policies/{policy_id}/associations by associations.systems associations.systems.readonly associations associations.readonly")
	ChangePolicyAssociations = v2Edge[ChangePolicyAssociationsInput]("POST /policies/{policy_id}/associations by associations.systems associations")
)

// PolicyID names one policy.
type PolicyID struct {
	ID ID `json:"id" of:"policies"`
}

// PolicyResultsQuery names the policy of which is listed what came of it.
type PolicyResultsQuery struct {
	PolicyID ID `json:"policy_id" of:"policies"`
	ListQuery
}

// PolicyResultID names one result.
type PolicyResultID struct {
	ID ID `json:"id" of:"policy_results"`
}

// PolicyReachQuery names the policy whose devices, or device groups, are listed:
// what is held to it.
type PolicyReachQuery struct {
	PolicyID ID    `json:"policy_id" of:"policies"`
	Filter   Words `json:"filter,omitzero" data:"pii"`
}

// PolicyAssociationsQuery names the policy whose direct bindings to one kind of
// object are listed.
type PolicyAssociationsQuery struct {
	PolicyID ID           `json:"policy_id" of:"policies"`
	Targets  PolicyTarget `json:"targets"`
}

// ChangePolicyAssociationsInput binds an object to a policy, or unbinds it: its
// devices are held to the policy from then on, or no more.
type ChangePolicyAssociationsInput struct {
	PolicyID   ID             `json:"policy_id" of:"policies"`
	Op         Op             `json:"op"`
	Type       PolicyTarget   `json:"type"`
	ID         ID             `json:"id" of:"type"`
	Attributes jsontext.Value `json:"attributes,omitzero" data:"text"`
}

// PolicyTarget is a kind of object that policies are bound to.
type PolicyTarget string

// Values are the published kinds.
func (PolicyTarget) Values() []string {
	return []string{"system", "system_group", "user", "user_group"}
}

// UpdatePolicyInput changes the fields and the settings that are given. All
// other settings stay as they are, the secret ones too.
type UpdatePolicyInput struct {
	ID     ID                 `json:"id" of:"policies"`
	Name   string             `json:"name,omitzero" data:"public"`
	Notes  *string            `json:"notes,omitzero" data:"text"`
	Values []PolicyValueInput `json:"values,omitzero" over:"configFieldID"`
}

func (in UpdatePolicyInput) misfit() error { return setTwice(in.Values) }

// CreatePolicyInput is a new policy, made from a template. It applies to no
// device until one is bound.
type CreatePolicyInput struct {
	Name     string             `json:"name" data:"public"`
	Template PolicyTemplateRef  `json:"template"`
	Notes    string             `json:"notes,omitzero" data:"text"`
	Values   []PolicyValueInput `json:"values,omitzero"`
}

func (in CreatePolicyInput) misfit() error { return setTwice(in.Values) }

// setTwice refuses settings of which one would be lost.
func setTwice(values []PolicyValueInput) error {
	first := map[ID]int{}
	for i, v := range values {
		if at, twice := first[v.ConfigFieldID]; twice {
			return badArgument("values", "[%d] and [%d] are both of configFieldID %s: give it once", at, i, v.ConfigFieldID)
		}
		first[v.ConfigFieldID] = i
	}
	return nil
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
