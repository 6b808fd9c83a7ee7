package sandbox

import (
	"maps"
	"net/http"
)

// groupShape is what JumpCloud reads of a new group.
func groupShape(graphType string) shape {
	s := shape{
		"name": text, "description": text, "email": text,
		"membershipMethod":        oneOf("NOTSET", "STATIC", "DYNAMIC_REVIEW_REQUIRED", "DYNAMIC_AUTOMATED"),
		"memberSuggestionsNotify": flag,
		"memberQueryExemptions":   listOf(of(shape{"id": text, "type": text}, "id", "type")),
		"memberQuery": of(shape{
			"queryType": oneOf("FilterQuery", "Filter", "Search"),
			"filters":   listOf(of(shape{"field": text, "operator": text, "operation": text, "value": anything}, "field")),
		}),
		"attributes": orNull(openOf(nil)),
	}
	if graphType == "user_group" {
		s["attributes"] = orNull(openOf(userGroupAttributes))
	}
	return s
}

// userGroupAttributes are the ones that JumpCloud knows; it keeps others too.
var userGroupAttributes = shape{
	"sudo":         of(shape{"enabled": flag, "withoutPassword": flag}, "enabled", "withoutPassword"),
	"ldapGroups":   listOf(of(shape{"name": text}, "name")),
	"posixGroups":  listOf(of(shape{"id": whole(1), "name": text}, "id", "name")),
	"radius":       of(shape{"reply": listOf(of(shape{"name": text, "value": text}, "name"))}),
	"sambaEnabled": flag,
}

// newGroup is a group with JumpCloud's defaults, and what was given over them.
func newGroup(id, graphType, name string, given object) object {
	o := object{
		"id": id, "type": graphType, "name": name, "description": "", "email": "", "attributes": nil,
		"membershipMethod": "STATIC", "memberSuggestionsNotify": false,
		"memberQueryExemptions": []any{}, "memberQueryErrorFlags": []any{},
		"organizationObjectId": organizationID,
	}
	if graphType == "user_group" {
		o["suggestionCounts"] = object{"add": 0, "remove": 0, "total": 0}
	}
	maps.Copy(o, given)
	if attributes, ok := o["attributes"].(object); ok && len(attributes) == 0 {
		o["attributes"] = nil
	}
	o["id"], o["type"], o["name"] = id, graphType, name
	return o
}

// createGroup refuses a name that a group of the kind has already.
func (s *Server) createGroup(k kind, graphType string) handler {
	known := groupShape(graphType)
	return func(r *http.Request, in object) *answer {
		given, bad := known.read(in, "name")
		if bad != nil {
			return bad.v2()
		}
		if a := wrongGrammar(r, given); a != nil {
			return a
		}
		name := given.text("name")
		if s.store.named(k, "name", name) != nil && !s.faults().has("same-names") {
			return fail2(http.StatusConflict, "duplicateName", "Already Exists")
		}
		o := s.store.add(k, newGroup(s.store.nextID(k, s.now()), graphType, name, given))
		s.happened("group_create", o, nil)
		return created(o)
	}
}

// wrongGrammar refuses a rule that is not in the grammar of which the request
// says that it is: a header does for the newer one, which names no queryType.
func wrongGrammar(r *http.Request, given object) *answer {
	query, has := given["memberQuery"].(object)
	if !has {
		return nil
	}
	_, older := query["queryType"]
	switch newer := r.Header.Get("x-query-dsl") == "v2"; {
	case newer && older:
		return fail2(http.StatusBadRequest, "invalidMemberQuery", "memberQuery.queryType is not for x-query-dsl v2")
	case !newer && !older:
		return fail2(http.StatusBadRequest, "invalidMemberQuery", "memberQuery.queryType is missing")
	}
	return nil
}

// replaceGroup takes the place of all that was given before: what is left out
// goes back to its default.
func (s *Server) replaceGroup(k kind, graphType string) handler {
	known := groupShape(graphType)
	return func(r *http.Request, in object) *answer {
		old, missing := s.find(r, k)
		if missing != nil {
			return missing
		}
		given, bad := known.read(in, "name")
		if bad != nil {
			return bad.v2()
		}
		if a := wrongGrammar(r, given); a != nil {
			return a
		}
		name := given.text("name")
		if other := s.store.named(k, "name", name); other != nil && other.id() != old.id() && !s.faults().has("same-names") {
			return fail2(http.StatusConflict, "duplicateName", "Already Exists")
		}
		o := s.store.put(k, newGroup(old.id(), graphType, name, given))
		s.happened("group_update", o, changes(old, o))
		return ok(o)
	}
}

// deleteGroup takes its memberships and bindings with it, and answers with the
// group. JumpCloud may also answer with nothing.
func (s *Server) deleteGroup(k kind) handler {
	return func(r *http.Request, _ object) *answer {
		o, missing := s.find(r, k)
		if missing != nil {
			return missing
		}
		s.store.remove(k, o.id())
		s.happened("group_delete", o, nil)
		return ok(o)
	}
}
