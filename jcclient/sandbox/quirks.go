package sandbox

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
)

// quirks are where it is not known what JumpCloud does. The sandbox does the
// one thing, and with the quirk the other: a client must bear both.
var quirks = []fault{
	{"any-manager", "any-manager", "a user's manager need not exist", nothing},
	{"bare-fields", "bare-fields", "v1 shows no id to who names fields without it", nothing},
	{"clamp-v2", "clamp-v2", "v2 takes a limit over 100 for 100", nothing},
	{"distinct-by-field", "distinct-by-field", "events/distinct answers under the name of the field", nothing},
	{"empty-for-unknown", "empty-for-unknown", "members and associations of nothing are an empty list, not a 404", nothing},
	{"events-limit-400", "events-limit-400", "a limit of events over 10000 is refused, not taken for 10000", nothing},
	{"grpc-errors", "grpc-errors", "errors of v2 have the code of gRPC, and details", nothing},
	{"html-404", "html-404", "an unknown path is answered with a page of HTML", nothing},
	{"insights-402", "insights-402", "Directory Insights is not enabled", nothing},
	{"lenient-filter", "lenient-filter", "a filter of a v1 list without the $ of its operator counts for nothing", nothing},
	{"lenient-limit", "lenient-limit", "a limit or skip that is no number counts for nothing", nothing},
	{"link", "link", "v2 lists say in a Link where the next page is", nothing},
	{"masked-secrets", "masked-secrets", "the shared secrets of RADIUS servers are masked", nothing},
	{"method-405", "method-405", "an unknown method on a known path is 405, not 404", nothing},
	{"no-roles", "no-roles", "every key may do everything, whatever its role", nothing},
	{"no-total", "no-total", "v2 lists do not say how many there are", nothing},
	{"org-required", "org-required", "whoever names no organization with x-org-id is refused", nothing},
	{"repeat-204", "repeat-204", "adding a member twice, or removing none, is 204", nothing},
	{"same-names", "same-names", "two groups may have one name", nothing},
	{"search-limit-100", "search-limit-100", "a search takes no more rows than a list", nothing},
	{"template-404", "template-404", "a policy of an unknown template is 404, not 400", nothing},
	{"text-flags", "text-flags", `a change of a device takes "true" for true`, nothing},
	{"unknown-member-400", "unknown-member-400", "adding an unknown member is 400, not 404", nothing},
	{"users-limit-1000", "users-limit-1000", "a list of users takes as many rows as a search", nothing},
	{"v1-codes", "v1-codes", "errors of v1 have a code and a status, as published", nothing},
}

// reworded is an error as the quirks word it.
func (s *Server) reworded(r *http.Request, a *answer) *answer {
	body, isObject := a.body.(object)
	if a.status < 400 || !isObject {
		return a
	}
	switch {
	case isV2(r) && s.faults().has("grpc-errors"):
		a.body = object{"code": grpcCode(a.status), "message": body["message"], "details": []any{}}
	case !isV2(r) && !isInsights(r) && body["code"] == nil && s.faults().has("v1-codes"):
		word := strings.ToUpper(strings.ReplaceAll(http.StatusText(a.status), " ", "_"))
		a.body = object{"code": a.status, "message": body["message"], "status": word}
	}
	return a
}

// grpcCode is what gRPC has for a status of HTTP.
func grpcCode(status int) int {
	switch status {
	case http.StatusBadRequest:
		return 3
	case http.StatusNotFound:
		return 5
	case http.StatusConflict:
		return 6
	case http.StatusForbidden:
		return 7
	}
	return 2
}

// unknownRoute answers a path, or a method on it, that the sandbox has not.
func (s *Server) unknownRoute(mux *http.ServeMux) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		switch allowed := methodsOf(mux, r); {
		case s.faults().has("method-405") && len(allowed) > 0:
			a := s.reworded(r, fail(http.StatusMethodNotAllowed, "Method Not Allowed"))
			a.header = http.Header{"Allow": {strings.Join(allowed, ", ")}}
			a.write(w)
		case s.faults().has("html-404"):
			a := htmlPage("404")
			a.bytes = []byte("<!DOCTYPE html>\n<pre>Cannot " + r.Method + " " + url.PathEscape(r.URL.Path) + "</pre>\n")
			a.write(w)
		default:
			s.reworded(r, notFound(r)).write(w)
		}
	}
}

func methodsOf(mux *http.ServeMux, r *http.Request) []string {
	var methods []string
	for _, method := range []string{"GET", "POST", "PUT", "DELETE"} {
		other := r.Clone(r.Context())
		other.Method = method
		if _, pattern := mux.Handler(other); pattern != "/" {
			methods = append(methods, method)
		}
	}
	return methods
}

// nextLink is the Link header of a page that is not the last.
func nextLink(r *http.Request, p page, total int) string {
	next := *r.URL
	next.Scheme, next.Host = "http", r.Host
	q := next.Query()
	q.Set("limit", strconv.Itoa(p.limit))
	q.Set("skip", strconv.Itoa(p.skip+p.limit))
	if next.RawQuery = q.Encode(); p.skip+p.limit >= total {
		return ""
	}
	return fmt.Sprintf("<%s>; rel=\"next\"", next.String())
}

// masked is a RADIUS server that keeps its secret.
func masked(o object) object {
	o = without(o, "sharedSecret")
	o["sharedSecret"] = "********"
	return o
}
