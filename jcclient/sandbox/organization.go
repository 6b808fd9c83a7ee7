package sandbox

// The organization, and who administers it. An administrator is not one of
// the directory's users.
const (
	organizationID     = "60259a2a0000000000000001"
	organizationName   = "Example Inc"
	administratorID    = "60259a2a0000000000000009"
	administratorEmail = "admin@example.com"
)

// newOrganization is the organization with its settings, as it is answered alone.
func newOrganization() object {
	created := stamp(foundedAt)
	return object{
		"_id": organizationID, "displayName": organizationName, "created": created, "logoUrl": nil, "provider": nil,
		"accountsReceivable": "", "accessRestriction": "", "hasCreditCard": false, "hasStripeCustomerId": true,
		"lastEstimateCalculationTimeStamp": "", "lastSfdcSyncStatus": object{}, "totalBillingEstimate": 0,
		"customEmailSettings": object{"enabled": false},
		"entitlement": object{
			"billingModel": "annual", "capUserQuantity": false, "maxUserQuantity": 0, "purchaseChannel": "direct",
			"isManuallyBilled": false, "pricePerUserSum": 0,
			"entitlementProducts": []any{object{
				"name": "Platform", "productCode": "PLATFORM", "productCategory": "platform", "contractType": "annual",
				"committedUsers": 150, "uncommittedUsers": 0, "maxUserCount": 0, "pricePerUser": 0,
			}},
		},
		"settings": newSettings(created),
	}
}

func newSettings(created string) object {
	feature := func() object { return object{"enabled": true, "createdAt": created, "updatedAt": created} }
	insights := feature()
	layOver(insights, object{"enableNewDarwin": true, "enableNewLinux": true, "enableNewWindows": true})
	return object{
		"name": organizationName, "contactName": "Ruth Okonjo", "contactEmail": "it@example.com", "agentVersion": "2.40.1",
		"passwordCompliance": "custom", "requireAdminMFA": true, "disableLdap": false, "disableUM": false, "disableGoogleLogin": false,
		"enableManagedUID": false, "systemUsersCanEdit": true, "systemUserPasswordExpirationInDays": 90, "maxSystemUsers": 0,
		"showIntro": false, "pendingDelete": false, "deviceIdentificationEnabled": false,
		"newSystemUserStateDefaults": object{"manualEntry": "ACTIVATED", "csvImport": "STAGED", "applicationImport": "STAGED"},
		"passwordPolicy": object{
			"enableMinLength": true, "minLength": 8, "needsLowercase": true, "needsUppercase": true, "needsNumeric": true,
			"needsSymbolic": true, "enableMaxHistory": true, "maxHistory": 4, "enableMaxLoginAttempts": true, "maxLoginAttempts": 6,
			"enableLockoutTimeInSeconds": true, "lockoutTimeInSeconds": 300, "enablePasswordExpirationInDays": false,
			"passwordExpirationInDays": 90, "allowUsernameSubstring": false, "disallowCommonlyUsedPasswords": true,
		},
		"features":           object{"directoryInsights": object{"enabled": true}, "directoryInsightsPremium": feature(), "systemInsights": insights},
		"userPortal":         object{"idleSessionDurationMinutes": 60, "cookieExpirationType": "session"},
		"systemUserDefaults": object{"restrictedFields": []any{}},
		"windowsMDM":         object{"enabled": true, "autoEnroll": false},
		"trustedAppConfig": object{
			"checksum":    "",
			"trustedApps": []any{object{"name": "Example Backup", "path": "/Applications/Example Backup.app", "teamid": "EXAMPLE001"}},
		},
	}
}

// organizationRow is the organization as it stands in a list: without
// settings, and without a display name, as seen live.
func organizationRow(o object) object {
	return object{"_id": o["_id"], "id": o["_id"], "displayName": nil, "logoUrl": o["logoUrl"], "created": o["created"]}
}
