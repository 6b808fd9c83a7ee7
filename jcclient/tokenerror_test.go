package jcclient

import (
	"context"
	"encoding/base64"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

// tokenFailure is what a call comes to when the token URL answers so.
func tokenFailure(t *testing.T, status int, body string, headers ...string) (*TokenError, *issuer) {
	t.Helper()
	i := &issuer{token: func(int) (*http.Response, error) { return gives(status, body, headers...)() }}
	c := withAccount(t, i, Options{MaxTries: 1})
	_, err := DeleteUser.Call(t.Context(), c, DeleteUserInput{ID: testID})
	var failed *TokenError
	if !errors.As(err, &failed) {
		t.Fatalf("got %v", err)
	}
	if len(i.asked) > 0 {
		t.Errorf("%d requests were sent without a token", len(i.asked))
	}
	wantNoKey(t, body, err)
	return failed, i
}

func TestATokenErrorSaysWhatToDo(t *testing.T) {
	long := `{"access_token":"CANARY` + strings.Repeat("x", longestToken) + `","token_type":"bearer"}`
	for name, test := range map[string]struct {
		status  int
		body    string
		want    string
		refused bool
	}{
		"a wrong secret":          {401, `{"error":"invalid_client","error_description":"Client authentication failed"}`, "401: invalid_client: Client authentication failed; the client id or secret is wrong", true},
		"in another status":       {400, `{"error":"invalid_client"}`, "400: invalid_client; the client id", true},
		"forbidden":               {403, `no`, "403: no; the client id", true},
		"an address that is none": {404, `Not Found`, "404: Not Found; check TokenURL", false},
		"a redirect":              {302, ``, "redirects are never followed", false},
		"too much at once":        {429, `{"error":"slow down"}`, "429: slow down; ask again after", false},
		"a failure":               {503, `<html>`, "503: <html>; ask again after", false},
		"a forged line":           {401, "no\n{\"level\":\"INFO\"}", `401: no {"level":"INFO"}`, true},
		"no JSON":                 {200, testToken, "not the JSON of a token", false},
		"JSON twice over":         {200, `{"access_token":"` + testToken + `","access_token":"x","token_type":"bearer"}`, "not the JSON of a token", false},
		"no token":                {200, `{"token_type":"bearer","CANARY":1}`, "no access_token; check TokenURL", false},
		"a token of another type": {200, `{"access_token":"` + testToken + `","token_type":"mac"}`, "not bearer", false},
		"a token of two lines":    {200, `{"access_token":"CANARY\r\nx-api-key: y","token_type":"bearer"}`, "cannot be sent in a header", false},
		"too long a token":        {200, long, "cannot be sent in a header", false},
		"too long an answer":      {200, `{"x":"` + strings.Repeat("CANARY", mostTokenBytes) + `"}`, "longer than 64 KiB", false},
		"a token in a 201":        {201, tokenAnswer(1, 3600), "answered 201: an answer that is not quoted", false},
		"a token in a refusal":    {400, tokenAnswer(1, 3600), "answered 400: an answer that is not quoted", true},
		"too long a refusal":      {401, strings.Repeat("no ", mostTokenBytes), "answered 401; the client id", true},
	} {
		failed, _ := tokenFailure(t, test.status, test.body)
		text := failed.Error()
		if !strings.Contains(text, test.want) || !strings.Contains(text, usToken) || failed.Status != test.status || failed.Refused() != test.refused || strings.ContainsAny(text, "\r\n") {
			t.Errorf("%s: %s", name, text)
		}
	}
}

func TestNeitherSecretNorTokenIsInAnError(t *testing.T) {
	basic := base64.StdEncoding.EncodeToString([]byte(testClient + ":" + testSecret))
	for _, held := range []string{testSecret, basic} {
		for name, echo := range echoes(held) {
			quoted, err := jsontext.AppendQuote(nil, echo)
			if err != nil {
				quoted = []byte(`"` + echo + `"`)
			}
			for _, body := range []string{echo, `{"error":` + string(quoted) + `}`, `{"error":"x","error_description":` + string(quoted) + `}`} {
				failed, _ := tokenFailure(t, 401, body)
				if strings.Contains(strings.ToUpper(failed.Error()), strings.ToUpper(basic)) {
					t.Errorf("%s: %v", name, failed)
				}
			}
		}
	}
	for name, echo := range echoes(testToken + "1") {
		i := &issuer{rest: func(*http.Request) (*http.Response, error) { return gives(400, echo)() }}
		err := getUser(t.Context(), withAccount(t, i, Options{}))
		if err == nil {
			t.Fatal("no error")
		}
		wantNoKey(t, name, err)
	}
	i := &issuer{token: func(int) (*http.Response, error) { return nil, errors.New("lost: Basic " + basic + " " + testSecret) }}
	err := getUser(t.Context(), withAccount(t, i, Options{MaxTries: 1}))
	if err == nil || strings.Contains(err.Error(), basic) {
		t.Errorf("got %v", err)
	}
	wantNoKey(t, "a lost answer", err)
}

func TestATokenIsAskedForAgainWhereThatMayHelp(t *testing.T) {
	for name, first := range map[string]func() (*http.Response, error){
		"after a 429": gives(429, ""), "after a 503": gives(503, ""), "after a broken connection": breaks,
		"after a body that breaks off": func() (*http.Response, error) { return broken(200, `{"access_token":`), nil },
	} {
		synctest.Test(t, func(t *testing.T) {
			i := &issuer{token: func(n int) (*http.Response, error) {
				if n == 1 {
					return first()
				}
				return gives(200, tokenAnswer(n, 3600))()
			}}
			start := time.Now()
			if err := getUser(t.Context(), withAccount(t, i, Options{})); err != nil || time.Since(start) == 0 {
				t.Errorf("%s: %v after %s", name, err, time.Since(start))
			}
		})
	}
	for _, status := range []int{400, 401, 403, 404, 302} {
		if _, i := tokenFailure(t, status, ""); len(i.forms) != 1 {
			t.Errorf("%d: asked %d times", status, len(i.forms))
		}
	}
}

// A token URL that never answers is given up, even without a deadline.
func TestAWaitForATokenIsBounded(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		c := withAccount(t, &issuer{}, Options{MaxTries: 1})
		c.http.Transport = transportFunc(func(r *http.Request) (*http.Response, error) {
			<-r.Context().Done()
			return nil, r.Context().Err()
		})
		start := time.Now()
		if err := getUser(t.Context(), c); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != longestRenewal {
			t.Errorf("got %v after %s", err, time.Since(start))
		}
		time.Sleep(time.Second) // until it is asked again
		ctx, cancel := context.WithTimeout(t.Context(), time.Second)
		defer cancel()
		start = time.Now()
		if err := getUser(ctx, c); !errors.Is(err, context.DeadlineExceeded) || time.Since(start) != time.Second {
			t.Errorf("with a deadline: got %v after %s", err, time.Since(start))
		}
		synctest.Wait()
		time.Sleep(longestRenewal) // until the renewal that nobody waits for has ended
	})
}

// The secret must not travel with a redirect, so a real server is asked here.
func TestATokenURLThatRedirectsIsNotFollowed(t *testing.T) {
	_, elsewhere := serve(t, says(200, tokenAnswer(1, 3600)))
	for _, status := range []int{301, 302, 303, 307, 308} {
		_, s := serve(t, func(w http.ResponseWriter, r *http.Request) {
			_, _ = io.Copy(io.Discard, r.Body)
			http.Redirect(w, r, elsewhere.URL+tokenPath, status)
		})
		c, err := New(Options{ConsoleURL: s.URL, ClientID: testClient, ClientSecret: NewSecret(testSecret), TokenURL: s.URL + tokenPath})
		if err != nil {
			t.Fatal(err)
		}
		var failed *TokenError
		if err := getUser(t.Context(), c); !errors.As(err, &failed) || failed.Status != status || len(s.requests()) != 1 {
			t.Errorf("%d: got %v", status, err)
		}
	}
	if len(elsewhere.requests()) > 0 {
		t.Error("the secret went to a second host")
	}
}
