package issuer

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/issuer/issuertest"
)

// BenchmarkVerify is what each request of an agent with a token of an issuer costs
// more than one with a token of ours, and what a bad one costs.
func BenchmarkVerify(b *testing.B) {
	p := issuertest.New(b)
	v := NewVerifier(quiet())
	claims, _ := json.Marshal(p.Claims("a"))
	for name, token := range map[string]string{
		"RS256":   p.Token("a", nil),
		"ES256":   p.Sign(`{"alg":"ES256","kid":"ec"}`, string(claims)),
		"unknown": p.Sign(`{"alg":"RS256","kid":"unknown"}`, string(claims)),
		"forged":  strings.Join(append(strings.Split(p.Token("a", nil), ".")[:2], strings.Split(p.Token("b", nil), ".")[2]), "."),
	} {
		_, _ = v.Verify(b.Context(), of(p), token)
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				_, _ = v.Verify(b.Context(), of(p), token)
			}
		})
	}
}
