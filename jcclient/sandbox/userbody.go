package sandbox

import "maps"

// short is a text as most of a user's are.
var short = atMost(1024)

// userShape is what JumpCloud reads of a user, new or not.
var userShape = shape{
	"username": short, "email": short, "firstname": short, "middlename": short, "lastname": short, "displayname": short,
	"company": short, "costCenter": short, "department": short, "description": short, "employeeType": short, "jobTitle": short,
	"location": short, "managedAppleId": short, "alternateEmail": text, "manager": text, "employeeIdentifier": orNull(atMost(256)),
	"external_dn": text, "external_source_type": text, "external_password_expiration_date": text, "public_key": text, "password": text,

	"account_locked": flag, "allow_public_key": flag, "disableDeviceMaxLoginAttempts": flag, "enable_managed_uid": flag,
	"enable_user_portal_multifactor": flag, "externally_managed": flag, "ldap_binding_user": flag, "password_never_expires": flag,
	"samba_service_user": flag, "sudo": flag, "suspended": flag,
	"unix_uid": whole(1), "unix_guid": whole(1),

	"addresses": listOf(of(shape{
		"type": short, "poBox": short, "extendedAddress": short, "streetAddress": short, "locality": short, "region": short,
		"postalCode": short, "country": short,
	})),
	"phoneNumbers":  listOf(of(shape{"type": short, "number": short})),
	"attributes":    listOf(of(shape{"name": text, "value": short}, "name")),
	"relationships": listOf(of(shape{"type": text, "value": text})),
	"tags":          listOf(text),
	"mfa":           of(shape{"configured": flag, "exclusion": flag, "exclusionUntil": text, "exclusionDays": whole(1)}),

	"delegatedAuthority": orNull(of(shape{"id": text, "name": text})),
	"restrictedFields": listOf(of(shape{
		"field": oneOf("addresses", "company", "costCenter", "department", "description", "displayname", "email", "employeeIdentifier",
			"employeeType", "firstname", "jobTitle", "lastname", "location", "middlename", "password", "phoneNumbers", "sudo", "username"),
		"type": oneOf("active_directory", "federated_identity_provider", "scim"),
		"id":   text,
	})),
}

var newUserShape = userShape.with(shape{
	"state": oneOf("STAGED", "ACTIVATED", "SUSPENDED"), "activated": flag, "passwordless_sudo": flag,
	"recoveryEmail": of(shape{"address": text}),
})

// changedUserShape knows no way back to STAGED.
var changedUserShape = userShape.with(shape{
	"state":    oneOf("ACTIVATED", "SUSPENDED"),
	"ssh_keys": listOf(of(shape{"name": text, "public_key": text}, "name", "public_key")),
})

// with is a shape that knows more.
func (s shape) with(more shape) shape {
	all := maps.Clone(s)
	maps.Copy(all, more)
	return all
}
