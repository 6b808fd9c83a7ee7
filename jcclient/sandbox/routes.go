package sandbox

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
)

// A handler answers one operation; in is the request's JSON body, nil without one.
type handler func(r *http.Request, in object) *answer

// What a search looks into, unless it says where.
var (
	userNames   = []string{"username", "email", "firstname", "lastname", "displayname"}
	deviceNames = []string{"displayName", "hostname", "serialNumber"}
)

func (s *Server) newRoutes() *http.ServeMux {
	mux := http.NewServeMux()
	for pattern, op := range s.operations() {
		mux.HandleFunc(pattern, s.serve(op.answer))
	}
	mux.HandleFunc("/", s.unknownRoute(mux))
	return mux
}

// withBody hands a handler the request's JSON.
func withBody(r *http.Request, h handler) *answer {
	if r.Method == http.MethodGet || r.Method == http.MethodHead || r.Method == http.MethodDelete && r.ContentLength == 0 || asksForToken(r) {
		return h(r, nil)
	}
	var in object
	d := json.NewDecoder(r.Body)
	d.UseNumber()
	err := d.Decode(&in)
	if err == io.EOF && isSearch(r) {
		return h(r, object{}) // nothing asked is everything wanted
	}
	if _, rest := d.Token(); err != nil || in == nil || rest != io.EOF {
		return noObject(r)
	}
	return h(r, in.copy())
}

// noObject and notFound are the refusals that each generation words its own way.
func noObject(r *http.Request) *answer {
	switch {
	case isInsights(r):
		return failInsights(http.StatusBadRequest, "the body is not a JSON object")
	case isV2(r):
		return fail2(http.StatusBadRequest, "INVALID_ARGUMENT", "the body is not a JSON object")
	}
	return fail(http.StatusBadRequest, "Bad Request: the body is not a JSON object")
}

func notFound(r *http.Request) *answer {
	switch {
	case isInsights(r):
		return failInsights(http.StatusNotFound, "Not Found")
	case isV2(r):
		return fail2(http.StatusNotFound, "", "not found")
	}
	return fail(http.StatusNotFound, "Not Found")
}

func isV2(r *http.Request) bool       { return strings.HasPrefix(r.URL.Path, "/api/v2/") }
func isSearch(r *http.Request) bool   { return strings.HasPrefix(r.URL.Path, "/api/search/") }
func isInsights(r *http.Request) bool { return strings.HasPrefix(r.URL.Path, "/insights/") }

// isRead goes by effect: Insights, searches, evaluations and tokens are asked
// for with POST.
func isRead(r *http.Request) bool {
	return r.Method == http.MethodGet || r.Method == http.MethodHead || isInsights(r) || isSearch(r) || asksForToken(r) ||
		strings.HasPrefix(r.URL.Path, "/api/v2/authn/policy-evaluations/")
}

// find is the object of a path's {id}, or the 404 of its generation.
func (s *Server) find(r *http.Request, k kind) (object, *answer) {
	if o := s.seen.get(k, r.PathValue("id")); o != nil {
		return o, nil
	}
	return nil, notFound(r)
}

func (s *Server) get1(k kind) handler {
	return func(r *http.Request, _ object) *answer {
		o, missing := s.find(r, k)
		if missing != nil {
			return missing
		}
		return ok(s.shown1(o, strings.Fields(r.URL.Query().Get("fields"))))
	}
}

func (s *Server) get2(k kind) handler {
	return func(r *http.Request, _ object) *answer {
		o, missing := s.find(r, k)
		if missing != nil {
			return missing
		}
		return ok(o)
	}
}

// delete1 answers with the object that is gone, as v1 does.
func (s *Server) delete1(k kind, event string) handler {
	return func(r *http.Request, _ object) *answer {
		o, missing := s.find(r, k)
		if missing != nil {
			return missing
		}
		s.store.remove(k, o.id())
		s.happened(event, o, nil)
		return ok(s.shown1(o, nil))
	}
}
