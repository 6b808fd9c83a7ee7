package issuer

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"

	"github.com/coreos/go-oidc/v3/oidc"
	jose "github.com/go-jose/go-jose/v4"
	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// What an issuer may answer with.
const (
	mostBytes = 256 << 10
	mostKeys  = 64
)

// newClient follows no redirect, and reads no answer without end.
func newClient() *http.Client {
	t := http.DefaultTransport.(*http.Transport).Clone()
	t.TLSHandshakeTimeout, t.ResponseHeaderTimeout, t.MaxResponseHeaderBytes, t.MaxConnsPerHost = fetchTime, fetchTime, 64<<10, 4
	return &http.Client{Transport: short{t}, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
}

// short ends an answer that is too long with an error.
type short struct{ http.RoundTripper }

func (s short) RoundTrip(r *http.Request) (*http.Response, error) {
	res, err := s.RoundTripper.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	res.Body = &shortBody{res.Body, mostBytes}
	return res, nil
}

type shortBody struct {
	io.ReadCloser
	left int
}

var errTooLong = fmt.Errorf("its answer is longer than %d KiB", mostBytes>>10)

func (b *shortBody) Read(p []byte) (int, error) {
	n, err := b.ReadCloser.Read(p)
	if b.left -= n; b.left < 0 {
		return 0, errTooLong
	}
	return n, err
}

// fetchKeys asks an issuer where its keys are, and for the keys.
func fetchKeys(ctx context.Context, client *http.Client, issuer string) (keys []jose.JSONWebKey, err error) {
	defer func() {
		if recover() != nil {
			keys, err = nil, errors.New("what it answers cannot be read")
		}
	}()
	provider, err := oidc.NewProvider(oidc.ClientContext(ctx, client), issuer)
	if err != nil {
		return nil, fmt.Errorf("%s/.well-known/openid-configuration: %w", issuer, inShort(err))
	}
	var at struct {
		Keys string `json:"jwks_uri"`
	}
	if err := provider.Claims(&at); err != nil {
		return nil, inShort(err)
	}
	if err := safe(at.Keys, issuer); err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, at.Keys, nil)
	if err != nil {
		return nil, err
	}
	r.Header.Set("Accept", "application/json")
	res, err := client.Do(r)
	if err != nil {
		return nil, inShort(err)
	}
	defer res.Body.Close()
	if res.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("%s answers %d", at.Keys, res.StatusCode)
	}
	b, err := io.ReadAll(res.Body)
	if err != nil {
		return nil, err
	}
	if keys, err = readKeys(b); err != nil {
		return nil, fmt.Errorf("%s: %w", at.Keys, err)
	}
	return keys, nil
}

// readKeys takes the public keys that we know, and passes over all others.
func readKeys(b []byte) (keys []jose.JSONWebKey, err error) {
	var set struct {
		Keys []jsontext.Value `json:"keys"`
	}
	if err := json.Unmarshal(b, &set); err != nil {
		return nil, errors.New("what it answers are no keys (a JSON Web Key Set)")
	}
	if len(set.Keys) > mostKeys {
		return nil, fmt.Errorf("it publishes more than %d keys", mostKeys)
	}
	for _, raw := range set.Keys {
		var k jose.JSONWebKey
		if k.UnmarshalJSON(raw) == nil && k.IsPublic() && k.Valid() {
			keys = append(keys, k)
		}
	}
	if len(keys) == 0 {
		return nil, errors.New("it publishes no key that can be used")
	}
	return keys, nil
}

// safe takes keys over https alone, or from this machine for an issuer on it.
func safe(keys, issuer string) error {
	u, err := url.Parse(keys)
	i, ofIssuer := url.Parse(issuer)
	switch {
	case err != nil || ofIssuer != nil || u.Host == "" || u.User != nil:
		return errors.New("its jwks_uri is no URL")
	case u.Scheme == "https":
		return nil
	case u.Scheme == "http" && i.Scheme == "http" && onLoopback(u.Hostname()):
		return nil
	}
	return errors.New("its jwks_uri is not https")
}

func onLoopback(host string) bool {
	ip := net.ParseIP(host)
	return host == "localhost" || ip != nil && ip.IsLoopback()
}

// inShort is an error without all that a server answered.
func inShort(err error) error {
	if len(err.Error()) > 200 {
		return errors.New(err.Error()[:200] + "…")
	}
	return err
}
