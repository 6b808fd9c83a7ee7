package sandbox

import (
	"net/url"
	"testing"
)

// Four people whose members differ in what filters look at.
var filtered = []object{
	{"_id": "1", "username": "ada", "unix_uid": 5, "sudo": true, "tags": []any{"a", "b|c"}, "mfa": object{"configured": true}, "password_expiration_date": "2026-01-05T00:00:00.000Z"},
	{"_id": "2", "username": "Ada", "unix_uid": 40, "sudo": false, "tags": []any{}, "mfa": object{"configured": false}, "password_expiration_date": nil},
	{"_id": "3", "username": "bob", "unix_uid": 300, "sudo": false, "tags": []any{"c"}, "password_expiration_date": "2026-02-05T00:00:00.000Z"},
	{"_id": "4", "username": "ad*", "unix_uid": 300, "sudo": true, "tags": []any{"a"}, "phones": []any{object{"number": "+1"}, object{"number": "+2"}}},
}

func hits(t *testing.T, keep filters, bad string) string {
	t.Helper()
	if bad != "" {
		return "refused"
	}
	ids := ""
	for _, o := range filtered {
		if keep.hold(o) {
			ids += o.id()
		}
	}
	return ids
}

func TestV1FiltersMeanWhatIsPublished(t *testing.T) {
	for query, want := range map[string]string{
		"filter=username:$eq:ada":                                         "1",
		"filter=username:$eq:ad*":                                         "4",
		"filter=username:$ne:ada":                                         "234",
		"filter=username:$in:ada|bob":                                     "13",
		`filter=tags:$in:b\|c`:                                            "1",
		"filter=tags:$eq:a":                                               "14",
		"filter=tags:$nin:a|c":                                            "2",
		"filter=username:$sw:ad":                                          "14",
		"filter=sudo:$eq:true":                                            "14",
		"filter=unix_uid:$gt:40":                                          "34",
		"filter=unix_uid:$lte:40":                                         "12",
		"filter=unix_uid:$gte:300":                                        "34",
		"filter=unix_uid:$lt:5":                                           "",
		"filter=mfa.configured:$eq:true":                                  "1",
		"filter=mfa.configured:$ne:true":                                  "234",
		"filter=phones.number:$eq:%2B2":                                   "4",
		"filter=password_expiration_date:$lte:2026-01-31":                 "1",
		"filter=password_expiration_date:$gt:2020-01-01":                  "13",
		"filter=password_expiration_date:$eq:":                            "2",
		"filter=nothing:$eq:x":                                            "",
		"filter[0]=sudo:$eq:true&filter[1]=unix_uid:$eq:300":              "4",
		"filter[or][0]=username:$eq:bob&filter[or][1]=username:$eq:ada":   "13",
		"filter[0]=sudo:$eq:false&filter[or][0]=unix_uid:$lt:50":          "2",
		"filter=sudo:$eq:true&filter=unix_uid:$eq:5":                      "1",
		"filter=username:eq:ada":                                          "refused",
		"filter=username:$like:ada":                                       "refused",
		"filter=username:$search:ada":                                     "refused",
		"filter=username:$co:d":                                           "refused",
		"filter=username":                                                 "refused",
		"filter=username:$eq":                                             "refused",
		"filter=:$eq:x":                                                   "refused",
		"filter=username:$eq:ada&filter[or][0]=username:$between:1":       "refused",
		"fields=username&limit=3":                                         "1234",
		"filter[or][0]=username:$eq:nobody&filter[or][1]=username:$sw:bo": "3",
	} {
		q, err := url.ParseQuery(query)
		if err != nil {
			t.Fatal(err)
		}
		keep, bad := filters1(q, false)
		if got := hits(t, keep, bad); got != want {
			t.Errorf("%s: %q, not %q (%s)", query, got, want, bad)
		}
	}
}

func TestV1KnowsMoreOperatorsForWhoTakesAnOldAnswer(t *testing.T) {
	for query, want := range map[string]string{
		"username:$co:d|o": "1234", "username:$co:o": "3", "username:$nco:d": "3", "username:$ew:b|*": "34", "username:$sw:b|A": "23", "username:$eq:ada": "1",
	} {
		keep, bad := filters1(url.Values{"filter": {query}}, true)
		if got := hits(t, keep, bad); got != want {
			t.Errorf("%s: %q, not %q (%s)", query, got, want, bad)
		}
	}
	r := newRig(t, Options{})
	r.send("GET", "/api/systemusers?filter=username:$co:ruiz", "").is(400)
	r.send("GET", "/api/systemusers?filter=username:$co:ruiz", "", "x-eventually-consistent", "true").is(200)
}

func TestV2FiltersMeanWhatIsPublished(t *testing.T) {
	for filter, want := range map[string]string{
		"username:eq:ada":            "1",
		"username:eq:ad*":            "14",
		"username:eq:*b":             "3",
		"username:ne:ada":            "234",
		"username:in:bob|Ada":        "23",
		"username:search:AD":         "124",
		"unix_uid:gt:40":             "34",
		"unix_uid:ge:40":             "234",
		"unix_uid:lt:40":             "1",
		"unix_uid:le:40":             "12",
		"unix_uid:between:10|299":    "2",
		"unix_uid:between:10":        "",
		"sudo:eq:true,unix_uid:gt:5": "4",
		"mfa.configured:eq:false":    "2",
		"":                           "1234",
		"username:$eq:ada":           "refused",
		"username:gte:ada":           "refused",
		"username:eq":                "refused",
		"username:eq:ada,":           "refused",
	} {
		keep, bad := filters2(url.Values{"filter": {filter}})
		if got := hits(t, keep, bad); got != want {
			t.Errorf("%s: %q, not %q (%s)", filter, got, want, bad)
		}
	}
}

func TestAFilterThatIsNoneIsRefusedInEachGenerationsWords(t *testing.T) {
	r := newRig(t, Options{})
	const v1 = `Bad Request: filter \"x\" is not field:operator:value`
	r.send("GET", "/api/systemusers?filter=x", "").says(400, `{"error":"`+v1+`","message":"`+v1+`"}`)
	r.send("GET", "/api/v2/usergroups?filter=x", "").says(400, `{"code":400,"message":"filter \"x\" is not field:operator:value","status":"INVALID_ARGUMENT"}`)
	r.send("GET", "/api/v2/applications/"+r.id(applications, "aws-sso")+"/users?filter=x", "").is(400)
	if got := values(r.get("/api/systemusers?filter[or][0]=username:$eq:ana.ruiz&filter[or][1]=username:$eq:ruth.okonjo").results(), "firstname"); got != "Ana Ruth" {
		t.Errorf("found %s", got)
	}
}
