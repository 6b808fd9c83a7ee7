package issuer

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	jose "github.com/go-jose/go-jose/v4"
)

// How long an issuer's keys are believed, and how often it is asked.
const (
	fresh      = 5 * time.Minute  // then they are fetched again, while the old ones are in use
	believed   = time.Hour        // then they are no longer used, whether or not there are others
	fetchPause = 10 * time.Second // between the beginnings of two fetches, whatever tokens name
	fetchTime  = 5 * time.Second  // that a fetch may take
)

// A keySet is what one issuer publishes. It is fetched when a token needs it:
// once for all who wait, never more often than each fetchPause.
type keySet struct {
	issuer string
	client *http.Client
	log    *slog.Logger
	now    func() time.Time

	mu      sync.Mutex // guards what follows
	keys    []jose.JSONWebKey
	got     time.Time     // when they were fetched
	tried   time.Time     // when a fetch began last
	under   chan struct{} // closed when the fetch under way ends; nil when there is none
	failed  error         // of the last fetch
	refused bool          // the log was told of it
}

// find are the keys that could have signed a token. It waits for a fetch only
// where it knows none.
func (s *keySet) find(ctx context.Context, kid, alg string) ([]jose.JSONWebKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.now().Sub(s.got) >= fresh {
		s.fetch()
	}
	if found := s.matching(kid, alg); len(found) > 0 {
		return found, nil
	}
	s.fetch()
	if under := s.under; under != nil {
		s.mu.Unlock()
		select {
		case <-under:
		case <-ctx.Done():
		}
		s.mu.Lock()
	}
	switch found := s.matching(kid, alg); {
	case len(found) > 0:
		return found, nil
	case s.failed != nil:
		return nil, errors.New("the issuer's keys cannot be fetched (the log says why)")
	}
	return nil, errors.New("it is signed with a key that the issuer does not publish")
}

// matching are the keys that are still believed, and that fit.
func (s *keySet) matching(kid, alg string) (found []jose.JSONWebKey) {
	if s.now().Sub(s.got) >= believed {
		return nil
	}
	for _, k := range s.keys {
		if (kid == "" || k.KeyID == kid) && fits(k, alg) {
			found = append(found, k)
		}
	}
	return found
}

// fetch begins to fetch, unless that is under way, or was tried just now.
func (s *keySet) fetch() {
	now := s.now()
	if s.under != nil || !s.tried.IsZero() && now.Sub(s.tried) < fetchPause {
		return
	}
	s.tried = now
	done := make(chan struct{})
	s.under = done
	go func() {
		ctx, stop := context.WithTimeout(context.Background(), fetchTime)
		defer stop()
		keys, err := fetchKeys(ctx, s.client, s.issuer)
		s.mu.Lock()
		defer s.mu.Unlock()
		s.under = nil
		close(done)
		s.failed = err
		if err == nil {
			s.keys, s.got = keys, now
		}
		s.tell()
	}()
}

// tell has the log say that an issuer fails, and that it does no longer, once.
func (s *keySet) tell() {
	switch {
	case s.failed != nil && !s.refused:
		s.log.Error("the keys of an issuer cannot be fetched: its tokens are taken while the keys that are known are at most an hour old", "issuer", s.issuer, "error", s.failed)
	case s.failed == nil && s.refused:
		s.log.Info("the keys of an issuer are fetched again", "issuer", s.issuer, "keys", len(s.keys))
	}
	s.refused = s.failed != nil
}
