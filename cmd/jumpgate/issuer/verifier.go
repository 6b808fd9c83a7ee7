package issuer

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A Verifier verifies tokens, and keeps the keys of their issuers. Each issuer's
// are fetched by themselves: one that hangs is waited for by its own tokens alone.
type Verifier struct {
	client *http.Client
	log    *slog.Logger

	mu   sync.Mutex
	keys map[string]*keySet // by the issuer's URL
}

// NewVerifier returns a Verifier that has no keys yet.
func NewVerifier(log *slog.Logger) *Verifier { return newVerifier(log, newClient()) }

func newVerifier(log *slog.Logger, client *http.Client) *Verifier {
	return &Verifier{client: client, log: log, keys: map[string]*keySet{}}
}

// Verify returns what a token says that one of the issuers signed. An error says
// what is wrong, and repeats nothing that the token says.
func (v *Verifier) Verify(ctx context.Context, issuers []policy.Issuer, token string) (policy.Claims, error) {
	if !looksSigned(token) {
		return policy.Claims{}, policy.ErrUnknownToken
	}
	claims, kid, err := read(token)
	if err != nil {
		return policy.Claims{}, fmt.Errorf("the token cannot be used: %w", err)
	}
	for _, i := range issuers {
		if i.URL == claims.Issuer {
			if err := v.verify(ctx, i, token, claims.Algorithm, kid); err != nil {
				return policy.Claims{}, fmt.Errorf("the token of issuer %s: %w", i.ID, err)
			}
			return claims, nil
		}
	}
	return policy.Claims{}, errors.New("the token's issuer (iss) is none that the policy has")
}

// verify has go-oidc read the token for a second time, with our keys. Whom it is
// for and until when, policy says.
func (v *Verifier) verify(ctx context.Context, i policy.Issuer, token, alg, kid string) error {
	signature := &signature{keys: v.keysOf(i.URL), algorithm: alg, kid: kid}
	_, err := oidc.NewVerifier(i.URL, signature, &oidc.Config{SkipClientIDCheck: true, SkipExpiryCheck: true, SupportedSigningAlgs: i.Algorithms}).Verify(ctx, token)
	switch {
	case err == nil && signature.good:
		return nil
	case signature.err != nil:
		return signature.err
	case !signature.good:
		return errors.New("it is signed with an algorithm that the policy does not have, or not at all")
	}
	return errors.New("its claims cannot be read in one way alone")
}

func (v *Verifier) keysOf(url string) *keySet {
	v.mu.Lock()
	defer v.mu.Unlock()
	k := v.keys[url]
	if k == nil {
		k = &keySet{issuer: url, client: v.client, log: v.log, now: time.Now}
		v.keys[url] = k
	}
	return k
}
