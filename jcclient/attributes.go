package jcclient

// An Attribute is a custom name and value of a user or device.
type Attribute struct {
	Name  string      `json:"name,omitzero" data:"public"`
	Value LooseString `json:"value,omitzero" data:"pii"`
	Extra Unknown     `json:",embed"`
}

// AttributeInput sets one. A list of attributes is replaced whole.
type AttributeInput struct {
	Name  string `json:"name" data:"public"`
	Value string `json:"value" data:"pii"`
}

// A Tooltip explains a setting in JumpCloud's console.
type Tooltip struct {
	Template  string           `json:"template,omitzero" data:"text"`
	Variables TooltipVariables `json:"variables,omitzero"`
	Extra     Unknown          `json:",embed"`
}

// TooltipVariables are the words in a tooltip.
type TooltipVariables struct {
	Icon    string  `json:"icon,omitzero" data:"public"`
	Message string  `json:"message,omitzero" data:"text"`
	Extra   Unknown `json:",embed"`
}

// A RestrictedField is one that another source owns, so that it cannot be
// edited in JumpCloud.
type RestrictedField struct {
	Field RestrictedName   `json:"field,omitzero"`
	Type  RestrictedSource `json:"type,omitzero"`
	ID    string           `json:"id,omitzero" data:"id"`
	Extra Unknown          `json:",embed"`
}

// RestrictedName is the name of a field that can be restricted.
type RestrictedName string

// Values are the published names.
func (RestrictedName) Values() []string {
	return []string{"addresses", "company", "costCenter", "department", "description", "displayname", "email",
		"employeeIdentifier", "employeeType", "firstname", "jobTitle", "lastname", "location", "middlename",
		"password", "phoneNumbers", "sudo", "username"}
}

// RestrictedSource is what owns a restricted field.
type RestrictedSource string

// Values are the published sources.
func (RestrictedSource) Values() []string {
	return []string{"active_directory", "federated_identity_provider", "scim"}
}
