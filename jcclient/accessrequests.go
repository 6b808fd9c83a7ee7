package jcclient

// The operations on access requests: rights on a device that somebody has for a
// while. JumpCloud publishes no list of them.
var (
	CreateAccessRequest = v2[CreateAccessRequestInput, NewAccessRequest]("POST /accessrequests by accessrequest")
	GetAccessRequest    = v2[AccessRequestID, AccessRequest]("GET /accessrequests/{accessId} by accessrequest.readonly")
	RevokeAccessRequest = v2[AccessRequestID, Empty]("POST /accessrequests/{accessId}/revoke by accessrequest")
)

// AccessRequestID names one access request.
type AccessRequestID struct {
	AccessID OpaqueID `json:"accessId" of:"access_requests"`
}

// CreateAccessRequestInput gives a user rights on a device until Expiry.
// Published are names alone; what they hold is as JumpCloud's own command line
// sends it.
type CreateAccessRequestInput struct {
	RequestorID          ID                `json:"requestorId" of:"users"`
	ResourceType         AccessResource    `json:"resourceType"`
	ResourceID           ID                `json:"resourceId" of:"devices"`
	Expiry               Time              `json:"expiry" due:"later"`
	AdditionalAttributes *AccessAttributes `json:"additionalAttributes,omitzero"`
	Remarks              string            `json:"remarks,omitzero" data:"text"`
}

// AccessResource is a kind of object that rights are given on.
type AccessResource string

// Values are the kinds that are known.
func (AccessResource) Values() []string { return []string{"device"} }

// AccessAttributes are the rights beyond an account.
type AccessAttributes struct {
	Sudo *SudoInput `json:"sudo,omitzero"`
}

// NewAccessRequest tells the id of what was created.
type NewAccessRequest struct {
	ID    string  `json:"id,omitzero" data:"id"`
	Extra Unknown `json:",embed"`
}

// An AccessRequest is who may do what until when. Duration is in no published unit.
type AccessRequest struct {
	AccessID             string   `json:"accessId,omitzero" data:"id"`
	AccessState          string   `json:"accessState,omitzero" data:"public"`
	RequestorID          string   `json:"requestorId,omitzero" of:"users" data:"id"`
	OnBehalfOfUserID     string   `json:"onBehalfOfUserId,omitzero" of:"users" data:"id"`
	ResourceType         string   `json:"resourceType,omitzero" data:"public"`
	ResourceID           string   `json:"resourceId,omitzero" of:"devices" data:"id"`
	Expiry               Time     `json:"expiry,omitzero"`
	Duration             LooseInt `json:"duration,omitzero"`
	Remarks              string   `json:"remarks,omitzero" data:"text"`
	AdditionalAttributes string   `json:"additionalAttributes,omitzero" data:"text"`
	ApplicationIntID     string   `json:"applicationIntId,omitzero" data:"id"`
	OperationID          string   `json:"operationId,omitzero" data:"id"`
	TempGroupID          string   `json:"tempGroupId,omitzero" data:"id"`
	CompanyID            string   `json:"companyId,omitzero" data:"id"`
	JobID                string   `json:"jobId,omitzero" data:"id"`
	Metadata             string   `json:"metadata,omitzero" data:"text"`
	CreatedBy            string   `json:"createdBy,omitzero" data:"id"`
	UpdatedBy            string   `json:"updatedBy,omitzero" data:"id"`
	ID                   LooseInt `json:"id,omitzero"`
	Version              LooseInt `json:"version,omitzero"`
	Extra                Unknown  `json:",embed"`
}
