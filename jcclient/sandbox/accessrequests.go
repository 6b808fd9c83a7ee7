package sandbox

import (
	"encoding/base64"
	"encoding/json"
	"net/http"
	"time"
)

// A request of the company's, which is there in every sandbox.
const accessRequestID = "66c4e0a1b2c3d4e5f6a7b8c9"

func newAccessRequest(id string, number int, given object) object {
	o := object{
		"accessId": id, "accessState": "granted", "additionalAttributes": "", "applicationIntId": "", "companyId": organizationID,
		"createdBy": administratorID, "duration": 0, "expiry": "", "id": number, "jobId": "", "metadata": "", "onBehalfOfUserId": "",
		"operationId": "", "remarks": "", "requestorId": "", "resourceId": "", "resourceType": "device", "tempGroupId": "",
		"updatedBy": administratorID, "version": 1,
	}
	layOver(o, given)
	return object{"id": id, "told": o}
}

// lend makes one request.
func (c *company) lend() {
	c.add(accessRequests, newAccessRequest(accessRequestID, 1, object{
		"requestorId": c.people[0].id(), "resourceId": c.fleet[0].id(), "expiry": stamp(c.now.AddDate(0, 0, 1)), "remarks": "A driver is missing.",
	}))
}

// aTime is a time as the newer services read it.
func aTime(v any) (any, string) {
	s, _ := v.(string)
	if _, err := time.Parse(time.RFC3339, s); err != nil {
		return nil, " is not a time"
	}
	return v, ""
}

var accessShape = shape{
	"requestorId": text, "resourceId": text, "resourceType": oneOf("device"), "expiry": aTime, "remarks": text,
	"additionalAttributes": of(shape{"sudo": of(shape{"enabled": flag, "withoutPassword": flag})}),
}

func (s *Server) createAccessRequest(_ *http.Request, in object) *answer {
	given, bad := accessShape.read(in, "requestorId", "resourceId", "resourceType", "expiry")
	switch {
	case bad != nil:
		return bad.v2()
	case s.store.get(users, given.text("requestorId")) == nil:
		return (&misfit{"requestorId", " is the id of no user"}).v2()
	case s.store.get(systems, given.text("resourceId")) == nil:
		return (&misfit{"resourceId", " is the id of no device"}).v2()
	}
	if v, said := given["additionalAttributes"]; said {
		b, _ := json.Marshal(v) // it was read as JSON
		given["additionalAttributes"] = base64.StdEncoding.EncodeToString(b)
	}
	id := s.store.nextID(accessRequests, s.now())
	s.store.add(accessRequests, newAccessRequest(id, s.store.count(accessRequests)+1, given))
	s.happened("access_request_create", object{"id": id, "name": id}, nil)
	return ok(object{"id": id})
}

func (s *Server) getAccessRequest(r *http.Request, _ object) *answer {
	o, missing := s.find(r, accessRequests)
	if missing != nil {
		return missing
	}
	return ok(o["told"])
}

func (s *Server) revokeAccessRequest(r *http.Request, _ object) *answer {
	old, missing := s.find(r, accessRequests)
	if missing != nil {
		return missing
	}
	o := old.copy()
	told := o["told"].(object)
	version, _ := told["version"].(int)
	told["accessState"], told["version"] = "revoked", version+1
	s.store.put(accessRequests, o)
	s.happened("access_request_revoke", object{"id": o.id(), "name": o.id()}, nil)
	return ok(object{})
}
