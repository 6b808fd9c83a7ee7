package jcclient

import (
	"errors"
	"net/http"
	"strconv"
	"strings"
	"testing"
)

// wantBroken wants an error that says that the listing is not whole, after no
// more than a few requests.
func wantBroken(t *testing.T, err error, s *server) {
	t.Helper()
	var failed *Error
	if !errors.As(err, &failed) || failed.Status != 200 || failed.Message == "" {
		t.Errorf("got %v", err)
	}
	if n := len(s.requests()); n > mostEmpty+2*8 {
		t.Errorf("%d requests were sent", n)
	}
}

func TestAListingThatRepeatsItselfIsAnError(t *testing.T) {
	for name, h := range map[string]http.HandlerFunc{
		"skip is ignored":                     says(200, rowsOf("id", 0, 100), "x-total-count", "900"),
		"skip is ignored, without a total":    says(200, rowsOf("id", 0, 100)),
		"rows without an id, without a total": says(200, "["+strings.Repeat(`{"name":"x"},`, 99)+`{"name":"x"}]`),
	} {
		t.Run(name, func(t *testing.T) {
			c, s := serve(t, h)
			_, err := read(t, ListUserGroups, c, ListQuery{}, groupID)
			wantBroken(t, err, s)
		})
	}
	c, s := serve(t, says(200, `{"totalCount":900,"results":`+rowsOf("_id", 0, 100)+`}`))
	_, err := read(t, ListUsers, c, UserQuery{}, userID)
	wantBroken(t, err, s)

	c, s = serveWith(t, Options{MaxInFlight: 1}, shelf{rows: 900}.v2, shelf{rows: 900}.v2, shelf{rows: 900}.v2, says(200, rowsOf("id", 0, 100), "x-total-count", "900"))
	_, err = read(t, ListUserGroups, c, ListQuery{}, groupID)
	wantBroken(t, err, s)
}

func TestEdgesAreToldApartByWhereTheyLead(t *testing.T) {
	page := strings.ReplaceAll(rowsOf("id", 0, 100), `{"id"`, `{"to":{"id"`)
	page = strings.ReplaceAll(page, `"}`, `"}}`)
	c, s := serve(t, says(200, page, "x-total-count", "900"))
	_, err := read(t, ListUserGroupMembers, c, UserGroupMembersQuery{testID}, func(Connection) string { return "" })
	wantBroken(t, err, s)
}

func TestATotalThatIsNotReachedIsAnError(t *testing.T) {
	lies := func(total int) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			from, to := shelf{rows: 150}.cut(r)
			says(200, `{"totalCount":`+strconv.Itoa(total)+`,"results":`+rowsOf("_id", from, to)+`}`)(w, r)
		}
	}
	for _, total := range []int{151, 200, 1000, 1 << 40} {
		c, s := serve(t, lies(total))
		got, err := read(t, ListUsers, c, UserQuery{}, userID)
		if len(got) != 150 {
			t.Errorf("%d rows came", len(got))
		}
		wantBroken(t, err, s)
	}
	for _, total := range []int{0, 3, 99} {
		c, _ := serve(t, lies(total))
		got, err := read(t, ListUsers, c, UserQuery{}, userID)
		if err != nil {
			t.Fatal(err)
		}
		wantRows(t, got, shelf{rows: 150})
	}
}

func TestAV2ListingThatStaysEmptyIsAnError(t *testing.T) {
	c, s := serve(t, says(200, `[]`, "x-total-count", "1000000"))
	_, err := read(t, ListUserGroups, c, ListQuery{}, groupID)
	wantBroken(t, err, s)
}

func TestACursorThatLeadsNowhereIsAnError(t *testing.T) {
	page := func(from int, after string) http.HandlerFunc {
		return says(200, strings.ReplaceAll(rowsOf("id", from, from+2), "id", "name"), "X-Limit", "2", "X-Search_after", after)
	}
	for name, handlers := range map[string][]http.HandlerFunc{
		"to itself":              {page(0, `[1]`), page(2, `[1]`)},
		"in a circle":            {page(0, `[1]`), page(2, `[2]`), page(4, `[3]`), page(6, `[1]`)},
		"nowhere":                {page(0, `[1]`), page(2, ``)},
		"to what is no cursor":   {page(0, `{"a":1}`)},
		"to two thousand digits": {page(0, `[`+strings.Repeat("1", longestAfter)+`]`)},
	} {
		t.Run(name, func(t *testing.T) {
			c, s := serveWith(t, Options{MaxInFlight: 1}, handlers...)
			got, err := read(t, QueryEvents, c, events(), eventID)
			if len(got) > 2*len(handlers) {
				t.Errorf("%d rows came", len(got))
			}
			wantBroken(t, err, s)
		})
	}
}

func TestAPageThatBreaksOffPassesForNothing(t *testing.T) {
	whole := rowsOf("id", 0, 100)
	for _, body := range []string{whole[:len(whole)-1], whole[:2000], strings.Replace(whole, `}]`, `,"id":7}]`, 1), loginPage, `null`} {
		c, s := serveWith(t, Options{MaxInFlight: 1}, shelf{rows: 250}.v2, says(200, body, "x-total-count", "250"))
		got, err := read(t, ListUserGroups, c, ListQuery{}, groupID)
		if len(got) != 100 {
			t.Errorf("%d rows came", len(got))
		}
		wantBroken(t, err, s)
	}
}
