package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// adminShape is what JumpCloud reads of an administrator.
var adminShape = shape{
	"email": atMost(1024), "firstname": text, "lastname": text, "roleName": text, "enableMultiFactor": flag, "apiKeyAllowed": flag,
}

// newAdmin has every member that an administrator has. Of a key it tells how it
// begins.
func newAdmin(id string, created time.Time, given object) object {
	o := object{
		"email": "", "firstname": "", "lastname": "", "role": "", "roles": []any{}, "roleName": "Administrator", "roleNames": []any{},
		"enableMultiFactor": false, "totpEnrolled": false, "suspended": false, "sessionCount": 0, "usersTimeZone": "UTC",
		"apiKeyAllowed": false, "apiKeySet": false, "organization": organizationID, "created": stamp(created), "isEnterprise": true,
		"disableIntroduction": true, "growthData": object{"onboardingState": object{}, "experimentStates": object{}},
	}
	layOver(o, given)
	o["_id"], o["id"] = id, id
	return o
}

// A roleOfAdmins is a list of scopes with a name.
type roleOfAdmins struct {
	name, description string
	scopes            Role
}

var rolesOfAdmins = []roleOfAdmins{
	{"Administrator", "May do everything.", Administrator},
	{"Help Desk", "Helps people who cannot sign in.", HelpDesk},
	{"Read Only", "Looks, and changes nothing.", ReadOnly},
}

// appoint makes the roles, the administrators who have them, and a service
// account.
func (c *company) appoint() {
	for i, r := range rolesOfAdmins {
		scopes := []any{}
		for _, scope := range r.scopes {
			scopes = append(scopes, scope)
		}
		c.add(adminRoles, object{
			"id": c.nextFounded(adminRoles, moment(i, len(rolesOfAdmins))), "name": r.name, "description": r.description, "scopes": scopes,
			"isCustom": false, "createdBy": "", "lastUpdatedBy": "", "organizationIds": []any{organizationID}, "providerId": "",
		})
	}
	key := func(prefix string) object {
		return object{"prefix": prefix, "createdAt": stamp(settledAt), "expireAt": stamp(settledAt.AddDate(0, 0, 90))}
	}
	for i, given := range []object{
		{"email": administratorEmail, "firstname": "Ruth", "lastname": "Okonjo", "enableMultiFactor": true, "totpEnrolled": true,
			"apiKeyAllowed": true, "apiKeySet": true, "apiKeyHash": key("jca_inventedR")},
		{"email": "desk@example.com", "firstname": "Sam", "lastname": "Field", "roleName": "Help Desk", "enableMultiFactor": true},
		{"email": "audit@example.com", "firstname": "Noor", "lastname": "Haas", "roleName": "Read Only", "apiKeyAllowed": true,
			"apiKeySet": true, "apiKeyHash": key("jca_inventedN")},
	} {
		at := moment(i, 3)
		id := administratorID
		if i > 0 {
			id = c.nextFounded(admins, at)
		}
		c.add(admins, c.inRole(newAdmin(id, at, given)))
	}
	c.openServiceAccounts()
}

// inRole is an administrator with the ids of the role that is named.
func (s *store) inRole(o object) object {
	role := s.named(adminRoles, "name", o.text("roleName"))
	o["role"], o["roles"], o["roleNames"] = role["id"], []any{role["id"]}, []any{role["name"]}
	return o
}

// refusedAdmin is what is wrong with an administrator that is to be.
func (s *Server) refusedAdmin(old, given object) *answer {
	if name, said := given["roleName"].(string); said && s.store.named(adminRoles, "name", name) == nil {
		return (&misfit{"roleName", " is the name of no role"}).v1()
	}
	email, said := given["email"].(string)
	if said && !strings.Contains(email, "@") {
		return (&misfit{"email", " is not an email address"}).v1()
	}
	taken := func(o object) bool { return strings.EqualFold(o.text("email"), email) && o.id() != old.id() }
	if said && slices.ContainsFunc(s.store.all(admins), taken) {
		return fail(http.StatusConflict, "Conflict: an administrator with this email already exists")
	}
	return nil
}

func (s *Server) createAdmin(_ *http.Request, in object) *answer {
	given, bad := adminShape.read(in, "email")
	if bad != nil {
		return bad.v1()
	}
	if refused := s.refusedAdmin(nil, given); refused != nil {
		return refused
	}
	now := s.now()
	o := s.store.add(admins, s.store.inRole(newAdmin(s.store.nextID(admins, now), now, given)))
	s.happened("admin_create", o, nil)
	return ok(o)
}

func (s *Server) updateAdmin(r *http.Request, in object) *answer {
	old, missing := s.find(r, admins)
	if missing != nil {
		return missing
	}
	given, bad := adminShape.read(in)
	if bad != nil {
		return bad.v1()
	}
	if refused := s.refusedAdmin(old, given); refused != nil {
		return refused
	}
	o := old.copy()
	layOver(o, given)
	s.store.put(admins, s.store.inRole(o))
	s.happened("admin_update", o, changes(old, o))
	return ok(s.shown1(o, nil))
}
