package jcclient

// The operations on users: the people of a directory. JumpCloud's v1 paths
// call them systemusers; /api/users is its administrators.
var (
	ListUsers  = v1List[UserQuery, User]("GET /systemusers by commandrunner.legacy users users.readonly")
	GetUser    = v1[UserID, User]("GET /systemusers/{id} by users users.readonly")
	CreateUser = v1[CreateUserInput, User]("POST /systemusers by users users.create")
	UpdateUser = v1[UpdateUserInput, User]("PUT /systemusers/{id} by users users.properties users.properties.update")
	DeleteUser = v1[DeleteUserInput, User]("DELETE /systemusers/{id} by users users.delete")

	SearchUsers = v1Search[UserSearch, User]("POST /search/systemusers by users users.readonly")

	SuspendUser    = v1[UserAction, Empty]("POST /systemusers/{id}/state/suspend by users users.state users.state.suspend")
	ActivateUser   = v1[UserAction, Empty]("POST /systemusers/{id}/state/activate by users users.state users.state.activate")
	UnlockUser     = v1[UserAction, Empty]("POST /systemusers/{id}/unlock by users users.state users.state.unlock users.update.unlock")
	ExpireUser     = v1[UserAction, Empty]("POST /systemusers/{id}/expire by users users.password users.password.expire users.update.passwordreset")
	ReactivateUser = v1[ReactivateUserInput, Empty]("POST /systemusers/{id}/reactivate by users users.notification users.notification.send-activation-email")
	ResetUserMFA   = v1[ResetUserMFAInput, Empty]("POST /systemusers/{id}/resetmfa by users users.mfa.reset")
	EnforceUserMFA = v1[EnforceUserMFAInput, Empty]("POST /systemusers/{id}/mfa/enforce by users users.mfa users.mfa.enforce")

	ListUserSSHKeys  = v1All[UserSSHKeysQuery, SSHKey]("GET /systemusers/{id}/sshkeys by users users.readonly")
	AddUserSSHKey    = v1[AddUserSSHKeyInput, SSHKey]("POST /systemusers/{id}/sshkeys by users")
	DeleteUserSSHKey = v1[DeleteUserSSHKeyInput, Empty]("DELETE /systemusers/{systemuser_id}/sshkeys/{id} by users")

	ListUserAssociations   = v2List[UserAssociationsQuery, Connection]("GET /users/{user_id}/associations by associations.users associations.users.readonly associations associations.readonly")
	ChangeUserAssociations = v2Edge[ChangeUserAssociationsInput]("POST /users/{user_id}/associations by associations.users associations")

	ListUserMemberships   = v2List[UserMembershipsQuery, GraphObject]("GET /users/{user_id}/memberof by groups groups.readonly")
	ListUserApplications  = v2List[UserReachQuery, GraphObject]("GET /users/{user_id}/applications by applications applications.readonly")
	ListUserDevices       = v2List[UserReachQuery, GraphObject]("GET /users/{user_id}/systems by systems systems.readonly")
	ListUserRadiusServers = v2List[UserReachQuery, GraphObject]("GET /users/{user_id}/radiusservers by radius radius.readonly")
	ListUserPolicies      = v2List[UserReachQuery, GraphObject]("GET /users/{user_id}/policies by users users.readonly")
)

// UserQuery chooses users.
type UserQuery struct {
	ListQuery
	Search string `json:"search,omitzero" data:"pii"`
}

// UserID names one user.
type UserID struct {
	ID     ID    `json:"id" of:"users"`
	Fields Words `json:"fields,omitzero" data:"public"`
}

// UserMembershipsQuery names the user whose user groups are listed, however it
// came into them.
type UserMembershipsQuery struct {
	UserID ID    `json:"user_id" of:"users"`
	Filter Words `json:"filter,omitzero" data:"pii"`
	Sort   Words `json:"sort,omitzero" data:"public"`
}

// UserReachQuery names the user whose applications, devices, RADIUS servers or policies
// are listed: those that the user is bound to, and those that one of its groups is.
type UserReachQuery struct {
	UserID ID    `json:"user_id" of:"users"`
	Filter Words `json:"filter,omitzero" data:"pii"`
}

