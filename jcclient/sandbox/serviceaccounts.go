package sandbox

import (
	"net/http"
	"strconv"
)

// openServiceAccounts makes the account that the company's own programs use.
func (c *company) openServiceAccounts() {
	reader := c.named(adminRoles, "name", "Read Only")
	id := c.nextFounded(serviceAccounts, settledAt)
	ends := stamp(settledAt.AddDate(1, 0, 0))
	by := object{"id": administratorID, "name": administratorEmail, "type": "ADMIN"}
	c.add(serviceAccounts, object{
		"id": id, "objectId": id, "name": "Nightly Export", "roleId": reader["id"], "roleName": "Read Only", "status": "ACTIVE", "authType": "API_KEY",
		"createdAt": stamp(settledAt), "expiresAt": ends, "orgCount": 1, "orgId": organizationID, "providerId": "",
		"authConfigList": []any{
			object{"authType": "API_KEY", "apiKeyConfig": object{
				"objectId": partID(id, 1), "apiKeyPrefix": "jcs_inv3", "status": "ACTIVE", "lifetime": "365 Days", "createdAt": stamp(settledAt),
				"createdBy": by, "expiresAt": ends,
			}},
			object{"authType": "CLIENT_SECRET", "clientSecretConfig": object{
				"objectId": partID(id, 2), "clientId": DefaultClientID, "status": "ACTIVE", "lifetime": "365 Days", "createdAt": stamp(settledAt),
				"createdBy": by, "expiresAt": ends,
			}},
		},
	})
}

// answer2In is a v2 list whose rows stand in an object, with their number.
func (s *Server) answer2In(r *http.Request, rows []object) *answer {
	a := s.answer2(r, rows)
	if a.status != http.StatusOK {
		return a
	}
	total, err := strconv.Atoi(a.header.Get("X-Total-Count"))
	if err != nil {
		total = len(rows)
	}
	return ok(object{"totalCount": total, "results": a.body})
}

func (s *Server) list2In(k kind) handler {
	return func(r *http.Request, _ object) *answer { return s.answer2In(r, s.seen.all(k)) }
}

// listServiceAccounts tells nothing of how each proves who it is.
func (s *Server) listServiceAccounts(r *http.Request, _ object) *answer {
	rows := s.seen.all(serviceAccounts)
	for i := range rows {
		rows[i] = without(rows[i], "id", "authConfigList")
	}
	return s.answer2In(r, rows)
}

// getServiceAccount answers as is seen live: not as published.
func (s *Server) getServiceAccount(r *http.Request, _ object) *answer {
	o, missing := s.find(r, serviceAccounts)
	if missing != nil {
		return missing
	}
	return ok(object{"serviceAccount": without(o, "id")})
}
