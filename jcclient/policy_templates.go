package jcclient

import "github.com/go-json-experiment/json/jsontext"

// The operations on the templates that policies are made from.
var (
	ListPolicyTemplates = v2List[ListQuery, PolicyTemplate]("GET /policytemplates by systems systems.readonly")
	GetPolicyTemplate   = v2[PolicyTemplateID, PolicyTemplate]("GET /policytemplates/{id} by systems systems.readonly")
)

// PolicyTemplateID names one template.
type PolicyTemplateID struct {
	ID ID `json:"id" of:"policy_templates"`
}

// A PolicyTemplate is what a policy can be about. A list leaves out
// ConfigFields; one template leaves out DeliveryTypes, State, Alert, Reference.
type PolicyTemplate struct {
	ID             ID                `json:"id,omitzero"`
	Name           string            `json:"name,omitzero" data:"public"`
	DisplayName    string            `json:"displayName,omitzero" data:"public"`
	Description    string            `json:"description,omitzero" data:"text"`
	Activation     string            `json:"activation,omitzero" data:"text"`
	Behavior       string            `json:"behavior,omitzero" data:"text"`
	State          string            `json:"state,omitzero" data:"public"`
	Alert          string            `json:"alert,omitzero" data:"text"`
	Reference      string            `json:"reference,omitzero" data:"text"`
	OSMetaFamily   OSMetaFamily      `json:"osMetaFamily,omitzero"`
	DeliveryTypes  []DeliveryType    `json:"deliveryTypes,omitzero"`
	OSRestrictions []OSRestriction   `json:"osRestrictions,omitzero"`
	ConfigFields   []ConfigFieldSpec `json:"configFields,omitzero"`
	Extra          Unknown           `json:",embed"`
}

// OSMetaFamily is the kind of devices that a template is for.
type OSMetaFamily string

// Values are the published kinds.
func (OSMetaFamily) Values() []string {
	return []string{"linux", "darwin", "windows", "ios", "universal", "android"}
}

// DeliveryType is how a policy reaches a device.
type DeliveryType string

// Values are the published ways.
func (DeliveryType) Values() []string { return []string{"agent", "mdm"} }

// OSRestriction is which versions of a system a template works on.
type OSRestriction struct {
	OSName                   string             `json:"osName,omitzero" data:"public"`
	EarliestVersion          LooseString        `json:"earliestVersion,omitzero" data:"public"`
	DeprecatedVersion        LooseString        `json:"deprecatedVersion,omitzero" data:"public"`
	IsMDMRequired            bool               `json:"isMdmRequired,omitzero"`
	SupportedEnrollmentTypes []AppleEnrollment  `json:"supportedEnrollmentTypes,omitzero"`
	AppleRestrictions        *AppleRestrictions `json:"appleRestrictions,omitzero"`
	Extra                    Unknown            `json:",embed"`
}

// AppleRestrictions is what a template needs of an Apple device.
type AppleRestrictions struct {
	RequiresSupervision      bool              `json:"requiresSupervision,omitzero"`
	SupportedEnrollmentTypes []AppleEnrollment `json:"supportedEnrollmentTypes,omitzero"`
	Extra                    Unknown           `json:",embed"`
}

// AppleEnrollment is how an Apple device came to be managed.
type AppleEnrollment string

// Values are the published ways.
func (AppleEnrollment) Values() []string { return []string{"automated", "device", "user"} }

// A ConfigFieldSpec is a field that a policy of a template can set.
type ConfigFieldSpec struct {
	ID             ID             `json:"id,omitzero"`
	Name           string         `json:"name,omitzero" data:"public"`
	Label          string         `json:"label,omitzero" data:"public"`
	DisplayType    DisplayType    `json:"displayType,omitzero"`
	DisplayOptions jsontext.Value `json:"displayOptions,omitzero" data:"text"`
	DefaultValue   jsontext.Value `json:"defaultValue,omitzero" data:"text"`
	Position       float64        `json:"position,omitzero"`
	ReadOnly       bool           `json:"readOnly,omitzero"`
	Required       bool           `json:"required,omitzero"`
	Sensitive      bool           `json:"sensitive,omitzero"` // its values are secrets
	Validators     jsontext.Value `json:"validators,omitzero" data:"text"`
	Tooltip        *Tooltip       `json:"tooltip,omitzero"`
	Extra          Unknown        `json:",embed"`
}

// DisplayType is how a field is entered, and with it what its value is.
type DisplayType string

// Values are the published types.
func (DisplayType) Values() []string {
	return []string{"checkbox", "date", "email", "file", "number", "select", "text", "textarea", "singlelistbox",
		"doublelistbox", "table", "segmentedbutton", "radio", "copywell", "timeinput", "datepickerrange", "multilist",
		"paginationlist", "searchandselect", "datetimepicker", "numberinline", "objectstoragefile"}
}
