package jcclient

import (
	"bytes"
	"context"
	"net/http"
	"strings"
)

// A proof is what shows JumpCloud who asks: one header of a request.
type proof struct {
	header, scheme string
	secret         Secret
}

func (p proof) set(h http.Header) { h.Set(p.header, p.scheme+p.secret.Reveal()) }

// prove returns the administrator's key, or the service account's token.
func (c *Client) prove(ctx context.Context) (proof, error) {
	if c.account == nil {
		return proof{header: "x-api-key", secret: c.key}, nil
	}
	token, err := c.token(ctx)
	return proof{header: "Authorization", scheme: "Bearer ", secret: token}, err
}

// disproved says whether the answer refused a token, so that the request may
// be sent with a new one. A 401 comes before anything happens: this holds for
// writes too.
func (c *Client) disproved(a answer, wasNew bool) bool {
	return c.account != nil && a.status == http.StatusUnauthorized && c.account.refused(a.proof.secret, wasNew)
}

// shortestEcho is a length at which a secret is not in an answer by chance.
const shortestEcho = 16

// echoed says whether a success tells the key or token that it was asked with,
// as a proxy that shows the headers of a request does. Of the answer's own
// headers one is given on: where the next page of events starts.
func (a answer) echoed() bool {
	secret := a.proof.secret.Reveal()
	return len(secret) >= shortestEcho && (bytes.Contains(a.body, []byte(secret)) || strings.Contains(a.header.Get(afterHeader), secret))
}

// redact blots out of a text all that proves who asks.
func (c *Client) redact(text string, p proof) string {
	text = p.secret.redact(c.key.redact(text))
	if c.account != nil {
		text = c.account.redact(text)
	}
	return text
}
