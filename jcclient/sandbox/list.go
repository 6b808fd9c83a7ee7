package sandbox

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strconv"
	"strings"
)

// A page is which part of a list is wanted.
type page struct{ limit, skip int }

// readPage reads limit (default 10, at most 100; of System Insights more) and skip.
func (s *Server) readPage(r *http.Request) (page, string) {
	q, p := r.URL.Query(), page{limit: 10}
	for _, part := range []struct {
		name  string
		least int
		into  *int
	}{{"limit", 1, &p.limit}, {"skip", 0, &p.skip}} {
		text := q.Get(part.name)
		if text == "" {
			continue
		}
		n, err := strconv.Atoi(text)
		if err != nil || n < part.least {
			if s.faults().has("lenient-limit") {
				continue
			}
			return p, fmt.Sprintf("Bad Request: request parameter %q is not valid", part.name)
		}
		*part.into = n
	}
	if p.limit > 100 && isV2(r) && s.faults().has("clamp-v2") {
		p.limit = 100
	}
	most := 100
	if r.URL.Path == "/api/systemusers" && s.faults().has("users-limit-1000") {
		most = mostSearched
	}
	if isInsightsTable(r) {
		most = mostInsights
	}
	if p.limit > most {
		return p, fmt.Sprintf(`Bad Request: request parameter "limit" exceeds maximum value of %d`, most)
	}
	return p, ""
}

// cut is one page of all rows.
func cut[T any](rows []T, p page) []T {
	from := min(p.skip, len(rows))
	return rows[from:min(from+p.limit, len(rows))]
}

// shown1 is an object as v1 shows it: its _id stands there as id too.
func (s *Server) shown1(o object, names []string) object {
	if _, has := o["id"]; !has {
		o = maps.Clone(o)
		o["id"] = o["_id"]
	}
	shown := selected(o, names)
	if s.faults().has("bare-fields") && len(names) > 0 {
		maps.DeleteFunc(shown, func(name string, _ any) bool { return !slices.Contains(names, name) })
	}
	return shown
}

// list2 is a v2 list: a bare array, its total in a header.
func (s *Server) list2(k kind) handler {
	return func(r *http.Request, _ object) *answer { return s.answer2(r, s.seen.all(k)) }
}

func (s *Server) answer2(r *http.Request, rows []object) *answer {
	q := r.URL.Query()
	p, bad := s.readPage(r)
	if bad != "" {
		return fail2(http.StatusBadRequest, "INVALID_ARGUMENT", "%s", bad)
	}
	keep, bad := filters2(q)
	if bad != "" {
		return fail2(http.StatusBadRequest, "INVALID_ARGUMENT", "%s", bad)
	}
	rows = slices.DeleteFunc(rows, func(o object) bool { return !keep.hold(o) })
	sortRows(rows, words2(q.Get("sort")))
	results := []object{}
	for _, o := range cut(rows, p) {
		results = append(results, selected(o, words2(q.Get("fields"))))
	}
	return s.page2(r, p, results, len(rows))
}

// page2 answers with one page. JumpCloud drops rows that were deleted meanwhile
// after it has cut, so that a page can be short before the end.
func (s *Server) page2(r *http.Request, p page, results []object, total int) *answer {
	if s.faults().has("short-pages") && len(results) > 1 {
		results = slices.Delete(results, 0, 1)
	}
	header := http.Header{}
	if !s.faults().has("no-total") {
		header.Set("X-Total-Count", strconv.Itoa(total))
	}
	if next := nextLink(r, p, total); next != "" && s.faults().has("link") {
		header.Set("Link", next)
	}
	return &answer{status: http.StatusOK, header: header, body: results}
}

func words2(text string) []string {
	if text == "" {
		return nil
	}
	return strings.Split(text, ",")
}

// selected keeps the id and the named members; all without names. A name that
// does not exist is passed over, as is "a,b" where spaces separate.
func selected(o object, names []string) object {
	if len(names) == 0 {
		return o
	}
	out := object{}
	for name, value := range o {
		if name == "_id" || name == "id" || slices.Contains(names, name) {
			out[name] = value
		}
	}
	return out
}
