package sandbox

import (
	"net/http"
	"strings"
)

// newRadiusServer has every member that a RADIUS server has. The shared secret
// is answered as it is: whether JumpCloud masks it is not known.
func newRadiusServer(id string, given object) object {
	o := object{
		"name": "", "networkSourceIp": "", "sharedSecret": "", "organization": organizationID, "authIdp": "JUMPCLOUD",
		"mfa": "DISABLED", "userLockoutAction": "REMOVE", "userPasswordExpirationAction": "OPEN", "userPasswordEnabled": true,
		"userCertEnabled": false, "deviceCertEnabled": false, "caCert": "", "caSource": "NONE", "requireTlsAuth": false,
		"radsecEnabled": false, "requireRadsec": false, "tags": []any{}, "tagNames": []any{},
	}
	layOver(o, given)
	o["_id"] = id
	return o
}

func (s *Server) listRadiusServers(r *http.Request, _ object) *answer {
	var row func(object) object
	if s.faults().has("masked-secrets") {
		row = masked
	}
	return s.answer1(r, s.seen, radiusServers, []string{"name"}, row)
}

func (s *Server) getRadiusServer(r *http.Request, _ object) *answer {
	o, missing := s.find(r, radiusServers)
	if missing != nil {
		return missing
	}
	if s.faults().has("masked-secrets") {
		o = masked(o)
	}
	return ok(s.shown1(o, strings.Fields(r.URL.Query().Get("fields"))))
}

// radiusShape is what JumpCloud reads of a RADIUS server.
var radiusShape = shape{
	"name": text, "networkSourceIp": text, "sharedSecret": text, "authIdp": oneOf("JUMPCLOUD", "AZURE"),
	"mfa": oneOf("DISABLED", "ENABLED", "REQUIRED", "ALWAYS"), "userLockoutAction": text, "userPasswordExpirationAction": text,
	"userPasswordEnabled": flag, "userCertEnabled": flag, "deviceCertEnabled": flag, "caCert": text,
	"caSource": oneOf("NONE", "BYOC", "JUMPCLOUD_MANAGED"), "requireTlsAuth": flag, "radsecEnabled": flag, "requireRadsec": flag,
	"tags": listOf(text), "tagNames": listOf(text),
}

var radiusRequired = []string{"name", "networkSourceIp", "sharedSecret"}

func (s *Server) createRadiusServer(_ *http.Request, in object) *answer {
	given, bad := radiusShape.read(in, radiusRequired...)
	if bad != nil {
		return bad.v1()
	}
	o := s.store.add(radiusServers, newRadiusServer(s.store.nextID(radiusServers, s.now()), given))
	s.happened("radius_server_create", o, nil)
	return ok(s.shown1(o, nil))
}

// replaceRadiusServer wants all that a server needs, and takes what is left out
// back to its default: whether JumpCloud does is not known, and nothing of ours
// may need that it does not.
func (s *Server) replaceRadiusServer(r *http.Request, in object) *answer {
	old, missing := s.find(r, radiusServers)
	if missing != nil {
		return missing
	}
	given, bad := radiusShape.read(in, radiusRequired...)
	if bad != nil {
		return bad.v1()
	}
	o := s.store.put(radiusServers, newRadiusServer(old.id(), given))
	s.happened("radius_server_update", o, changes(without(old, "sharedSecret"), without(o, "sharedSecret")))
	return ok(changedRadiusServer(o))
}

func (s *Server) deleteRadiusServer(r *http.Request, _ object) *answer {
	o, missing := s.find(r, radiusServers)
	if missing != nil {
		return missing
	}
	s.store.remove(radiusServers, o.id())
	s.happened("radius_server_delete", o, nil)
	return ok(changedRadiusServer(o))
}

// changedRadiusServer is what is published of one that was changed or deleted.
func changedRadiusServer(o object) object { return without(o, "sharedSecret", "organization", "tags") }
