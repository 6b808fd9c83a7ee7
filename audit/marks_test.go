package audit

import (
	"math/rand/v2"
	"strings"
	"testing"
)

// What is passed over for want of a mark or a hint is what no look finds either.
func TestAGlanceOverlooksNoSecret(t *testing.T) {
	parts := []string{
		"bearer", "Basic", "BEARER", " ", ":", "=", "+", ",", `"`, `\`, "%20", "%3a", "%252f", "%2f", "://", "https", "@", "jca_", "JCA_", "jg_", "eyJ", ".", "x-api-key", "token=", "api_key=", "password",
		"secret=", "-----BEGIN PRIVATE KEY-----", "-----END", "\n", "\t", "\f", "\v", "é", "\u212a", "ſ", "%40", "%253a", "%", "user", "abcdefgh12", "AbCdEfGhIj", "0123456789", strings.Repeat("z", 30), strings.Repeat("dead", 10),
	}
	random, found := rand.New(rand.NewPCG(1, 2)), 0
	for range 20_000 {
		var b strings.Builder
		for range 1 + random.IntN(7) {
			b.WriteString(parts[random.IntN(len(parts))])
		}
		text := b.String()
		want := text
		if len(text) >= 8 {
			for _, l := range looks {
				want = l.blot(want)
			}
			want = blotHexKeys(want)
		}
		if got := Blot(text); got != want {
			t.Fatalf("%q becomes %q, not %q", text, got, want)
		}
		if want != text {
			found++
		}
	}
	if found < 2_000 {
		t.Errorf("%d texts hold a secret", found)
	}
}
