package jcclient

import (
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// rowsOf writes rows whose ids are numbers, from one up to another.
func rowsOf(name string, from, to int) string {
	var rows []string
	for i := from; i < to; i++ {
		rows = append(rows, fmt.Sprintf(`{"%s":"%024x"}`, name, i))
	}
	return "[" + strings.Join(rows, ",") + "]"
}

func TestAPageTellsWhetherMoreFollows(t *testing.T) {
	v1 := func(total string, rows int) string {
		return `{` + total + `"results":` + rowsOf("_id", 0, rows) + `}`
	}
	for name, test := range map[string]struct {
		list    Listing
		page    Page
		body    string
		headers []string
		want    Reply
	}{
		"v1, the first of three":       {ListUsers, Page{}, v1(`"totalCount":250,`, 100), nil, Reply{Total: 250, More: true, Skip: 100}},
		"v1, the last":                 {ListUsers, Page{Skip: 200}, v1(`"totalCount":250,`, 50), nil, Reply{Total: 250, Skip: 250}},
		"v1, all of it":                {ListUsers, Page{Limit: 5}, v1(`"totalCount":5,`, 5), nil, Reply{Total: 5, Skip: 5}},
		"v1, past the end":             {ListUsers, Page{Skip: 900}, v1(`"totalCount":250,`, 0), nil, Reply{Total: 250, Skip: 900}},
		"v1, nothing":                  {ListUsers, Page{}, v1(`"totalCount":0,`, 0), nil, Reply{Skip: 0}},
		"v1, fewer rows than asked":    {ListUsers, Page{}, v1(`"totalCount":250,`, 60), nil, Reply{Total: 250, More: true, Skip: 60}},
		"v1, a total that is too low":  {ListUsers, Page{}, v1(`"totalCount":3,`, 100), nil, Reply{Total: 3, More: true, Skip: 100}},
		"v1, no total":                 {ListUsers, Page{}, v1(``, 7), nil, Reply{Total: -1, More: true, Skip: 7}},
		"v1, no total and no rows":     {ListUsers, Page{}, v1(``, 0), nil, Reply{Total: -1}},
		"v1, a negative total":         {ListUsers, Page{}, v1(`"totalCount":-9,`, 7), nil, Reply{Total: -1, More: true, Skip: 7}},
		"v1, more rows than asked":     {ListUsers, Page{Limit: 10}, v1(`"totalCount":250,`, 60), nil, Reply{Total: 250, More: true, Skip: 60}},
		"v2, the first of three":       {ListUserGroups, Page{}, rowsOf("id", 0, 100), []string{"x-total-count", "250"}, Reply{Total: 250, More: true, Skip: 100}},
		"v2, short before the end":     {ListUserGroups, Page{}, rowsOf("id", 0, 97), []string{"x-total-count", "250"}, Reply{Total: 250, More: true, Skip: 100}},
		"v2, empty before the end":     {ListUserGroups, Page{}, `[]`, []string{"x-total-count", "250"}, Reply{Total: 250, More: true, Skip: 100}},
		"v2, the last, and short":      {ListUserGroups, Page{Skip: 200}, rowsOf("id", 0, 30), []string{"x-total-count", "250"}, Reply{Total: 250, Skip: 300}},
		"v2, no total":                 {ListUserGroups, Page{}, rowsOf("id", 0, 30), nil, Reply{Total: -1, More: true, Skip: 100}},
		"v2, no total and no rows":     {ListUserGroups, Page{}, `[]`, nil, Reply{Total: -1, Skip: 100}},
		"v2, a total that is none":     {ListUserGroups, Page{}, `[]`, []string{"x-total-count", "many"}, Reply{Total: -1, Skip: 100}},
		"v2, a total that is too low":  {ListUserGroups, Page{}, rowsOf("id", 0, 30), []string{"x-total-count", "3"}, Reply{Total: 3, More: true, Skip: 100}},
		"Insights, a full page":        {QueryEvents, Page{Limit: 3}, rowsOf("id", 0, 3), []string{"X-Search_after", `[1,"a"]`, "X-Result-Count", "3", "X-Limit", "3"}, Reply{Total: -1, More: true, Skip: 3, After: jsontext.Value(`[1,"a"]`)}},
		"Insights, a short page":       {QueryEvents, Page{Limit: 3}, rowsOf("id", 0, 2), []string{"X-Search_after", `[1,"a"]`}, Reply{Total: -1, Skip: 2, After: jsontext.Value(`[1,"a"]`)}},
		"Insights, a lower limit":      {QueryEvents, Page{Limit: 500}, rowsOf("id", 0, 2), []string{"X-Search_after", `[1,"a"]`, "X-Limit", "2"}, Reply{Total: -1, More: true, Skip: 2, After: jsontext.Value(`[1,"a"]`)}},
		"Insights, a cursor in pieces": {QueryEvents, Page{Limit: 2}, rowsOf("id", 0, 2), []string{"X-Search_after", `[1,`}, Reply{Total: -1, More: true, Skip: 2}},
		"Insights, no cursor at all":   {QueryEvents, Page{Limit: 2}, rowsOf("id", 0, 2), []string{"X-Search_after", `"x"`}, Reply{Total: -1, More: true, Skip: 2}},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := serve(t, says(200, test.body, test.headers...))
			got, err := test.list.Page(t.Context(), c, filled(test.list.In()).Interface(), test.page)
			if err != nil {
				t.Fatal(err)
			}
			if got.Total != test.want.Total || got.More != test.want.More || got.Skip != test.want.Skip || string(got.After) != string(test.want.After) {
				t.Errorf("got %d of %d, more %v, then %d %s", len(got.Items), got.Total, got.More, got.Skip, got.After)
			}
		})
	}
}

