package sandbox

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// members says what an object's members are, a type a line: its names, by
// their dots, are of that type. A ? is for what may be null.
type members map[string]string

var userMembers = members{
	"string": `_id id alternateEmail company costCenter created creationSource department description displayname email employeeType
		external_dn external_source_type firstname jobTitle lastname location manager middlename organization state systemUsername username
		mfaEnrollment.overallStatus mfaEnrollment.totpStatus mfaEnrollment.webAuthnStatus mfaEnrollment.pushStatus mfaEnrollment.smsStatus
		mfaEnrollment.jcGoStatus recoveryEmail.address recoveryEmail.verifiedAt`,
	"string?": `account_locked_date employeeIdentifier password_date password_expiration_date`,
	"bool": `account_locked activated allow_public_key disableDeviceMaxLoginAttempts enable_managed_uid enable_user_portal_multifactor
		externally_managed ldap_binding_user mfa.configured mfa.exclusion password_expired password_never_expires passwordless_sudo
		recoveryEmail.verified samba_service_user sudo suspended totp_enabled`,
	"number": `unix_guid unix_uid`,
	"list":   `addresses attributes phoneNumbers relationships restrictedFields ssh_keys tags`,
}

var deviceMembers = members{
	"string": `_id id organization agentVersion amazonInstanceID arch archFamily created description displayManager displayName hostname hwVendor
		os osFamily version remoteAssistAgentVersion remoteIP serialNumber templateName domainInfo.domainName systemInsights.state
		mdm.vendor mdm.enrollmentType mdm.profileIdentifier mdm.providerId mdm.lostModeStatus mdm.internal.deviceId
		osVersionDetail.osName osVersionDetail.releaseName osVersionDetail.major osVersionDetail.minor osVersionDetail.patch
		osVersionDetail.revision osVersionDetail.distributionName osVersionDetail.version
		provisionMetadata.provisioner.type provisionMetadata.provisioner.provisionerId`,
	"string?": `fileSystem lastContact primarySystemUser.id`,
	"bool": `active agentHasFullDiskAccess allowMultiFactorAuthentication allowPublicKeyAuthentication allowSshPasswordAuthentication
		allowSshRootLogin azureAdJoined desktopCapable domainInfo.partOfDomain fde.active fde.keyPresent hasServiceAccount isPolicyBound
		mdm.dep mdm.userApproved modifySSHDConfig secureLogin.supported secureLogin.enabled serviceAccountState.hasSecureToken
		serviceAccountState.passwordODValid serviceAccountState.passwordAPFSValid sshRootEnabled`,
	"number": `osVersionDetail.majorNumber osVersionDetail.minorNumber osVersionDetail.patchNumber policyStats.duplicate policyStats.failed
		policyStats.pending policyStats.success policyStats.total policyStats.unsupportedOs systemTimezone`,
	"list": `attributes builtInCommands connectionHistory networkInterfaces sshdParams tags userMetrics`,
}

