package jcclient

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/http"
	"strconv"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// A moving shelf is a v1 listing whose rows change with each request.
type moving struct {
	mu    sync.Mutex
	ids   []int
	moves func(request int, ids []int) []int
	asked int
}

func (m *moving) serve(r *http.Request) (*http.Response, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked++
	if m.moves != nil {
		m.ids = m.moves(m.asked, m.ids)
	}
	skip, _ := strconv.Atoi(r.URL.Query().Get("skip"))
	limit, _ := strconv.Atoi(r.URL.Query().Get("limit"))
	rows := "["
	for i := min(skip, len(m.ids)); i < min(skip+limit, len(m.ids)); i++ {
		if len(rows) > 1 {
			rows += ","
		}
		rows += fmt.Sprintf(`{"_id":"%024x"}`, m.ids[i])
	}
	return response(200, fmt.Sprintf(`{"totalCount":%d,"results":%s]}`, len(m.ids), rows)), nil
}

func numbers(from, to int) []int {
	var all []int
	for i := from; i < to; i++ {
		all = append(all, i)
	}
	return all
}

func TestPagesAreReadAheadAndHandedOnInOrder(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &moving{ids: numbers(0, 10_000)}
		c := offline(t, Options{}, func(r *http.Request) (*http.Response, error) {
			time.Sleep(50 * time.Millisecond)
			return m.serve(r)
		})
		start := time.Now()
		got, err := read(t, ListUsers, c, UserQuery{}, userID)
		if err != nil || m.asked != 100 {
			t.Errorf("%v after %d requests", err, m.asked)
		}
		wantRows(t, got, shelf{rows: 10_000})
		if took := time.Since(start); took > 100*50*time.Millisecond/7 {
			t.Errorf("it took %s", took)
		}
	})
}

func TestWhoStopsRangingStopsTheReading(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		m := &moving{ids: numbers(0, 100_000)}
		c := offline(t, Options{MaxInFlight: 4}, func(r *http.Request) (*http.Response, error) {
			select {
			case <-time.After(time.Second):
				return m.serve(r)
			case <-r.Context().Done():
				return nil, context.Cause(r.Context())
			}
		})
		seen := 0
		for range ListUsers.All(t.Context(), c, UserQuery{}) {
			if seen++; seen == 250 {
				break
			}
		}
		time.Sleep(time.Minute)
		m.mu.Lock()
		defer m.mu.Unlock()
		if m.asked != 5 {
			t.Errorf("%d pages were read for 250 rows: one, and four at once", m.asked)
		}
	})
}

func TestARowThatMovesIsNotReadTwice(t *testing.T) {
	m := &moving{ids: numbers(1, 1001), moves: func(request int, ids []int) []int {
		if request == 3 {
			return append([]int{0}, ids...) // somebody appears in front
		}
		return ids
	}}
	c := offline(t, Options{MaxInFlight: 1}, m.serve)
	got, err := read(t, ListUsers, c, UserQuery{}, userID)
	seen := map[string]bool{}
	for _, id := range got {
		if seen[id] {
			t.Fatalf("%s came twice", id)
		}
		seen[id] = true
	}
	if len(got) != 1000 || !errors.Is(err, ErrChanged) {
		t.Errorf("%d rows, then %v", len(got), err)
	}
}

func TestAListingThatShrinksIsNotCalledWhole(t *testing.T) {
	m := &moving{ids: numbers(0, 1000), moves: func(request int, ids []int) []int {
		if request == 3 {
			return ids[5:] // five in front are deleted: five others are passed over
		}
		return ids
	}}
	c := offline(t, Options{MaxInFlight: 1}, m.serve)
	if got, err := read(t, ListUsers, c, UserQuery{}, userID); !errors.Is(err, ErrChanged) {
		t.Errorf("%d rows, then %v", len(got), err)
	}
}

func TestATotalThatGrowsIsFollowed(t *testing.T) {
	for atOnce, least := range map[int]int{1: 900, 8: 250} {
		synctest.Test(t, func(t *testing.T) {
			m := &moving{ids: numbers(0, 250), moves: func(request int, ids []int) []int {
				if len(ids) < 1900 && request > 1 {
					return append(ids, numbers(len(ids), len(ids)+90)...)
				}
				return ids
			}}
			c := offline(t, Options{MaxInFlight: atOnce}, func(r *http.Request) (*http.Response, error) {
				time.Sleep(rand.N(time.Second)) // the pages are not answered in their order
				return m.serve(r)
			})
			got, err := read(t, ListUsers, c, UserQuery{}, userID)
			if err != nil || len(got) < least {
				t.Fatalf("%d at once: %d rows of %d, then %v", atOnce, len(got), len(m.ids), err)
			}
			wantRows(t, got, shelf{rows: len(got)})
			time.Sleep(time.Second) // the server answers what was read ahead in vain
		})
	}
}

func TestPagesHaveTheRowsAsTheyWereSent(t *testing.T) {
	c, _ := serve(t, says(200, `{"totalCount":1,"results":[{"_id":"`+string(testID)+`","brandNew":1.50}]}`))
	for page, err := range ListUsers.Pages(t.Context(), c, UserQuery{}, Mark{}) {
		if err != nil || len(page.Items) != 1 || string(page.Items[0]) != `{"_id":"`+string(testID)+`","brandNew":1.50}` {
			t.Errorf("%s %v", page.Items, err)
		}
	}
}
