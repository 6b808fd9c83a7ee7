package sandbox

import "net/http"

// policyResults are what came of the policies that a device is held to, in
// their order: as many have failed, or are awaited, as the device's own count
// of them says. Of each only the last is known.
func (s *store) policyResults(device object) []object {
	failed, _ := at(device, "policyStats.failed").(int)
	pending, _ := at(device, "policyStats.pending").(int)
	rows := []object{}
	w := s.ways(end{"system", device.id()}, policies, systemGroups)
	_, from := w.ends(policies)
	for id := range from(0) {
		row := object{
			"id": resultID(id, device.id()), "policyID": id, "systemID": device.id(), "userObjectId": "", "state": "success", "success": true,
			"exitStatus": 0, "detail": "", "stdOut": "", "stdErr": "",
		}
		if at := device["lastContact"]; at != nil { // JumpCloud publishes no null here
			row["startedAt"], row["endedAt"] = at, at
		}
		switch i := len(rows); {
		case i < failed:
			layOver(row, object{"state": "failed", "success": false, "exitStatus": 1, "detail": "The device refused it."})
		case i < failed+pending:
			layOver(row, object{"state": "pending", "success": false})
		}
		rows = append(rows, row)
	}
	return rows
}

func resultID(policy, device string) string { return partID(policy, idNumber(device)%4096) }

// listPolicyStatuses lists what came of the policies of a device.
func (s *Server) listPolicyStatuses(r *http.Request, _ object) *answer {
	o, missing := s.findEnd(r, systems)
	if missing != nil {
		return missing
	}
	return s.answer2(r, s.seen.policyResults(o))
}

// resultsOf are what came of a policy, device by device.
func (s *store) resultsOf(policy string) []object {
	rows := []object{}
	w := s.ways(end{"policy", policy}, systems, systemGroups)
	_, from := w.ends(systems)
	for id := range from(0) {
		for _, row := range s.policyResults(s.get(systems, id)) {
			if row["policyID"] == policy {
				rows = append(rows, row)
			}
		}
	}
	return rows
}

func (s *Server) listResultsOfPolicy(r *http.Request, _ object) *answer {
	o, missing := s.findEnd(r, policies)
	if missing != nil {
		return missing
	}
	return s.answer2(r, s.seen.resultsOf(o.id()))
}

// allResults are what came of every policy on every device.
func (s *store) allResults() []object {
	rows := []object{}
	for r := range s.rows(systems) {
		rows = append(rows, s.policyResults(r.whole())...)
	}
	return rows
}

func (s *Server) listPolicyResults(r *http.Request, _ object) *answer {
	return s.answer2(r, s.seen.allResults())
}

func (s *Server) getPolicyResult(r *http.Request, _ object) *answer {
	for _, row := range s.seen.allResults() {
		if row.id() == r.PathValue("id") {
			return ok(row)
		}
	}
	return notFound(r)
}
