package jcclient

// Reasons that several differences share.
const (
	bySchema     = "JumpCloud publishes examples of it, but no schema"
	manySettings = "it stands in a type that several settings share"
	systemAuth   = "it signs a request in a device's own name; this client asks in an administrator's"
	byID         = "one object is named by its id"
	noRows       = "a count has no rows"
	oneTarget    = "its list takes one word in practice, and so does ours"
	oneGrammar   = "only the older grammar of rules is written, and that is the default"
	operatorsOwn = "which organization is asked is the operator's to set"
	readFirst    = "what is left out is read from the object before it is replaced"
	inProse      = "its words are published in prose alone"
	storedAsIs   = "JumpCloud stores any word, so its two shells are checked here"
	wholeDays    = "days are whole numbers elsewhere"
	ourSearches  = "the grammar of searches is published in prose, and seen in JumpCloud's own command line"
	noLooseEnds  = "a search that may miss the latest changes is not asked for"
	flatOwner    = "it is named with a dot in it by searches alone, and kept among what is not known"
	noSystems    = "JumpCloud ignores it: devices are bound with an association"
	noRunners    = "it lets lesser administrators run the command, which is for people to grant"
	asGiven      = "it is a grammar of its own, published only down to and, or, not; it is sent as it was given"
	ofTheConsole = "it is what JumpCloud's console remembers for itself"
	inTheirCLI   = "no word of it is published; JumpCloud's own command line sends this"
	lastWord     = "it is the last word of sixty paths, which another test holds against it"
	twoAlerts    = "the published list has alerts, its prose and JumpCloud's command line alert: both are taken"
)

