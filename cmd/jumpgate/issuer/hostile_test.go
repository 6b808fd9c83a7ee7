package issuer

import (
	"context"
	"encoding/json"
	"log/slog"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/issuer/issuertest"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

func of(p *issuertest.Provider) []policy.Issuer {
	return []policy.Issuer{{ID: "corp", URL: p.URL, Audience: issuertest.Audience, Algorithms: []string{"RS256", "ES256"}, MaxTokenAge: time.Hour}}
}

func quiet() *slog.Logger { return slog.New(slog.DiscardHandler) }

func TestHostileTokensAreRefused(t *testing.T) {
	p := issuertest.New(t)
	v := NewVerifier(quiet())
	if claims, err := v.Verify(t.Context(), of(p), p.Token("a", nil)); err != nil || claims.Subject != "a" {
		t.Fatal(err)
	}
	for name, c := range issuertest.Hostile(p) {
		claims, err := v.Verify(t.Context(), of(p), c[0])
		if err == nil || !strings.Contains(err.Error(), c[1]) {
			t.Errorf("%s: %+v %v", name, claims, err)
			continue
		}
		if strings.Contains(err.Error(), "evil") || strings.Contains(err.Error(), "OR 1=1") {
			t.Errorf("%s: the error repeats what a stranger wrote: %v", name, err)
		}
	}
	if n := p.Fetches.Load(); n != 1 {
		t.Errorf("the keys were fetched %d times", n)
	}
}

func TestGoodTokensOfEachFormAreRead(t *testing.T) {
	p := issuertest.New(t)
	v := NewVerifier(quiet())
	b, _ := json.Marshal(p.Claims("a"))
	claims := string(b)
	with := func(more string) string { return claims[:len(claims)-1] + "," + more + "}" }
	for name, token := range map[string]string{
		"RS256":                 p.Sign(`{"alg":"RS256","kid":"rsa","typ":"at+jwt"}`, claims),
		"ES256":                 p.Sign(`{"alg":"ES256","kid":"ec","typ":"application/at+jwt"}`, claims),
		"without kid":           p.Sign(`{"alg":"RS256"}`, claims),
		"typ JWT":               p.Sign(`{"alg":"RS256","typ":"JWT","x5t":"abc"}`, claims),
		"a nonce, but no ID":    p.Sign(`{"alg":"RS256"}`, with(`"typ":"Bearer","nonce":"x"`)),
		"several audiences":     p.Token("a", map[string]any{"aud": []string{"x", issuertest.Audience}}),
		"times with a fraction": p.Token("a", map[string]any{"iat": float64(time.Now().UnixMilli()) / 1000}),
	} {
		got, err := v.Verify(t.Context(), of(p), token)
		if err != nil || got.Subject != "a" || got.Texts["azp"] != "client" || got.Expires.IsZero() || got.IssuedAt.IsZero() || got.ID != "id-of-a" {
			t.Errorf("%s: %+v %v", name, got, err)
		}
	}
	for value, want := range map[string]string{`"scope":"a b"`: "a b", `"scp":["a","b"]`: "a b", `"scp":"a"`: "a", `"scope":""`: ""} {
		got, err := v.Verify(t.Context(), of(p), p.Sign(`{"alg":"RS256"}`, with(value)))
		if err != nil || strings.Join(got.Scopes, " ") != want {
			t.Errorf("%s: %v %v", value, got.Scopes, err)
		}
	}
}

func FuzzReadNeverPanics(f *testing.F) {
	f.Add("e30.e30.AA")
	f.Add(`eyJhbGciOiJSUzI1NiJ9.eyJhdWQiOlsiYSJdLCJleHAiOjF9.AA`)
	f.Fuzz(func(t *testing.T, token string) {
		c, _, err := read(token)
		if err == nil && strings.Count(token, ".") != 2 {
			t.Errorf("%q is read as %+v", token, c)
		}
		_, _ = NewVerifier(quiet()).Verify(context.Background(), nil, token)
	})
}
