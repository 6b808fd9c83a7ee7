package sandbox

import (
	"fmt"
	"strings"
	"testing"
)

// chronicle is a sandbox in which only these six events have happened.
func chronicle(t *testing.T) *rig {
	r := newRig(t, Options{})
	event := func(id, service, kind, at string, more object) object {
		e := object{"id": id, "service": service, "event_type": kind, "timestamp": at, "success": true}
		layOver(e, more)
		return e
	}
	r.server.store.events = []object{
		event("c", "sso", "sso_auth", "2026-11-24T09:00:00.000900000Z", object{"initiated_by": object{"username": "ana"}, "client_ip": "192.0.2.1"}),
		event("b", "directory", "user_create", "2026-11-24T09:00:00.000Z", object{"initiated_by": object{"username": "Bob"}, "changes": []any{object{"field": "sudo", "to": true}}}),
		event("a", "radius", "radius_auth_attempt", "2026-11-24T08:00:00Z", object{"success": false, "username": "ana", "error_message": "Failed EAP"}),
		event("d", "directory", "user_update", "2026-11-24T11:30:00.000Z", object{"initiated_by": object{"username": "ana"}, "mfa": true, "port": 22}),
		event("e", "alerts", "alert_raised", "2026-11-25T10:30:15.123Z", object{"tags": []any{"x", "y"}, "port": 443}),
		event("f", "systems", "user_login", "2026-11-25T10:30:15.124Z", nil),
	}
	return r
}

const since = `"start_time":"2026-11-24T00:00:00Z"`

func TestEventsAreChosenByServiceAndTime(t *testing.T) {
	r := chronicle(t)
	for body, want := range map[string]string{
		`"service":["all"],` + since:                                        "a b c d e",
		`"service":["directory"],` + since:                                  "b d",
		`"service":["sso","radius"],` + since:                               "a c",
		`"service":["alert"],` + since:                                      "e",
		`"service":["alerts"],` + since:                                     "e",
		`"service":["ldap"],` + since:                                       "",
		`"service":["all"],"start_time":"2026-11-24T09:00:00Z"`:             "b c d e",
		`"service":["all"],` + since + `,"end_time":"2026-11-24T09:00:00Z"`: "a b",
		`"service":["all"],"start_time":"2026-11-24T10:00:00+02:00","end_time":"2026-11-24T08:30:00Z"`: "a",
		`"service":["all"],` + since + `,"end_time":null`:                                              "a b c d e",
		`"service":["all"],` + since + `,"sort":"desc"`:                                                "e d c b a",
		`"service":["all"],` + since + `,"sort":"sideways"`:                                            "a b c d e",
		`"service":["all"],` + since + `,"skip":1,"limit":2`:                                           "b c",
		`"service":["all"],` + since + `,"skip":99`:                                                    "",
		`"service":["all"],` + since + `,"skip":"x","limit":"x"`:                                       "a b c d e",
		`"service":["all"],` + since + `,"limit":0`:                                                    "a b c d e",
	} {
		if got := values(r.events("{"+body+"}").is(200).rows(), "id"); got != want {
			t.Errorf("%s: %s", body, got)
		}
	}
}