var settingsMembers = members{
	"string": `_id created displayName accountsReceivable accessRestriction lastEstimateCalculationTimeStamp entitlement.billingModel
		entitlement.purchaseChannel settings.name settings.contactName settings.contactEmail settings.agentVersion settings.passwordCompliance
		settings.newSystemUserStateDefaults.manualEntry settings.newSystemUserStateDefaults.csvImport
		settings.newSystemUserStateDefaults.applicationImport settings.userPortal.cookieExpirationType settings.trustedAppConfig.checksum
		settings.features.directoryInsightsPremium.createdAt settings.features.directoryInsightsPremium.updatedAt
		settings.features.systemInsights.createdAt settings.features.systemInsights.updatedAt`,
	"null": `logoUrl provider`,
	"bool": `hasCreditCard hasStripeCustomerId customEmailSettings.enabled entitlement.capUserQuantity entitlement.isManuallyBilled
		settings.requireAdminMFA settings.disableLdap settings.disableUM settings.disableGoogleLogin settings.enableManagedUID
		settings.systemUsersCanEdit settings.showIntro settings.pendingDelete settings.deviceIdentificationEnabled
		settings.passwordPolicy.enableMinLength settings.passwordPolicy.needsLowercase settings.passwordPolicy.needsUppercase
		settings.passwordPolicy.needsNumeric settings.passwordPolicy.needsSymbolic settings.passwordPolicy.enableMaxHistory
		settings.passwordPolicy.enableMaxLoginAttempts settings.passwordPolicy.enableLockoutTimeInSeconds
		settings.passwordPolicy.enablePasswordExpirationInDays settings.passwordPolicy.allowUsernameSubstring
		settings.passwordPolicy.disallowCommonlyUsedPasswords settings.features.directoryInsights.enabled
		settings.features.directoryInsightsPremium.enabled settings.features.systemInsights.enabled
		settings.features.systemInsights.enableNewDarwin settings.features.systemInsights.enableNewLinux
		settings.features.systemInsights.enableNewWindows settings.windowsMDM.enabled settings.windowsMDM.autoEnroll`,
	"number": `totalBillingEstimate entitlement.maxUserQuantity entitlement.pricePerUserSum settings.systemUserPasswordExpirationInDays
		settings.maxSystemUsers settings.passwordPolicy.minLength settings.passwordPolicy.maxHistory settings.passwordPolicy.maxLoginAttempts
		settings.passwordPolicy.lockoutTimeInSeconds settings.passwordPolicy.passwordExpirationInDays
		settings.userPortal.idleSessionDurationMinutes`,
	"object": `lastSfdcSyncStatus`,
	"list":   `entitlement.entitlementProducts settings.systemUserDefaults.restrictedFields settings.trustedAppConfig.trustedApps`,
}

var groupMembers = members{
	"string": `id name type email description membershipMethod organizationObjectId`, "object?": `attributes`,
	"bool": `memberSuggestionsNotify`, "list": `memberQueryExemptions memberQueryErrorFlags`,
}

var commandMembers = members{
	"string": `_id name command commandType user launchType schedule scheduleRepeatType trigger listensTo timeout shell template description organization`,
	"bool":   `sudo aiGenerated templatingRequired`, "number": `scheduleYear timeToLiveSeconds`, "list": `files filesS3 commandRunners systems`,
}

var applicationMembers = members{
	"string": `_id id created description displayLabel displayName name learnMore logo.url organization ssoUrl sso.type sso.idpCertExpirationAt
		config.acsUrl.label config.acsUrl.type config.acsUrl.value config.idpEntityId.value config.idpPrivateKey.value`,
	"null": `color`, "list": `databaseAttributes`, "number": `config.acsUrl.position`,
	"bool": `active beta sso.jit sso.beta sso.hidden config.acsUrl.readOnly config.acsUrl.required config.acsUrl.visible`,
}

var templateMembers = members{
	"string": `id name displayName description osMetaFamily activation behavior state`, "null": `alert reference`,
	"list": `configFields osRestrictions deliveryTypes`,
}

var fieldMembers = members{
	"string": `id name label displayType tooltip.template tooltip.variables.icon tooltip.variables.message`, "number": `position`,
	"bool": `readOnly required sensitive`, "null": `validators displayOptions`,
}

var restrictionMembers = members{
	"string": `osName earliestVersion deprecatedVersion`, "bool": `isMdmRequired`,
}

var policyMembers = members{
	"string": `id name notes template.id template.name template.displayName template.description template.osMetaFamily template.activation
		template.behavior template.state`,
	"null": `template.alert template.reference`, "list": `configFields values template.deliveryTypes template.osRestrictions`,
}

var radiusMembers = members{
	"string": `_id name networkSourceIp sharedSecret organization authIdp mfa userLockoutAction userPasswordExpirationAction caCert caSource`,
	"bool":   `userPasswordEnabled userCertEnabled deviceCertEnabled requireTlsAuth radsecEnabled requireRadsec`, "list": `tags tagNames`,
}

var eventMembers = members{"string": `id event_type service organization timestamp @version client_ip`, "bool": `success`}

