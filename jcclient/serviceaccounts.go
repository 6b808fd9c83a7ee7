package jcclient

// The operations on service accounts: identities of programs, with a role as an
// administrator has one. JumpCloud publishes that one is answered as it is; live
// it stands in a member (seen by JumpCloud's own command line).
var (
	ListServiceAccounts = v2ListIn[ServiceAccountQuery, ServiceAccount]("GET /service-accounts by serviceaccounts serviceaccounts.readonly", "results")
	GetServiceAccount   = v2In[ServiceAccountID, ServiceAccount]("GET /service-accounts/{service_account_id} by serviceaccounts serviceaccounts.readonly", "serviceAccount")
)

// ServiceAccountQuery orders service accounts.
type ServiceAccountQuery struct {
	Sort Words `json:"sort,omitzero" data:"public"`
}

// ServiceAccountID names one service account.
type ServiceAccountID struct {
	ServiceAccountID OpaqueID `json:"service_account_id" of:"service_accounts"`
}

// A ServiceAccount is a program that may ask JumpCloud. A list does not tell
// how it proves who it is.
type ServiceAccount struct {
	ObjectID       string       `json:"objectId,omitzero" data:"id"`
	Name           string       `json:"name,omitzero" data:"public"`
	RoleID         string       `json:"roleId,omitzero" data:"id"`
	RoleName       string       `json:"roleName,omitzero" data:"public"`
	Status         string       `json:"status,omitzero" data:"public"`
	AuthType       string       `json:"authType,omitzero" data:"public"`
	CreatedAt      Time         `json:"createdAt,omitzero"`
	ExpiresAt      Time         `json:"expiresAt,omitzero"`
	OrgCount       LooseInt     `json:"orgCount,omitzero"`
	OrgID          string       `json:"orgId,omitzero" data:"id"`
	ProviderID     string       `json:"providerId,omitzero" data:"id"`
	AuthConfigList []AuthConfig `json:"authConfigList,omitzero"`
	Extra          Unknown      `json:",embed"`
}

// An AuthConfig is one way in which a service account proves who it is.
type AuthConfig struct {
	AuthType           string              `json:"authType,omitzero" data:"public"`
	APIKeyConfig       *APIKeyConfig       `json:"apiKeyConfig,omitzero"`
	ClientSecretConfig *ClientSecretConfig `json:"clientSecretConfig,omitzero"`
	Extra              Unknown             `json:",embed"`
}

// An APIKeyConfig is about a key; what the key begins with is a part of it.
type APIKeyConfig struct {
	ObjectID     string              `json:"objectId,omitzero" data:"id"`
	APIKey       string              `json:"apiKey,omitzero" data:"secret"`
	APIKeyPrefix string              `json:"apiKeyPrefix,omitzero" data:"secret"`
	Status       string              `json:"status,omitzero" data:"public"`
	Lifetime     string              `json:"lifetime,omitzero" data:"public"`
	CreatedAt    Time                `json:"createdAt,omitzero"`
	CreatedBy    ServiceAccountActor `json:"createdBy,omitzero"`
	ExpiresAt    Time                `json:"expiresAt,omitzero"`
	Extra        Unknown             `json:",embed"`
}

// A ClientSecretConfig is about a client's secret.
type ClientSecretConfig struct {
	ObjectID     string              `json:"objectId,omitzero" data:"id"`
	ClientID     string              `json:"clientId,omitzero" data:"id"`
	ClientSecret string              `json:"clientSecret,omitzero" data:"secret"`
	Status       string              `json:"status,omitzero" data:"public"`
	Lifetime     string              `json:"lifetime,omitzero" data:"public"`
	CreatedAt    Time                `json:"createdAt,omitzero"`
	CreatedBy    ServiceAccountActor `json:"createdBy,omitzero"`
	ExpiresAt    Time                `json:"expiresAt,omitzero"`
	Extra        Unknown             `json:",embed"`
}

// A ServiceAccountActor is who made something of a service account.
type ServiceAccountActor struct {
	ID    string  `json:"id,omitzero" data:"id"`
	Name  string  `json:"name,omitzero" data:"pii"`
	Type  string  `json:"type,omitzero" data:"public"`
	Extra Unknown `json:",embed"`
}