func TestAQueryThatIsNoneIsRefused(t *testing.T) {
	r := chronicle(t)
	const all = `"service":["all"],` + since
	for body, problem := range map[string]string{
		since:                                                   "service is missing",
		`"service":"all",` + since:                              "service is missing",
		`"service":[],` + since:                                 "service is missing",
		`"service":["all","weather"],` + since:                  `unknown service \"weather\": valid services are all, alerts, directory,`,
		`"service":["all"]`:                                     "start_time is missing or no RFC 3339 time",
		`"service":["all"],"start_time":"yesterday"`:            "start_time is missing or no RFC 3339 time",
		`"service":["all"],"start_time":7`:                      "start_time is missing or no RFC 3339 time",
		`"service":["all"],"start_time":"2026-11-25T10:30:16Z"`: "start_time is in the future",
		all + `,"end_time":"2026-11-23T00:00:00Z"`:              "end_time is before start_time",
		all + `,"end_time":"soon"`:                              "end_time is no RFC 3339 time",
		all + `,"fields":[]`:                                    "fields is empty or no list",
		all + `,"fields":"id"`:                                  "fields is empty or no list",
		all + `,"fields":["id","nothing"]`:                      `unknown field \"nothing\"`,
		all + `,"search_after":"x"`:                             "search_after is not [time, id]",
		all + `,"search_after":["1",2]`:                         "search_after is not [time, id]",
		all + `,"q":"a","exact_match":"b"`:                      "q and exact_match cannot be used together",
		all + `,"search_term":[]`:                               "search_term takes exactly one of and, or, not",
		all + `,"search_term":{}`:                               "search_term takes exactly one of and, or, not",
		all + `,"search_term":{"and":[],"or":[]}`:               "search_term takes exactly one of and, or, not",
		all + `,"search_term":{"xor":[]}`:                       `search_term takes exactly one of and, or, not, and not \"xor\"`,
		all + `,"search_term":{"and":["x"]}`:                    "search_term holds a condition that is no object",
		all + `,"search_term":{"and":[{"changes":"x"}]}`:        "search_term cannot search changes",
		all + `,"search_term":{"and":[{"useragent.os":"x"}]}`:   "search_term cannot search useragent.os",
		all + `,"search_term":{"and":[{"id":[]}]}`:              "search_term gives id no value",
		all + `,"search_term":{"and":[{"field":"id","operator":"like","value":"x"}]}`: `search_term has the unknown operator \"like\"`,
	} {
		for _, path := range []string{"", "/count"} {
			if path == "/count" && (strings.Contains(body, "fields") || strings.Contains(body, "search_after")) {
				continue
			}
			a := r.post("/insights/directory/v1/events"+path, "{"+body+"}").is(400)
			if !strings.HasPrefix(a.text, `{"message":"`+problem) {
				t.Errorf("%s: %s", body, a.text)
			}
		}
	}
}

func TestSearchTermsMeanWhatIsPublished(t *testing.T) {
	r := chronicle(t)
	for term, want := range map[string]string{
		`{"and":[{"event_type":"user_create"}]}`:                                      "b",
		`{"and":[{"service":"directory"},{"initiated_by.username":"ana"}]}`:           "d",
		`{"and":[{"service":"directory","initiated_by.username":"ana"}]}`:             "d",
		`{"or":[{"service":"sso"},{"success":false}]}`:                                "a c",
		`{"not":[{"service":"directory"},{"service":"sso"}]}`:                         "a e",
		`{"and":{"service":"sso"}}`:                                                   "c",
		`{"and":[{"event_type":["user_create","sso_auth"]}]}`:                         "b c",
		`{"and":[{"field":"event_type","operator":"eq","value":"sso_auth"}]}`:         "c",
		`{"and":[{"field":"initiated_by.username","operator":"ne","value":"ana"}]}`:   "a b e",
		`{"and":[{"field":"event_type","operator":"contains","value":"auth"}]}`:       "a c",
		`{"and":[{"field":"event_type","operator":"startsWith","value":"user_"}]}`:    "b d",
		`{"and":[{"field":"event_type","operator":"endsWith","value":"_update"}]}`:    "d",
		`{"and":[{"field":"service","operator":"in","value":["sso","radius"]}]}`:      "a c",
		`{"and":[{"field":"service","operator":"not_in","value":["sso","radius"]}]}`:  "b d e",
		`{"and":[{"field":"port","operator":"gt","value":22}]}`:                       "e",
		`{"and":[{"field":"port","operator":"gte","value":22}]}`:                      "d e",
		`{"and":[{"field":"port","operator":"lt","value":443}]}`:                      "d",
		`{"and":[{"field":"port","operator":"lte","value":443}]}`:                     "d e",
		`{"and":[{"field":"timestamp","operator":"before","value":"2026-11-24T09"}]}`: "a",
		`{"and":[{"field":"timestamp","operator":"after","value":"2026-11-24T10"}]}`:  "d e",
		`{"and":[{"tags":"y"}]}`:  "e",
		`{"and":[{"mfa":true}]}`:  "d",
		`{"and":[{"other":"x"}]}`: "",
		`{"and":[]}`:              "a b c d e",
		`null`:                    "a b c d e",
	} {
		body := `{"service":["all"],` + since + `,"search_term":` + term + `}`
		got := values(r.events(body).is(200).rows(), "id")
		if got != want {
			t.Errorf("%s: %s", term, got)
		}
		r.post("/insights/directory/v1/events/count", body).says(200, fmt.Sprintf(`{"count":%d}`, len(strings.Fields(got))))
	}
}

