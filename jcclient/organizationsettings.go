package jcclient

// OrganizationSettings are the settings of a directory.
type OrganizationSettings struct {
	Name         string `json:"name,omitzero" data:"public"`
	ContactName  string `json:"contactName,omitzero" data:"pii"`
	ContactEmail string `json:"contactEmail,omitzero" data:"pii"`
	Logo         string `json:"logo,omitzero" data:"public"`
	AgentVersion string `json:"agentVersion,omitzero" data:"public"`

	PasswordCompliance         PasswordCompliance `json:"passwordCompliance,omitzero"`
	PasswordPolicy             PasswordPolicy     `json:"passwordPolicy,omitzero"`
	RequireAdminMFA            bool               `json:"requireAdminMFA,omitzero"`
	SystemUserPasswordExpires  int                `json:"systemUserPasswordExpirationInDays,omitzero"` // days
	SystemUsersCanEdit         bool               `json:"systemUsersCanEdit,omitzero"`
	MaxSystemUsers             int                `json:"maxSystemUsers,omitzero"`
	NewSystemUserStateDefaults NewUserStates      `json:"newSystemUserStateDefaults,omitzero"`
	SystemUserDefaults         SystemUserDefaults `json:"systemUserDefaults,omitzero"`
	UserPortal                 UserPortal         `json:"userPortal,omitzero"`

	ChromeDTCEnabled             bool             `json:"chromeDTCEnabled,omitzero"`
	DeviceIdentificationEnabled  bool             `json:"deviceIdentificationEnabled,omitzero"`
	DisableCommandRunner         bool             `json:"disableCommandRunner,omitzero"`
	DisableGoogleLogin           bool             `json:"disableGoogleLogin,omitzero"`
	DisableLDAP                  bool             `json:"disableLdap,omitzero"`
	DisableUM                    bool             `json:"disableUM,omitzero"`
	DuplicateLDAPGroups          bool             `json:"duplicateLDAPGroups,omitzero"`
	EmailDisclaimer              string           `json:"emailDisclaimer,omitzero" data:"text"`
	EnableGoogleApps             bool             `json:"enableGoogleApps,omitzero"`
	EnableManagedUID             bool             `json:"enableManagedUID,omitzero"`
	EnableO365                   bool             `json:"enableO365,omitzero"`
	EnableUserPortalAgentInstall bool             `json:"enableUserPortalAgentInstall,omitzero"`
	PendingDelete                bool             `json:"pendingDelete,omitzero"`
	ShowIntro                    bool             `json:"showIntro,omitzero"`
	BetaFeatures                 Unknown          `json:"betaFeatures,omitzero" data:"public"`
	GrowthData                   Unknown          `json:"growthData,omitzero" data:"text"`
	Features                     Features         `json:"features,omitzero"`
	TrustedAppConfig             TrustedAppConfig `json:"trustedAppConfig,omitzero"`
	WindowsMDM                   WindowsMDM       `json:"windowsMDM,omitzero"`
	Extra                        Unknown          `json:",embed"`
}

// PasswordCompliance is the standard that passwords are held to.
type PasswordCompliance string

// Values are the published standards.
func (PasswordCompliance) Values() []string { return []string{"custom", "pci3", "windows"} }

