package sandbox

import (
	"net/http"
	"strings"
)

// createUser makes a user. JumpCloud answers 200 to it, not 201.
func (s *Server) createUser(r *http.Request, in object) *answer {
	given, bad := newUserShape.read(in, "username", "email")
	if bad != nil {
		return bad.v1()
	}
	if refused := s.refusedUser(r, nil, given); refused != nil {
		return refused
	}
	now := s.now()
	if _, said := given["state"]; !said {
		given["state"] = newUserState(given)
	}
	o := s.store.add(users, newUser(s.store.nextID(users, now), now, given))
	s.happened("user_create", o, nil)
	return ok(o)
}

// newUserState is the state of a new user of whom nothing was said.
func newUserState(given object) any {
	if given["suspended"] == true {
		return "SUSPENDED"
	}
	return at(newOrganization(), "settings.newSystemUserStateDefaults.manualEntry")
}

// updateUser changes what is given: a list is replaced whole, an object member
// by member, and everything else stays.
func (s *Server) updateUser(r *http.Request, in object) *answer {
	old, missing := s.find(r, users)
	if missing != nil {
		return missing
	}
	given, bad := changedUserShape.read(in)
	if bad != nil {
		return bad.v1()
	}
	if refused := s.refusedUser(r, old, given); refused != nil {
		return refused
	}
	o := s.store.put(users, s.changedUser(old, given))
	s.happened("user_update", o, changes(old, o))
	return ok(o)
}

// refusedUser is what is wrong with a user that is to be, although each member
// of it is in shape. Old is nil for a new user.
func (s *Server) refusedUser(r *http.Request, old, given object) *answer {
	for _, name := range []string{"username", "email", "employeeIdentifier"} {
		value, isGiven := given[name].(string)
		if !isGiven || value == "" && name == "employeeIdentifier" {
			continue
		}
		if value == "" {
			return (&misfit{name, isMissing}).v1()
		}
		for other := range s.store.among(users, name, value) {
			if taken, _ := other.value(name).(string); strings.EqualFold(taken, value) && other.value("_id") != old["_id"] {
				return fail(http.StatusBadRequest, "Bad Request: a user with this %s already exists", name)
			}
		}
	}
	if email, isGiven := given["email"].(string); isGiven && !strings.Contains(email, "@") {
		return (&misfit{"email", " is not an email address"}).v1()
	}
	if manager := given.text("manager"); manager != "" && s.store.get(users, manager) == nil && !s.faults().has("any-manager") {
		return (&misfit{"manager", " is not the id of a user"}).v1()
	}
	if state, suspended := given["state"], given["suspended"]; state != nil && suspended != nil && (state == "SUSPENDED") != suspended {
		return fail(http.StatusBadRequest, "Bad Request: Cannot save conflicting state and suspended fields")
	}
	return refusedPassword(r, given)
}

// changedUser lays a change over a user. State and suspended say the same.
func (s *Server) changedUser(old, given object) object {
	now, o := s.now(), old.copy()
	if suspended, said := given["suspended"]; said {
		switch {
		case suspended == true:
			given["state"] = "SUSPENDED"
		case old["state"] == "SUSPENDED":
			given["state"] = "ACTIVATED"
		}
	}
	if _, said := given["password"]; said {
		given["activated"], given["password_date"], given["password_expired"] = true, stamp(now), false
		delete(given, "password")
	}
	if locked, said := given["account_locked"]; said && locked != old["account_locked"] {
		given["account_locked_date"] = nil
		if locked == true {
			given["account_locked_date"] = stamp(now)
		}
	}
	s.nameParts(given)
	layOver(o, given)
	o["suspended"] = o["state"] == "SUSPENDED"
	return o
}

// nameParts gives the parts of a changed user ids of their own.
func (s *Server) nameParts(given object) {
	for _, member := range []string{"addresses", "phoneNumbers", "ssh_keys"} {
		parts, _ := given[member].([]any)
		for _, v := range parts {
			part, id := v.(object), partID(s.store.nextID(users, s.now()), 1)
			if member == "ssh_keys" {
				part["_id"], part["create_date"] = id, stamp(s.now())
				continue
			}
			part["id"] = id
		}
	}
}

// deleteUser removes a user from the directory and from everything it was
// bound to. A manager's reports must be cared for in the same request.
func (s *Server) deleteUser(r *http.Request, _ object) *answer {
	o, missing := s.find(r, users)
	if missing != nil {
		return missing
	}
	var reports []object
	for other := range s.store.among(users, "manager", o.id()) {
		if other.value("manager") == o.id() {
			reports = append(reports, other.whole())
		}
	}
	query := r.URL.Query()
	manager := query.Get("cascade_manager")
	switch {
	case len(reports) > 0 && !query.Has("cascade_manager"):
		return fail(http.StatusConflict, "Conflict: the user is the manager of %d others: say with cascade_manager what becomes of them", len(reports))
	case manager == "null":
		manager = ""
	case len(reports) > 0 && (manager == o.id() || s.store.get(users, manager) == nil):
		return (&misfit{"cascade_manager", " is neither null nor the id of another user"}).v1()
	}
	for _, report := range reports {
		moved := report.copy()
		moved["manager"] = manager
		s.store.put(users, moved)
		s.happened("user_update", moved, changes(report, moved))
	}
	s.forgetPrimaryUser(o.id())
	s.store.remove(users, o.id())
	s.happened("user_delete", o, nil)
	return ok(o)
}

// forgetPrimaryUser leaves the devices of a user who is gone to nobody.
func (s *Server) forgetPrimaryUser(id string) {
	for r := range s.store.among(systems, "primarySystemUser.id", id) {
		if r.value("primarySystemUser.id") == id {
			device := r.whole().copy()
			device["primarySystemUser"] = object{"id": nil}
			s.store.put(systems, device)
		}
	}
}