func TestWordsAreLookedForInEveryMember(t *testing.T) {
	r := chronicle(t)
	for body, want := range map[string]string{
		`"q":"BOB"`:              "b",
		`"q":"ana directory"`:    "d",
		`"q":"failed eap"`:       "a",
		`"exact_match":"bob"`:    "",
		`"exact_match":"Bob"`:    "b",
		`"exact_match":"ed EAP"`: "a",
		`"q":""`:                 "a b c d e",
	} {
		if got := values(r.events(`{"service":["all"],`+since+`,`+body+`}`).is(200).rows(), "id"); got != want {
			t.Errorf("%s: %s", body, got)
		}
	}
}

func TestFieldsOfEventsAreTheOnesAskedFor(t *testing.T) {
	r := chronicle(t)
	r.events(`{"service":["directory"],`+since+`,"fields":["event_type","changes"]}`).says(200,
		`[{"changes":[{"field":"sudo","to":true}],"event_type":"user_create"},{"event_type":"user_update"}]`)
}

func TestPagesOfEventsFollowEachOther(t *testing.T) {
	for _, sort := range []string{"ASC", "DESC"} {
		r := chronicle(t)
		body := `"service":["all"],` + since + `,"limit":2,"sort":"` + sort + `"`
		var all, after, mark string
		for pages := 0; pages < 9; pages++ {
			a := r.events("{" + body + after + "}").is(200)
			h := a.header
			if h.Get("X-Limit") != "2" || h.Get("X-Sort") != sort || len(h.Get("X-Request-Id")) != 36 {
				t.Errorf("headers %v", h)
			}
			if h.Get("X-Result-Count") != fmt.Sprint(len(a.rows())) || h.Get("X-Search_after") == "" {
				t.Errorf("page %d: headers %v", pages, h)
			}
			if len(a.rows()) == 0 {
				if pages != 3 || h.Get("X-Search_after") != mark {
					t.Errorf("page %d is empty, its mark %s", pages, h.Get("X-Search_after"))
				}
				break
			}
			all += values(a.rows(), "id") + " "
			mark = h.Get("X-Search_after")
			after = `,"search_after":` + mark
		}
		want := map[string]string{"ASC": "a b c d e ", "DESC": "e d c b a "}[sort]
		if all != want {
			t.Errorf("%s: %s", sort, all)
		}
	}
	a := chronicle(t).events(`{"service":["directory"],` + since + `}`).is(200)
	if a.header.Get("X-Search_after") != `[1795519800000,"d"]` || a.header.Get("X-Limit") != "1000" {
		t.Errorf("headers %v", a.header)
	}
	if a := chronicle(t).events(`{"service":["ldap"],` + since + `,"limit":99999}`).is(200); a.header.Get("X-Limit") != "10000" || a.header.Get("X-Result-Count") != "0" {
		t.Errorf("headers %v", a.header)
	}
}