// DeleteUserInput names the user to delete. The delete of someone's manager
// is refused with 409 unless CascadeManager says what becomes of the reports.
type DeleteUserInput struct {
	ID             ID       `json:"id" of:"users"`
	CascadeManager IDOrNull `json:"cascade_manager,omitzero" of:"users" data:"id" jsonschema:"reports' new manager (id), or null for none"`
}

// FullValidation asks that a refused password comes back with all that it
// lacks, not just with 400.
type FullValidation string

// Values are the fields that can be validated so.
func (FullValidation) Values() []string { return []string{"password"} }

// CreateUserInput is a new user. Left out, State is the organization's default.
type CreateUserInput struct {
	Username string `json:"username" data:"pii"`
	Email    string `json:"email" data:"pii"`

	Firstname   string `json:"firstname,omitzero" data:"pii"`
	Middlename  string `json:"middlename,omitzero" data:"pii"`
	Lastname    string `json:"lastname,omitzero" data:"pii"`
	Displayname string `json:"displayname,omitzero" data:"pii"`

	Company            string `json:"company,omitzero" data:"public"`
	CostCenter         string `json:"costCenter,omitzero" data:"public"`
	Department         string `json:"department,omitzero" data:"public"`
	Description        string `json:"description,omitzero" data:"text"`
	EmployeeIdentifier string `json:"employeeIdentifier,omitzero" data:"pii"`
	EmployeeType       string `json:"employeeType,omitzero" data:"public"`
	JobTitle           string `json:"jobTitle,omitzero" data:"public"`
	Location           string `json:"location,omitzero" data:"pii"`
	Manager            ID     `json:"manager,omitzero" of:"users"`

	AlternateEmail string              `json:"alternateEmail,omitzero" data:"pii"`
	ManagedAppleID string              `json:"managedAppleId,omitzero" data:"pii"`
	RecoveryEmail  *RecoveryEmailInput `json:"recoveryEmail,omitzero"`

	Addresses     []AddressInput      `json:"addresses,omitzero"`
	PhoneNumbers  []PhoneInput        `json:"phoneNumbers,omitzero"`
	Attributes    []AttributeInput    `json:"attributes,omitzero"`
	Relationships []RelationshipInput `json:"relationships,omitzero"`
	Tags          []string            `json:"tags,omitzero" data:"public"`

	State                  UserState      `json:"state,omitzero"`
	Activated              *bool          `json:"activated,omitzero"`
	Suspended              *bool          `json:"suspended,omitzero"`
	AccountLocked          *bool          `json:"account_locked,omitzero"`
	Password               string         `json:"password,omitzero" data:"secret"`
	PasswordNeverExpires   *bool          `json:"password_never_expires,omitzero"`
	FullValidationDetails  FullValidation `json:"fullValidationDetails,omitzero" in:"query"`
	PublicKey              string         `json:"public_key,omitzero" data:"text"`
	AllowPublicKey         *bool          `json:"allow_public_key,omitzero"`
	MFA                    *MFAInput      `json:"mfa,omitzero"`
	EnableUserPortalMFA    *bool          `json:"enable_user_portal_multifactor,omitzero"`
	DisableDeviceMaxLogins *bool          `json:"disableDeviceMaxLoginAttempts,omitzero"`
	Sudo                   *bool          `json:"sudo,omitzero"`
	PasswordlessSudo       *bool          `json:"passwordless_sudo,omitzero"`
	LDAPBindingUser        *bool          `json:"ldap_binding_user,omitzero"`
	SambaServiceUser       *bool          `json:"samba_service_user,omitzero"`
	EnableManagedUID       *bool          `json:"enable_managed_uid,omitzero"`
	UnixUID                int            `json:"unix_uid,omitzero"`
	UnixGUID               int            `json:"unix_guid,omitzero"`

	ExternallyManaged              *bool                    `json:"externally_managed,omitzero"`
	ExternalDN                     string                   `json:"external_dn,omitzero" data:"pii"`
	ExternalSourceType             string                   `json:"external_source_type,omitzero" data:"public"`
	ExternalPasswordExpirationDate Time                     `json:"external_password_expiration_date,omitzero"`
	DelegatedAuthority             *DelegatedAuthorityInput `json:"delegatedAuthority,omitzero"`
	RestrictedFields               []RestrictedFieldInput   `json:"restrictedFields,omitzero"`
}

