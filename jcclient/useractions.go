package jcclient

// UserAction names the user whose state is changed.
type UserAction struct {
	ID ID `json:"id" of:"users"`
}

// ReactivateUserInput names the user who is sent the activation mail again: to
// their own address, or to Email. Whoever reads that mail can set the password.
type ReactivateUserInput struct {
	ID    ID     `json:"id" of:"users"`
	Email string `json:"email,omitzero" data:"pii"`
}

// ResetUserMFAInput names the user whose second factor is forgotten, and until
// when they are let in without one.
type ResetUserMFAInput struct {
	ID             ID    `json:"id" of:"users"`
	Exclusion      *bool `json:"exclusion,omitzero"`
	ExclusionUntil Time  `json:"exclusionUntil,omitzero" due:"later"`
	ExclusionDays  int   `json:"exclusionDays,omitzero"`
}

// EnforceUserMFAInput says whether the user needs a second factor.
type EnforceUserMFAInput struct {
	ID                  ID        `json:"id" of:"users"`
	EnableUserPortalMFA *bool     `json:"enable_user_portal_multifactor,omitzero"`
	MFA                 *MFAInput `json:"mfa,omitzero"`
}

// UserSSHKeysQuery names the user whose public keys are listed.
type UserSSHKeysQuery struct {
	ID ID `json:"id" of:"users"`
}

// AddUserSSHKeyInput is a public key that lets whoever has its other half log
// in as the user.
type AddUserSSHKeyInput struct {
	ID        ID     `json:"id" of:"users"`
	Name      string `json:"name" data:"public"`
	PublicKey string `json:"public_key" data:"text"`
}

// DeleteUserSSHKeyInput names one of a user's public keys.
type DeleteUserSSHKeyInput struct {
	SystemUserID ID `json:"systemuser_id" of:"users"`
	ID           ID `json:"id" of:"ssh_keys"`
}

// UserAssociationsQuery names the user whose direct bindings to one kind of
// object are listed.
type UserAssociationsQuery struct {
	UserID  ID         `json:"user_id" of:"users"`
	Targets UserTarget `json:"targets"`
}

// ChangeUserAssociationsInput binds an object to a user, or unbinds it. With a
// device the attributes can make the user its administrator.
type ChangeUserAssociationsInput struct {
	UserID     ID                     `json:"user_id" of:"users"`
	Op         Op                     `json:"op"`
	Type       UserTarget             `json:"type"`
	ID         ID                     `json:"id" of:"type"`
	Attributes *AccountAttributeInput `json:"attributes,omitzero"`
}

// UserTarget is a kind of object that users, and groups of users, are bound to.
type UserTarget string

// Values are the published kinds.
func (UserTarget) Values() []string {
	return []string{"application", "system", "system_group", "radius_server", "policy", "policy_group", "ldap_server", "active_directory",
		"g_suite", "office_365", "idp_routing_policy", "password_manager_item"}
}

// AccountAttributeInput is what an account on a device may do.
type AccountAttributeInput struct {
	Sudo *SudoInput `json:"sudo,omitzero"`
}
