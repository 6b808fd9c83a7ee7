package jcclient

// A User is a person in the directory. A list without Fields leaves out some
// of these (seen in recorded answers: mfaEnrollment, manager, recoveryEmail).
type User struct {
	ID       ID     `json:"_id,omitzero"`
	Username string `json:"username,omitzero" data:"pii"`
	Email    string `json:"email,omitzero" data:"pii"`

	Firstname   string `json:"firstname,omitzero" data:"pii"`
	Middlename  string `json:"middlename,omitzero" data:"pii"`
	Lastname    string `json:"lastname,omitzero" data:"pii"`
	Displayname string `json:"displayname,omitzero" data:"pii"`

	Company            string      `json:"company,omitzero" data:"public"`
	CostCenter         string      `json:"costCenter,omitzero" data:"public"`
	Department         string      `json:"department,omitzero" data:"public"`
	Description        string      `json:"description,omitzero" data:"text"`
	EmployeeIdentifier LooseString `json:"employeeIdentifier,omitzero" data:"pii"` // null on live answers
	EmployeeType       string      `json:"employeeType,omitzero" data:"public"`
	JobTitle           string      `json:"jobTitle,omitzero" data:"public"`
	Location           string      `json:"location,omitzero" data:"pii"`
	Manager            ID          `json:"manager,omitzero"`
	Organization       ID          `json:"organization,omitzero"`

	AlternateEmail string        `json:"alternateEmail,omitzero" data:"pii"`
	ManagedAppleID string        `json:"managedAppleId,omitzero" data:"pii"`
	RecoveryEmail  RecoveryEmail `json:"recoveryEmail,omitzero"`

	Addresses     []Address      `json:"addresses,omitzero"`
	PhoneNumbers  []Phone        `json:"phoneNumbers,omitzero"`
	Attributes    []Attribute    `json:"attributes,omitzero"`
	Relationships []Relationship `json:"relationships,omitzero"`
	SSHKeys       []SSHKey       `json:"ssh_keys,omitzero"`
	Tags          []string       `json:"tags,omitzero" data:"public"`
	MemberOf      []string       `json:"memberof,omitzero" data:"id"` // of a search alone

	State             UserState `json:"state,omitzero"`
	Activated         bool      `json:"activated,omitzero"`
	Suspended         bool      `json:"suspended,omitzero"`
	AccountLocked     bool      `json:"account_locked,omitzero"`
	AccountLockedDate Time      `json:"account_locked_date,omitzero"`
	BadLoginAttempts  int       `json:"badLoginAttempts,omitzero"`
	Created           Time      `json:"created,omitzero"`
	CreationSource    string    `json:"creationSource,omitzero" data:"public"`

	PasswordDate           Time          `json:"password_date,omitzero"`
	PasswordExpirationDate Time          `json:"password_expiration_date,omitzero"`
	PasswordExpired        bool          `json:"password_expired,omitzero"`
	PasswordNeverExpires   bool          `json:"password_never_expires,omitzero"`
	PublicKey              string        `json:"public_key,omitzero" data:"text"`
	AllowPublicKey         bool          `json:"allow_public_key,omitzero"`
	TOTPEnabled            bool          `json:"totp_enabled,omitzero"`
	MFA                    MFA           `json:"mfa,omitzero"`
	MFAEnrollment          MFAEnrollment `json:"mfaEnrollment,omitzero"`
	EnableUserPortalMFA    bool          `json:"enable_user_portal_multifactor,omitzero"`
	DisableDeviceMaxLogins bool          `json:"disableDeviceMaxLoginAttempts,omitzero"`

	Sudo             bool `json:"sudo,omitzero"`
	PasswordlessSudo bool `json:"passwordless_sudo,omitzero"`
	LDAPBindingUser  bool `json:"ldap_binding_user,omitzero"`
	SambaServiceUser bool `json:"samba_service_user,omitzero"`
	EnableManagedUID bool `json:"enable_managed_uid,omitzero"`
	UnixUID          int  `json:"unix_uid,omitzero"`
	UnixGUID         int  `json:"unix_guid,omitzero"` // the group id, in spite of its name

	Admin                          *UserAdmin          `json:"admin,omitzero"`
	ExternallyManaged              bool                `json:"externally_managed,omitzero"`
	ExternalDN                     string              `json:"external_dn,omitzero" data:"pii"`
	ExternalSourceType             string              `json:"external_source_type,omitzero" data:"public"`
	ExternalPasswordExpirationDate Time                `json:"external_password_expiration_date,omitzero"`
	DelegatedAuthority             *DelegatedAuthority `json:"delegatedAuthority,omitzero"`
	RestrictedFields               []RestrictedField   `json:"restrictedFields,omitzero"`

	Extra Unknown `json:",embed"`
}

