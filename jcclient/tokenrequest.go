package jcclient

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"

	"github.com/go-json-experiment/json/jsontext"
)

const (
	mostTokenBytes = 64 << 10 // of the token URL's answer
	longestToken   = 8 << 10

	// A token is renewed a minute before it ends, so that none ends on its
	// way; one that is short-lived when a tenth of its life is left.
	renewalMargin = time.Minute

	// What is believed of a token's life: five minutes when the answer does
	// not say, ten seconds at least, so that not every call asks for a token,
	// and a day at most. JumpCloud has been seen to give an hour.
	unsaidLife   = 5 * time.Minute
	shortestLife = 10 * time.Second
	longestLife  = 24 * time.Hour
)

// ask makes one request for a token.
func (s *serviceAccount) ask(ctx context.Context) (accessToken, *TokenError) {
	form := url.Values{"grant_type": {"client_credentials"}, "scope": {"api"}}.Encode()
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.url, strings.NewReader(form))
	if err != nil {
		return accessToken{}, s.lost(err)
	}
	req.Header.Set("Authorization", "Basic "+s.basic.Reveal())
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	req.Header.Set("Accept", "application/json")
	req.Header.Set("User-Agent", s.agent)
	sent := time.Now()
	res, err := s.http.Do(req)
	if err != nil {
		return accessToken{}, s.lost(err)
	}
	defer res.Body.Close()
	body, err := io.ReadAll(io.LimitReader(res.Body, mostTokenBytes+1))
	if res.StatusCode != http.StatusOK {
		if err != nil || len(body) > mostTokenBytes {
			body = nil // a part of a body is none
		}
		return accessToken{}, s.refusal(res, body)
	}
	if err != nil {
		return accessToken{}, s.lost(err)
	}
	secret, life, problem := readToken(body)
	if problem != "" {
		return accessToken{}, &TokenError{URL: s.url, Status: res.StatusCode, Message: problem}
	}
	return accessToken{secret: secret, due: sent.Add(life - min(renewalMargin, life/10)), end: sent.Add(life)}, nil
}

// readToken reads a token and how long it lives. The problem tells nothing of
// the answer, which may hold a token where it should not.
func readToken(body []byte) (secret Secret, life time.Duration, problem string) {
	var said struct {
		Token   string         `json:"access_token"`
		Type    string         `json:"token_type"`
		Expires jsontext.Value `json:"expires_in"`
	}
	switch {
	case len(body) > mostTokenBytes:
		return Secret{}, 0, "the answer is longer than 64 KiB"
	case decode(body, &said) != nil:
		return Secret{}, 0, "the answer is not the JSON of a token"
	case said.Token == "":
		return Secret{}, 0, "the answer holds no access_token"
	case !strings.EqualFold(said.Type, "bearer"):
		return Secret{}, 0, "the answer's token_type is not bearer"
	case len(said.Token) > longestToken || !headerSafe(said.Token):
		return Secret{}, 0, "the answer's access_token cannot be sent in a header"
	}
	return NewSecret(said.Token), lifeOf(scalar(said.Expires)), ""
}

// lifeOf reads seconds, which some servers write as a string.
func lifeOf(text string) time.Duration {
	seconds, err := strconv.ParseFloat(text, 64)
	if err != nil || !(seconds > 0) {
		return unsaidLife
	}
	return max(shortestLife, time.Duration(min(seconds, longestLife.Seconds())*float64(time.Second)))
}

// lost is an answer that never came. Asking for a token changes nothing, so it
// may be asked for again.
func (s *serviceAccount) lost(err error) *TokenError {
	if wrapped, ok := errors.AsType[*url.Error](err); ok {
		err = wrapped.Err
	}
	e := &TokenError{URL: s.url, Message: short(s.redact(oneLine(err.Error()))), again: true}
	e.Err = &quiet{e.Message, err}
	return e
}

// refusal is an answer without a token, in OAuth's words when it has them.
func (s *serviceAccount) refusal(res *http.Response, body []byte) *TokenError {
	e := &TokenError{URL: s.url, Status: res.StatusCode, asked: retryAfter(res.Header)}
	e.again = e.Status == http.StatusTooManyRequests || e.Status >= 500
	switch {
	case e.Status >= 300 && e.Status < 400:
		e.Message = "redirects are never followed, since the secret would travel with them"
		return e
	case e.Status < 300 || bytes.Contains(body, []byte("access_token")):
		e.Message = "an answer that is not quoted, since it may hold a token"
		return e
	}
	var said struct {
		Code        LooseString `json:"error"`
		Description LooseString `json:"error_description"`
	}
	text := words(body)
	if jsontext.Value(body).Kind() == '{' && decode(body, &said) == nil && said.Description != "" {
		text = string(said.Code + ": " + said.Description)
	}
	e.Message = short(s.redact(oneLine(text)))
	return e
}
