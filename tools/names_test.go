package tools

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
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
