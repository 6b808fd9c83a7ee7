package jcclient

import "github.com/go-json-experiment/json/jsontext"

// ApplicationConfig is the settings of an application's single sign-on.
type ApplicationConfig struct {
	ACSURL                 *ConfigText        `json:"acsUrl,omitzero"`
	SPEntityID             *ConfigText        `json:"spEntityId,omitzero"`
	IDPEntityID            *ConfigText        `json:"idpEntityId,omitzero"`
	IDPCertificate         *ConfigText        `json:"idpCertificate,omitzero"`
	IDPPrivateKey          *ConfigSecret      `json:"idpPrivateKey,omitzero"`
	SPErrorFlow            *ConfigFlag        `json:"spErrorFlow,omitzero"`
	SignAssertion          *ConfigFlag        `json:"signAssertion,omitzero"`
	SignResponse           *ConfigFlag        `json:"signResponse,omitzero"`
	ConstantAttributes     *ConfigAttributes  `json:"constantAttributes,omitzero"`
	DatabaseAttributes     *ConfigPlace       `json:"databaseAttributes,omitzero"`
	AuthClaimConfiguration *ConfigAuthnClaims `json:"authClaimConfiguration,omitzero"`
	Extra                  Unknown            `json:",embed"`
}

// ConfigField is what JumpCloud's console shows of a setting.
type ConfigField struct {
	Label    string         `json:"label,omitzero" data:"public"`
	Type     string         `json:"type,omitzero" data:"public"`
	Position LooseInt       `json:"position,omitzero"`
	ReadOnly bool           `json:"readOnly,omitzero"`
	Required bool           `json:"required,omitzero"`
	Visible  bool           `json:"visible,omitzero"`
	Options  jsontext.Value `json:"options,omitzero" data:"text"`
	Toggle   jsontext.Value `json:"toggle,omitzero" data:"text"`
	Tooltip  *Tooltip       `json:"tooltip,omitzero"`
}

// ConfigText is a setting that is a text.
type ConfigText struct {
	ConfigField
	Value LooseString `json:"value,omitzero" data:"text"`
	Extra Unknown     `json:",embed"`
}

// ConfigSecret is a setting that nobody should see.
type ConfigSecret struct {
	ConfigField
	Value LooseString `json:"value,omitzero" data:"secret"`
	Extra Unknown     `json:",embed"`
}

// ConfigFlag is a setting that is on or off.
type ConfigFlag struct {
	ConfigField
	Value bool    `json:"value,omitzero"`
	Extra Unknown `json:",embed"`
}

// ConfigPlace is a setting without a value.
type ConfigPlace struct {
	Position LooseInt `json:"position,omitzero"`
	Extra    Unknown  `json:",embed"`
}

// ConfigAttributes are attributes that everyone is sent to the application with.
type ConfigAttributes struct {
	ConfigField
	Mutable bool                `json:"mutable,omitzero"`
	Value   []ConstantAttribute `json:"value,omitzero"`
	Extra   Unknown             `json:",embed"`
}

// A ConstantAttribute is the same for everyone.
type ConstantAttribute struct {
	Name     string      `json:"name,omitzero" data:"public"`
	Value    LooseString `json:"value,omitzero" data:"text"`
	ReadOnly bool        `json:"readOnly,omitzero"`
	Required bool        `json:"required,omitzero"`
	Visible  bool        `json:"visible,omitzero"`
	Extra    Unknown     `json:",embed"`
}

// ConfigAuthnClaims say how someone's authentication is told to the application.
type ConfigAuthnClaims struct {
	Type                    string         `json:"type,omitzero" data:"public"`
	Visible                 bool           `json:"visible,omitzero"`
	SendAMRClaim            ConfigFlag     `json:"sendAmrClaim,omitzero"`
	AuthnContextMode        ConfigText     `json:"authnContextMode,omitzero"`
	SingleAuthnContextValue ConfigText     `json:"singleAuthnContextValue,omitzero"`
	AuthnContextMappings    ConfigMappings `json:"authnContextMappings,omitzero"`
	Extra                   Unknown        `json:",embed"`
}

// ConfigMappings say which authentication has which name.
type ConfigMappings struct {
	Type  string           `json:"type,omitzero" data:"public"`
	Value []jsontext.Value `json:"value,omitzero" data:"text"`
	Extra Unknown          `json:",embed"`
}
