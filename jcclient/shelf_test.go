package jcclient

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// A shelf is a listing of numbered rows, asked page by page.
type shelf struct {
	rows    int
	gone    func(i int) bool // rows that are dropped once the page is cut
	headers []string
}

func (s shelf) v1(w http.ResponseWriter, r *http.Request) {
	from, to := s.cut(r)
	says(200, fmt.Sprintf(`{"totalCount":%d,"results":%s}`, s.rows, s.list("_id", from, to)))(w, r)
}

func (s shelf) v2(w http.ResponseWriter, r *http.Request) {
	from, to := s.cut(r)
	says(200, s.list("id", from, to), append(s.headers, "x-total-count", strconv.Itoa(s.rows))...)(w, r)
}

// untold is v2 without a total.
func (s shelf) untold(w http.ResponseWriter, r *http.Request) {
	from, to := s.cut(r)
	says(200, s.list("id", from, to))(w, r)
}

func (s shelf) cut(r *http.Request) (from, to int) {
	skip, _ := strconv.Atoi(r.URL.Query().Get("skip"))
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	return min(skip, s.rows), min(skip+limit, s.rows)
}

func (s shelf) list(name string, from, to int) string {
	var rows []string
	for i := from; i < to; i++ {
		if s.gone == nil || !s.gone(i) {
			rows = append(rows, strings.Trim(rowsOf(name, i, i+1), "[]"))
		}
	}
	return "[" + strings.Join(rows, ",") + "]"
}

// insights pages by the number of the last row, which it calls search_after.
func (s shelf) insights(c *Client, sv *server) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var asked struct {
			Limit int   `json:"limit"`
			After []int `json:"search_after"`
			Skip  int   `json:"skip"`
		}
		seen := sv.requests()
		if err := json.Unmarshal([]byte(seen[len(seen)-1].body), &asked); err != nil || asked.Skip > 0 {
			says(400, `{"message":"what?"}`)(w, r)
			return
		}
		from := 0
		if len(asked.After) > 0 {
			from = asked.After[0]
		}
		to := min(from+asked.Limit, s.rows)
		says(200, s.list("id", from, to), "X-Search_after", fmt.Sprintf("[%d]", to), "X-Result-Count", strconv.Itoa(to-from), "X-Limit", strconv.Itoa(asked.Limit))(w, r)
	}
}

// read ranges over all rows, and returns their ids and the error at the end.
func read[In, Row any](t *testing.T, list List[In, Row], c *Client, in In, id func(Row) string) (ids []string, err error) {
	t.Helper()
	for row, failed := range list.All(t.Context(), c, in) {
		if err != nil {
			t.Fatal("something came after the error")
		}
		if failed != nil {
			err = failed
			continue
		}
		if ids = append(ids, id(row)); len(ids) > 10_000 {
			t.Fatal("the listing never ends")
		}
	}
	return ids, err
}

func userID(u User) string       { return string(u.ID) }
func groupID(g UserGroup) string { return string(g.ID) }
func eventID(e Event) string     { return e.ID }

// wantRows wants rows numbered from 0, without those that are gone.
func wantRows(t *testing.T, got []string, s shelf) {
	t.Helper()
	want := 0
	for i := range s.rows {
		if s.gone != nil && s.gone(i) {
			continue
		}
		if want >= len(got) || got[want] != fmt.Sprintf("%024x", i) {
			t.Fatalf("row %d is missing among %d", i, len(got))
		}
		want++
	}
	if len(got) != want {
		t.Errorf("%d rows came, not %d", len(got), want)
	}
}
