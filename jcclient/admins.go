package jcclient

import "github.com/go-json-experiment/json/jsontext"

// The operations on administrators: who may sign in to JumpCloud's console, and
// whose keys it takes. They are none of the directory's users.
//
// JumpCloud publishes the PUT alone. Two public clients list administrators, and
// JumpCloud's own command line reads, creates and deletes them: these are
// declared as unpublished, with the scopes of their published neighbours.
var (
	ListAdmins  = v1List[ListQuery, Admin]("GET /users by administrators administrators.readonly, unpublished")
	GetAdmin    = v1[AdminID, Admin]("GET /users/{id} by administrators administrators.readonly, unpublished")
	CreateAdmin = v1[CreateAdminInput, Admin]("POST /users by administrators, unpublished")
	UpdateAdmin = v1[UpdateAdminInput, Admin]("PUT /users/{id} by administrators")
	DeleteAdmin = v1[AdminID, Empty]("DELETE /users/{id} by administrators, unpublished")

	// A role is the list of scopes that its administrators have.
	ListRoles = v2ListIn[PlainQuery, Role]("GET /roles by roles.readonly roles", "results")
	GetRole   = v2[RoleID, Role]("GET /roles/{role_id} by roles.readonly roles")
)

// AdminID names one administrator.
type AdminID struct {
	ID ID `json:"id" of:"admins"`
}

// CreateAdminInput is a new administrator, whom JumpCloud sends a mail to set
// themselves up. JumpCloud has a role for who is given none; nobody says which,
// so that here one must be said.
type CreateAdminInput struct {
	Email             string `json:"email" data:"pii"`
	RoleName          string `json:"roleName" data:"public"`
	Firstname         string `json:"firstname,omitzero" data:"pii"`
	Lastname          string `json:"lastname,omitzero" data:"pii"`
	EnableMultiFactor *bool  `json:"enableMultiFactor,omitzero"`
}

// UpdateAdminInput changes the fields that are given. Whoever gets another
// email, role or key gets in, or keeps others out.
type UpdateAdminInput struct {
	ID                ID     `json:"id" of:"admins"`
	Email             string `json:"email,omitzero" data:"pii"`
	Firstname         string `json:"firstname,omitzero" data:"pii"`
	Lastname          string `json:"lastname,omitzero" data:"pii"`
	RoleName          string `json:"roleName,omitzero" data:"public"`
	EnableMultiFactor *bool  `json:"enableMultiFactor,omitzero"`
	APIKeyAllowed     *bool  `json:"apiKeyAllowed,omitzero"`
}

// An Admin is somebody who administers the organization. APIKeyHash tells the
// first characters of the administrator's key, and perhaps more.
type Admin struct {
	ID                  ID             `json:"_id,omitzero"`
	Email               string         `json:"email,omitzero" data:"pii"`
	Firstname           string         `json:"firstname,omitzero" data:"pii"`
	Lastname            string         `json:"lastname,omitzero" data:"pii"`
	Role                string         `json:"role,omitzero" data:"id"`
	Roles               []string       `json:"roles,omitzero" data:"id"`
	RoleName            string         `json:"roleName,omitzero" data:"public"`
	RoleNames           []string       `json:"roleNames,omitzero" data:"public"`
	EnableMultiFactor   bool           `json:"enableMultiFactor,omitzero"`
	TOTPEnrolled        bool           `json:"totpEnrolled,omitzero"`
	TOTPUpdatedAt       Time           `json:"totpUpdatedAt,omitzero"`
	Suspended           bool           `json:"suspended,omitzero"`
	APIKeyAllowed       bool           `json:"apiKeyAllowed,omitzero"`
	APIKeySet           bool           `json:"apiKeySet,omitzero"`
	APIKeyUpdatedAt     Time           `json:"apiKeyUpdatedAt,omitzero"`
	APIKeyHash          jsontext.Value `json:"apiKeyHash,omitzero" data:"secret"`
	PasswordUpdatedAt   Time           `json:"passwordUpdatedAt,omitzero"`
	SessionCount        LooseInt       `json:"sessionCount,omitzero"`
	Created             Time           `json:"created,omitzero"`
	UsersTimeZone       string         `json:"usersTimeZone,omitzero" data:"public"`
	Organization        ID             `json:"organization,omitzero"`
	Provider            ID             `json:"provider,omitzero"`
	IsEnterprise        bool           `json:"isEnterprise,omitzero"`
	DisableIntroduction bool           `json:"disableIntroduction,omitzero"`
	LastWhatsNewChecked Time           `json:"lastWhatsNewChecked,omitzero"`
	GrowthData          jsontext.Value `json:"growthData,omitzero" data:"text"`
	Extra               Unknown        `json:",embed"`
}

// RoleID names one role.
type RoleID struct {
	RoleID ID `json:"role_id" of:"admin_roles"`
}

// A Role is what administrators, and service accounts, may do: a list of scopes.
type Role struct {
	ID              ID       `json:"id,omitzero"`
	Name            string   `json:"name,omitzero" data:"public"`
	Description     string   `json:"description,omitzero" data:"text"`
	Scopes          []string `json:"scopes,omitzero" data:"public"`
	IsCustom        bool     `json:"isCustom,omitzero"`
	CreatedBy       string   `json:"createdBy,omitzero" data:"id"`
	LastUpdatedBy   string   `json:"lastUpdatedBy,omitzero" data:"id"`
	OrganizationIDs []string `json:"organizationIds,omitzero" data:"id"`
	ProviderID      string   `json:"providerId,omitzero" data:"id"`
	Extra           Unknown  `json:",embed"`
}
