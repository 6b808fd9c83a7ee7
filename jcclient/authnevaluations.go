package jcclient

import "github.com/go-json-experiment/json/jsontext"

// PolicyEvaluationsQuery chooses sign-ins that policies were asked about.
type PolicyEvaluationsQuery struct {
	TimeRange EvaluationTimes    `json:"timeRange"`
	Filters   *EvaluationFilters `json:"filters,omitzero"`
}

// EvaluationTimes are 90 days at most, both ends included.
type EvaluationTimes struct {
	Start Time `json:"start"`
	End   Time `json:"end"`
}

// EvaluationFilters narrow sign-ins down; all of them hold.
type EvaluationFilters struct {
	PolicyID            OpaqueID `json:"policyId,omitzero" of:"authn_policies"`
	PolicyName          string   `json:"policyName,omitzero" data:"public"`
	ResourceType        string   `json:"resourceType,omitzero" data:"public"`
	UserObjectID        ID       `json:"userObjectId,omitzero" of:"users"`
	UserGroupIDs        []ID     `json:"userGroupIds,omitzero" of:"user_groups"`
	ApplicationObjectID ID       `json:"applicationObjectId,omitzero" of:"applications"`
}

// PolicyEvaluations are what policies did to sign-ins, in numbers.
type PolicyEvaluations struct {
	Aggregates        EvaluationCounts  `json:"aggregates,omitzero"`
	AvailablePolicies []EvaluatedPolicy `json:"availablePolicies,omitzero"`
	Extra             Unknown           `json:",embed"`
}

// EvaluationCounts count evaluations; the distributions are by words of
// JumpCloud's.
type EvaluationCounts struct {
	TotalHits                LooseInt       `json:"totalHits,omitzero"`
	PoliciesApplied          LooseInt       `json:"policiesApplied,omitzero"`
	NotApplied               LooseInt       `json:"notApplied,omitzero"`
	FailedConditionCounts    jsontext.Value `json:"failedConditionCounts,omitzero" data:"public"`
	ActionResultDistribution jsontext.Value `json:"actionResultDistribution,omitzero" data:"public"`
	MFADistribution          jsontext.Value `json:"mfaDistribution,omitzero" data:"public"`
	Extra                    Unknown        `json:",embed"`
}

// An EvaluatedPolicy is one that sign-ins met.
type EvaluatedPolicy struct {
	ID    string  `json:"id,omitzero" data:"id"`
	Name  string  `json:"name,omitzero" data:"public"`
	Extra Unknown `json:",embed"`
}