func TestAPageThatContradictsItselfIsAnError(t *testing.T) {
	for name, test := range map[string]struct {
		list    Listing
		body    string
		headers []string
	}{
		"no rows before the end": {ListUsers, `{"totalCount":250,"results":[]}`, nil},
		"another number of rows": {QueryEvents, rowsOf("id", 0, 2), []string{"X-Result-Count", "3"}},
		"more than asked for":    {QueryEvents, rowsOf("id", 0, pageRows+1), []string{"X-Result-Count", "101", "X-Limit", "101", "X-Search_after", "[101]"}},
	} {
		t.Run(name, func(t *testing.T) {
			c, _ := serve(t, says(200, test.body, test.headers...))
			reply, err := test.list.Do(t.Context(), c, filled(test.list.In()).Interface())
			wantUnusable(t, err, false)
			if reply.More || len(reply.Items) > 0 {
				t.Errorf("a part came back: %+v", reply)
			}
		})
	}
}

func TestAPageIsAskedForAsItsAPIWants(t *testing.T) {
	c, s := serve(t, answers)
	for _, page := range []Page{{}, {Limit: 10_000}, {Skip: 30, Limit: 5}, {Skip: 30, After: jsontext.Value(`[1,"a"]`)}} {
		if _, err := QueryEvents.Page(t.Context(), c, events(), page); err != nil {
			t.Fatal(err)
		}
	}
	if _, _, err := ListUsers.Rows(t.Context(), c, UserQuery{}, Page{Skip: 30, Limit: 5}); err != nil {
		t.Fatal(err)
	}
	const begin = `{"service":["all"],"start_time":"2026-08-20T09:00:00Z",`
	for i, want := range []string{begin + `"limit":100}`, begin + `"limit":10000}`, begin + `"limit":5,"skip":30}`, begin + `"limit":100,"search_after":[1,"a"]}`} {
		if got := s.requests()[i]; got.body != want {
			t.Errorf("sent %s", got.body)
		}
	}
	if got := s.requests()[4]; got.query != "limit=5&skip=30&sort=_id" {
		t.Errorf("sent %s", got.query)
	}
}

func TestAPageThatCannotBeIsRefused(t *testing.T) {
	c, s := serve(t, answers)
	long := jsontext.Value(`["` + strings.Repeat("x", longestAfter) + `"]`)
	for name, test := range map[string]struct {
		list Listing
		page Page
		says string
	}{
		"a negative limit":       {ListUsers, Page{Limit: -1}, "limit"},
		"too many users":         {ListUsers, Page{Limit: 101}, "limit"},
		"too many groups":        {ListUserGroups, Page{Limit: 101}, "limit"},
		"too many events":        {QueryEvents, Page{Limit: 10_001}, "limit"},
		"a negative skip":        {ListUsers, Page{Skip: -1}, "skip"},
		"a cursor for v1":        {ListUsers, Page{After: jsontext.Value(`[1]`)}, "search_after"},
		"a cursor for v2":        {ListUserGroups, Page{After: jsontext.Value(`[1]`)}, "search_after"},
		"a cursor of words":      {QueryEvents, Page{After: jsontext.Value(`"x"`)}, "search_after"},
		"a broken cursor":        {QueryEvents, Page{After: jsontext.Value(`[1`)}, "search_after"},
		"a very long cursor":     {QueryEvents, Page{After: long}, "search_after"},
		"a cursor that smuggles": {QueryEvents, Page{After: jsontext.Value(`[1],"limit":[1]`)}, "search_after"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := test.list.Page(t.Context(), c, filled(test.list.In()).Interface(), test.page)
			wantArgument(t, err, test.says)
		})
	}
	if len(s.requests()) > 0 {
		t.Errorf("%d requests left", len(s.requests()))
	}
}

func TestTheFirstPageIsWhatDoReads(t *testing.T) {
	c, s := serve(t, says(200, `{"totalCount":2,"results":`+rowsOf("_id", 0, 2)+`}`))
	reply, err := ListUsers.Do(t.Context(), c, &UserQuery{})
	if err != nil || len(reply.Items) != 2 || reply.Attempts != 1 || reply.Bytes != int64(len(rowsOf("_id", 0, 2))+len(`{"totalCount":2,"results":}`)) {
		t.Errorf("got %+v, %v", reply, err)
	}
	var row User
	if err := json.Unmarshal(reply.Items[1], &row); err != nil || row.ID != "000000000000000000000001" {
		t.Errorf("got %+v, %v", row, err)
	}
	if len(s.requests()) != 1 {
		t.Errorf("%d requests", len(s.requests()))
	}
}
