package jcclient

// The parts of a device.

// OSVersionDetail is an operating system's version, taken apart.
type OSVersionDetail struct {
	OSName           string      `json:"osName,omitzero" data:"public"`
	ReleaseName      string      `json:"releaseName,omitzero" data:"public"`
	Major            LooseString `json:"major,omitzero" data:"public"`
	Minor            LooseString `json:"minor,omitzero" data:"public"`
	Patch            LooseString `json:"patch,omitzero" data:"public"`
	MajorNumber      LooseInt    `json:"majorNumber,omitzero"`
	MinorNumber      LooseInt    `json:"minorNumber,omitzero"`
	PatchNumber      LooseInt    `json:"patchNumber,omitzero"`
	Revision         LooseString `json:"revision,omitzero" data:"public"`
	DistributionName string      `json:"distributionName,omitzero" data:"public"`
	Version          LooseString `json:"version,omitzero" data:"public"`
	Extra            Unknown     `json:",embed"`
}

// A NetworkInterface is one address of a device.
type NetworkInterface struct {
	Name     string        `json:"name,omitzero" data:"public"`
	Address  string        `json:"address,omitzero" data:"pii"`
	Family   AddressFamily `json:"family,omitzero"`
	Internal bool          `json:"internal,omitzero"`
	Extra    Unknown       `json:",embed"`
}

// AddressFamily is a version of the internet protocol.
type AddressFamily string

// Values are the published families.
func (AddressFamily) Values() []string { return []string{"IPv4", "IPv6"} }

// SSHDParam is one setting of a device's SSH server.
type SSHDParam struct {
	Name  string      `json:"name,omitzero" data:"public"`
	Value LooseString `json:"value,omitzero" data:"public"`
	Extra Unknown     `json:",embed"`
}

// PrimaryUser is whose device it is; ID is empty when it is nobody's.
type PrimaryUser struct {
	ID    ID      `json:"id,omitzero"`
	Extra Unknown `json:",embed"`
}

// A UserMetric is a local account on a device.
type UserMetric struct {
	UserName           string  `json:"userName,omitzero" data:"pii"`
	Admin              bool    `json:"admin,omitzero"`
	Managed            bool    `json:"managed,omitzero"`
	Suspended          bool    `json:"suspended,omitzero"`
	SecureTokenEnabled bool    `json:"secureTokenEnabled,omitzero"`
	Extra              Unknown `json:",embed"`
}

// ServiceAccountState is how JumpCloud's service account on a Mac does.
type ServiceAccountState struct {
	HasSecureToken    bool    `json:"hasSecureToken,omitzero"`
	PasswordODValid   bool    `json:"passwordODValid,omitzero"`
	PasswordAPFSValid bool    `json:"passwordAPFSValid,omitzero"`
	Extra             Unknown `json:",embed"`
}

// DomainInfo is whether a device belongs to a Windows domain.
type DomainInfo struct {
	PartOfDomain bool    `json:"partOfDomain,omitzero"`
	DomainName   string  `json:"domainName,omitzero" data:"public"`
	Extra        Unknown `json:",embed"`
}

// SecureLogin is whether JumpCloud's login window is in place.
type SecureLogin struct {
	Supported bool    `json:"supported,omitzero"`
	Enabled   bool    `json:"enabled,omitzero"`
	Extra     Unknown `json:",embed"`
}

// FDE is full-disk encryption. KeyPresent says that JumpCloud holds the
// recovery key, which is not in this answer.
type FDE struct {
	Active     bool    `json:"active,omitzero"`
	KeyPresent bool    `json:"keyPresent,omitzero"`
	Extra      Unknown `json:",embed"`
}

// DeviceMDM is how a device is managed.
type DeviceMDM struct {
	Vendor            MDMVendor      `json:"vendor,omitzero"`
	EnrollmentType    EnrollmentType `json:"enrollmentType,omitzero"`
	DEP               bool           `json:"dep,omitzero"`
	UserApproved      bool           `json:"userApproved,omitzero"`
	ProfileIdentifier string         `json:"profileIdentifier,omitzero" data:"id"`
	ProviderID        string         `json:"providerId,omitzero" data:"id"`
	LostModeStatus    string         `json:"lostModeStatus,omitzero" data:"public"`
	Internal          MDMInternal    `json:"internal,omitzero"`
	Windows           MDMWindows     `json:"windows,omitzero"`
	Extra             Unknown        `json:",embed"`
}

// MDMInternal is the device in JumpCloud's own MDM.
type MDMInternal struct {
	DeviceID        string  `json:"deviceId,omitzero" data:"id"`
	WindowsDeviceID string  `json:"windowsDeviceId,omitzero" data:"id"`
	Extra           Unknown `json:",embed"`
}

// MDMWindows is the device in Windows' MDM.
type MDMWindows struct {
	UPN   string  `json:"upn,omitzero" data:"pii"`
	Extra Unknown `json:",embed"`
}

// MDMVendor is whose MDM manages a device.
type MDMVendor string

// Values are the published vendors.
func (MDMVendor) Values() []string { return []string{"unknown", "none", "internal", "external"} }

// EnrollmentType is how a device came to be managed.
type EnrollmentType string

// Values are the published ways.
func (EnrollmentType) Values() []string {
	return []string{"unknown", "automated device", "device", "user"}
}

// PolicyStats counts the device's policies by state.
type PolicyStats struct {
	Duplicate     int     `json:"duplicate,omitzero"`
	Failed        int     `json:"failed,omitzero"`
	Pending       int     `json:"pending,omitzero"`
	Success       int     `json:"success,omitzero"`
	Total         int     `json:"total,omitzero"`
	UnsupportedOS int     `json:"unsupportedOs,omitzero"`
	Extra         Unknown `json:",embed"`
}

// SystemInsights is whether the device reports its inventory.
type SystemInsights struct {
	State InsightsState `json:"state,omitzero"`
	Extra Unknown       `json:",embed"`
}

// InsightsState is whether a device reports its inventory.
type InsightsState string

// Values are the published states.
func (InsightsState) Values() []string { return []string{"enabled", "disabled", "deferred"} }

// ProvisionMetadata is how the device came into the directory.
type ProvisionMetadata struct {
	Provisioner Provisioner `json:"provisioner,omitzero"`
	Extra       Unknown     `json:",embed"`
}

// A Provisioner is who brought a device into the directory.
type Provisioner struct {
	Type          ProvisionerType `json:"type,omitzero"`
	ProvisionerID string          `json:"provisionerId,omitzero" data:"id"`
	Extra         Unknown         `json:",embed"`
}

// ProvisionerType is what kind of one brought a device into the directory.
type ProvisionerType string

// Values are the published kinds.
func (ProvisionerType) Values() []string { return []string{"administrator", "mdm", "user"} }

// A BuiltInCommand is one that the device offers, such as erase or lock.
type BuiltInCommand struct {
	Type  string             `json:"type,omitzero" data:"public"`
	Name  BuiltInCommandName `json:"name,omitzero"`
	Extra Unknown            `json:",embed"`
}

// BuiltInCommandName is what a built-in command does.
type BuiltInCommandName string

// Values are the published names.
func (BuiltInCommandName) Values() []string { return []string{"erase", "lock", "restart", "shutdown"} }
