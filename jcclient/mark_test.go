package jcclient

import (
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/go-json-experiment/json"
)

// walked are the ids that pages hold, the mark behind each page, and the end.
func walked(t *testing.T, l Listing, c *Client, in any, from Mark) (ids []string, marks []Mark, err error) {
	t.Helper()
	for page, failed := range l.Pages(t.Context(), c, in, from) {
		if err != nil {
			t.Fatal("something came after the error")
		}
		for _, row := range page.Items {
			ids = append(ids, rowID(row))
		}
		if err = failed; err == nil {
			marks = append(marks, page.Mark)
		}
	}
	return ids, marks, err
}

// throughJSON is a mark as another process reads it.
func throughJSON(t *testing.T, m Mark) Mark {
	t.Helper()
	b, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	var read Mark
	if err := json.Unmarshal(b, &read); err != nil {
		t.Fatal(err)
	}
	return read
}

func TestAListingIsReadOnFromEveryMark(t *testing.T) {
	s := shelf{rows: 25_050}
	var handler http.HandlerFunc
	c, sv := serve(t, func(w http.ResponseWriter, r *http.Request) { handler(w, r) })
	for _, api := range []struct {
		name  string
		rows  int
		list  Listing
		in    any
		serve http.HandlerFunc
	}{
		{"v1", 750, ListUsers, UserQuery{}, shelf{rows: 750}.v1},
		{"v2", 750, ListUserGroups, ListQuery{}, shelf{rows: 750}.v2},
		{"v2 that loses rows", 750, ListUserGroups, ListQuery{}, shelf{rows: 750, gone: func(i int) bool { return i%9 == 0 || i/100 == 3 }}.v2},
		{"Insights", s.rows, QueryEvents, events(), s.insights(c, sv)},
	} {
		t.Run(api.name, func(t *testing.T) {
			handler = api.serve
			all, marks, err := walked(t, api.list, c, api.in, Mark{})
			if err != nil || len(marks) < 3 {
				t.Fatalf("%d rows on %d pages, then %v", len(all), len(marks), err)
			}
			for i, m := range marks {
				rest, _, err := walked(t, api.list, c, api.in, throughJSON(t, m))
				if err != nil || !slices.Equal(rest, all[m.Rows:]) {
					t.Errorf("from mark %d, behind row %d: %d rows, then %v", i, m.Rows, len(rest), err)
				}
			}
		})
	}
}

func TestAMarkWhoseRowsHaveMovedLeadsNowhere(t *testing.T) {
	m := &moving{ids: numbers(1, 1001)}
	c := offline(t, Options{}, m.serve)
	_, marks, err := walked(t, ListUsers, c, UserQuery{}, Mark{})
	if err != nil {
		t.Fatal(err)
	}
	all := m.ids
	for name, ids := range map[string][]int{
		"a row in front is deleted":       slices.Concat(all[:10], all[11:]),
		"a row in front appears":          slices.Concat([]int{0}, all),
		"the last row read is deleted":    slices.Concat(all[:399], all[400:]),
		"everything is of somebody else":  numbers(5000, 6000),
		"there is hardly anything left":   all[:350],
		"two rows have changed places":    slices.Concat(all[:397], []int{all[398], all[397]}, all[399:]),
		"nothing is left, not even a row": nil,
	} {
		m.ids = ids
		if ids, _, err := walked(t, ListUsers, c, UserQuery{}, marks[3]); !errors.Is(err, ErrMoved) || len(ids) > 0 {
			t.Errorf("%s: %d rows, then %v", name, len(ids), err)
		}
	}
	for name, ids := range map[string][]int{
		"a row behind is deleted": slices.Concat(all[:600], all[601:]),
		"rows behind appear":      slices.Concat(all, numbers(2000, 2300)),
		"nothing else is left":    all[:400],
	} {
		m.ids = ids
		if rest, _, err := walked(t, ListUsers, c, UserQuery{}, marks[3]); err != nil || len(rest) != len(ids)-400 {
			t.Errorf("%s: %d rows, then %v", name, len(rest), err)
		}
	}
}

