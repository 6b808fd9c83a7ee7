package jcclient

import (
	"net/url"
	"strconv"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	pageRows     = 100    // v1 and v2 refuse more with 400 (seen on GET /api/systems)
	insightsRows = 10_000 // the published maximum of Insights
	insightsWalk = 1000   // its published default, for who ranges over rows
	longestAfter = 4096   // bytes of a search_after; JumpCloud's have some forty
)

// limit is how many rows a page may have.
func (p Page) limit() int {
	if p.Limit == 0 {
		return pageRows
	}
	return p.Limit
}

func (p Page) check(api API) error {
	most := pageRows
	if api == Insights {
		most = insightsRows
	}
	switch {
	case p.Limit < 0 || p.Limit > most:
		return badArgument("limit", "%d is out of range: ask for 1 to %d rows", p.Limit, most)
	case p.Skip < 0:
		return badArgument("skip", "%d is negative", p.Skip)
	case len(p.After) == 0:
		return nil
	case api != Insights:
		return badArgument("search_after", "is for Insights only: use skip")
	case len(p.After) > longestAfter || p.After.Kind() != '[' || !p.After.IsValid():
		return badArgument("search_after", "is not what the page before ended with: give back its After unchanged")
	}
	return nil
}

// query asks for the page, where it stands in the query.
func (p Page) query(q url.Values) {
	q.Set("limit", strconv.Itoa(p.limit()))
	q.Set("skip", strconv.Itoa(p.Skip))
}

// addPage adds the page to a request: to the query, or to the body of a
// search. v1 gets a sort when it has none, since only that makes the order of
// its pages stable; sorted says that the body has one.
func (p *plan) addPage(r *request, body *object, page Page, sorted bool) error {
	if err := page.check(r.route.API); err != nil {
		return err
	}
	isSearch := r.route.API == V1 && r.route.Method == "POST"
	if r.route.API != Insights {
		page.query(r.query)
		if r.route.API == V1 && p.has("sort") && !r.query.Has("sort") && !isSearch {
			r.query.Set("sort", "_id")
		}
		if !isSearch {
			return nil
		}
	}
	members := []struct {
		name  string
		value any
		given bool
	}{
		{"limit", page.limit(), true},
		{"skip", page.Skip, page.Skip > 0 && len(page.After) == 0},
		{"search_after", jsontext.Value(page.After), len(page.After) > 0},
		{"sort", "_id", isSearch && p.has("sort") && !sorted},
	}
	for _, m := range members {
		if !m.given {
			continue
		}
		if err := body.add(m.name, m.value); err != nil {
			return badArgument(m.name, "cannot be written as JSON")
		}
	}
	return nil
}
