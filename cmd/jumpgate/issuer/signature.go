package issuer

import (
	"context"
	"crypto/ecdsa"
	"crypto/ed25519"
	"crypto/rsa"
	"errors"
	"strings"

	jose "github.com/go-jose/go-jose/v4"
)

// A signature is the check of one token's, for go-oidc. It keeps what was wrong,
// which go-oidc turns into a text.
type signature struct {
	keys           *keySet
	algorithm, kid string
	good           bool
	err            error
}

// VerifySignature returns a token's payload if a key of its issuer signed it.
func (s *signature) VerifySignature(ctx context.Context, token string) ([]byte, error) {
	var payload []byte
	payload, s.err = s.verify(ctx, token)
	s.good = s.err == nil
	return payload, s.err
}

func (s *signature) verify(ctx context.Context, token string) ([]byte, error) {
	signed, err := jose.ParseSignedCompact(token, []jose.SignatureAlgorithm{jose.SignatureAlgorithm(s.algorithm)})
	if err != nil {
		return nil, errors.New("it is no signed token")
	}
	keys, err := s.keys.find(ctx, s.kid, s.algorithm)
	if err != nil {
		return nil, err
	}
	for _, k := range keys {
		if payload, err := signed.Verify(k.Key); err == nil {
			return payload, nil
		}
	}
	return nil, errors.New("its signature is not that of the issuer's key")
}

// How long an RSA key is.
const (
	fewestRSABits = 2048
	mostRSABits   = 8192
)

// fits says whether a key is one for signatures of that algorithm.
func fits(k jose.JSONWebKey, alg string) bool {
	if k.Use != "" && k.Use != "sig" || k.Algorithm != "" && k.Algorithm != alg {
		return false
	}
	switch public := k.Key.(type) {
	case *rsa.PublicKey:
		return (strings.HasPrefix(alg, "RS") || strings.HasPrefix(alg, "PS")) && public.N.BitLen() >= fewestRSABits && public.N.BitLen() <= mostRSABits
	case *ecdsa.PublicKey:
		return map[string]string{"ES256": "P-256", "ES384": "P-384", "ES512": "P-521"}[alg] == public.Curve.Params().Name
	case ed25519.PublicKey:
		return alg == "EdDSA"
	}
	return false
}
