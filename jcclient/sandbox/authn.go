package sandbox

import (
	"net/http"
	"time"
)

// guard makes the lists of addresses, and the policies of who may sign in.
func (c *company) guard() {
	offices := c.add(ipLists, object{
		"id": c.nextFounded(ipLists, settledAt), "name": "Offices", "description": "Where the company's own networks end.",
		"ips": []any{"203.0.113.0/24", "198.51.100.0/24"},
	})
	c.add(ipLists, object{
		"id": c.nextFounded(ipLists, settledAt), "name": "Blocked", "description": "Seen in attacks.", "ips": []any{"192.0.2.66"},
	})
	for i, given := range []object{
		{
			"name": "Second factor outside", "type": "user_portal", "conditions": object{"not": object{"ipAddressIn": []any{offices["id"]}}},
			"targets": object{"users": object{"inclusions": []any{"ALL"}}, "resources": []any{object{"type": "user_portal"}}},
			"effect":  object{"action": "allow", "obligations": object{"mfa": object{"required": true}}},
		},
		{
			"name": "Cloud accounts from managed devices", "type": "application", "conditions": object{"not": object{"deviceManaged": true}},
			"targets": object{
				"userGroups": object{"inclusions": []any{c.userGroup("Engineering")}, "exclusions": []any{}},
				"resources":  []any{object{"type": "application", "id": c.named(applications, "name", "aws-sso").id()}},
			},
			"effect": object{"action": "deny", "custom_error_message": object{"message": "Use your own laptop.", "enabled": true}},
		},
	} {
		o := object{"description": "", "disabled": false, "monitorOnly": false}
		layOver(o, given)
		o["id"] = c.nextFounded(authnPolicies, moment(i, 2))
		c.add(authnPolicies, o)
	}
}

var evaluationsShape = shape{
	"timeRange": of(shape{"start": aTime, "end": aTime}, "start", "end"),
	"filters": of(shape{
		"policyId": text, "policyName": text, "userGroupIds": listOf(text), "userObjectId": text, "applicationObjectId": text, "resourceType": text,
	}),
}

// longestEvaluations is how much time a summary may be about.
const longestEvaluations = 90 * 24 * time.Hour

// sumUpEvaluations counts every policy as often as it has letters in its name:
// what is counted is not in the sandbox.
func (s *Server) sumUpEvaluations(_ *http.Request, in object) *answer {
	given, bad := evaluationsShape.read(in, "timeRange")
	if bad != nil {
		return bad.v2()
	}
	window, filters := given["timeRange"].(object), object{}
	if some, said := given["filters"].(object); said {
		filters = some
	}
	start, _ := time.Parse(time.RFC3339, window.text("start"))
	end, _ := time.Parse(time.RFC3339, window.text("end"))
	if end.Before(start) || end.Sub(start) > longestEvaluations {
		return (&misfit{"timeRange", " is not one of 90 days at most"}).v2()
	}
	hits, met := 0, []any{}
	for _, o := range s.seen.all(authnPolicies) {
		if id, said := filters["policyId"]; said && id != o["id"] || filters["policyName"] != nil && filters["policyName"] != o["name"] {
			continue
		}
		hits += len(o.text("name"))
		met = append(met, object{"id": o["id"], "name": o["name"]})
	}
	return ok(object{
		"aggregates": object{
			"totalHits": hits, "policiesApplied": hits - len(met), "notApplied": len(met),
			"failedConditionCounts":    object{"ipAddressIn": len(met)},
			"actionResultDistribution": object{"allow": hits - len(met), "deny": len(met)},
			"mfaDistribution":          object{"required": hits},
		},
		"availablePolicies": met,
	})
}
