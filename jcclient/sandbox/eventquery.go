package sandbox

import (
	"cmp"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
)

// services are the published ones. JumpCloud's prose writes alert for alerts.
var services = []string{"all", "alerts", "directory", "ldap", "mdm", "notifications", "object_storage", "password_manager",
	"password_vault", "radius", "reports", "saas_app_management", "software", "sso", "systems", "access_management",
	"asset_management", "workflows", "genai", "aigw", "ai_admin", "generic_di"}

// matching are the events that a query chooses, by time and then by id.
func (s *Server) matching(r *http.Request, in object) ([]object, string) {
	keep := []func(object) bool{}
	for _, read := range []func(object) (func(object) bool, string){readServices, s.readWindow, readTerm, readWords} {
		test, bad := read(in)
		if bad != "" {
			return nil, bad
		}
		keep = append(keep, test)
	}
	found := slices.DeleteFunc(slices.Clone(s.seen.events), func(e object) bool {
		return slices.ContainsFunc(keep, func(test func(object) bool) bool { return !test(e) })
	})
	slices.SortStableFunc(found, byTime)
	return found, ""
}

// byTime orders events as search_after does: by milliseconds, then by id.
func byTime(a, b object) int {
	return cmp.Or(cmp.Compare(millis(a), millis(b)), strings.Compare(a.text("id"), b.text("id")))
}

func millis(e object) int64 { return timeOf(e).UnixMilli() }

func timeOf(e object) time.Time {
	at, _ := time.Parse(time.RFC3339Nano, e.text("timestamp"))
	return at
}

func readServices(in object) (func(object) bool, string) {
	given, _ := in["service"].([]any)
	if len(given) == 0 {
		return nil, "service is missing: it takes a list of " + strings.Join(services, ", ")
	}
	wanted := map[string]bool{}
	for _, v := range given {
		name, _ := v.(string)
		if name == "alert" {
			name = "alerts"
		}
		if !slices.Contains(services, name) {
			return nil, fmt.Sprintf("unknown service %q: valid services are %s", plain(v), strings.Join(services, ", "))
		}
		wanted[name] = true
	}
	return func(e object) bool { return wanted["all"] || wanted[e.text("service")] }, ""
}

// readWindow reads start_time and end_time. JumpCloud refuses a start that is
// still to come, and an end before the start.
func (s *Server) readWindow(in object) (func(object) bool, string) {
	now := s.now()
	start, err := time.Parse(time.RFC3339Nano, in.text("start_time"))
	if err != nil {
		return nil, "start_time is missing or no RFC 3339 time"
	}
	end := now
	if given, said := in["end_time"]; said && given != nil {
		if end, err = time.Parse(time.RFC3339Nano, in.text("end_time")); err != nil {
			return nil, "end_time is no RFC 3339 time"
		}
	}
	switch {
	case start.After(now):
		return nil, "start_time is in the future"
	case end.Before(start):
		return nil, "end_time is before start_time"
	}
	return func(e object) bool { at := timeOf(e); return !at.Before(start) && !at.After(end) }, ""
}

// readWords reads q, which looks for each of its words in any member, and
// exact_match, which looks for its text as it stands.
func readWords(in object) (func(object) bool, string) {
	q, exact := in.text("q"), in.text("exact_match")
	if q != "" && exact != "" {
		return nil, "q and exact_match cannot be used together"
	}
	words := strings.Fields(strings.ToLower(q))
	return func(e object) bool {
		if exact != "" && !holds(e, func(text string) bool { return strings.Contains(text, exact) }) {
			return false
		}
		return !slices.ContainsFunc(words, func(word string) bool {
			return !holds(e, func(text string) bool { return strings.Contains(strings.ToLower(text), word) })
		})
	}, ""
}

// holds says whether some value inside has a property.
func holds(v any, is func(string) bool) bool {
	switch v := v.(type) {
	case object:
		for _, inner := range v {
			if holds(inner, is) {
				return true
			}
		}
		return false
	case []any:
		return slices.ContainsFunc(v, func(inner any) bool { return holds(inner, is) })
	}
	return is(plain(v))
}

// number reads a number that need not be there. What is no number of at least
// least counts for otherwise, as JumpCloud does with a limit.
func number(v any, least, otherwise int) int {
	n, isNumber := v.(json.Number)
	if !isNumber {
		return otherwise
	}
	i, err := n.Int64()
	if err != nil || int(i) < least {
		return otherwise
	}
	return int(i)
}