func TestDistinctValuesAreCounted(t *testing.T) {
	r := chronicle(t)
	const path = "/insights/directory/v1/events/distinct"
	for field, buckets := range map[string]string{
		"service":               `{"doc_count":2,"key":"directory"},{"doc_count":1,"key":"alerts"},{"doc_count":1,"key":"radius"},{"doc_count":1,"key":"sso"}`,
		"initiated_by.username": `{"doc_count":2,"key":"ana"},{"doc_count":1,"key":"Bob"}`,
		"success":               `{"doc_count":4,"key":"true"},{"doc_count":1,"key":"false"}`,
		"tags":                  `{"doc_count":1,"key":"x"},{"doc_count":1,"key":"y"}`,
		"initiated_by":          ``,
		"nothing":               ``,
	} {
		r.post(path, `{"service":["all"],`+since+`,"field":"`+field+`"}`).says(200, `{"buckets":[`+buckets+`],"doc_count_error_upper_bound":0,"sum_other_doc_count":0}`)
	}
	r.post(path, `{"service":["all"],`+since+`}`).says(400, `{"message":"field is missing"}`)
	r.post(path, `{"service":["x"],`+since+`,"field":"id"}`).is(400)
}

func TestEventsAreCountedInStepsOfTime(t *testing.T) {
	r := chronicle(t)
	const path, all = "/insights/directory/v1/events/interval", `"service":["all"],` + since
	for body, want := range map[string]string{
		`"interval_unit":"h","interval_value":"2"`:                    "2026-11-24T08:00:00.000Z=3 2026-11-24T10:00:00.000Z=1",
		`"interval_unit":"h","interval_value":"2","timezone":"-0500"`: "2026-11-24T02:00:00.000-05:00=1 2026-11-24T04:00:00.000-05:00=2 2026-11-24T06:00:00.000-05:00=1",
		`"interval_unit":"h"`:                                         "2026-11-24T08:00:00.000Z=1 2026-11-24T09:00:00.000Z=2 2026-11-24T10:00:00.000Z=0 2026-11-24T11:00:00.000Z=1",
		`"interval_unit":"d"`:                                         "2026-11-24T00:00:00.000Z=4",
		`"interval_unit":"d","timezone":"-09:00"`:                     "2026-11-23T00:00:00.000-09:00=1 2026-11-24T00:00:00.000-09:00=3",
		`"interval_unit":"w"`:                                         "2026-11-23T00:00:00.000Z=4",
	} {
		a := r.post(path, `{`+all+`,"end_time":"2026-11-24T12:00:00Z",`+body+`}`).is(200)
		var got []string
		for _, b := range a.object()["buckets"].([]any) {
			o := object(b.(map[string]any))
			got = append(got, fmt.Sprintf("%v=%v", o["key_as_string"], o["doc_count"]))
		}
		if strings.Join(got, " ") != want {
			t.Errorf("%s: %v", body, got)
		}
	}
	r.post(path, `{`+all+`,"interval_unit":"d","end_time":"2026-11-24T00:00:00Z"}`).says(200, `{"buckets":[]}`)
	r.post(path, `{"service":["directory"],`+since+`,"interval_unit":"d"}`).says(200, `{"buckets":[{"doc_count":2,"key":1795478400000,"key_as_string":"2026-11-24T00:00:00.000Z"}]}`)
	for body, problem := range map[string]string{
		``: "interval_unit is not one of s, m, h, d, w", `"interval_unit":"y",`: "interval_unit is not one of s, m, h, d, w",
		`"interval_unit":"h","interval_value":"0",`:      `interval_value \"0\" is not a number from 1 on, or too large`,
		`"interval_unit":"w","interval_value":"100000",`: `interval_value \"100000\" is not a number from 1 on, or too large`,
		`"interval_unit":"h","timezone":"Mars/Olympus",`: `timezone \"Mars/Olympus\" is no time zone`,
		`"interval_unit":"s",`:                           "too many buckets: more than 10000; use a longer interval",
	} {
		r.post(path, `{`+body+all+`}`).says(400, `{"message":"`+problem+`"}`)
	}
}
