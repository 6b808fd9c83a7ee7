package jcclient

import (
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

const (
	testClient = "0b7e11de-5c1f-4a52-9d3f-2f1c6e3a9b10"
	testSecret = "CANARY~secret.0123456789_abcdefghij"
	testToken  = "eyJhbGciOiJSUzI1NiJ9.CANARY0123456789.sig-_"
)

// An issuer is JumpCloud's two sides for a service account: the token URL, and
// everything else, which takes the tokens that it calls good.
type issuer struct {
	mu     sync.Mutex
	forms  []*http.Request // what the token URL was asked
	bodies []string
	asked  []*http.Request // what the rest was asked
	good   func(token string) bool
	token  func(n int) (*http.Response, error) // the n-th answer of the token URL, from 1
	rest   func(*http.Request) (*http.Response, error)
}

func (i *issuer) answer(r *http.Request) (*http.Response, error) {
	i.mu.Lock()
	defer i.mu.Unlock()
	if r.URL.String() == usToken {
		body, _ := io.ReadAll(r.Body)
		i.forms, i.bodies = append(i.forms, r), append(i.bodies, string(body))
		if i.token != nil {
			return i.token(len(i.forms))
		}
		return gives(200, tokenAnswer(len(i.forms), 3600))()
	}
	i.asked = append(i.asked, r)
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); !ok || i.good != nil && !i.good(token) {
		return gives(401, `{"message":"Unauthorized"}`)()
	}
	if i.rest != nil {
		return i.rest(r)
	}
	return gives(200, `{}`)()
}

// tokenAnswer gives the n-th token.
func tokenAnswer(n, life int) string {
	return `{"access_token":"` + testToken + strconv.Itoa(n) + `","token_type":"bearer","expires_in":` + strconv.Itoa(life) + `,"scope":"api"}`
}

// withAccount is a client of a service account, in a made-up network.
func withAccount(t *testing.T, i *issuer, o Options) *Client {
	t.Helper()
	o.ClientID, o.ClientSecret = testClient, NewSecret(testSecret)
	c, err := New(o)
	if err != nil {
		t.Fatal(err)
	}
	c.http.Transport = transportFunc(i.answer)
	return c
}

func getUser(ctx context.Context, c *Client) error {
	_, err := GetUser.Call(ctx, c, UserID{ID: testID})
	return err
}

func TestAServiceAccountAsksForATokenAndSendsIt(t *testing.T) {
	i := &issuer{}
	c := withAccount(t, i, Options{UserAgent: "a test", OrgID: orgID})
	for range 2 {
		if err := getUser(t.Context(), c.ForOrg(orgID)); err != nil {
			t.Fatal(err)
		}
	}
	if len(i.forms) != 1 || len(i.asked) != 2 {
		t.Fatalf("%d tokens for %d requests", len(i.forms), len(i.asked))
	}
	r := i.forms[0]
	form, _ := url.ParseQuery(i.bodies[0])
	id, secret, ok := r.BasicAuth()
	if r.Method != "POST" || !ok || id != testClient || secret != testSecret || form.Encode() != "grant_type=client_credentials&scope=api" {
		t.Errorf("asked %s with %q %q: %s", r.Method, id, secret, i.bodies[0])
	}
	if r.Header.Get("Content-Type") != "application/x-www-form-urlencoded" || r.Header.Get("User-Agent") != "a test" || r.Header.Get("x-org-id") != "" {
		t.Errorf("headers are %v", r.Header)
	}
	for _, r := range i.asked {
		if r.Header.Get("Authorization") != "Bearer "+testToken+"1" || len(r.Header.Values("x-api-key")) > 0 || r.Header.Get("x-org-id") != orgID {
			t.Errorf("headers are %v", r.Header)
		}
	}
}

func TestATokenIsRenewedBeforeItEnds(t *testing.T) {
	for life, renewed := range map[int]time.Duration{3600: 59 * time.Minute, 60: 54 * time.Second} {
		synctest.Test(t, func(t *testing.T) {
			i := &issuer{token: func(n int) (*http.Response, error) { return gives(200, tokenAnswer(n, life))() }}
			c := withAccount(t, i, Options{})
			for _, step := range []struct {
				wait   time.Duration
				tokens int
			}{{0, 1}, {renewed - time.Second, 1}, {time.Second, 2}, {0, 2}} {
				time.Sleep(step.wait)
				if err := getUser(t.Context(), c); err != nil {
					t.Fatal(err)
				}
				synctest.Wait() // nobody waits for a renewal while the old token lasts
				if len(i.forms) != step.tokens {
					t.Errorf("a token of %d s: %d were asked for after %s", life, len(i.forms), step.wait)
				}
			}
		})
	}
}

func TestHowLongATokenIsBelieved(t *testing.T) {
	for text, want := range map[string]time.Duration{
		"3600": time.Hour, "12.5": 12500 * time.Millisecond, "1": shortestLife, "1e-300": shortestLife, "": unsaidLife, "0": unsaidLife, "-5": unsaidLife, "soon": unsaidLife,
		"NaN": unsaidLife, "1e300": longestLife, "inf": longestLife, "99999999": longestLife, "5m": unsaidLife,
	} {
		if got := lifeOf(text); got != want {
			t.Errorf("%q is %s", text, got)
		}
	}
}

