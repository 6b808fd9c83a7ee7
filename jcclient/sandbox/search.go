package sandbox

import (
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"net/http"
	"slices"
	"strings"
)

// mostSearched is how many rows a search may ask for. JumpCloud's own module
// asks for so many, ten times what a list gives.
const mostSearched = 1000

// search1 is a v1 search: what a list takes from a query, in a body.
func (s *Server) search1(k kind, row func(object) object, searched ...string) handler {
	return func(r *http.Request, in object) *answer {
		w, bad := s.readSearch(in, r.Header.Get("x-eventually-consistent") == "true")
		if bad != "" {
			return fail(http.StatusBadRequest, "Bad Request: %s", bad)
		}
		w.row = row
		if len(w.searched) == 0 {
			w.searched = searched
		}
		return s.listed1(s.seen, k, w)
	}
}

func (s *Server) readSearch(in object, eventually bool) (w wanted1, bad string) {
	w.page, bad = s.readSearchPage(in)
	if bad != "" {
		return w, bad
	}
	if w.filters, bad = readSearchFilters(in["filter"], eventually); bad != "" {
		return w, bad
	}
	for _, part := range []struct {
		name  string
		given any
		into  *[]string
	}{
		{"fields", in["fields"], &w.fields}, {"sort", in["sort"], &w.sort},
		{"searchFilter.searchTerm", in.value("searchFilter.searchTerm"), &w.search}, {"searchFilter.fields", in.value("searchFilter.fields"), &w.searched},
	} {
		words, isText := part.given.(string)
		switch {
		case part.given == nil:
		case isText && part.into == &w.search:
			*part.into = []string{words}
		case isText:
			*part.into = strings.Fields(words)
		default:
			if *part.into, isText = texts(part.given); !isText {
				return w, part.name + " is neither a string nor a list of strings"
			}
		}
	}
	w.search = slices.DeleteFunc(w.search, func(text string) bool { return text == "" })
	return w, ""
}

func (s *Server) readSearchPage(in object) (page, string) {
	p, most := page{limit: 10}, mostSearched
	if s.faults().has("search-limit-100") {
		most = 100
	}
	for _, part := range []struct {
		name        string
		least, most int
		into        *int
	}{{"limit", 1, most, &p.limit}, {"skip", 0, math.MaxInt, &p.skip}} {
		given, said := in[part.name]
		if !said || given == nil {
			continue
		}
		n, err := json.Number(plain(given)).Int64()
		switch {
		case err != nil || n < int64(part.least):
			return p, fmt.Sprintf("request parameter %q is not valid", part.name)
		case n > int64(part.most):
			return p, fmt.Sprintf("request parameter %q exceeds maximum value of %d", part.name, part.most)
		}
		*part.into = int(n)
	}
	return p, ""
}

// readSearchFilters reads a list of filters that all must hold, or an object
// with such a list under and, and one under or of which one must hold.
func readSearchFilters(given any, eventually bool) (all filters, bad string) {
	if given == nil {
		return filters{}, ""
	}
	lists, isObject := given.(object)
	if !isObject {
		lists = object{"and": given}
	}
	operators := operators1
	if eventually {
		operators = slices.Concat(operators1, operators1Loose)
	}
	for _, word := range slices.Sorted(maps.Keys(lists)) {
		list, isList := texts(lists[word])
		into, known := map[string]*[]filter{"and": &all.all, "or": &all.some}[word]
		if !isList || !known {
			return filters{}, "filter is neither a list of filters nor {\"and\": [...]} or {\"or\": [...]}"
		}
		for _, text := range list {
			f, bad := readFilter(text, operators)
			if bad != "" {
				return filters{}, bad
			}
			*into = append(*into, f)
		}
	}
	return all, ""
}

// texts are the elements of a list of strings.
func texts(v any) ([]string, bool) {
	list, isList := v.([]any)
	var all []string
	for _, one := range list {
		text, isText := one.(string)
		if !isText {
			return nil, false
		}
		all = append(all, text)
	}
	return all, isList
}
