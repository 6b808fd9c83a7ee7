package jcclient

import (
	"cmp"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"sync"
	"time"
)

// A serviceAccount turns a client id and its secret into tokens. One token
// serves every request until it ends or is refused, and one renewal every call
// that waits for it. After a renewal that failed, none begins for a while,
// however many calls want one.
type serviceAccount struct {
	url    string
	secret Secret
	basic  Secret // id and secret, as they travel
	agent  string // the User-Agent
	http   *http.Client
	wait   func(failures int) time.Duration

	mu       sync.Mutex // guards what follows
	held     accessToken
	renewal  *renewal    // under way; nil when none is
	failed   *TokenError // of the last renewal; nil when it gave a token
	failures int         // renewals in a row
	next     time.Time   // no renewal begins before
	keep     time.Time   // no token is given up before, even when refused
}

// An accessToken is good until its end, and due for renewal somewhat earlier.
// Its times hold a reading of the monotonic clock, so that a wall clock that
// jumps moves neither.
type accessToken struct {
	secret   Secret
	due, end time.Time
}

// A renewal asks for a token once, for all who wait.
type renewal struct {
	done  chan struct{} // closed when token and err are there
	token accessToken
	err   *TokenError
}

// longestRenewal bounds one request for a token, whoever waits for it.
const longestRenewal = 20 * time.Second

// keepRefused is how long tokens are kept after one was refused when it was
// new: what is wrong is not its age, and one for each call would be a storm.
const keepRefused = 30 * time.Second

// account reads the service account of the options; nil when they hold a key.
func (o Options) account() (*serviceAccount, error) {
	secret := o.ClientSecret.Reveal()
	switch {
	case o.ClientID == "" && secret == "" && o.TokenURL == "":
		return nil, nil
	case o.APIKey.Reveal() != "":
		return nil, errors.New("jcclient: APIKey and a service account (ClientID, ClientSecret, TokenURL) are two ways to prove who asks: leave one out")
	case o.ClientID == "":
		return nil, errors.New("jcclient: ClientID is empty: a service account has one beside its secret")
	case secret == "":
		return nil, errors.New("jcclient: ClientSecret is empty: a service account's is shown once, when it is made")
	case len(o.ClientID) > longestKey || len(secret) > longestKey:
		return nil, fmt.Errorf("jcclient: ClientID or ClientSecret is longer than %d bytes: check what was copied", longestKey)
	case !headerSafe(o.ClientID) || !headerSafe(secret):
		return nil, errors.New("jcclient: ClientID or ClientSecret holds a space or a control character: check how it was copied")
	}
	address, err := tokenURL(o.TokenURL)
	if err != nil {
		return nil, err
	}
	// RFC 6749 escapes both before they become a Basic credential.
	pair := url.QueryEscape(o.ClientID) + ":" + url.QueryEscape(secret)
	basic := base64.StdEncoding.EncodeToString([]byte(pair))
	return &serviceAccount{url: address, secret: o.ClientSecret, basic: NewSecret(basic)}, nil
}

// token returns the token at hand, or else waits for the one renewal. Nobody
// waits while the old token lasts.
func (s *serviceAccount) token(ctx context.Context) (Secret, *TokenError) {
	s.mu.Lock()
	now := time.Now()
	if s.renewal == nil && !now.Before(s.held.due) && !now.Before(s.next) {
		s.renewal = &renewal{done: make(chan struct{})}
		// Who asked first may give up; the others still wait.
		go s.renew(context.WithoutCancel(ctx), s.renewal)
	}
	held, r, failed, left := s.held, s.renewal, s.failed, s.next.Sub(now)
	s.mu.Unlock()
	switch {
	case now.Before(held.end):
		return held.secret, nil
	case r == nil:
		return Secret{}, failed.after(left)
	}
	select {
	case <-r.done:
		return r.token.secret, r.err
	case <-ctx.Done():
		return Secret{}, &TokenError{URL: s.url, Err: ctx.Err()}
	}
}

func (s *serviceAccount) renew(ctx context.Context, r *renewal) {
	ctx, cancel := context.WithTimeout(ctx, longestRenewal)
	defer cancel()
	token, err := s.ask(ctx)
	s.mu.Lock()
	if err == nil {
		s.held, s.failed, s.failures, s.next = token, nil, 0, time.Time{}
	} else {
		s.failures++
		wait := min(cmp.Or(err.asked, s.wait(s.failures)), longestPatience)
		s.failed, s.next = err, time.Now().Add(wait)
		err = err.after(wait)
	}
	r.token, r.err = token, err
	s.renewal = nil
	s.mu.Unlock()
	close(r.done)
}

// refused gives up a token that JumpCloud did not take, and says whether the
// request may be sent again with another.
func (s *serviceAccount) refused(token Secret, wasNew bool) (again bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	switch now := time.Now(); {
	case s.held.secret.Reveal() != token.Reveal(): // a newer one is there, or on its way
		return !wasNew
	case wasNew:
		s.keep = now.Add(keepRefused)
		return false
	case now.Before(s.keep):
		return false
	}
	s.held = accessToken{}
	return true
}

func (s *serviceAccount) redact(text string) string { return s.basic.redact(s.secret.redact(text)) }

// token asks again where a token may come after all.
func (c *Client) token(ctx context.Context) (Secret, error) {
	for try := 1; ; try++ {
		secret, failed := c.account.token(ctx)
		if failed == nil {
			return secret, nil
		}
		own := *failed // others wait for the same one
		own.Attempts = try
		if !own.again {
			return Secret{}, &own
		}
		if try >= c.maxTries || !pause(ctx, own.RetryAfter) {
			own.Err = errors.Join(own.Err, ctx.Err())
			return Secret{}, &own
		}
	}
}
