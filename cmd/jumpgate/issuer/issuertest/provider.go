// Package issuertest is an identity provider for tests, as httptest is a server:
// it publishes keys on loopback, and signs whatever it is told to.
package issuertest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// Audience is what its tokens are for unless a test says otherwise.
const Audience = "https://gate.example.com/mcp"

// A Provider has one key of each kind, called rsa and ec.
type Provider struct {
	URL     string
	Fetches atomic.Int64 // of its keys

	rsa *rsa.PrivateKey
	ec  *ecdsa.PrivateKey

	mu      sync.Mutex
	names   map[string]string // of the keys, as published
	instead http.HandlerFunc  // answers for the keys; nil for the keys
}

// New starts a provider that lives as long as the test.
func New(t testing.TB) *Provider {
	t.Helper()
	p := &Provider{names: map[string]string{"rsa": "rsa", "ec": "ec"}}
	var err, failed error
	p.rsa, err = rsa.GenerateKey(rand.Reader, 2048)
	p.ec, failed = ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil || failed != nil {
		t.Fatal(err, failed)
	}
	mux := http.NewServeMux()
	mux.HandleFunc("GET /.well-known/openid-configuration", func(w http.ResponseWriter, _ *http.Request) {
		fmt.Fprintf(w, `{"issuer":%q,"jwks_uri":%q,"authorization_endpoint":"x","token_endpoint":"x"}`, p.URL, p.URL+"/keys")
	})
	mux.HandleFunc("GET /keys", func(w http.ResponseWriter, r *http.Request) {
		p.Fetches.Add(1)
		p.mu.Lock()
		instead := p.instead
		p.mu.Unlock()
		if instead != nil {
			instead(w, r)
			return
		}
		w.Write(p.JWKS())
	})
	s := httptest.NewServer(mux)
	t.Cleanup(s.Close)
	p.URL = s.URL
	return p
}

// Instead has keys answered otherwise; nil ends that.
func (p *Provider) Instead(answer http.HandlerFunc) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.instead = answer
}

// Rename has a key published under another name.
func (p *Provider) Rename(key, name string) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.names[key] = name
}

// JWKS is what it publishes: its keys, and some that are none for signatures.
func (p *Provider) JWKS() []byte {
	p.mu.Lock()
	defer p.mu.Unlock()
	point, _ := p.ec.PublicKey.Bytes()
	keys := []map[string]string{
		{"kty": "oct", "kid": "oct", "k": encode([]byte("a secret that is published"))},
		{"kty": "OKP", "crv": "X448", "kid": "strange", "x": "AA"},
		{"kty": "RSA", "kid": p.names["rsa"], "use": "sig", "n": encode(p.rsa.N.Bytes()), "e": "AQAB"},
		{"kty": "EC", "kid": p.names["ec"], "crv": "P-256", "x": encode(point[1:33]), "y": encode(point[33:])},
	}
	b, _ := json.Marshal(map[string]any{"keys": keys})
	return b
}

// PublicRSA is its RSA key as it stands in JWKS, for attacks.
func (p *Provider) PublicRSA() *rsa.PublicKey { return &p.rsa.PublicKey }

// Claims are those of a token for subject that is as it should be.
func (p *Provider) Claims(subject string) map[string]any {
	now := time.Now()
	return map[string]any{"iss": p.URL, "aud": Audience, "sub": subject, "azp": "client", "iat": now.Unix(), "exp": now.Add(10 * time.Minute).Unix(), "jti": "id-of-" + subject}
}

// Token signs such claims with RS256, whose parts edit changes; nil takes one out.
func (p *Provider) Token(subject string, edit map[string]any) string {
	claims := p.Claims(subject)
	for name, value := range edit {
		if claims[name] = value; value == nil {
			delete(claims, name)
		}
	}
	b, _ := json.Marshal(claims)
	return p.Sign(`{"alg":"RS256","kid":"rsa","typ":"at+jwt"}`, string(b))
}

// Sign signs a header and claims, whatever they say, as the header's alg says.
func (p *Provider) Sign(header, claims string) string {
	signed := encode([]byte(header)) + "." + encode([]byte(claims))
	sum := sha256.Sum256([]byte(signed))
	var alg struct {
		Alg string `json:"alg"`
	}
	_ = json.Unmarshal([]byte(header), &alg)
	var signature []byte
	switch {
	case alg.Alg == "ES256":
		r, s, _ := ecdsa.Sign(rand.Reader, p.ec, sum[:])
		signature = append(r.FillBytes(make([]byte, 32)), s.FillBytes(make([]byte, 32))...)
	case strings.HasPrefix(alg.Alg, "PS"):
		signature, _ = rsa.SignPSS(rand.Reader, p.rsa, crypto.SHA256, sum[:], &rsa.PSSOptions{SaltLength: rsa.PSSSaltLengthEqualsHash})
	case strings.EqualFold(alg.Alg, "none"):
	default:
		signature, _ = rsa.SignPKCS1v15(rand.Reader, p.rsa, crypto.SHA256, sum[:])
	}
	return signed + "." + encode(signature)
}

// SignHS256 signs with a secret.
func SignHS256(header, claims string, secret []byte) string {
	signed := encode([]byte(header)) + "." + encode([]byte(claims))
	mac := hmac.New(sha256.New, secret)
	mac.Write([]byte(signed))
	return signed + "." + encode(mac.Sum(nil))
}

func encode(b []byte) string { return base64.RawURLEncoding.EncodeToString(b) }
