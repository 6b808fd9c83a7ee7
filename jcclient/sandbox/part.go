package sandbox

import "slices"

// Some of the members of a crowd are derived without the rest, so that a
// filter or a sort over a million of them takes seconds.

// enrolled are the members that enroll gives a person, but for those that are
// cheaper still.
var enrolled = []string{
	"mfa", "mfaEnrollment", "account_locked_date", "badLoginAttempts", "password_expired", "password_expiration_date", "ssh_keys",
}

// What a member is where nothing was given.
var (
	blankUser   = newUser("", settledAt, nil)
	blankDevice = newDevice("", settledAt, nil)
)

func (s strangers) part(n int, member string) object {
	i, id := s.first+n, s.id(n)
	switch {
	case member == "attributes":
		return object{member: badge(i)}
	case member == "addresses" || member == "phoneNumbers":
		p, _ := s.persona(n)
		o := object{"addresses": []any{p.office.postal()}, "phoneNumbers": p.phones(i)}
		numberParts(id, o)
		return o
	case !slices.Contains(enrolled, member):
		return only(blankUser, member)
	}
	p, r := s.persona(n)
	o, given := only(blankUser, member), object{"department": p.department.name, "username": s.username(n, p)}
	enroll(i, r, id, s.at(n), given)
	layOver(o, given)
	return o
}

func (d depot) part(n int, member string) object {
	i, r := d.first+n, chance(systems, d.first+n)
	o, given := only(blankDevice, member), object{}
	owner, p := d.platform(n)
	switch member {
	case "osVersionDetail", "fde", "networkInterfaces":
		given = p.build(i, r, "").given(i, p)
	case "primarySystemUser", "userMetrics", "systemTimezone", "remoteIP", "description", "allowMultiFactorAuthentication":
		given = serverPlace(i)
		if owner != nil {
			given = ownersPlace(i, owner, p)
		}
	case "systemInsights":
		p.build(i, r, "") // chance comes in the order in which a machine draws on it
		given = contact(i, r, d.now)
	case "policyStats", "isPolicyBound":
		given = policyCount(i, d.policies(n))
	default:
		given = only(p.given, member)
		manage(given, d.id(n))
	}
	layOver(o, given)
	return o
}

// only is one member of an object, or none.
func only(o object, member string) object {
	v, has := o[member]
	if !has {
		return object{}
	}
	return object{member: copied(v)}
}
