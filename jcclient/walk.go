package jcclient

import (
	"crypto/sha256"
	"encoding/hex"

	"github.com/go-json-experiment/json/jsontext"
)

// mostEmpty is how many v2 pages in a row may have lost all their members to
// deletion before the total is not believed any more.
const mostEmpty = 10

// remembered is how many rows back a double is looked for: more than can be
// under way at once, and no more than fits in memory however long a listing is.
const remembered = 4000

// A walk is a way through the pages of a listing.
type walk struct {
	route Route
	page  Page
	seen  map[string]bool // what named every page so far
	empty int             // pages without rows, in a row

	ids   map[string]bool // of the latest rows
	order []string        // the same, oldest first
	rows  int             // yielded so far
	total int             // as the latest page told; -1 when none did
	fell  bool            // the total has become less, or is not reached: rows behind moved forward, past us

	before Page   // the latest page
	names  string // SHA-256 of what names its rows

	unnamed bool // rows have no ids
}

func newWalk(route Route) *walk {
	w := &walk{route: route, page: Page{Limit: pageRows}, seen: map[string]bool{}, ids: map[string]bool{}, total: -1}
	if route.API == Insights {
		w.page.Limit = insightsWalk
	}
	return w
}

// fresh says of each row whether it is new. Rows without an id are.
func (w *walk) fresh(items []jsontext.Value) []bool {
	kept := make([]bool, len(items))
	names := sha256.New()
	for i, item := range items {
		id := w.nameOf(item)
		if names.Write([]byte(id)); id == "" {
			names.Write(item)
		}
		names.Write([]byte{0})
		kept[i] = id == "" || !w.ids[id]
		if id != "" && kept[i] {
			w.ids[id] = true
			w.order = append(w.order, id)
		}
		if kept[i] {
			w.rows++
		}
	}
	for len(w.order) > remembered {
		delete(w.ids, w.order[0])
		w.order = w.order[1:]
	}
	w.names = hex.EncodeToString(names.Sum(nil))
	return kept
}

// step moves on to the next page. It refuses a listing that repeats itself, or
// that ends before the end it told of: going on would never end, and stopping
// would pass a part for the whole. least is the total that had been told when
// the page was asked for.
func (w *walk) step(reply Reply, least int) error {
	w.empty++
	if len(reply.Items) > 0 {
		w.empty = 0
	}
	for _, name := range w.pageNames(reply) {
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
	w.fell = w.fell || reply.Total < least
	w.total = reply.Total
	w.before = w.page
	w.page.Skip, w.page.After = reply.Skip, reply.After
	return nil
}

// end says whether the rows are all there were: a v1 total counts every row,
// a v2 total also those that were dropped from their pages.
func (w *walk) end() error {
	w.fell = w.fell || w.route.API == V1 && w.total >= 0 && w.rows < w.total
	if w.fell {
		return ErrChanged
	}
	return nil
}

// shorten asks for half as many events a page: they differ in size, and a page
// of the greatest number can be more than an answer may hold.
func (w *walk) shorten() bool {
	if w.route.API != Insights || w.page.Limit == 1 {
		return false
	}
	w.page.Limit /= 2
	return true
}

func (w *walk) broken(reply Reply, what string) error {
	return &Error{Route: w.route, Path: w.route.Template, Status: reply.Status, Attempts: reply.Attempts,
		Message: "the listing broke off: JumpCloud sent " + what}
}

// pageNames are what tells a page from the others: its first row, and where
// it says that the next one starts. A row without an id may be like another;
// it counts where nothing else would end the listing.
func (w *walk) pageNames(reply Reply) []string {
	var names []string
	if len(reply.Items) > 0 {
		first := reply.Items[0]
		if id := w.nameOf(first); id != "" {
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

// nameOf is what tells a row of this listing from the others; "" when nothing does.
func (w *walk) nameOf(row jsontext.Value) string {
	if w.unnamed {
		return ""
	}
	return rowID(row)
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
