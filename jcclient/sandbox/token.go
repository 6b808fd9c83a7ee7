package sandbox

import (
	"cmp"
	"crypto/rand"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// The service account that a sandbox knows when no other is set.
const (
	DefaultClientID     = "sandbox-service-account"
	DefaultClientSecret = "sandbox_this_secret_is_invented"
)

// tokenPath is where tokens are had. JumpCloud has it on a host of its own.
const tokenPath = "/oauth2/token"

// usualTokenLife is how long JumpCloud's tokens have been seen to last.
const usualTokenLife = time.Hour

// A token is what a service account shows in the place of an API key.
type token struct{ until time.Time }

// giveToken gives the service account a token for its id and secret. Whoever
// is neither gets the standard's refusal, and so does a form that JumpCloud
// does not take.
func (s *Server) giveToken(r *http.Request, _ object) *answer {
	id, secret, _ := r.BasicAuth()
	if !says(id, cmp.Or(s.options.ClientID, DefaultClientID)) || !says(secret, cmp.Or(s.options.ClientSecret, DefaultClientSecret)) {
		a := failToken(http.StatusUnauthorized, "invalid_client", "the client id or its secret is wrong")
		a.header = http.Header{"Www-Authenticate": {`Basic realm="oauth2"`}}
		return a
	}
	if err := r.ParseForm(); err != nil || r.PostForm.Get("grant_type") == "" {
		return failToken(http.StatusBadRequest, "invalid_request", "grant_type is missing, or the body is not a form")
	}
	if r.PostForm.Get("grant_type") != "client_credentials" {
		return failToken(http.StatusBadRequest, "unsupported_grant_type", "grant_type is not client_credentials")
	}
	if r.PostForm.Get("scope") != "api" {
		return failToken(http.StatusBadRequest, "invalid_scope", "scope is not api")
	}
	life := cmp.Or(s.options.TokenLife, usualTokenLife)
	return ok(object{"access_token": s.newToken(life), "token_type": "Bearer", "expires_in": int(life.Seconds())})
}

// newToken forgets the tokens that have run out.
func (s *Server) newToken(life time.Duration) string {
	now := s.now()
	for text, t := range s.tokens {
		if !t.until.After(now) {
			delete(s.tokens, text)
		}
	}
	text := "invented_token_" + rand.Text()
	s.tokens[text] = token{now.Add(life)}
	return text
}

// bears says whether a request has a token that still counts.
func (s *Server) bears(r *http.Request) bool {
	scheme, text, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if !strings.EqualFold(scheme, "Bearer") {
		return false
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.tokens[text].until.After(s.now())
}

// failToken is an error as the standard words it.
func failToken(status int, word, text string) *answer {
	return &answer{status: status, body: object{"error": word, "error_description": text}}
}

// says compares a part of HTTP Basic. The standard has it escaped; many
// clients do not know that.
func says(text, want string) bool {
	plain, err := url.QueryUnescape(text)
	return text == want || err == nil && plain == want
}

func asksForToken(r *http.Request) bool { return r.URL.Path == tokenPath }
