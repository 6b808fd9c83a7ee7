package policy

import (
	"crypto/sha256"
	"fmt"
	"strings"
	"testing"
	"time"
)

func TestATokenIsItsAgentUntilItExpires(t *testing.T) {
	long, longHash := NewToken()
	short, shortHash := NewToken()
	other, otherHash := NewToken()
	p := mustLoad(t, `
version: 1
agents:
  onboarding:
    name: Onboarding Agent
    until: 2027-06-30T00:00:00Z
    identify:
      - {token_sha256: `+longHash+`}
      - {token_sha256: `+shortHash+`, until: "2027-02-01T00:00:00Z"}
  auditor: {identify: [{token_sha256: `+otherHash+`}]}
`)
	for _, c := range []struct {
		token, now, agent string
	}{
		{long, "2026-11-23T12:00:00Z", "onboarding"},
		{short, "2027-01-31T23:59:59.999999999Z", "onboarding"},
		{short, "2027-02-01T00:00:00Z", ""},
		{long, "2027-02-01T00:00:00Z", "onboarding"},
		{long, "2027-06-29T23:59:59.999999999Z", "onboarding"},
		{long, "2027-06-30T00:00:00Z", ""},
		{other, "2027-06-30T00:00:00Z", "auditor"},
	} {
		a, id, err := p.Token(c.token, moment(c.now))
		if a.ID != c.agent || (err == nil) != (c.agent != "") {
			t.Errorf("at %s the token is that of %q (%v), want %q", c.now, a.ID, err, c.agent)
		}
		if want := fmt.Sprintf("%x", sha256.Sum256([]byte(c.token)))[:8]; id != want {
			t.Errorf("the token's id is %q, want %q", id, want)
		}
	}
}

func TestATokenThatFitsNoAgentIsToldFromNoOther(t *testing.T) {
	token, hash := NewToken()
	p := mustLoad(t, "version: 1\nagents: {a: {identify: [{token_sha256: "+hash+"}]}}\n")
	for _, wrong := range []string{"", " ", token + " ", " " + token, token[:len(token)-1], token + "A", strings.ToUpper(token), hash, "a", "jg_", token + "\n", token + "\x00"} {
		a, id, err := p.Token(wrong, noon)
		if a != (Agent{}) || err != ErrUnknownToken && err != errDamaged || len(id) != 8 {
			t.Errorf("%q is agent %q, id %q, error %v", wrong, a.ID, id, err)
		}
	}
}

// The work must not depend on how much of a token is right: what is looked up
// is its hash, and the token itself is compared to nothing.
func TestAWrongTokenCostsTheSameHoweverNearItIs(t *testing.T) {
	token, hash := NewToken()
	p := mustLoad(t, "version: 1\nagents: {a: {identify: [{token_sha256: "+hash+"}]}}\n")
	cost := func(token string) float64 {
		return testing.AllocsPerRun(20, func() { p.Token(token, noon) })
	}
	near, far := token[:len(token)-1]+"!", strings.Repeat("x", len(token))
	if a, b := cost(near), cost(far); a != b {
		t.Errorf("a near miss allocates %v times, a far one %v", a, b)
	}
	for _, c := range p.tokens {
		if want := sha256.Sum256([]byte(token)); c.hash != want || strings.Contains(fmt.Sprintf("%+v", *c), token) {
			t.Error("the policy holds more of a token than its hash")
		}
	}
}

func TestTokensAreLongAndNeverTheSame(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		token, hash := NewToken()
		if !strings.HasPrefix(token, "jg_") || len(token) != 52 || damaged(token) || seen[token] {
			t.Fatalf("token %q", token)
		}
		if hash != fmt.Sprintf("%x", sha256.Sum256([]byte(token))) {
			t.Fatalf("%s is not the hash of the token", hash)
		}
		seen[token] = true
	}
}

// Whoever looks for secrets in texts knows a token by its form, and by a checksum
// that stays what it is.
func TestATokenIsKnownByItsForm(t *testing.T) {
	const known = "jg_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA" + "3WGRti"
	if damaged(known) {
		t.Errorf("the checksum of %s is %s", known[:46], checksum(known[:46]))
	}
	p := mustLoad(t, "version: 1\n")
	for token, want := range map[string]error{known: ErrUnknownToken, known[:46]: errDamaged, known[:51] + "x": errDamaged, "jg_B" + known[4:]: errDamaged, "opaque": ErrUnknownToken} {
		if _, _, err := p.Token(token, noon); err != want {
			t.Errorf("%s: %v, want %v", token, err, want)
		}
	}
}

// Of several tokens any is taken: so one can be exchanged for another.
func TestAnyTokenOfAnAgentIsTaken(t *testing.T) {
	old, oldHash := NewToken()
	new, newHash := NewToken()
	own := sha256.Sum256([]byte("a token.of somebody's own"))
	p := mustLoad(t, fmt.Sprintf("version: 1\nagents: {a: {identify: [{token_sha256: %s}, {token_sha256: %s}, {token_sha256: %x}]}}\n", oldHash, newHash, own))
	for _, token := range []string{old, new, "a token.of somebody's own"} {
		if a, _, err := p.Token(token, noon); a.ID != "a" {
			t.Error(err)
		}
	}
}

func TestALocalProcessIsOnlyAnAgentThatSaysSo(t *testing.T) {
	p := mustLoad(t, `
version: 1
agents:
  here:  {identify: [{local: true}, {local: false}], until: 2027-01-01T00:00:00Z}
  also:  {identify: [{local: false}, {local: true}]}
  there: {identify: [{token_sha256: `+hash+`}, {local: false}]}
  no-one: {}
`)
	for _, c := range []struct{ agent, now, want string }{
		{"here", "2026-12-31T23:59:59Z", ""},
		{"here", "2027-01-01T00:00:00Z", "agent here has expired (2027-01-01T00:00:00Z): change its until"},
		{"also", "2027-01-01T00:00:00Z", ""},
		{"there", "2026-01-01T00:00:00Z", "agent there may not be used locally: add {local: true} under its identify"},
		{"no-one", "2026-01-01T00:00:00Z", "agent no-one may not be used locally: add {local: true} under its identify"},
		{"ops", "2026-01-01T00:00:00Z", `the policy has no agent "ops": it has also, here, no-one, there`},
	} {
		a, err := p.Local(c.agent, moment(c.now))
		if got := fmt.Sprint(err); c.want == "" && (err != nil || a.ID != c.agent) || c.want != "" && (got != c.want || a != (Agent{})) {
			t.Errorf("%s at %s is agent %q, error %v", c.agent, c.now, a.ID, err)
		}
	}
	if _, err := mustLoad(t, "version: 1\n").Local("ops", time.Time{}); err == nil || err.Error() != `the policy has no agent "ops", and no other` {
		t.Errorf("the error is %v", err)
	}
}

func TestAPolicyTellsWhetherAnyoneCouldBeKnownOverHTTP(t *testing.T) {
	if mustLoad(t, "version: 1\nagents: {a: {identify: [{local: true}]}}\n").HasCredentials() {
		t.Error("it could, without a token")
	}
	if !mustLoad(t, "version: 1\nagents: {a: {identify: [{token_sha256: "+hash+"}]}}\n").HasCredentials() {
		t.Error("it could not, with a token")
	}
}
