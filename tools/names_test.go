package tools

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

func TestANameIsNotTakenFromAPageThatShowsOnlySomeOfItsBearers(t *testing.T) {
	r := newRig(t, fullAccess)
	for name, page := range map[string]string{
		"a filter that was ignored": `{"_id":"` + someone + `","hostname":"kiosk"},{"_id":"` + another + `","hostname":"other"}`,
		"no filter at all":          `{"_id":"` + another + `","hostname":"other"}`,
		"a page that broke off":     `{"_id":"` + someone + `","hostname":"kiosk"}`,
	} {
		r.directory.Fail(func(q *http.Request) (int, string, bool) {
			return 200, `{"totalCount":` + strconv.Itoa(500) + `,"results":[` + page + `]}`, q.Method == "GET"
		})
		before := r.directory.Requests()
		f := r.fails("full", "devices_delete", `{"id":"kiosk"}`)
		if f.Code != "invalid_arguments" || !strings.Contains(f.Message, "too many") || r.directory.Requests() != before+1 {
			t.Errorf("%s: %+v after %d requests", name, f, r.directory.Requests()-before)
		}
	}
	r.directory.Fail(func(q *http.Request) (int, string, bool) {
		return 200, `[]`, q.Method == "GET"
	})
	if f := r.fails("full", "user_groups_get", `{"id":"kiosk"}`); f.Code != "not_found" {
		t.Errorf("a name that nobody bears: %+v", f)
	}
}

func TestANameThatCannotBeAskedForIsNotSaidToBeNobodys(t *testing.T) {
	r := newRig(t, fullAccess)
	for _, name := range []string{"Sales|EMEA", "Sales,EMEA"} {
		r.call("full", "user_groups_create", `{"name":"`+name+`"}`)
		if f := r.fails("full", "user_groups_get", `{"id":"`+name+`"}`); f.Code != "invalid_arguments" || !strings.Contains(f.Message, "give the id") {
			t.Errorf("%s: %+v", name, f)
		}
	}
}

// Where a condition stands on the listing, a name must not tell what the
// listing would not.
func TestANameIsLookedUpOnlyWhereTheListingMayBeAskedForIt(t *testing.T) {
	var now time.Time
	r := newRig(t, fullAccess, func(o *Options) { o.Now = func() time.Time { return now } })
	now = time.Now()
	person, username := r.firstOf("users_list", "_id", "username")
	now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC) // a Monday
	for rules, allowed := range map[string]bool{
		`allow: [{id: l, tools: [users_list], when: {filter: {each: {prefix: "department:$eq:"}}}}]`:                           false,
		`allow: [{id: l, tools: [users_list], when: {time.weekday: {in: [sat, sun]}}}]`:                                        false,
		`allow: [{id: l, tools: [users_list], when: {fields: {each: {in: [department]}}}}]`:                                    false,
		`access: {users: read}, deny: [{id: l, tools: [users_list], when: {filter: {any: {glob: "username:*"}}}}]`:             false,
		`access: {users: read}, deny: [{id: l, tools: [users_list], when: {time.hour: {min: 12}}}]`:                            false,
		`access: {users: read}, deny: [{id: l, tools: [users_list], when: {search: {present: true}}}]`:                         true,
		`access: {users: read}, deny: [{id: l, tools: [users_list], when: {fields: {in: [ssh_keys], or_absent: false}}}]`:      true,
		`allow: [{id: l, tools: [users_list], when: {limit: {max: 50}}}, {id: g, tools: [users_get]}]`:                         true,
		`allow: [{id: l, tools: [users_list], when: {filter: {each: {glob: "username:$eq:*"}}}}, {id: g, tools: [users_get]}]`: true,
	} {
		r.gate.policy.Store(load(t, `
version: 1
agents:
  a: {owner: o@example.com, identify: [{local: true}], `+strings.Replace(rules, "allow: [", "allow: [{id: own, tools: [users_get], when: {id: {in: ['"+person+"']}}}, ", 1)+`}
`))
		before := r.directory.Requests()
		a := r.answer("a", "users_get", `{"id":"`+username+`"}`)
		if a.IsError == allowed {
			t.Errorf("%s: the answer is %q", rules, a.Code)
		}
		if allowed {
			continue
		}
		if r.directory.Requests() != before {
			t.Errorf("%s: JumpCloud was asked", rules)
		}
		if f := r.fails("a", "users_get", `{"id":"nobody-of-that-name"}`); f.Code != "invalid_arguments" || strings.ReplaceAll(f.Message, "nobody-of-that-name", username) != r.fails("a", "users_get", `{"id":"`+username+`"}`).Message {
			t.Errorf("%s: told %+v", rules, f)
		}
	}
}