// UserState is where a user is in life.
type UserState string

// Values are the published states. STAGED is possible at creation only.
func (UserState) Values() []string { return []string{"STAGED", "ACTIVATED", "SUSPENDED"} }

// UserStateChange is a state that a user can be brought to.
type UserStateChange string

// Values are the published states. There is no way back to STAGED.
func (UserStateChange) Values() []string { return []string{"ACTIVATED", "SUSPENDED"} }

// An Address is a postal address.
type Address struct {
	ID              ID      `json:"id,omitzero"`
	Type            string  `json:"type,omitzero" data:"public"`
	POBox           string  `json:"poBox,omitzero" data:"pii"`
	ExtendedAddress string  `json:"extendedAddress,omitzero" data:"pii"`
	StreetAddress   string  `json:"streetAddress,omitzero" data:"pii"`
	Locality        string  `json:"locality,omitzero" data:"pii"`
	Region          string  `json:"region,omitzero" data:"pii"`
	PostalCode      string  `json:"postalCode,omitzero" data:"pii"`
	Country         string  `json:"country,omitzero" data:"pii"`
	Extra           Unknown `json:",embed"`
}

// A Phone is a telephone number.
type Phone struct {
	ID     ID      `json:"id,omitzero"`
	Type   string  `json:"type,omitzero" data:"public"`
	Number string  `json:"number,omitzero" data:"pii"`
	Extra  Unknown `json:",embed"`
}

// A Relationship is a relation in free words.
type Relationship struct {
	Type  string  `json:"type,omitzero" data:"public"`
	Value string  `json:"value,omitzero" data:"pii"`
	Extra Unknown `json:",embed"`
}

// An SSHKey is a public key that lets the user log in.
type SSHKey struct {
	ID         ID      `json:"_id,omitzero"`
	Name       string  `json:"name,omitzero" data:"public"`
	PublicKey  string  `json:"public_key,omitzero" data:"text"`
	CreateDate Time    `json:"create_date,omitzero"`
	Extra      Unknown `json:",embed"`
}

// RecoveryEmail is where a locked-out person is written to.
type RecoveryEmail struct {
	Address    string  `json:"address,omitzero" data:"pii"`
	Verified   bool    `json:"verified,omitzero"`
	VerifiedAt Time    `json:"verifiedAt,omitzero"`
	Extra      Unknown `json:",embed"`
}

// MFA is whether multi-factor authentication is set up, or excused.
type MFA struct {
	Configured     bool    `json:"configured,omitzero"`
	Exclusion      bool    `json:"exclusion,omitzero"`
	ExclusionUntil Time    `json:"exclusionUntil,omitzero"`
	ExclusionDays  int     `json:"exclusionDays,omitzero"`
	Extra          Unknown `json:",embed"`
}

// MFAEnrollment is how far each factor is set up.
type MFAEnrollment struct {
	OverallStatus  MFAStatus `json:"overallStatus,omitzero"`
	TOTPStatus     MFAStatus `json:"totpStatus,omitzero"`
	WebAuthnStatus MFAStatus `json:"webAuthnStatus,omitzero"`
	PushStatus     MFAStatus `json:"pushStatus,omitzero"`
	SMSStatus      MFAStatus `json:"smsStatus,omitzero"`
	JCGoStatus     MFAStatus `json:"jcGoStatus,omitzero"`
	Extra          Unknown   `json:",embed"`
}

// MFAStatus is how far a factor is set up.
type MFAStatus string

// Values are the published stages.
func (MFAStatus) Values() []string {
	return []string{"NOT_ENROLLED", "DISABLED", "PENDING_ACTIVATION", "ENROLLMENT_EXPIRED", "IN_ENROLLMENT", "PRE_ENROLLMENT", "ENROLLED"}
}

// UserAdmin is the administrator that a user is as well.
type UserAdmin struct {
	ID        ID       `json:"id,omitzero"`
	RoleName  string   `json:"roleName,omitzero" data:"public"`
	RoleNames []string `json:"roleNames,omitzero" data:"public"`
	Extra     Unknown  `json:",embed"`
}

// DelegatedAuthority is who checks the user's password instead of JumpCloud.
type DelegatedAuthority struct {
	ID    string  `json:"id,omitzero" data:"id"`
	Name  string  `json:"name,omitzero" data:"public"`
	Extra Unknown `json:",embed"`
}
