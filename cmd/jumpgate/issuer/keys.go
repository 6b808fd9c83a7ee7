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

	mostWaiting = 256 // tokens of an issuer, at once: nobody knows yet whose they are
)

// A keySet is what one issuer publishes. It is fetched when a token needs it:
// once for all who wait, never more often than each fetchPause.
type keySet struct {
	issuer string
	client *http.Client
	log    *slog.Logger
	now    func() time.Time

	mu       sync.Mutex // guards what follows
	keys     []jose.JSONWebKey
	got      time.Time     // when they were fetched
	tried    time.Time     // when a fetch began last
	under    chan struct{} // closed when the fetch under way ends; nil when there is none
	waiting  int           // tokens that wait for it
	failed   error         // of the last fetch
	failedAt time.Time     // when a fetch failed last
	refused  bool          // the log was told of it
}

// find are the keys that could have signed a token. It waits for a fetch only
// where it knows none, or where nobody has looked for so long that the issuer may
// have withdrawn them; not again while the issuer fails.
func (s *keySet) find(ctx context.Context, kid, alg string) ([]jose.JSONWebKey, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	now := s.now()
	age := now.Sub(s.got)
	if age >= fresh {
		s.fetch()
	}
	idle := age >= fresh+fetchPause && s.under != nil && now.Sub(s.failedAt) >= fresh
	if found := s.matching(kid, alg); len(found) > 0 && !idle {
		return found, nil
	}
	s.fetch()
	if s.under != nil {
		if s.waiting >= mostWaiting {
			return nil, errors.New("as many tokens wait for the issuer's keys as may")
		}
		s.wait(ctx)
	}
	if ctx.Err() != nil { // who did not wait long enough is told nothing about older keys
		return nil, errors.New("it was given up while the issuer's keys were fetched")
	}
	switch found := s.matching(kid, alg); {
	case len(found) > 0:
		return found, nil
	case s.failed != nil:
		return nil, errors.New("the issuer's keys cannot be fetched (the log says why)")
	}
	return nil, errors.New("it is signed with a key that the issuer does not publish")
}

// wait waits for the fetch under way.
func (s *keySet) wait(ctx context.Context) {
	under := s.under
	s.waiting++
	s.mu.Unlock()
	select {
	case <-under:
	case <-ctx.Done():
	}
	s.mu.Lock()
	s.waiting--
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
		if s.failed = err; err == nil {
			s.keys, s.got = keys, now
		} else {
			s.failedAt = s.now()
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
