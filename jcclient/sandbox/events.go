package sandbox

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

const (
	usualEvents = 1000
	mostEvents  = 10_000
)

// queryEvents answers one page of events. Its headers tell where the next one
// starts, on the last page too.
func (s *Server) queryEvents(r *http.Request, in object) *answer {
	rows, bad := s.matching(r, in)
	if bad != "" {
		return failInsights(http.StatusBadRequest, "%s", bad)
	}
	names, bad := s.eventFields(in)
	if bad != "" {
		return failInsights(http.StatusBadRequest, "%s", bad)
	}
	sort := "ASC"
	if strings.EqualFold(in.text("sort"), "DESC") {
		sort = "DESC"
		slices.Reverse(rows)
	}
	rows, bad = afterMark(rows, in["search_after"], sort)
	if bad != "" {
		return failInsights(http.StatusBadRequest, "%s", bad)
	}
	limit := number(in["limit"], 1, usualEvents)
	if limit > mostEvents && s.faults().has("events-limit-400") {
		return failInsights(http.StatusBadRequest, "limit exceeds maximum value of %d", mostEvents)
	}
	limit = min(limit, mostEvents)
	rows = rows[min(number(in["skip"], 0, 0), len(rows)):]
	rows = rows[:min(limit, len(rows))]
	header := http.Header{
		"X-Result-Count": {strconv.Itoa(len(rows))}, "X-Limit": {strconv.Itoa(limit)}, "X-Sort": {sort},
		"X-Request-Id": {requestID(s.count)},
	}
	if mark := lastMark(rows, in["search_after"]); mark != "" {
		header["X-Search_after"] = []string{mark}
	}
	results := []object{}
	for _, e := range rows {
		results = append(results, withOnly(e, names))
	}
	return &answer{status: http.StatusOK, header: header, body: results}
}

// publishedMembers are those that the published events have.
var publishedMembers = []string{"@version", "application", "association", "auth_context", "auth_meta", "auth_method", "auth_type",
	"changes", "client_ip", "eap_type", "error_code", "error_message", "event_type", "geoip", "id", "idp_initiated", "initiated_by",
	"message", "mfa", "mfa_meta", "nas_mfa_state", "organization", "outer", "process_name", "provider", "resource", "service",
	"src_ip", "sso_token_success", "success", "system", "system_timestamp", "timestamp", "useragent", "username"}

// eventFields are the members that a query asks for; nil for all.
func (s *Server) eventFields(in object) ([]string, string) {
	given, said := in["fields"]
	if !said || given == nil {
		return nil, ""
	}
	list, _ := given.([]any)
	if len(list) == 0 {
		return nil, "fields is empty or no list"
	}
	var names []string
	for _, v := range list {
		name := plain(v)
		has := func(e object) bool { _, has := e[name]; return has }
		if !slices.Contains(publishedMembers, name) && !slices.ContainsFunc(s.store.events, has) {
			return nil, fmt.Sprintf("unknown field %q", name)
		}
		names = append(names, name)
	}
	return names, ""
}

// withOnly keeps the named members; all without names.
func withOnly(e object, names []string) object {
	if len(names) == 0 {
		return e
	}
	out := object{}
	for _, name := range names {
		if v, has := e[name]; has {
			out[name] = v
		}
	}
	return out
}

// afterMark passes over the events up to search_after, [milliseconds, id].
func afterMark(rows []object, given any, sort string) ([]object, string) {
	if given == nil {
		return rows, ""
	}
	mark, _ := given.([]any)
	if len(mark) != 2 {
		return nil, "search_after is not [time, id]"
	}
	at, isNumber := mark[0].(json.Number)
	id, isText := mark[1].(string)
	millisecond, err := at.Int64()
	if !isNumber || !isText || err != nil {
		return nil, "search_after is not [time, id]"
	}
	passed := func(e object) bool {
		c := byMark(e, millisecond, id)
		return c == 0 || (c < 0) == (sort == "ASC")
	}
	return slices.DeleteFunc(rows, passed), ""
}

func byMark(e object, millisecond int64, id string) int {
	switch at := millis(e); {
	case at < millisecond:
		return -1
	case at > millisecond:
		return 1
	}
	return strings.Compare(e.text("id"), id)
}

// lastMark is the search_after of the next page: the last event's, and on an
// empty page the one that was given.
func lastMark(rows []object, given any) string {
	mark := given
	if len(rows) > 0 {
		last := rows[len(rows)-1]
		mark = []any{millis(last), last.text("id")}
	}
	if mark == nil {
		return ""
	}
	b, err := json.Marshal(mark)
	if err != nil {
		return ""
	}
	return string(b)
}

// requestID has the form of a UUID.
func requestID(n int) string { return fmt.Sprintf("00000000-0000-4000-8000-%012x", n) }
