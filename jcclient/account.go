package jcclient

import (
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
// that waits for it.
type serviceAccount struct {
	url, id string
	secret  Secret
	basic   Secret // id and secret, as they travel
	agent   string // the User-Agent
	http    *http.Client

	mu      sync.Mutex // guards what follows
	held    accessToken
	renewal *renewal // under way; nil when none is
}

// An accessToken is good until its end, and due for renewal somewhat earlier.
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
	return &serviceAccount{url: address, id: o.ClientID, secret: o.ClientSecret, basic: NewSecret(basic)}, nil
}

// token returns the token at hand, or waits for the one renewal. A renewal
// that fails does no harm while the old token lasts.
func (s *serviceAccount) token(ctx context.Context) (Secret, *TokenError) {
	s.mu.Lock()
	held, r := s.held, s.renewal
	if time.Now().Before(held.due) {
		s.mu.Unlock()
		return held.secret, nil
	}
	if r == nil {
		r = &renewal{done: make(chan struct{})}
		s.renewal = r
		// Who asked first may give up; the others still wait.
		go s.renew(context.WithoutCancel(ctx), r)
	}
	s.mu.Unlock()
	select {
	case <-r.done:
	case <-ctx.Done():
		return Secret{}, &TokenError{URL: s.url, Err: ctx.Err()}
	}
	if r.err != nil && time.Now().Before(held.end) {
		return held.secret, nil
	}
	return r.token.secret, r.err
}

func (s *serviceAccount) renew(ctx context.Context, r *renewal) {
	ctx, cancel := context.WithTimeout(ctx, longestRenewal)
	defer cancel()
	r.token, r.err = s.ask(ctx)
	s.mu.Lock()
	if r.err == nil {
		s.held = r.token
	}
	s.renewal = nil
	s.mu.Unlock()
	close(r.done)
}

// drop forgets a token that was refused, unless a newer one is there.
func (s *serviceAccount) drop(refused Secret) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.held.secret.Reveal() == refused.Reveal() {
		s.held = accessToken{}
	}
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
		own.RetryAfter = max(retryAfter(own.header), c.nextWait(try))
		if try >= c.maxTries || !pause(ctx, own.RetryAfter) {
			own.Err = errors.Join(own.Err, ctx.Err())
			return Secret{}, &own
		}
	}
}
