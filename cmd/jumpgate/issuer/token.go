package issuer

import (
	"encoding/base64"
	"errors"
	"math"
	"slices"
	"strings"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// looksSigned says whether a bearer token has the form of a signed one.
func looksSigned(token string) bool { return strings.Count(token, ".") == 2 }

// longestWord is how long a token's sub, jti and kid may be, in bytes.
const longestWord = 255

// read takes a token apart, strictly: each name once, nothing that would name a
// key or ask for more than we do, and nothing that says it is meant for another
// use. Nothing of it is believed yet.
func read(token string) (c policy.Claims, kid string, err error) {
	parts := strings.Split(token, ".")
	if len(parts) != 3 {
		return c, "", errors.New("it is no signed token of three parts")
	}
	header, err := object(parts[0])
	if err != nil {
		return c, "", errors.New("its header is no JSON object with each name once")
	}
	if c.Algorithm, kid, err = readHeader(header); err != nil {
		return c, "", err
	}
	said, err := object(parts[1])
	if err != nil {
		return c, "", errors.New("its claims are no JSON object with each name once")
	}
	return c, kid, readClaims(&c, said)
}

func object(part string) (o map[string]jsontext.Value, err error) {
	b, err := base64.RawURLEncoding.Strict().DecodeString(part)
	if err == nil {
		err = json.Unmarshal(b, &o) // refuses duplicate names, and what is not UTF-8
	}
	if err == nil && o == nil {
		err = errors.New("null")
	}
	return o, err
}

// named are parts of a header by which a token would bring its own key, or say
// where one is.
var named = []string{"jwk", "jku", "x5u", "x5c"}

func readHeader(h map[string]jsontext.Value) (alg, kid string, err error) {
	var typ string
	for name, value := range h {
		switch {
		case name == "crit" || name == "b64":
			return "", "", errors.New("its header asks for what is not supported (crit)")
		case slices.Contains(named, name):
			return "", "", errors.New("its header names a key (" + name + "): keys are the issuer's to publish")
		case name == "alg":
			err = text(value, &alg)
		case name == "kid":
			err = text(value, &kid)
		case name == "typ":
			err = text(value, &typ)
		}
		if err != nil {
			return "", "", errors.New("its header holds something else than a text")
		}
	}
	typ = strings.TrimPrefix(strings.ToLower(typ), "application/")
	switch {
	case typ != "" && typ != "jwt" && typ != "at+jwt":
		return "", "", errors.New("it is no access token (typ)")
	case len(kid) > longestWord:
		return "", "", errors.New("its kid is too long")
	}
	return alg, kid, nil
}

// others are claims that ID tokens, logout tokens, and tokens that need the proof
// of a key have, and access tokens for a bearer have not.
var others = map[string]string{"at_hash": "it is an ID token (at_hash)", "c_hash": "it is an ID token (c_hash)", "events": "it is no access token (events)",
	"cnf": "it is bound to a key (cnf), and comes without the proof of that"}

// uses are claims by which some issuers say what a token is for.
var uses = map[string][]string{"typ": {"Bearer", "at+jwt", "JWT"}, "token_use": {"access"}}

func readClaims(c *policy.Claims, said map[string]jsontext.Value) error {
	c.Texts = map[string]string{}
	for name, value := range said {
		var s string
		if text(value, &s) == nil {
			c.Texts[name] = s
		}
		if allowed, ok := uses[name]; ok && !slices.Contains(allowed, s) {
			return errors.New("it is no access token (" + name + ")")
		}
		if why := others[name]; why != "" {
			return errors.New(why)
		}
	}
	// Some issuers repeat a request's nonce in access tokens; those say what they are.
	if _, ok := said["nonce"]; ok && c.Texts["typ"] != "Bearer" {
		return errors.New("it is an ID token (nonce)")
	}
	c.Issuer, c.Subject, c.ID = c.Texts["iss"], c.Texts["sub"], c.Texts["jti"]
	if len(c.Subject) > longestWord || len(c.ID) > longestWord {
		return errors.New("its sub or jti is too long")
	}
	for name, to := range map[string]*time.Time{"exp": &c.Expires, "nbf": &c.NotBefore, "iat": &c.IssuedAt} {
		if err := moment(said[name], to); err != nil {
			return errors.New("its " + name + " is no time")
		}
	}
	if err := list(said["aud"], &c.Audience); err != nil {
		return errors.New("its aud is neither a text nor a list of texts")
	}
	scopes := said["scope"]
	if scopes == nil {
		scopes = said["scp"]
	}
	if err := list(scopes, &c.Scopes); err != nil {
		return errors.New("its scope is neither a text nor a list of texts")
	}
	if scopes.Kind() == '"' {
		c.Scopes = strings.Fields(c.Scopes[0])
	}
	return nil
}

var errKind = errors.New("another kind of value")

func text(v jsontext.Value, to *string) error {
	if v.Kind() != '"' {
		return errKind
	}
	return json.Unmarshal(v, to)
}

// list reads a text, or several.
func list(v jsontext.Value, to *[]string) error {
	switch v.Kind() {
	case '"':
		*to = []string{""}
		return text(v, &(*to)[0])
	case '[':
		return json.Unmarshal(v, to)
	case jsontext.KindInvalid:
		if v == nil {
			return nil
		}
	}
	return errKind
}

// moment reads seconds since 1970, with a fraction or without.
func moment(v jsontext.Value, to *time.Time) error {
	if v == nil {
		return nil
	}
	var seconds float64
	if v.Kind() != '0' {
		return errKind
	}
	if err := json.Unmarshal(v, &seconds); err != nil {
		return err
	}
	if seconds < 1 || seconds > 1<<40 {
		return errKind
	}
	whole, part := math.Modf(seconds)
	*to = time.Unix(int64(whole), int64(part*1e9))
	return nil
}
