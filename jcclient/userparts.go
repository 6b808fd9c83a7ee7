package jcclient

// The parts of what is written to a user.

// AddressInput is a postal address.
type AddressInput struct {
	Type            string `json:"type,omitzero" data:"public"`
	POBox           string `json:"poBox,omitzero" data:"pii"`
	ExtendedAddress string `json:"extendedAddress,omitzero" data:"pii"`
	StreetAddress   string `json:"streetAddress,omitzero" data:"pii"`
	Locality        string `json:"locality,omitzero" data:"pii"`
	Region          string `json:"region,omitzero" data:"pii"`
	PostalCode      string `json:"postalCode,omitzero" data:"pii"`
	Country         string `json:"country,omitzero" data:"pii"`
}

// PhoneInput is a telephone number.
type PhoneInput struct {
	Type   string `json:"type,omitzero" data:"public"`
	Number string `json:"number,omitzero" data:"pii"`
}

// RelationshipInput names a relation, such as a manager, in free words.
type RelationshipInput struct {
	Type  string `json:"type,omitzero" data:"public"`
	Value string `json:"value,omitzero" data:"pii"`
}

// SSHKeyInput is a public key; the list replaces the user's keys.
type SSHKeyInput struct {
	Name      string `json:"name" data:"public"`
	PublicKey string `json:"public_key" data:"text"`
}

// RecoveryEmailInput is where a locked-out person is written to.
type RecoveryEmailInput struct {
	Address string `json:"address,omitzero" data:"pii"`
}

// MFAInput sets or excuses multi-factor authentication.
type MFAInput struct {
	Configured     *bool `json:"configured,omitzero"`
	Exclusion      *bool `json:"exclusion,omitzero"`
	ExclusionUntil Time  `json:"exclusionUntil,omitzero"`
	ExclusionDays  int   `json:"exclusionDays,omitzero"`
}

// DelegatedAuthorityInput names who checks the user's password instead of JumpCloud.
type DelegatedAuthorityInput struct {
	ID   string `json:"id,omitzero" data:"id"`
	Name string `json:"name,omitzero" data:"public"`
}

// RestrictedFieldInput hands a field over to another source.
type RestrictedFieldInput struct {
	Field RestrictedName   `json:"field,omitzero"`
	Type  RestrictedSource `json:"type,omitzero"`
	ID    string           `json:"id,omitzero" data:"id"`
}
