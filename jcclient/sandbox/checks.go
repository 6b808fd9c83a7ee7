package sandbox

import (
	"net/http"
	"strings"
	"sync"
	"time"
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
	if !s.bucket.take() {
		return s.faults().tooMany()
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

// A bucket allows so many requests a second.
type bucket struct {
	mu     sync.Mutex
	rate   float64
	tokens float64
	last   time.Time
	now    func() time.Time
}

func (b *bucket) take() bool {
	if b.rate <= 0 {
		return true
	}
	b.mu.Lock()
	defer b.mu.Unlock()
	now := b.now()
	if !b.last.IsZero() {
		b.tokens = min(max(1, b.rate), b.tokens+now.Sub(b.last).Seconds()*b.rate)
	}
	b.last = now
	if b.tokens < 1 {
		return false
	}
	b.tokens--
	return true
}
