package sandbox

import (
	"net/http"
	"slices"
)

// userTargets are what users, and groups of them, are bound to. Of some kinds
// the sandbox has no objects.
var userTargets = []string{
	"active_directory", "application", "g_suite", "idp_routing_policy", "ldap_server", "office_365", "password_manager_item", "policy",
	"policy_group", "radius_server", "system", "system_group",
}

// done is how v1 answers a change of a user's state: with nothing, or with a
// word in plain text.
func done() *answer { return &answer{status: http.StatusOK} }

func word(text string) *answer {
	return &answer{status: http.StatusOK, header: http.Header{"Content-Type": {"text/plain; charset=utf-8"}}, bytes: []byte(text)}
}

// changeOfUser lays a change over the user of the path, and tells of it as an
// event of that type.
func (s *Server) changeOfUser(r *http.Request, event string, given object, says *answer) *answer {
	old, missing := s.find(r, users)
	if missing != nil {
		return missing
	}
	o := s.store.put(users, s.changedUser(old, given))
	s.happened(event, o, changes(old, o))
	return says
}

func (s *Server) suspendUser(r *http.Request, _ object) *answer {
	return s.changeOfUser(r, "user_suspended", object{"suspended": true}, done())
}

func (s *Server) activateUser(r *http.Request, _ object) *answer {
	return s.changeOfUser(r, "user_activated", object{"state": "ACTIVATED", "activated": true}, word("OK"))
}

func (s *Server) unlockUser(r *http.Request, _ object) *answer {
	return s.changeOfUser(r, "user_unlocked", object{"account_locked": false, "badLoginAttempts": 0}, word("OK"))
}

func (s *Server) expireUser(r *http.Request, _ object) *answer {
	return s.changeOfUser(r, "user_password_expired", object{"password_expired": true}, word("OK"))
}

// reactivateUser sends a mail, which nobody here reads.
func (s *Server) reactivateUser(r *http.Request, in object) *answer {
	if _, bad := (shape{"email": text}).read(in); bad != nil {
		return bad.v1()
	}
	return s.changeOfUser(r, "user_activation_email", object{}, done())
}

// resetMFA forgets the second factors of a user.
func (s *Server) resetMFA(r *http.Request, in object) *answer {
	excused, bad := (shape{"exclusion": flag, "exclusionUntil": text, "exclusionDays": whole(1)}).read(in)
	if bad != nil {
		return bad.v1()
	}
	excused["configured"] = false
	return s.changeOfUser(r, "user_mfa_reset", object{"mfa": excused, "totp_enabled": false, "mfaEnrollment": newEnrollment("NOT_ENROLLED")}, word("OK"))
}

func (s *Server) enforceMFA(r *http.Request, in object) *answer {
	given, bad := (shape{"enable_user_portal_multifactor": userShape["enable_user_portal_multifactor"], "mfa": userShape["mfa"]}).read(in)
	if bad != nil {
		return bad.v1()
	}
	return s.changeOfUser(r, "user_update", given, done())
}

func (s *Server) listSSHKeys(r *http.Request, _ object) *answer {
	o, missing := s.find(r, users)
	if missing != nil {
		return missing
	}
	keys, _ := o["ssh_keys"].([]any)
	return ok(append([]any{}, keys...))
}

func (s *Server) addSSHKey(r *http.Request, in object) *answer {
	old, missing := s.find(r, users)
	if missing != nil {
		return missing
	}
	key, bad := (shape{"name": text, "public_key": text}).read(in, "name", "public_key")
	if bad != nil {
		return bad.v1()
	}
	key["_id"], key["create_date"] = partID(s.store.nextID(users, s.now()), 1), stamp(s.now())
	s.putSSHKeys(old, append(slices.Clone(listAt(old, "ssh_keys")), key))
	return ok(key)
}

func (s *Server) deleteSSHKey(r *http.Request, _ object) *answer {
	old, missing := s.find(r, users)
	if missing != nil {
		return missing
	}
	keys := listAt(old, "ssh_keys")
	left := slices.DeleteFunc(slices.Clone(keys), func(v any) bool { return v.(object).id() == r.PathValue("key") })
	if len(left) == len(keys) {
		return notFound(r)
	}
	s.putSSHKeys(old, left)
	return word("OK")
}

func (s *Server) putSSHKeys(old object, keys []any) {
	o := old.copy()
	o["ssh_keys"] = keys
	s.store.put(users, o)
	s.happened("user_update", o, changes(old, o))
}

// listAt is a member that is a list; nil for all else.
func listAt(o object, name string) []any {
	list, _ := o[name].([]any)
	return list
}
