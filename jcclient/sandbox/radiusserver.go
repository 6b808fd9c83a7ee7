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
