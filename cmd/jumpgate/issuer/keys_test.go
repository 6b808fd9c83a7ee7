package issuer

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/rsa"
	"errors"
	"fmt"
	"io"
	"math/big"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"

	jose "github.com/go-jose/go-jose/v4"

	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/issuer/issuertest"
)

// A provider's answers without a network, so that time can be made to pass.
type answers struct {
	provider *issuertest.Provider
	at       string                                                     // where it says that its keys are; "" is where they are
	keys     func(r *http.Request) (status int, body string, err error) // nil: the provider's
	fetches  atomic.Int64
}

func (a *answers) RoundTrip(r *http.Request) (*http.Response, error) {
	at := a.provider.URL + "/keys"
	if a.at != "" {
		at = a.at
	}
	status, body, err := http.StatusOK, fmt.Sprintf(`{"issuer":%q,"jwks_uri":%q}`, a.provider.URL, at), error(nil)
	if strings.HasSuffix(r.URL.Path, "/keys") {
		a.fetches.Add(1)
		body = string(a.provider.JWKS())
		if a.keys != nil {
			status, body, err = a.keys(r)
		}
	}
	if err != nil {
		return nil, err
	}
	return &http.Response{StatusCode: status, Body: io.NopCloser(strings.NewReader(body)), Header: http.Header{"Content-Type": {"application/json"}, "Location": {"https://evil.example/keys"}}, Request: r}, nil
}

// inTime runs a test in a bubble, with a verifier that asks a.
func inTime(t *testing.T, test func(t *testing.T, p *issuertest.Provider, a *answers, v *Verifier)) {
	p := issuertest.New(t)
	synctest.Test(t, func(t *testing.T) {
		a := &answers{provider: p}
		c := newClient()
		c.Transport = short{a}
		test(t, p, a, newVerifier(quiet(), c))
	})
}

// as is a token that says it is signed with a key of that name.
func as(p *issuertest.Provider, kid string) string {
	return p.Sign(`{"alg":"RS256","kid":"`+kid+`"}`, `{"iss":"`+p.URL+`","sub":"a"}`)
}

func verifies(t *testing.T, v *Verifier, p *issuertest.Provider, token string) error {
	_, err := v.Verify(t.Context(), of(p), token)
	return err
}

var errDown = errors.New("connection refused")

func TestKeysAreUsedUntilTheyAreTooOldAndThenNoMore(t *testing.T) {
	inTime(t, func(t *testing.T, p *issuertest.Provider, a *answers, v *Verifier) {
		if err := verifies(t, v, p, as(p, "rsa")); err != nil {
			t.Fatal(err)
		}
		a.keys = func(*http.Request) (int, string, error) { return 0, "", errDown }
		time.Sleep(believed - time.Second)
		if err := verifies(t, v, p, as(p, "rsa")); err != nil {
			t.Errorf("while the issuer is down: %v", err)
		}
		synctest.Wait()
		time.Sleep(2 * time.Second)
		if err := verifies(t, v, p, as(p, "rsa")); err == nil || !strings.Contains(err.Error(), "cannot be fetched") {
			t.Errorf("an hour later: %v", err)
		}
		a.keys = nil
		time.Sleep(fetchPause)
		if err := verifies(t, v, p, as(p, "rsa")); err != nil {
			t.Errorf("when it is back: %v", err)
		}
	})
}

func TestAFloodOfUnknownKeysAsksTheIssuerOnceInAWhile(t *testing.T) {
	inTime(t, func(t *testing.T, p *issuertest.Provider, a *answers, v *Verifier) {
		began := time.Now()
		for i := range 300 {
			if err := verifies(t, v, p, as(p, fmt.Sprint("unknown", i))); err == nil || !strings.Contains(err.Error(), "does not publish") {
				t.Fatal(err)
			}
			if err := verifies(t, v, p, as(p, "rsa")); err != nil {
				t.Fatal(err)
			}
			time.Sleep(100 * time.Millisecond)
		}
		if most := 1 + int64(time.Since(began)/fetchPause); a.fetches.Load() > most {
			t.Errorf("%d fetches in %v", a.fetches.Load(), time.Since(began))
		}
	})
}