// PasswordPolicy is what passwords must be like.
type PasswordPolicy struct {
	EnableMinLength bool `json:"enableMinLength,omitzero"`
	MinLength       int  `json:"minLength,omitzero"`
	NeedsLowercase  bool `json:"needsLowercase,omitzero"`
	NeedsUppercase  bool `json:"needsUppercase,omitzero"`
	NeedsNumeric    bool `json:"needsNumeric,omitzero"`
	NeedsSymbolic   bool `json:"needsSymbolic,omitzero"`

	AllowUsernameSubstring              bool `json:"allowUsernameSubstring,omitzero"`
	DisallowCommonlyUsedPasswords       bool `json:"disallowCommonlyUsedPasswords,omitzero"`
	DisallowSequentialOrRepetitiveChars bool `json:"disallowSequentialOrRepetitiveChars,omitzero"`
	DisplayComplexityOnResetScreen      bool `json:"displayComplexityOnResetScreen,omitzero"`

	EnableMaxHistory            bool `json:"enableMaxHistory,omitzero"`
	MaxHistory                  int  `json:"maxHistory,omitzero"`
	EnableMinChangePeriodInDays bool `json:"enableMinChangePeriodInDays,omitzero"`
	MinChangePeriodInDays       int  `json:"minChangePeriodInDays,omitzero"`

	EnablePasswordExpirationInDays         bool `json:"enablePasswordExpirationInDays,omitzero"`
	PasswordExpirationInDays               int  `json:"passwordExpirationInDays,omitzero"`
	EnableDaysBeforeExpirationToForceReset bool `json:"enableDaysBeforeExpirationToForceReset,omitzero"`
	DaysBeforeExpirationToForceReset       int  `json:"daysBeforeExpirationToForceReset,omitzero"`
	EnableDaysAfterExpirationToSelfRecover bool `json:"enableDaysAfterExpirationToSelfRecover,omitzero"`
	DaysAfterExpirationToSelfRecover       int  `json:"daysAfterExpirationToSelfRecover,omitzero"`

	EnableMaxLoginAttempts     bool `json:"enableMaxLoginAttempts,omitzero"`
	MaxLoginAttempts           int  `json:"maxLoginAttempts,omitzero"`
	EnableLockoutTimeInSeconds bool `json:"enableLockoutTimeInSeconds,omitzero"`
	LockoutTimeInSeconds       int  `json:"lockoutTimeInSeconds,omitzero"`
	EnableResetLockoutCounter  bool `json:"enableResetLockoutCounter,omitzero"`
	ResetLockoutCounterMinutes int  `json:"resetLockoutCounterMinutes,omitzero"`

	AllowUnenrolledMFAPasswordReset bool    `json:"allowUnenrolledMFAPasswordReset,omitzero"`
	EnableRecoveryEmail             bool    `json:"enableRecoveryEmail,omitzero"`
	EffectiveDate                   Time    `json:"effectiveDate,omitzero"`
	GracePeriodDate                 Time    `json:"gracePeriodDate,omitzero"`
	Extra                           Unknown `json:",embed"`
}

// NewUserStates are the states that new users begin in, by where they come from.
type NewUserStates struct {
	ManualEntry       NewUserState `json:"manualEntry,omitzero"`
	CSVImport         NewUserState `json:"csvImport,omitzero"`
	ApplicationImport NewUserState `json:"applicationImport,omitzero"`
	Extra             Unknown      `json:",embed"`
}

// NewUserState is a state that a new user can begin in.
type NewUserState string

// Values are the published states.
func (NewUserState) Values() []string { return []string{"ACTIVATED", "STAGED"} }

// SystemUserDefaults are what new users begin with.
type SystemUserDefaults struct {
	RestrictedFields []RestrictedField `json:"restrictedFields,omitzero"`
	Extra            Unknown           `json:",embed"`
}

// UserPortal is how long people stay signed in.
type UserPortal struct {
	IdleSessionDurationMinutes int              `json:"idleSessionDurationMinutes,omitzero"`
	CookieExpirationType       CookieExpiration `json:"cookieExpirationType,omitzero"`
	Extra                      Unknown          `json:",embed"`
}

// CookieExpiration is when a session ends.
type CookieExpiration string

// Values are the published ways.
func (CookieExpiration) Values() []string { return []string{"session", "date"} }

// Features are the parts of JumpCloud that an organization has.
type Features struct {
	DirectoryInsights        Feature `json:"directoryInsights,omitzero"`
	DirectoryInsightsPremium Feature `json:"directoryInsightsPremium,omitzero"`
	SystemInsights           Feature `json:"systemInsights,omitzero"`
	Extra                    Unknown `json:",embed"`
}

// A Feature is one part. EnableNew… is about devices that enroll from now on.
type Feature struct {
	Enabled          bool    `json:"enabled,omitzero"`
	CreatedAt        Time    `json:"createdAt,omitzero"`
	UpdatedAt        Time    `json:"updatedAt,omitzero"`
	EnableNewDarwin  bool    `json:"enableNewDarwin,omitzero"`
	EnableNewLinux   bool    `json:"enableNewLinux,omitzero"`
	EnableNewWindows bool    `json:"enableNewWindows,omitzero"`
	Extra            Unknown `json:",embed"`
}

// TrustedAppConfig is the programs that may talk to JumpCloud's agent.
type TrustedAppConfig struct {
	Checksum    string       `json:"checksum,omitzero" data:"public"`
	TrustedApps []TrustedApp `json:"trustedApps,omitzero"`
	Extra       Unknown      `json:",embed"`
}

// A TrustedApp is one of them.
type TrustedApp struct {
	Name   string  `json:"name,omitzero" data:"public"`
	Path   string  `json:"path,omitzero" data:"public"`
	TeamID string  `json:"teamid,omitzero" data:"public"`
	Extra  Unknown `json:",embed"`
}

// WindowsMDM is whether Windows devices are managed by JumpCloud.
type WindowsMDM struct {
	Enabled    bool    `json:"enabled,omitzero"`
	AutoEnroll bool    `json:"autoEnroll,omitzero"`
	Extra      Unknown `json:",embed"`
}
