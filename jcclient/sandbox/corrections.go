package sandbox

import "time"

// corrections are what administrators change about people.
var corrections = []struct {
	member string
	values []any
}{
	{"jobTitle", []any{"Analyst", "Senior Analyst", "Coordinator"}},
	{"department", []any{"IT", "Sales", "Support"}},
	{"location", []any{"Denver", "Lisbon", "Bengaluru"}},
	{"suspended", []any{true, false}},
	{"account_locked", []any{true, false}},
	{"costCenter", []any{"CC-200", "CC-700", nil}},
}

// userChanged is an administrator changing something about a person, which
// stands in the directory no more: someone has changed it back.
func (h *history) userChanged(at time.Time) {
	person, _, _ := h.someone()
	it := pick(h.r, corrections)
	h.byAdministrator(at, "user_update", object{
		"resource": asUser(person), "changes": []any{object{"field": it.member, "from": person[it.member], "to": pick(h.r, it.values)}},
	})
}

// edgeChanged is someone coming into a group, or leaving it.
func (h *history) edgeChanged(at time.Time) {
	person, _, _ := h.someone()
	group := h.get(userGroups, pick(h.r, h.order[userGroups]))
	h.byAdministrator(at, "association_change", object{"association": object{
		"op": pick(h.r, []string{"add", "add", "remove"}), "action_source": "admin", "attributes": nil,
		"connection": object{
			"from": object{"type": "user_group", "object_id": group.id(), "name": group["name"]},
			"to":   object{"type": "user", "object_id": person.id(), "name": person["username"]},
		},
	}})
}

func (h *history) byAdministrator(at time.Time, eventType string, members object) {
	members["initiated_by"], members["provider"] = administrator(), nil
	members["geoip"], members["useragent"] = offices[0].geo, browsers[0]
	members["auth_method"] = pick(h.r, []string{"session", "session", "api key"})
	h.write(at, "directory", eventType, "198.51.100.7", true, members)
}
