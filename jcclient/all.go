package jcclient

import (
	"context"
	"iter"

	"github.com/go-json-experiment/json/jsontext"
)

// All ranges over every row, page by page as it is ranged over. An error is
// yielded once, as the last pair: rows without an error after them are all.
func (l List[In, Row]) All(ctx context.Context, c *Client, in In) iter.Seq2[Row, error] {
	return func(yield func(Row, error) bool) {
		w := newWalk(l.route)
		for {
			rows, reply, err := l.rows(ctx, c, in, w.page)
			if err == nil {
				err = w.step(reply)
			}
			if err != nil {
				var none Row
				yield(none, err)
				return
			}
			for _, row := range rows {
				if !yield(row, nil) {
					return
				}
			}
			if !reply.More {
				return
			}
		}
	}
}

// mostEmpty is how many v2 pages in a row may have lost all their members to
// deletion before the total is not believed any more.
const mostEmpty = 10

// A walk is a way through the pages of a listing.
type walk struct {
	route Route
	page  Page
	seen  map[string]bool // what named every page so far
	empty int             // pages without rows, in a row
}

func newWalk(route Route) *walk {
	w := &walk{route: route, page: Page{Limit: pageRows}, seen: map[string]bool{}}
	if route.API == Insights {
		w.page.Limit = insightsWalk
	}
	return w
}

// step moves on to the next page. It refuses a listing that repeats itself, or
// that ends before the end it told of: going on would never end, and stopping
// would pass a part for the whole.
func (w *walk) step(reply Reply) error {
	w.empty++
	if len(reply.Items) > 0 {
		w.empty = 0
	}
	for _, name := range pageNames(reply) {
		if w.seen[name] {
			return w.broken(reply, "the same page twice")
		}
		w.seen[name] = true
	}
	switch {
	case reply.More && w.empty > mostEmpty:
		return w.broken(reply, "no rows before the end it told of")
	case reply.More && w.route.API == Insights && len(reply.After) == 0:
		return w.broken(reply, "a full page without saying where the next one starts")
	}
	w.page.Skip, w.page.After = reply.Skip, reply.After
	return nil
}

func (w *walk) broken(reply Reply, what string) error {
	return &Error{Route: w.route, Path: w.route.Template, Status: reply.Status, Attempts: reply.Attempts,
		Message: "the listing broke off: JumpCloud sent " + what}
}

// pageNames are what tells a page from the others: its first row, and where
// it says that the next one starts. A row without an id may be like another;
// it counts where nothing else would end the listing.
func pageNames(reply Reply) []string {
	var names []string
	if len(reply.Items) > 0 {
		first := reply.Items[0]
		if id := rowID(first); id != "" {
			names = append(names, id)
		} else if reply.Total < 0 && len(reply.After) == 0 {
			names = append(names, string(first))
		}
	}
	if reply.More && len(reply.After) > 0 {
		names = append(names, string(reply.After))
	}
	return names
}

// rowID is what names a row; "" when nothing does.
func rowID(row jsontext.Value) string {
	var names struct {
		V1   LooseString `json:"_id"`
		V2   LooseString `json:"id"`
		Edge struct {
			ID LooseString `json:"id"`
		} `json:"to"`
	}
	if decode(row, &names) != nil {
		return ""
	}
	return string(names.V1 + names.V2 + names.Edge.ID)
}
