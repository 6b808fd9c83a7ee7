package sandbox

import (
	"fmt"
	"strconv"
	"time"
)

const firstUnixID = 5000

// newUser has every member that a user has, with JumpCloud's defaults, and
// given laid over them. A password in given is used up: no answer has one.
func newUser(id string, now time.Time, given object) object {
	number := idNumber(id)
	o := object{
		"account_locked": false, "account_locked_date": nil, "activated": false, "addresses": []any{}, "allow_public_key": true,
		"alternateEmail": "", "attributes": []any{}, "badLoginAttempts": 0, "company": "", "costCenter": "", "created": stamp(now),
		"creationSource": "jumpcloud:api", "department": "", "description": "", "disableDeviceMaxLoginAttempts": false,
		"displayname": "", "email": "", "employeeIdentifier": nil, "employeeType": "", "enable_managed_uid": false,
		"enable_user_portal_multifactor": false, "external_dn": "", "external_source_type": "", "externally_managed": false,
		"firstname": "", "jobTitle": "", "lastname": "", "ldap_binding_user": false, "location": "", "manager": "",
		"mfa":           object{"configured": false, "exclusion": false},
		"mfaEnrollment": newEnrollment("NOT_ENROLLED"),
		"middlename":    "", "organization": organizationID, "password_date": nil, "password_expiration_date": nil,
		"password_expired": false, "password_never_expires": false, "passwordless_sudo": false, "phoneNumbers": []any{},
		"recoveryEmail": object{"address": "", "verified": false, "verifiedAt": ""},
		"relationships": []any{}, "restrictedFields": []any{}, "samba_service_user": false, "ssh_keys": []any{},
		"state": "ACTIVATED", "sudo": false, "suspended": false, "systemUsername": "", "tags": []any{}, "totp_enabled": false,
		"unix_guid": firstUnixID + number, "unix_uid": firstUnixID + number, "username": "",
	}
	layOver(o, given)
	if o.text("password") != "" {
		o["activated"], o["password_date"] = true, stamp(now)
	}
	delete(o, "password")
	o["suspended"] = o["suspended"] == true || o["state"] == "SUSPENDED"
	if o["suspended"] == true {
		o["state"] = "SUSPENDED"
	}
	numberParts(id, o)
	o["_id"], o["id"] = id, id
	return o
}

// numberParts gives a user's addresses and telephones ids of their own.
func numberParts(id string, o object) {
	number := 0
	for _, member := range []string{"addresses", "phoneNumbers"} {
		parts, _ := o[member].([]any)
		for _, part := range parts {
			if part, ok := part.(object); ok && part.id() == "" {
				number++
				part["id"] = partID(id, number)
			}
		}
	}
}

func newEnrollment(totp string) object {
	return object{
		"overallStatus": totp, "totpStatus": totp, "webAuthnStatus": "NOT_ENROLLED", "pushStatus": "NOT_ENROLLED",
		"smsStatus": "NOT_ENROLLED", "jcGoStatus": "NOT_ENROLLED",
	}
}

// layOver puts the members of given over those of o; an object goes over an
// object member by member.
func layOver(o, given object) {
	for name, value := range given {
		under, both := o[name].(object)
		over, isObject := copied(value).(object)
		if both && isObject {
			layOver(under, over)
			continue
		}
		o[name] = copied(value)
	}
}

// stamp writes a time as v1 does: in UTC, with milliseconds.
func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.000Z") }

// idNumber is the number that newID wrote into an id.
func idNumber(id string) int {
	if len(id) != 24 {
		return 0
	}
	n, err := strconv.ParseInt(id[12:], 16, 64)
	if err != nil {
		return 0
	}
	return int(n)
}

// partID is the id of a part of an object, such as one of a user's addresses.
func partID(id string, n int) string {
	return fmt.Sprintf("%sf%03x%s", id[:8], n, id[12:])
}
