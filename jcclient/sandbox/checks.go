package sandbox

import (
	"net/http"
	"strings"
)

// refused is what JumpCloud checks before it looks at the route.
func (s *Server) refused(r *http.Request) *answer {
	if asksForToken(r) {
		return nil
	}
	if r.Header.Get("x-api-key") == "" && r.Header.Get("Authorization") == "" {
		return loginPage()
	}
	if _, isKnown := s.roleOf(r); !isKnown {
		return &answer{status: http.StatusUnauthorized, body: object{"error": "Unauthorized", "message": "Unauthorized: api key user not found"}}
	}
	if !s.faults().bucket.take(s.now()) {
		return s.faults().tooMany()
	}
	if s.faults().has("org-required") && r.Header.Get("x-org-id") == "" && !strings.HasPrefix(r.URL.Path, "/api/organizations") {
		return fail(http.StatusUnauthorized, "Unauthorized: x-org-id is missing")
	}
	for _, org := range r.Header.Values("x-org-id") {
		switch {
		case org == "":
		case strings.HasPrefix(r.URL.Path, "/api/organizations"):
			return fail(http.StatusForbidden, "Forbidden: organization selection not allowed via header")
		case !isID(org):
			return fail(http.StatusBadRequest, "Bad Request: x-org-id is malformed")
		case org != organizationID:
			return fail(http.StatusNotFound, "organization not found")
		}
	}
	return nil
}