func TestAListingThatChangedIsOnlyReadAnew(t *testing.T) {
	m := &moving{ids: numbers(0, 1000), moves: func(request int, ids []int) []int {
		if request == 3 {
			return ids[5:]
		}
		return ids
	}}
	c := offline(t, Options{MaxInFlight: 1}, m.serve)
	var last Mark
	for page, err := range ListUsers.Pages(t.Context(), c, UserQuery{}, Mark{}) {
		if last = page.Mark; err != nil && !errors.Is(err, ErrChanged) {
			t.Error(err)
		}
	}
	if _, _, err := walked(t, ListUsers, c, UserQuery{}, last); !last.Fell || !errors.Is(err, ErrMoved) {
		t.Errorf("%+v: %v", last, err)
	}
}

// Whole pages can be long, and Go values of their rows, which nobody looks at,
// would take their memory once more.
func TestRowsThatAreWantedAsSentAreNotKeptAsValuesToo(t *testing.T) {
	c, _ := serve(t, shelf{rows: 250}.v1)
	for _, typed := range []bool{true, false} {
		users := ListUsers.Listing.(*listing)
		for p := range users.pages(t.Context(), c, UserQuery{}, users.newWalk(), Mark{}, typed) {
			if p.err != nil || len(p.reply.Items) == 0 || typed && len(p.rows) != len(p.reply.Items) || !typed && p.rows != nil {
				t.Errorf("%t: %d rows as sent, %d as values, %v", typed, len(p.reply.Items), len(p.rows), p.err)
			}
		}
	}
}

// Events of fourteen kilobytes are more than an answer may hold at 10,000 a page.
func TestAPageOfEventsThatIsTooLongIsAskedForInHalves(t *testing.T) {
	var limits []int
	const rows, size = 3000, 14_000
	filler := strings.Repeat("x", size)
	c := offline(t, Options{}, func(r *http.Request) (*http.Response, error) {
		var asked struct {
			Limit int   `json:"limit"`
			After []int `json:"search_after"`
		}
		if err := json.UnmarshalRead(r.Body, &asked); err != nil {
			t.Error(err)
		}
		limits = append(limits, asked.Limit)
		from := 0
		if len(asked.After) > 0 {
			from = asked.After[0]
		}
		to := min(from+asked.Limit, rows)
		var b strings.Builder
		for i := from; i < to; i++ {
			fmt.Fprintf(&b, `,{"id":"%024x","filler":"%s"}`, i, filler)
		}
		return response(200, "["+strings.TrimPrefix(b.String(), ",")+"]", "X-Search_after", fmt.Sprintf("[%d]", to), "X-Limit", strconv.Itoa(asked.Limit)), nil
	})
	n := 0
	for page, err := range QueryEvents.Pages(t.Context(), c, events(), Mark{}) {
		if err != nil {
			t.Fatal(err)
		}
		n += len(page.Items)
	}
	if want := []int{10_000, 5000, 2500, 1250, 1250, 1250}; n != rows || !slices.Equal(limits, want) {
		t.Errorf("%d rows by pages of %v", n, limits)
	}
}

func TestEveryRequestIsCountedRetriesToo(t *testing.T) {
	s := shelf{rows: 450}
	c, sv := serveWith(t, Options{MaxInFlight: 1}, s.v1, says(503, ""), s.v1)
	var sent atomic.Int64
	ids, _, err := walked(t, ListUsers, c.Counting(&sent).ForOrg(orgID).As("somebody"), UserQuery{}, Mark{})
	if err != nil || len(ids) != s.rows || int(sent.Load()) != len(sv.requests()) || sent.Load() != 6 {
		t.Errorf("%d rows, then %v; %d requests of %d were counted", len(ids), err, sent.Load(), len(sv.requests()))
	}
}
