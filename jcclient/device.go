package jcclient

import "github.com/go-json-experiment/json/jsontext"

// A Device is an enrolled computer or phone.
type Device struct {
	ID           ID     `json:"_id,omitzero"`
	DisplayName  string `json:"displayName,omitzero" data:"pii"`
	Hostname     string `json:"hostname,omitzero" data:"pii"`
	Description  string `json:"description,omitzero" data:"text"`
	SerialNumber string `json:"serialNumber,omitzero" data:"pii"`
	Organization ID     `json:"organization,omitzero"`

	Active        bool `json:"active,omitzero"`
	Created       Time `json:"created,omitzero"`
	LastContact   Time `json:"lastContact,omitzero"`
	IsPolicyBound bool `json:"isPolicyBound,omitzero"`

	OS              string          `json:"os,omitzero" data:"public"`
	OSFamily        string          `json:"osFamily,omitzero" data:"public"`
	OSVersionDetail OSVersionDetail `json:"osVersionDetail,omitzero"`
	Version         LooseString     `json:"version,omitzero" data:"public"`
	Arch            string          `json:"arch,omitzero" data:"public"`
	ArchFamily      string          `json:"archFamily,omitzero" data:"public"`
	HWVendor        string          `json:"hwVendor,omitzero" data:"public"`
	TemplateName    string          `json:"templateName,omitzero" data:"public"`
	FileSystem      string          `json:"fileSystem,omitzero" data:"public"`
	DesktopCapable  bool            `json:"desktopCapable,omitzero"`
	DisplayManager  string          `json:"displayManager,omitzero" data:"public"`
	SystemTimezone  LooseInt        `json:"systemTimezone,omitzero"` // minutes from UTC

	AmazonInstanceID         string             `json:"amazonInstanceID,omitzero" data:"id"`
	RemoteIP                 string             `json:"remoteIP,omitzero" data:"pii"`
	NetworkInterfaces        []NetworkInterface `json:"networkInterfaces,omitzero"`
	ConnectionHistory        []jsontext.Value   `json:"connectionHistory,omitzero" data:"pii"`
	AgentVersion             string             `json:"agentVersion,omitzero" data:"public"`
	AgentHasFullDiskAccess   bool               `json:"agentHasFullDiskAccess,omitzero"`
	RemoteAssistAgentVersion string             `json:"remoteAssistAgentVersion,omitzero" data:"public"`

	AllowMultiFactorAuthentication bool        `json:"allowMultiFactorAuthentication,omitzero"`
	AllowPublicKeyAuthentication   bool        `json:"allowPublicKeyAuthentication,omitzero"`
	AllowSSHPasswordAuthentication bool        `json:"allowSshPasswordAuthentication,omitzero"`
	AllowSSHRootLogin              bool        `json:"allowSshRootLogin,omitzero"`
	SSHRootEnabled                 bool        `json:"sshRootEnabled,omitzero"`
	ModifySSHDConfig               bool        `json:"modifySSHDConfig,omitzero"`
	SSHDParams                     []SSHDParam `json:"sshdParams,omitzero"`

	PrimarySystemUser   PrimaryUser         `json:"primarySystemUser,omitzero"`
	MemberOf            []string            `json:"memberof,omitzero" data:"id"` // of a search alone
	UserMetrics         []UserMetric        `json:"userMetrics,omitzero"`
	HasServiceAccount   bool                `json:"hasServiceAccount,omitzero"`
	ServiceAccountState ServiceAccountState `json:"serviceAccountState,omitzero"`
	AzureADJoined       bool                `json:"azureAdJoined,omitzero"`
	DomainInfo          DomainInfo          `json:"domainInfo,omitzero"`
	SecureLogin         SecureLogin         `json:"secureLogin,omitzero"`

	FDE               FDE               `json:"fde,omitzero"`
	MDM               DeviceMDM         `json:"mdm,omitzero"`
	PolicyStats       PolicyStats       `json:"policyStats,omitzero"`
	SystemInsights    SystemInsights    `json:"systemInsights,omitzero"`
	ProvisionMetadata ProvisionMetadata `json:"provisionMetadata,omitzero"`
	BuiltInCommands   []BuiltInCommand  `json:"builtInCommands,omitzero"`

	Attributes []Attribute `json:"attributes,omitzero"`
	Tags       []string    `json:"tags,omitzero" data:"public"`

	Extra Unknown `json:",embed"`
}
