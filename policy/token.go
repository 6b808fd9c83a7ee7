package policy

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"hash/crc32"
	"regexp"
	"strings"
	"time"
)

// A credential is one token hash of one agent.
type credential struct {
	agent *agent
	hash  [32]byte
	until time.Time
}

// NewToken makes a bearer token, and the hash that goes into the policy. A token
// is jg_, 43 characters for 32 random bytes, and 6 for the CRC-32 of all that: so
// those who search texts for secrets can tell it from any other.
func NewToken() (token, sha256hex string) {
	var b [32]byte
	rand.Read(b[:])
	token = "jg_" + base64.RawURLEncoding.EncodeToString(b[:])
	token += checksum(token)
	sum := sha256.Sum256([]byte(token))
	return token, hex.EncodeToString(sum[:])
}

const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"

// checksum is a CRC-32 (IEEE) in six digits of base 62.
func checksum(text string) string {
	var digits [6]byte
	sum := crc32.ChecksumIEEE([]byte(text))
	for i := len(digits) - 1; i >= 0; i-- {
		digits[i], sum = base62[sum%62], sum/62
	}
	return string(digits[:])
}

var tokenForm = regexp.MustCompile(`^jg_[A-Za-z0-9_-]{43}[0-9A-Za-z]{6}$`)

// damaged says whether a token looks like one of ours and is none: it was cut, or
// mistyped.
func damaged(token string) bool {
	return strings.HasPrefix(token, "jg_") && (!tokenForm.MatchString(token) || checksum(token[:46]) != token[46:])
}

var (
	// ErrUnknownToken is returned for a token whose hash the policy does not have.
	ErrUnknownToken = errors.New("the token belongs to no agent")
	errDamaged      = errors.New("the token belongs to no agent: it was cut or mistyped, by its checksum")
)

// Token finds the agent that a bearer token belongs to. The token's id, the
// first 8 hex digits of its hash, is returned on failure too. How long it
// takes tells nothing of a token: only its hash is looked up and compared.
func (p *Policy) Token(token string, now time.Time) (Agent, string, error) {
	sum := sha256.Sum256([]byte(token))
	id := hex.EncodeToString(sum[:4])
	c := p.tokens[sum]
	if c == nil || subtle.ConstantTimeCompare(c.hash[:], sum[:]) != 1 {
		if damaged(token) {
			return Agent{}, id, errDamaged
		}
		return Agent{}, id, ErrUnknownToken
	}
	if !live(c.until, now) || !live(c.agent.until, now) {
		return Agent{}, id, fmt.Errorf("the token of agent %s, or the agent, has expired", c.agent.ID)
	}
	return c.agent.Agent, id, nil
}