func TestARefusedTokenIsRenewedOnceAndTheRequestSentAgain(t *testing.T) {
	for name, op := range map[string]func(*Client) error{
		"a read": func(c *Client) error { return getUser(t.Context(), c) },
		"a write": func(c *Client) error {
			_, err := UpdateUser.Call(t.Context(), c, UpdateUserInput{ID: testID, Department: new("Sales")})
			return err
		},
	} {
		i := &issuer{good: func(token string) bool { return token == testToken+"2" }}
		leaves := 0
		c := withAccount(t, i, Options{MaxTries: 1, Authorize: func(context.Context, Route) error { leaves++; return nil }})
		if err := op(c); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if len(i.forms) != 2 || len(i.asked) != 2 || leaves != 2 {
			t.Errorf("%s: %d tokens, %d requests, authorized %d times", name, len(i.forms), len(i.asked), leaves)
		}
	}
}

func TestATokenThatIsRefusedEvenWhenNewIsAnError(t *testing.T) {
	i := &issuer{good: func(string) bool { return false }}
	c := withAccount(t, i, Options{})
	_, err := DeleteUser.Call(t.Context(), c, DeleteUserInput{ID: testID})
	var failed *Error
	if !errors.As(err, &failed) || failed.Status != 401 || failed.MayHaveHappened || failed.Attempts != 2 || !strings.Contains(err.Error(), "service account") {
		t.Errorf("got %v", err)
	}
	if len(i.forms) != 2 || len(i.asked) != 2 {
		t.Errorf("%d tokens, %d requests", len(i.forms), len(i.asked))
	}
}

func TestAKeyIsNotRenewed(t *testing.T) {
	c, s := serve(t, says(401, ""))
	if err := getUser(t.Context(), c); err == nil || len(s.requests()) != 1 {
		t.Errorf("got %v after %d requests", err, len(s.requests()))
	}
}

func TestOneRenewalServesAllWhoWait(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		release := make(chan struct{})
		i := &issuer{}
		c := withAccount(t, i, Options{})
		tokens := 0
		c.http.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			if r.URL.String() == usToken {
				tokens++
				select {
				case <-release:
				case <-r.Context().Done():
					return nil, r.Context().Err()
				}
			}
			return i.answer(r)
		})
		gone, leave := context.WithCancel(t.Context())
		first := make(chan error, 1)
		go func() { first <- getUser(gone, c) }()
		synctest.Wait()
		var all sync.WaitGroup
		for range 50 {
			all.Go(func() {
				if err := getUser(t.Context(), c); err != nil {
					t.Error(err)
				}
			})
		}
		synctest.Wait()
		leave() // who asked first gives up, and nobody else
		if err := <-first; !errors.Is(err, context.Canceled) {
			t.Errorf("the first got %v", err)
		}
		close(release)
		all.Wait()
		if tokens != 1 || len(i.asked) != 50 {
			t.Errorf("%d tokens, %d requests", tokens, len(i.asked))
		}
	})
}

func TestManyRefusedAtOnceShareOneNewToken(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{}
		c := withAccount(t, i, Options{})
		if err := getUser(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		i.good = func(token string) bool { return token != testToken+"1" }
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				if err := getUser(t.Context(), c); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		if len(i.forms) != 2 {
			t.Errorf("%d tokens were asked for", len(i.forms))
		}
	})
}

func TestALateRefusalOfAnOldTokenKeepsTheNewOne(t *testing.T) {
	i := &issuer{}
	c := withAccount(t, i, Options{})
	i.rest = func(r *http.Request) (*http.Response, error) {
		if r.Header.Get("Authorization") == "Bearer "+testToken+"1" {
			c.account.refused(NewSecret(testToken+"1"), false)
			i.mu.Unlock() // another call renews it while this one is on its way
			_, err := c.account.token(t.Context())
			i.mu.Lock()
			if err != nil {
				t.Error(err)
			}
			return gives(401, "")()
		}
		return gives(200, `{}`)()
	}
	if err := getUser(t.Context(), c); err != nil || len(i.forms) != 2 {
		t.Errorf("got %v after %d tokens", err, len(i.forms))
	}
}

func TestTheOldTokenServesWhileARenewalFails(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		i := &issuer{token: func(n int) (*http.Response, error) {
			if n == 1 {
				return gives(200, tokenAnswer(n, 3600))()
			}
			return gives(503, "")()
		}}
		c := withAccount(t, i, Options{MaxTries: 1})
		if err := getUser(t.Context(), c); err != nil {
			t.Fatal(err)
		}
		time.Sleep(59*time.Minute + time.Second)
		for range 3 {
			start := time.Now()
			if err := getUser(t.Context(), c); err != nil || time.Since(start) > 0 {
				t.Errorf("got %v after %s", err, time.Since(start))
			}
			synctest.Wait()
		}
		if len(i.forms) != 2 {
			t.Errorf("%d renewals", len(i.forms)-1)
		}
		time.Sleep(time.Minute)
		var failed *TokenError
		if err := getUser(t.Context(), c); !errors.As(err, &failed) || failed.Status != 503 {
			t.Errorf("after its end: %v", err)
		}
	})
}
