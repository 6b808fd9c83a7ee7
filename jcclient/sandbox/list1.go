package sandbox

import (
	"net/http"
	"slices"
	"strings"
)

// Wanted1 is what is asked of a v1 list.
type wanted1 struct {
	page
	filters  filters
	search   []string // texts of which one must stand in a member
	searched []string // the members
	sort     []string
	fields   []string
	row      func(object) object // what the list shows of an object; nil shows it whole
}

// list1 is a v1 list: everything that matches is counted in totalCount.
func (s *Server) list1(k kind, searched ...string) handler {
	return func(r *http.Request, _ object) *answer { return s.answer1(r, s.seen, k, searched, nil) }
}

// answer1 reads what is wanted of a list from the request's query.
func (s *Server) answer1(r *http.Request, from *store, k kind, searched []string, row func(object) object) *answer {
	q := r.URL.Query()
	p, bad := s.readPage(r)
	if bad != "" {
		return fail(http.StatusBadRequest, "%s", bad)
	}
	if s.faults().has("lenient-filter") {
		q = withDollars(q)
	}
	f, bad := filters1(q, r.Header.Get("x-eventually-consistent") == "true")
	if bad != "" {
		return fail(http.StatusBadRequest, "%s", bad)
	}
	w := wanted1{page: p, filters: f, searched: searched, sort: strings.Fields(q.Get("sort")), fields: strings.Fields(q.Get("fields")), row: row}
	if text := q.Get("search"); text != "" {
		w.search = []string{text}
	}
	return s.listed1(from, k, w)
}

func (s *Server) listed1(from *store, k kind, w wanted1) *answer {
	rows, total := s.chosen1(from, k, w)
	results := []object{}
	for _, r := range rows {
		o := r.whole()
		if w.row != nil {
			o = w.row(o)
		}
		results = append(results, s.shown1(o, w.fields))
	}
	return ok(struct {
		TotalCount int      `json:"totalCount"`
		Results    []object `json:"results"`
	}{total, results})
}

// chosen1 is one page, and of how many rows. The whole list by its ids is not
// looked through: any page of a million is as near as the first.
func (s *Server) chosen1(from *store, k kind, w wanted1) ([]row, int) {
	if w.filters.none() && len(w.search) == 0 && !s.faults().has("shuffle") && from.isByID(k) {
		total := from.count(k)
		switch strings.Join(w.sort, " ") {
		case "", "_id":
			return from.span(k, w.skip, w.limit), total
		case "-_id":
			end := max(0, total-w.skip)
			rows := from.span(k, max(0, end-w.limit), min(w.limit, end))
			slices.Reverse(rows)
			return rows, total
		}
	}
	var rows []row
	for r := range w.filters.candidates(from, k) {
		if w.filters.hold(r) && w.finds(r) {
			rows = append(rows, r)
		}
	}
	s.faults().shuffle(rows)
	sortRows(rows, w.sort)
	return cut(rows, w.page), len(rows)
}

// finds says whether one of the texts stands in one of the members.
func (w wanted1) finds(v valued) bool {
	if len(w.search) == 0 {
		return true
	}
	return slices.ContainsFunc(w.searched, func(name string) bool {
		member, _ := v.value(name).(string)
		member = strings.ToLower(member)
		return slices.ContainsFunc(w.search, func(text string) bool { return strings.Contains(member, strings.ToLower(text)) })
	})
}