// deliberate is where the models and inputs differ from what is published,
// and why. What is in it without need is an error.
var deliberate = map[string]string{
	"Command.commandType":            inProse,
	"CreateCommandInput.commandType": inProse,
	"UpdateCommandInput.commandType": inProse,
	"CreateCommandInput.shell":       storedAsIs,
	"UpdateCommandInput.shell":       storedAsIs,
	"UpdateCommandInput.name":        readFirst,
	"UpdateCommandInput.command":     readFirst,

	"CreateCommandInput.systems":        noSystems,
	"UpdateCommandInput.systems":        noSystems,
	"CreateCommandInput.commandRunners": noRunners,
	"UpdateCommandInput.commandRunners": noRunners,
	"CreateCommandInput.organization":   operatorsOwn,
	"UpdateCommandInput.organization":   operatorsOwn,
	"ExemptionInput.organizationId":     operatorsOwn,

	"EventQuery.search_term":         asGiven,
	"EventCountQuery.search_term":    asGiven,
	"EventDistinctQuery.search_term": asGiven,
	"EventIntervalQuery.search_term": asGiven,

	"UserAction.email":                               "its members are not published; the mail goes to the user's own address",
	"ResetUserMFAInput.exclusionDays":                wholeDays,
	"UserSearch.filter":                              ourSearches,
	"UserSearch.sort":                                ourSearches,
	"SearchFilter.and":                               ourSearches,
	"SearchFilter.or":                                ourSearches,
	"SearchText.searchTerm":                          ourSearches,
	"SearchText.fields":                              ourSearches,
	"UserSearch.x-eventually-consistent":             noLooseEnds,
	"Device.primarySystemUser._id":                   flatOwner,
	"Device.primarySystemUser.state":                 flatOwner,
	"Device.primarySystemUser.employeeType":          flatOwner,
	"Device.primarySystemUser.memberof":              flatOwner,
	"Device.primarySystemUser.department":            flatOwner,
	"Device.primarySystemUser.costCenter":            flatOwner,
	"Device.primarySystemUser.jobTitle":              flatOwner,
	"Device.primarySystemUser.description":           flatOwner,
	"Device.primarySystemUser.attributes":            flatOwner,
	"Device.primarySystemUser.delegatedAuthority.id": flatOwner,
	"Device.primarySystemUser.company":               flatOwner,
	"Device.primarySystemUser.manager":               flatOwner,
	"Device.primarySystemUser.email":                 flatOwner,
	"Device.primarySystemUser.location":              flatOwner,
	"DeviceSearch.filter":                            ourSearches,
	"DeviceSearch.sort":                              ourSearches,
	"DeviceSearch.x-eventually-consistent":           noLooseEnds,
	"DeviceAssociationsQuery.targets":                oneTarget,
	"DeviceAssociationsQuery.Date":                   systemAuth,
	"DeviceAssociationsQuery.Authorization":          systemAuth,
	"CommandResultID.filter":                         byID,
	"CommandAssociationsQuery.targets":               oneTarget,
	"UserAssociationsQuery.targets":                  oneTarget,

	"UpdateRadiusServerInput.name":            readFirst,
	"UpdateRadiusServerInput.networkSourceIp": readFirst,
	"UpdateRadiusServerInput.sharedSecret":    readFirst,

	"UpdateAdminInput.roles":               "whether they are ids or names is not published; roleName says it",
	"UpdateAdminInput.growthData":          ofTheConsole,
	"UpdateAdminInput.lastWhatsNewChecked": ofTheConsole,
	"Admin.apiKeyHash":                     "it is masked as a whole, whatever it turns out to be",
	"Admin.growthData":                     ofTheConsole,
	"RoleID.x-provider-id":                 operatorsOwn,
	"PlainQuery.x-provider-id":             operatorsOwn,
	"PlainQuery.x-total-count":             "it is a header of the answer",

	"ServiceAccountQuery.search.fields":     "there are few, and their names are listed",
	"ServiceAccountQuery.search.searchTerm": "there are few, and their names are listed",

	"CreateAccessRequestInput.resourceType":         inTheirCLI,
	"CreateAccessRequestInput.applicationIntId":     "what it holds is not published",
	"CreateAccessRequestInput.operationId":          "what it holds is not published",
	"CreateAccessRequestInput.organizationObjectId": operatorsOwn,
	"AccessAttributes.sudo":                         inTheirCLI,

	"SystemInsightsQuery.table": lastWord,

	"UserID.filter":         byID,
	"DeviceID.filter":       byID,
	"OrganizationID.filter": byID,

	"DeviceID.Date":                               systemAuth,
	"DeviceID.Authorization":                      systemAuth,
	"DeviceMembershipsQuery.Date":                 systemAuth,
	"DeviceMembershipsQuery.Authorization":        systemAuth,
	"DeviceReachQuery.Date":                       systemAuth,
	"DeviceReachQuery.Authorization":              systemAuth,
	"UpdateDeviceInput.Date":                      systemAuth,
	"UpdateDeviceInput.Authorization":             systemAuth,
	"DeleteDeviceInput.Date":                      systemAuth,
	"DeleteDeviceInput.Authorization":             systemAuth,
	"ChangeDeviceGroupMembersInput.Date":          systemAuth,
	"ChangeDeviceGroupMembersInput.Authorization": systemAuth,

	"UpdateDeviceInput.agentBoundMessages": "it commands the agent on the device, which no change of settings should be able to do",
	"UpdateDeviceInput.description":        "JumpCloud's own module sends it",

	"CreateUserInput.fullValidationDetails": inProse,
	"UpdateUserInput.fullValidationDetails": inProse,
	"DelegatedAuthorityInput.name":          "JumpCloud checks the one published word, and may come to know more",
	"OrganizationRow.created":               "live answers have it",

	"ApplicationAssociationsQuery.targets": oneTarget,
	"RadiusAssociationsQuery.targets":      oneTarget,

	"UserGroupAssociationsQuery.targets":   oneTarget,
	"DeviceGroupAssociationsQuery.targets": oneTarget,
	"PolicyAssociationsQuery.targets":      oneTarget,

	"UpdateUserGroupInput.name":          readFirst,
	"UpdateDeviceGroupInput.name":        readFirst,
	"UpdatePolicyInput.name":             readFirst,
	"UpdateUserGroupInput.x-query-dsl":   oneGrammar,
	"UpdateDeviceGroupInput.x-query-dsl": oneGrammar,
	"CreateUserGroupInput.x-query-dsl":   oneGrammar,
	"CreateDeviceGroupInput.x-query-dsl": oneGrammar,
	"MemberFilterInput.field":            bySchema,
	"MemberFilterInput.operator":         bySchema,
	"MemberFilterInput.value":            bySchema,
	"MemberFilter.field":                 bySchema,
	"MemberFilter.operator":              bySchema,
	"MemberFilter.operation":             bySchema,
	"MemberFilter.value":                 bySchema,
	"ConfigFlag.options":                 manySettings,
	"ConfigFlag.toggle":                  manySettings,

	"EventQuery.sort":              inProse,
	"EventQuery.service":           twoAlerts,
	"EventCountQuery.service":      twoAlerts,
	"EventDistinctQuery.service":   twoAlerts,
	"EventIntervalQuery.service":   twoAlerts,
	"EventCountQuery.fields":       noRows,
	"EventCountQuery.limit":        noRows,
	"EventCountQuery.search_after": noRows,
	"EventCountQuery.skip":         noRows,
	"EventCountQuery.sort":         noRows,

	"Event.@version":      bySchema,
	"Event.auth_method":   bySchema,
	"Event.changes":       bySchema,
	"Event.client_ip":     bySchema,
	"Event.error_message": bySchema,
	"Event.event_type":    bySchema,
	"Event.geoip":         bySchema,
	"Event.id":            bySchema,
	"Event.initiated_by":  bySchema,
	"Event.message":       bySchema,
	"Event.mfa":           bySchema,
	"Event.organization":  bySchema,
	"Event.resource":      bySchema,
	"Event.service":       bySchema,
	"Event.success":       bySchema,
	"Event.timestamp":     bySchema,
	"Event.useragent":     bySchema,
	"Event.username":      bySchema,
}