func TestAKeyThatIsExchangedIsFoundAndTheOldOneForgotten(t *testing.T) {
	inTime(t, func(t *testing.T, p *issuertest.Provider, a *answers, v *Verifier) {
		if err := verifies(t, v, p, as(p, "rsa")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(fetchPause)
		p.Rename("rsa", "rsa-2")
		if err := verifies(t, v, p, as(p, "rsa-2")); err != nil {
			t.Errorf("the new key: %v", err)
		}
		if err := verifies(t, v, p, as(p, "rsa")); err == nil {
			t.Error("the old key is still believed")
		}
		// Every second another name: each is found at some time, the issuer is left alone.
		before := a.fetches.Load()
		for i := range 60 {
			p.Rename("rsa", fmt.Sprint("rsa-", 3+i))
			verifies(t, v, p, as(p, fmt.Sprint("rsa-", 3+i)))
			time.Sleep(time.Second)
		}
		if n := a.fetches.Load() - before; n > 7 || n < 5 {
			t.Errorf("%d fetches in a minute", n)
		}
	})
}

// Keys are renewed as they are used. Those that nobody has used for long are
// renewed before they count, since they may have been withdrawn meanwhile.
func TestAKeyThatWasWithdrawnWhileNobodyLookedIsNotBelieved(t *testing.T) {
	inTime(t, func(t *testing.T, p *issuertest.Provider, a *answers, v *Verifier) {
		if err := verifies(t, v, p, as(p, "rsa")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(believed - fresh)
		p.Rename("rsa", "rsa-2")
		a.keys = func(*http.Request) (int, string, error) {
			time.Sleep(time.Second)
			return http.StatusOK, string(p.JWKS()), nil
		}
		gone, leave := context.WithCancel(t.Context())
		leave()
		if _, err := v.Verify(gone, of(p), as(p, "rsa")); err == nil {
			t.Error("whoever goes away at once is believed")
		}
		if err := verifies(t, v, p, as(p, "rsa")); err == nil {
			t.Error("a key that was withdrawn long ago is believed")
		}
		if err := verifies(t, v, p, as(p, "rsa-2")); err != nil {
			t.Errorf("the key in its place: %v", err)
		}
	})
}

// Where the issuer hangs, one token waits for it to fail, and no other.
func TestAfterAQuietTimeAnIssuerThatHangsIsWaitedForOnce(t *testing.T) {
	inTime(t, func(t *testing.T, p *issuertest.Provider, a *answers, v *Verifier) {
		if err := verifies(t, v, p, as(p, "rsa")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(believed / 2)
		a.keys = func(r *http.Request) (int, string, error) { <-r.Context().Done(); return 0, "", r.Context().Err() }
		for i, want := range []time.Duration{fetchTime, 0, 0} {
			began := time.Now()
			if err := verifies(t, v, p, as(p, "rsa")); err != nil || time.Since(began) != want {
				t.Errorf("token %d: %v after %v", i+1, err, time.Since(began))
			}
			time.Sleep(fetchPause)
		}
		synctest.Wait()
		time.Sleep(fetchTime)
	})
}

func TestSoManyTokensWaitAndNoMore(t *testing.T) {
	inTime(t, func(t *testing.T, p *issuertest.Provider, a *answers, v *Verifier) {
		a.keys = func(r *http.Request) (int, string, error) { <-r.Context().Done(); return 0, "", r.Context().Err() }
		for range mostWaiting {
			go verifies(t, v, p, as(p, "rsa"))
		}
		synctest.Wait()
		began := time.Now()
		if err := verifies(t, v, p, as(p, "rsa")); err == nil || time.Since(began) > 0 || !strings.Contains(err.Error(), "as may") {
			t.Errorf("one more: %v after %v", err, time.Since(began))
		}
		time.Sleep(fetchTime)
	})
}

func TestAnIssuerThatHangsIsWaitedForByItsOwnNewTokensAlone(t *testing.T) {
	inTime(t, func(t *testing.T, p *issuertest.Provider, a *answers, v *Verifier) {
		if err := verifies(t, v, p, as(p, "rsa")); err != nil {
			t.Fatal(err)
		}
		time.Sleep(fresh)
		a.keys = func(r *http.Request) (int, string, error) { <-r.Context().Done(); return 0, "", r.Context().Err() }
		began := time.Now()
		if err := verifies(t, v, p, as(p, "rsa")); err != nil || time.Since(began) > 0 {
			t.Errorf("a known key: %v after %v", err, time.Since(began))
		}
		other := of(p)
		other[0].URL = "https://other.example"
		if _, err := v.Verify(t.Context(), other, as(p, "rsa")); err == nil || time.Since(began) > 0 {
			t.Errorf("another issuer: %v after %v", err, time.Since(began))
		}
		if err := verifies(t, v, p, as(p, "new")); err == nil || time.Since(began) != fetchTime {
			t.Errorf("a new key: %v after %v", err, time.Since(began))
		}
		ctx, stop := context.WithTimeout(t.Context(), time.Second)
		defer stop()
		time.Sleep(fetchPause)
		began = time.Now()
		if _, err := v.Verify(ctx, of(p), as(p, "new")); err == nil || time.Since(began) > time.Second {
			t.Errorf("a caller that leaves: %v after %v", err, time.Since(began))
		}
		time.Sleep(fetchTime) // the fetch ends
	})
}

func TestWhatIsNoKeySetIsNotTaken(t *testing.T) {
	answer := func(status int, body string) func(*issuertest.Provider, *http.Request) (int, string, error) {
		return func(*issuertest.Provider, *http.Request) (int, string, error) { return status, body, nil }
	}
	for name, keys := range map[string]func(*issuertest.Provider, *http.Request) (int, string, error){
		"down":     func(*issuertest.Provider, *http.Request) (int, string, error) { return 0, "", errDown },
		"an error": func(p *issuertest.Provider, _ *http.Request) (int, string, error) { return 500, string(p.JWKS()), nil },
		"a redirect to good keys": func(p *issuertest.Provider, r *http.Request) (int, string, error) {
			if r.URL.Host == "evil.example" {
				return 200, string(p.JWKS()), nil
			}
			return 302, "", nil
		},
		"good keys in five megabytes": func(p *issuertest.Provider, _ *http.Request) (int, string, error) {
			return 200, string(p.JWKS()) + strings.Repeat(" ", 5<<20), nil
		},
		"HTML":              answer(200, "<html>"),
		"no keys":           answer(200, `{"keys":[]}`),
		"only secrets":      answer(200, `{"keys":[{"kty":"oct","k":"AAAA","kid":"rsa"}]}`),
		"a name twice":      answer(200, `{"keys":[],"keys":[]}`),
		"keys as an object": answer(200, `{"keys":{}}`),
		"good keys among a thousand": func(p *issuertest.Provider, _ *http.Request) (int, string, error) {
			return 200, strings.Replace(string(p.JWKS()), "[", "["+strings.Repeat(`{"kty":"x"},`, 1000), 1), nil
		},
	} {
		t.Run(name, func(t *testing.T) {
			inTime(t, func(t *testing.T, p *issuertest.Provider, a *answers, v *Verifier) {
				a.keys = func(r *http.Request) (int, string, error) { return keys(p, r) }
				if err := verifies(t, v, p, as(p, "rsa")); err == nil || err.Error() != "the token of issuer corp: the issuer's keys cannot be fetched (the log says why)" {
					t.Error(err)
				}
				if n := a.fetches.Load(); n != 1 {
					t.Errorf("%d requests", n)
				}
			})
		})
	}
}

func TestKeysThatAreNotOverHTTPSAreNotAskedFor(t *testing.T) {
	inTime(t, func(t *testing.T, p *issuertest.Provider, a *answers, v *Verifier) {
		a.at = "http://keys.example.com/keys"
		if err := verifies(t, v, p, as(p, "rsa")); err == nil || a.fetches.Load() != 0 {
			t.Errorf("%d requests, %v", a.fetches.Load(), err)
		}
	})
}

// A key is for what it says that it is for, and long enough.
func TestAKeyIsUsedForItsOwnAlgorithmAlone(t *testing.T) {
	long, _ := rsa.GenerateKey(rand.Reader, 2048)
	curve, _ := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	edwards, _, _ := ed25519.GenerateKey(rand.Reader)
	short := &rsa.PublicKey{N: new(big.Int).Rsh(long.N, 1024), E: 65537}
	huge := &rsa.PublicKey{N: new(big.Int).Lsh(long.N, 8192), E: 65537}
	for _, c := range []struct {
		key  jose.JSONWebKey
		alg  string
		fits bool
	}{
		{jose.JSONWebKey{Key: &long.PublicKey}, "RS256", true},
		{jose.JSONWebKey{Key: &long.PublicKey, Use: "sig", Algorithm: "PS256"}, "PS256", true},
		{jose.JSONWebKey{Key: &long.PublicKey, Use: "enc"}, "RS256", false},
		{jose.JSONWebKey{Key: &long.PublicKey, Algorithm: "RS512"}, "RS256", false},
		{jose.JSONWebKey{Key: &long.PublicKey}, "ES256", false},
		{jose.JSONWebKey{Key: &long.PublicKey}, "HS256", false},
		{jose.JSONWebKey{Key: short}, "RS256", false},
		{jose.JSONWebKey{Key: huge}, "RS256", false},
		{jose.JSONWebKey{Key: &curve.PublicKey}, "ES256", true},
		{jose.JSONWebKey{Key: &curve.PublicKey}, "ES384", false},
		{jose.JSONWebKey{Key: edwards}, "EdDSA", true},
		{jose.JSONWebKey{Key: edwards}, "ES256", false},
		{jose.JSONWebKey{Key: []byte("secret")}, "HS256", false},
		{jose.JSONWebKey{}, "RS256", false},
	} {
		if got := fits(c.key, c.alg); got != c.fits {
			t.Errorf("%T (use %q, alg %q) for %s: %v", c.key.Key, c.key.Use, c.key.Algorithm, c.alg, got)
		}
	}
}

func TestKeysComeOverHTTPSAlone(t *testing.T) {
	for _, c := range []struct {
		keys, issuer string
		good         bool
	}{
		{"https://keys.example/x", "https://idp.example", true}, {"http://keys.example/x", "https://idp.example", false}, {"http://127.0.0.1/x", "https://idp.example", false},
		{"http://127.0.0.1/x", "http://localhost", true}, {"http://keys.example/x", "http://localhost", false}, {"file:///etc/passwd", "https://idp.example", false}, {"", "https://idp.example", false}, {"https://a@b/x", "https://idp.example", false},
	} {
		if err := safe(c.keys, c.issuer); (err == nil) != c.good {
			t.Errorf("keys at %s of %s: %v", c.keys, c.issuer, err)
		}
	}
}

func TestADiscoveryOfAnotherIssuerIsNotBelieved(t *testing.T) {
	p := issuertest.New(t)
	i := of(p)
	i[0].URL += "/"
	_, err := NewVerifier(quiet()).Verify(t.Context(), i, p.Token("a", map[string]any{"iss": p.URL + "/"}))
	if err == nil || !strings.Contains(err.Error(), "cannot be fetched") {
		t.Error(err)
	}
}
