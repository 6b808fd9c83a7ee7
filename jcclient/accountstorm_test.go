package jcclient

import (
	"context"
	"errors"
	"net/http"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"
)

// crowd is many agents who call without a pause, for a time.
func crowd(ctx context.Context, c *Client) {
	var all sync.WaitGroup
	for range 20 {
		all.Go(func() {
			for ctx.Err() == nil {
				call, cancel := context.WithTimeout(ctx, 5*time.Second)
				_ = getUser(call, c)
				cancel()
				time.Sleep(100 * time.Millisecond)
			}
		})
	}
	all.Wait()
	synctest.Wait() // a token may still be on its way, for whoever comes next
}

func TestACrowdDoesNotStormTheTokenURL(t *testing.T) {
	const most = 9 // 0.5s, 1s, 2s, 4s, 8s and then 15s apart at least
	for name, says := range map[string]func() (*http.Response, error){
		"a refusal": gives(401, `{"error":"invalid_client"}`), "too much": gives(429, ""), "a failure": gives(503, ""),
		"no connection": breaks, "a page": gives(200, "<html>"), "a redirect": gives(302, ""),
	} {
		synctest.Test(t, func(t *testing.T) {
			i := &issuer{token: func(int) (*http.Response, error) { return says() }}
			c := withAccount(t, i, Options{})
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			crowd(ctx, c)
			if n := len(i.forms); n < 3 || n > most || len(i.asked) > 0 {
				t.Errorf("%s: %d tokens were asked for in a minute", name, n)
			}
		})
	}
}

// Tokens that are refused from the first are not the tokens' fault: an
// organization that is missing, or a clock of JumpCloud's that is wrong.
func TestACrowdWhoseNewTokensAreRefusedDoesNotStormEither(t *testing.T) {
	for life, most := range map[int]int{3600: 8, 1: 16} {
		synctest.Test(t, func(t *testing.T) {
			i := &issuer{good: func(string) bool { return false }}
			i.token = func(n int) (*http.Response, error) { return gives(200, tokenAnswer(n, life))() }
			c := withAccount(t, i, Options{})
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			crowd(ctx, c)
			if n := len(i.forms); n < 2 || n > most {
				t.Errorf("a life of %d s: %d tokens were asked for in a minute", life, n)
			}
		})
	}
}

func TestATokenRefusedWhenNewIsTriedAgainLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		bad := true
		i := &issuer{good: func(string) bool { return !bad }}
		c := withAccount(t, i, Options{})
		refused := func() bool {
			failed, ok := errors.AsType[*Error](getUser(t.Context(), c))
			synctest.Wait()
			return ok && failed.Status == 401
		}
		if !refused() || !refused() || len(i.forms) != 2 {
			t.Errorf("%d tokens", len(i.forms))
		}
		time.Sleep(keepRefused)
		if !refused() || len(i.forms) != 3 {
			t.Errorf("later: %d tokens", len(i.forms))
		}
		bad = false
		if refused() || len(i.forms) != 3 {
			t.Errorf("when it works: %d tokens", len(i.forms))
		}
	})
}

func TestTheTokenURLsRetryAfterIsKeptByAll(t *testing.T) {
	for asked, kept := range map[string]time.Duration{"90": 90 * time.Second, "4000000000": longestPatience} {
		synctest.Test(t, func(t *testing.T) {
			i := &issuer{token: func(n int) (*http.Response, error) {
				if n == 1 {
					return gives(429, "", "Retry-After", asked)()
				}
				return gives(200, tokenAnswer(n, 3600))()
			}}
			c := withAccount(t, i, Options{MaxTries: 1})
			for _, wait := range []time.Duration{0, time.Second, kept - 2*time.Second} {
				time.Sleep(wait)
				failed, ok := errors.AsType[*TokenError](getUser(t.Context(), c))
				if !ok || failed.Status != 429 || failed.RetryAfter <= 0 || len(i.forms) != 1 {
					t.Errorf("Retry-After: %s: %v after %d", asked, failed, len(i.forms))
				}
			}
			time.Sleep(time.Second)
			if err := getUser(t.Context(), c); err != nil {
				t.Errorf("Retry-After: %s: %v", asked, err)
			}
		})
	}
}

// A wall clock that is set moves nothing: the times are told by the other one.
func TestATokensTimesHoldTheMonotonicClock(t *testing.T) {
	c := withAccount(t, &issuer{}, Options{})
	if err := getUser(t.Context(), c); err != nil {
		t.Fatal(err)
	}
	for _, at := range []time.Time{c.account.held.due, c.account.held.end} {
		if !strings.Contains(at.String(), " m=") {
			t.Errorf("%s has no reading of it", at)
		}
	}
}

func TestAnAnswerThatTellsTheKeyIsNotGivenOn(t *testing.T) {
	c, _ := serve(t, func(w http.ResponseWriter, r *http.Request) {
		_, _ = w.Write([]byte(`{"_id":"` + string(testID) + `","displayname":"` + r.Header.Get("x-api-key") + `"}`))
	})
	u, err := GetUser.Call(t.Context(), c, UserID{ID: testID})
	if err == nil || u.Displayname != "" || !strings.Contains(err.Error(), "the key or token itself was sent") {
		t.Errorf("got %+v, %v", u, err)
	}
	wantNoKey(t, "an echo", err)
	c, _ = serve(t, says(200, rowsOf("id", 0, pageRows), "X-Search_after", `["`+testKey+`"]`))
	if _, reply, err := QueryEvents.Rows(t.Context(), c, events(), Page{}); err == nil || len(reply.After) > 0 {
		t.Errorf("got %+v, %v", reply, err)
	}
	i := &issuer{rest: func(*http.Request) (*http.Response, error) { return gives(200, `{"displayname":"`+testToken+`1"}`)() }}
	if err := getUser(t.Context(), withAccount(t, i, Options{})); err == nil {
		t.Error("a token was given on")
	}
}
