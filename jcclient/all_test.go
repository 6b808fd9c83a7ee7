package jcclient

import (
	"errors"
	"net/http"
	"strconv"
	"testing"
)

func TestAllReadsEveryRowOnce(t *testing.T) {
	for _, rows := range []int{0, 1, 99, 100, 101, 200, 250, 1000, 2001} {
		t.Run(strconv.Itoa(rows), func(t *testing.T) {
			s := shelf{rows: rows}
			pages := max(1, (rows+99)/100)

			c, sv := serve(t, s.v1)
			got, err := read(t, ListUsers, c, UserQuery{}, userID)
			if err != nil || len(sv.requests()) != pages {
				t.Errorf("v1: %v after %d requests", err, len(sv.requests()))
			}
			wantRows(t, got, s)

			c, sv = serve(t, s.v2)
			got, err = read(t, ListUserGroups, c, ListQuery{}, groupID)
			if err != nil || len(sv.requests()) != pages {
				t.Errorf("v2: %v after %d requests", err, len(sv.requests()))
			}
			wantRows(t, got, s)

			c, _ = serve(t, s.untold)
			got, err = read(t, ListUserGroups, c, ListQuery{}, groupID)
			if err != nil {
				t.Errorf("v2 without a total: %v", err)
			}
			wantRows(t, got, s)

			var h http.HandlerFunc
			c, sv = serve(t, func(w http.ResponseWriter, r *http.Request) { h(w, r) })
			h = s.insights(c, sv)
			got, err = read(t, QueryEvents, c, events(), eventID)
			if err != nil || len(sv.requests()) != rows/insightsWalk+1 {
				t.Errorf("Insights: %v after %d requests", err, len(sv.requests()))
			}
			wantRows(t, got, s)
		})
	}
}

// JumpCloud drops members that were deleted after it has cut the page.
func TestAllSurvivesShortPagesOfV2(t *testing.T) {
	for name, gone := range map[string]func(int) bool{
		"some of every page":  func(i int) bool { return i%7 == 0 },
		"a page of its own":   func(i int) bool { return i/100 == 1 },
		"two pages, and half": func(i int) bool { return i >= 50 && i < 300 },
		"the end":             func(i int) bool { return i > 320 },
		"everyone":            func(int) bool { return true },
	} {
		t.Run(name, func(t *testing.T) {
			s := shelf{rows: 450, gone: gone}
			c, _ := serve(t, s.v2)
			got, err := read(t, ListUserGroups, c, ListQuery{}, groupID)
			if err != nil {
				t.Fatal(err)
			}
			wantRows(t, got, s)
		})
	}
}

// A server that gives fewer rows than it was asked for must not cost any.
func TestAllSurvivesAServerThatCutsItsPagesShorter(t *testing.T) {
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		q := r.URL.Query()
		q.Set("limit", "40")
		r.URL.RawQuery = q.Encode()
		shelf{rows: 250}.v1(w, r)
	})
	got, err := read(t, ListUsers, c, UserQuery{}, userID)
	if err != nil {
		t.Fatal(err)
	}
	wantRows(t, got, shelf{rows: 250})
}

// Who is deleted between the parts of a page moves others past it.
func TestAListingThatShrinksWithinAPageIsNotCalledWhole(t *testing.T) {
	m := &moving{ids: numbers(0, 90), moves: func(request int, ids []int) []int {
		if request == 2 {
			return ids[1:]
		}
		return ids
	}}
	c := offline(t, Options{}, func(r *http.Request) (*http.Response, error) {
		q := r.URL.Query()
		q.Set("limit", "40")
		r.URL.RawQuery = q.Encode()
		return m.serve(r)
	})
	if got, err := read(t, ListUsers, c, UserQuery{}, userID); len(got) != 89 || !errors.Is(err, ErrChanged) {
		t.Errorf("%d rows, then %v", len(got), err)
	}
}

func TestAllStopsAskingWhenNobodyListens(t *testing.T) {
	c, s := serveWith(t, Options{MaxInFlight: 1}, shelf{rows: 1000}.v1)
	seen := 0
	for range ListUsers.All(t.Context(), c, UserQuery{}) {
		if seen++; seen == 150 {
			break
		}
	}
	if len(s.requests()) != 2 {
		t.Errorf("%d requests were sent for 150 rows", len(s.requests()))
	}
}

func TestAllTellsOfTheErrorAfterTheRowsBeforeIt(t *testing.T) {
	c, s := serveWith(t, Options{MaxInFlight: 1}, shelf{rows: 250}.v1, shelf{rows: 250}.v1, says(403, `{"message":"no more"}`))
	got, err := read(t, ListUsers, c, UserQuery{}, userID)
	var failed *Error
	if len(got) != 200 || !errors.As(err, &failed) || failed.Status != 403 || len(s.requests()) != 3 {
		t.Errorf("%d rows, then %v", len(got), err)
	}
	_, err = read(t, ListUsers, c, UserQuery{ListQuery: ListQuery{Filter: Words{"x"}}}, userID)
	wantArgument(t, err, "filter")
}
