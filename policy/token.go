package policy

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// A credential is one token hash of one agent.
type credential struct {
	agent *agent
	hash  [32]byte
	until time.Time
}

// NewToken makes a bearer token, and the hash that goes into the policy.
func NewToken() (token, sha256hex string) {
	var b [32]byte
	rand.Read(b[:])
	token = "jg_" + base64.RawURLEncoding.EncodeToString(b[:])
	sum := sha256.Sum256([]byte(token))
	return token, hex.EncodeToString(sum[:])
}

var errUnknownToken = errors.New("the token belongs to no agent")

// Token finds the agent that a bearer token belongs to. The token's id, the
// first 8 hex digits of its hash, is returned on failure too. How long it
// takes tells nothing of a token: only its hash is looked up and compared.
func (p *Policy) Token(token string, now time.Time) (Agent, string, error) {
	sum := sha256.Sum256([]byte(token))
	id := hex.EncodeToString(sum[:4])
	c := p.tokens[sum]
	if c == nil || subtle.ConstantTimeCompare(c.hash[:], sum[:]) != 1 {
		return Agent{}, id, errUnknownToken
	}
	if !live(c.until, now) || !live(c.agent.until, now) {
		return Agent{}, id, fmt.Errorf("the token of agent %s, or the agent, has expired", c.agent.ID)
	}
	return c.agent.Agent, id, nil
}
