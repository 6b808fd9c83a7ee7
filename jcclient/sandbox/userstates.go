package sandbox

import (
	"net/http"
	"slices"
	"time"
)

var userStatesShape = shape{
	"user_ids": listOf(text), "state": oneOf("ACTIVATED", "SUSPENDED"), "start_date": text,
	"send_activation_emails": flag, "activation_email_override": text,
}

// scheduleStates notes what is to become of people. One job is about all of
// them: whether JumpCloud makes one for each is not known.
func (s *Server) scheduleStates(_ *http.Request, in object) *answer {
	given, bad := userStatesShape.read(in, "user_ids", "state", "start_date")
	if bad != nil {
		return bad.v2()
	}
	ids, _ := texts(given["user_ids"])
	due, err := time.Parse(time.RFC3339, given.text("start_date"))
	switch {
	case err != nil:
		return fail2(http.StatusBadRequest, "invalidStartDate", "start_date is no time")
	case len(ids) == 0:
		return fail2(http.StatusBadRequest, "invalidUserIds", "user_ids is empty")
	case given.text("activation_email_override") != "" && len(ids) > 1:
		return fail2(http.StatusBadRequest, "invalidActivationEmailOverride", "activation_email_override is for one user")
	}
	for _, id := range ids {
		if s.store.get(users, id) == nil {
			return fail2(http.StatusBadRequest, "invalidUserIds", "there is no user %.40s", id)
		}
	}
	rows := []object{}
	for _, row := range s.store.schedule(s.store.nextID(userStates, s.now()), given.text("state"), due, ids) {
		s.happened("user_state_schedule", s.store.get(users, row.text("systemUserId")), nil)
		rows = append(rows, without(row, "id"))
	}
	return created(rows)
}

func (s *store) schedule(job, state string, due time.Time, ids []string) []object {
	rows := []object{}
	for i, id := range ids {
		rows = append(rows, s.add(userStates, object{
			"id": partID(job, i+1), "scheduledJobId": job, "scheduledDate": stamp(due), "state": state, "systemUserId": id,
		}))
	}
	return rows
}

// announceLeavers schedules what is still to come when the company is founded.
func (c *company) announceLeavers() {
	var ids []string
	for _, o := range c.people {
		if o["employeeType"] == "Contractor" && o["state"] == "ACTIVATED" && len(ids) < 2 {
			ids = append(ids, o.id())
		}
	}
	if len(ids) == 0 { // nobody of a small company is one
		ids = []string{c.people[len(c.people)-1].id()}
	}
	c.schedule(newID(settledAt, int(userStates), 1), "SUSPENDED", time.Date(2038, time.January, 1, 8, 0, 0, 0, time.UTC), ids)
}

// changeStates does what is due.
func (s *Server) changeStates(now time.Time) {
	for _, id := range slices.Clone(s.store.order[userStates]) {
		row := s.store.get(userStates, id)
		if due, err := time.Parse(time.RFC3339, row.text("scheduledDate")); err != nil || due.After(now) {
			continue
		}
		s.store.remove(userStates, id)
		old := s.store.get(users, row.text("systemUserId"))
		if old == nil {
			continue
		}
		event, given := "user_suspended", object{"suspended": true}
		if row.text("state") == "ACTIVATED" {
			event, given = "user_activated", object{"state": "ACTIVATED", "activated": true}
		}
		o := s.store.put(users, s.changedUser(old, given))
		s.happened(event, o, changes(old, o))
	}
}

func (s *Server) listStates(r *http.Request, _ object) *answer {
	rows := []object{}
	for _, row := range s.seen.all(userStates) {
		if id := r.URL.Query().Get("userid"); id == "" || row["systemUserId"] == id {
			rows = append(rows, without(row, "id"))
		}
	}
	return s.answer2(r, rows)
}

// listNextStates lists the next change to each state, user by user.
func (s *Server) listNextStates(r *http.Request, _ object) *answer {
	ids := words2(r.URL.Query().Get("users"))
	if len(ids) == 0 || len(ids) > 100 {
		return fail2(http.StatusBadRequest, "invalidUsers", "users takes 1 to 100 ids")
	}
	all := s.seen.all(userStates)
	sortRows(all, []string{"scheduledDate"})
	rows := []object{}
	for _, id := range ids {
		seen := map[string]bool{}
		for _, row := range all {
			if row["systemUserId"] == id && !seen[row.text("state")] {
				seen[row.text("state")] = true
				rows = append(rows, without(row, "id"))
			}
		}
	}
	a := s.answer2(r, rows)
	if a.status != http.StatusOK {
		return a
	}
	return ok(object{"events_count": len(rows), "results": a.body})
}

func (s *Server) cancelStates(r *http.Request, _ object) *answer {
	found := false
	for _, row := range s.store.all(userStates) {
		if row["scheduledJobId"] != r.PathValue("id") {
			continue
		}
		found = true
		s.store.remove(userStates, row.id())
		if o := s.store.get(users, row.text("systemUserId")); o != nil {
			s.happened("user_state_unschedule", o, nil)
		}
	}
	if !found {
		return notFound(r)
	}
	return noContent()
}