func TestObjectsHaveEveryMemberAndItsType(t *testing.T) {
	c := companyOf(0, 0, day)
	for name, of := range map[string]struct {
		objects []object
		want    members
	}{
		"user": {c.all(users), userMembers}, "device": {c.all(systems), deviceMembers}, "organization": {[]object{newOrganization()}, settingsMembers},
		"user group": {c.all(userGroups), groupMembers}, "device group": {c.all(systemGroups), groupMembers},
		"command": {c.all(commands), commandMembers}, "application": {c.all(applications), applicationMembers},
		"template": {c.all(templates), templateMembers}, "field": {inside(c.all(templates), "configFields"), fieldMembers},
		"restriction": {inside(c.all(templates), "osRestrictions"), restrictionMembers},
		"policy":      {c.all(policies), policyMembers},
		"value":       {inside(c.all(policies), "values"), members{"string": "configFieldID", "bool": "sensitive"}},
		"address": {
			inside(c.all(users), "addresses"),
			members{"string": "id type poBox extendedAddress streetAddress locality region postalCode country"},
		},
		"phone":               {inside(c.all(users), "phoneNumbers"), members{"string": "id type number"}},
		"attribute":           {inside(c.all(users), "attributes"), members{"string": "name value"}},
		"SSH key":             {inside(c.all(users), "ssh_keys"), members{"string": "_id create_date name public_key"}},
		"command of a device": {inside(c.all(systems), "builtInCommands"), members{"string": "type name"}},
		"interface":           {inside(c.all(systems), "networkInterfaces"), members{"string": "name address family", "bool": "internal"}},
		"metric": {
			inside(c.all(systems), "userMetrics"), members{"string": "userName", "bool": "admin managed suspended secureTokenEnabled"},
		},
		"suggestions":   {c.all(userGroups), members{"number": "suggestionCounts.add suggestionCounts.remove suggestionCounts.total"}},
		"RADIUS server": {c.all(radiusServers), radiusMembers},
		"event":         {c.events, eventMembers}, "new user": {[]object{newUser(newID(day, int(users), 1), day, nil)}, userMembers},
		"organization in a list": {
			[]object{organizationRow(newOrganization())}, members{"string": "_id id created", "null": "displayName logoUrl"},
		},
	} {
		if len(of.objects) == 0 {
			t.Errorf("there is no %s", name)
		}
		for _, o := range of.objects {
			o = asAnswered(t, o)
			for kind, names := range of.want {
				for path := range strings.FieldsSeq(names) {
					if got := typeAt(o, path); got != kind && !(strings.TrimSuffix(kind, "?") == got || strings.HasSuffix(kind, "?") && got == "null") {
						t.Errorf("%s %s: %s is %s, not %s", name, o.id(), path, got, kind)
					}
				}
			}
		}
	}
}

// What is null on live answers, whatever is published, is null here for some.
func TestWhatIsNullOnLiveAnswersIsNullHere(t *testing.T) {
	c := companyOf(0, 0, day)
	for path, k := range map[string]kind{
		"account_locked_date": users, "employeeIdentifier": users, "password_date": users, "password_expiration_date": users,
		"lastContact": systems, "fileSystem": systems, "primarySystemUser.id": systems, "color": applications, "attributes": userGroups,
	} {
		null := func(o object) bool { return typeAt(asAnswered(t, o), path) == "null" }
		if !slices.ContainsFunc(c.all(k), null) {
			t.Errorf("%s is never null", path)
		}
	}
}

// inside are the objects in a list of each object.
func inside(objects []object, list string) []object {
	var found []object
	for _, o := range objects {
		for _, inner := range o[list].([]any) {
			found = append(found, inner.(object))
		}
	}
	return found
}

// asAnswered is an object after a journey as JSON.
func asAnswered(t *testing.T, o object) object {
	t.Helper()
	b, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	var read object
	if err := json.Unmarshal(b, &read); err != nil {
		t.Fatal(err)
	}
	return read.copy()
}

func typeAt(o object, path string) string {
	head, rest, dotted := strings.Cut(path, ".")
	v, there := o[head]
	if inner, isObject := v.(object); dotted && isObject {
		return typeAt(inner, rest)
	}
	switch v := v.(type) {
	case nil:
		if there {
			return "null"
		}
		return "missing"
	case string:
		return "string"
	case bool:
		return "bool"
	case float64:
		return "number"
	case []any:
		return "list"
	case object:
		return "object"
	default:
		return fmt.Sprintf("%T", v)
	}
}