// UpdateUserInput changes the fields that are given: "" clears one, and a list
// replaces the whole list. State and Suspended must not contradict each other.
type UpdateUserInput struct {
	ID ID `json:"id" of:"users"`

	Username    *string `json:"username,omitzero" data:"pii"`
	Email       *string `json:"email,omitzero" data:"pii"`
	Firstname   *string `json:"firstname,omitzero" data:"pii"`
	Middlename  *string `json:"middlename,omitzero" data:"pii"`
	Lastname    *string `json:"lastname,omitzero" data:"pii"`
	Displayname *string `json:"displayname,omitzero" data:"pii"`

	Company            *string `json:"company,omitzero" data:"public"`
	CostCenter         *string `json:"costCenter,omitzero" data:"public"`
	Department         *string `json:"department,omitzero" data:"public"`
	Description        *string `json:"description,omitzero" data:"text"`
	EmployeeIdentifier *string `json:"employeeIdentifier,omitzero" data:"pii"`
	EmployeeType       *string `json:"employeeType,omitzero" data:"public"`
	JobTitle           *string `json:"jobTitle,omitzero" data:"public"`
	Location           *string `json:"location,omitzero" data:"pii"`
	Manager            *ID     `json:"manager,omitzero" of:"users"`

	AlternateEmail *string `json:"alternateEmail,omitzero" data:"pii"`
	ManagedAppleID *string `json:"managedAppleId,omitzero" data:"pii"`

	Addresses     []AddressInput      `json:"addresses,omitzero"`
	PhoneNumbers  []PhoneInput        `json:"phoneNumbers,omitzero"`
	Attributes    []AttributeInput    `json:"attributes,omitzero"`
	Relationships []RelationshipInput `json:"relationships,omitzero"`
	SSHKeys       []SSHKeyInput       `json:"ssh_keys,omitzero"`
	Tags          []string            `json:"tags,omitzero" data:"public"`

	State                  UserStateChange `json:"state,omitzero"`
	Suspended              *bool           `json:"suspended,omitzero"`
	AccountLocked          *bool           `json:"account_locked,omitzero"`
	Password               string          `json:"password,omitzero" data:"secret"`
	PasswordNeverExpires   *bool           `json:"password_never_expires,omitzero"`
	FullValidationDetails  FullValidation  `json:"fullValidationDetails,omitzero" in:"query"`
	PublicKey              *string         `json:"public_key,omitzero" data:"text"`
	AllowPublicKey         *bool           `json:"allow_public_key,omitzero"`
	MFA                    *MFAInput       `json:"mfa,omitzero"`
	EnableUserPortalMFA    *bool           `json:"enable_user_portal_multifactor,omitzero"`
	DisableDeviceMaxLogins *bool           `json:"disableDeviceMaxLoginAttempts,omitzero"`
	Sudo                   *bool           `json:"sudo,omitzero"`
	LDAPBindingUser        *bool           `json:"ldap_binding_user,omitzero"`
	SambaServiceUser       *bool           `json:"samba_service_user,omitzero"`
	EnableManagedUID       *bool           `json:"enable_managed_uid,omitzero"`
	UnixUID                int             `json:"unix_uid,omitzero"`
	UnixGUID               int             `json:"unix_guid,omitzero"`

	ExternallyManaged              *bool                    `json:"externally_managed,omitzero"`
	ExternalDN                     *string                  `json:"external_dn,omitzero" data:"pii"`
	ExternalSourceType             *string                  `json:"external_source_type,omitzero" data:"public"`
	ExternalPasswordExpirationDate Time                     `json:"external_password_expiration_date,omitzero"`
	DelegatedAuthority             *DelegatedAuthorityInput `json:"delegatedAuthority,omitzero"`
	RestrictedFields               []RestrictedFieldInput   `json:"restrictedFields,omitzero"`
}
