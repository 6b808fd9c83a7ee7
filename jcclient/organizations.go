package jcclient

// The operations on organizations. Their routes refuse x-org-id with 403, so
// it is not sent there.
var (
	ListOrganizations       = v1List[OrganizationQuery, OrganizationRow]("GET /organizations by commandrunner.legacy organizations organizations.readonly")
	GetOrganizationSettings = v1[OrganizationID, Organization]("GET /organizations/{id} by organizations organizations.readonly")
)

// OrganizationQuery chooses organizations: the key's own, and for a provider
// those it manages.
type OrganizationQuery struct {
	ListQuery
	Search         string `json:"search,omitzero" data:"pii"`
	SortIgnoreCase Words  `json:"sortIgnoreCase,omitzero" data:"public"`
}

// OrganizationID names one organization.
type OrganizationID struct {
	ID     ID    `json:"id" of:"organization"`
	Fields Words `json:"fields,omitzero" data:"public"`
}

// An OrganizationRow is an organization in a list, without its settings.
type OrganizationRow struct {
	ID          ID      `json:"_id,omitzero"`
	DisplayName string  `json:"displayName,omitzero" data:"public"` // null on live answers
	LogoURL     string  `json:"logoUrl,omitzero" data:"public"`
	Created     Time    `json:"created,omitzero"`
	Extra       Unknown `json:",embed"`
}

// An Organization is a whole directory, with its settings.
type Organization struct {
	ID                      ID                   `json:"_id,omitzero"`
	DisplayName             string               `json:"displayName,omitzero" data:"public"`
	LogoURL                 string               `json:"logoUrl,omitzero" data:"public"`
	Created                 Time                 `json:"created,omitzero"`
	Provider                string               `json:"provider,omitzero" data:"id"`
	AccountType             AccountType          `json:"accountType,omitzero"` // only when asked for in Fields
	AccountsReceivable      string               `json:"accountsReceivable,omitzero" data:"text"`
	AccessRestriction       string               `json:"accessRestriction,omitzero" data:"public"`
	HasCreditCard           bool                 `json:"hasCreditCard,omitzero"`
	HasStripeCustomerID     bool                 `json:"hasStripeCustomerId,omitzero"`
	LastEstimateCalculation Time                 `json:"lastEstimateCalculationTimeStamp,omitzero"`
	LastSFDCSyncStatus      Unknown              `json:"lastSfdcSyncStatus,omitzero" data:"text"`
	TotalBillingEstimate    float64              `json:"totalBillingEstimate,omitzero"`
	CustomEmailSettings     CustomEmailSettings  `json:"customEmailSettings,omitzero"`
	Entitlement             Entitlement          `json:"entitlement,omitzero"`
	Settings                OrganizationSettings `json:"settings,omitzero"`
	Extra                   Unknown              `json:",embed"`
}

// AccountType is what kind of customer an organization is.
type AccountType string

// Values are the published kinds.
func (AccountType) Values() []string {
	return []string{"Alliance", "Distributor", "MSP", "VAR", "Direct", "Indirect", "Tenant", "Deleted Organization",
		"Partner", "Customer", "Prospective Customer", "Prospective Partner"}
}

// CustomEmailSettings is whether the organization's own texts go into mails.
type CustomEmailSettings struct {
	Enabled bool    `json:"enabled,omitzero"`
	Extra   Unknown `json:",embed"`
}

// Entitlement is what an organization has bought.
type Entitlement struct {
	BillingModel        string               `json:"billingModel,omitzero" data:"public"`
	CapUserQuantity     bool                 `json:"capUserQuantity,omitzero"`
	MaxUserQuantity     int                  `json:"maxUserQuantity,omitzero"`
	PurchaseChannel     string               `json:"purchaseChannel,omitzero" data:"public"`
	IsManuallyBilled    bool                 `json:"isManuallyBilled,omitzero"`
	PricePerUserSum     float64              `json:"pricePerUserSum,omitzero"`
	EntitlementProducts []EntitlementProduct `json:"entitlementProducts,omitzero"`
	Extra               Unknown              `json:",embed"`
}

// An EntitlementProduct is one product of those.
type EntitlementProduct struct {
	Name             string  `json:"name,omitzero" data:"public"`
	ProductCode      string  `json:"productCode,omitzero" data:"public"`
	ProductCategory  string  `json:"productCategory,omitzero" data:"public"`
	ContractType     string  `json:"contractType,omitzero" data:"public"`
	CommittedUsers   int     `json:"committedUsers,omitzero"`
	UncommittedUsers int     `json:"uncommittedUsers,omitzero"`
	MaxUserCount     int     `json:"maxUserCount,omitzero"`
	PricePerUser     float64 `json:"pricePerUser,omitzero"`
	Extra            Unknown `json:",embed"`
}
