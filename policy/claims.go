package policy

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// Claims are what a token says that an issuer signed. Who hands them in has
// verified the signature, with Algorithm and a key of the issuer's own, and
// nothing else: what they are worth is said here.
type Claims struct {
	Algorithm string            // of the signature
	Issuer    string            // iss
	Subject   string            // sub
	ID        string            // jti
	Audience  []string          // aud
	Expires   time.Time         // exp; the zero time where there is none
	NotBefore time.Time         // nbf; likewise
	IssuedAt  time.Time         // iat; likewise
	Scopes    []string          // scope or scp
	Texts     map[string]string // all claims that are a text
}

// Authn is how a record names a caller that a token vouched for.
func (c Claims) Authn() string {
	return "jwt " + c.Issuer + " sub=" + oneWord(c.Subject) + " jti=" + oneWord(c.ID)
}

// oneWord writes a text without spaces, and so that it can be told from others.
func oneWord(text string) string {
	var b strings.Builder
	for _, c := range text {
		if c == '%' || unseen(c) {
			fmt.Fprintf(&b, "%%%02X", string(c))
			continue
		}
		b.WriteRune(c)
	}
	return b.String()
}

// A voucher is one way in which an issuer vouches for an agent: by all of these
// claims.
type voucher struct {
	agent  *agent
	issuer *Issuer
	claims map[string]string
	until  time.Time
}

// clockSkew is how far an issuer's clock may be ahead of ours.
const clockSkew = time.Minute

// A ScopeError is returned for a token that vouches for an agent, and lacks a
// scope which tokens of its issuer must have.
type ScopeError struct {
	Issuer, Agent string
	Needs         []string // all scopes
}

func (e *ScopeError) Error() string {
	return fmt.Sprintf("the token of issuer %s for agent %s lacks a scope: it needs %s", e.Issuer, e.Agent, strings.Join(e.Needs, " "))
}

// Vouched finds the one agent that a token of an issuer vouches for. The error
// says what is wrong, and repeats nothing of the token but who issued it.
func (p *Policy) Vouched(c Claims, now time.Time) (Agent, error) {
	i := p.byURL[c.Issuer]
	if i == nil {
		return Agent{}, errors.New("the token's issuer (iss) is none that the policy has")
	}
	if err := i.accepts(c, now); err != nil {
		return Agent{}, fmt.Errorf("the token of issuer %s: %w", i.ID, err)
	}
	var found *voucher
	for _, v := range p.vouchersFor(i.ID, c.Texts["sub"]) {
		if !v.fits(c) || !live(v.until, now) {
			continue
		}
		if found != nil && found.agent != v.agent {
			return Agent{}, fmt.Errorf("the token of issuer %s fits agents %s and %s: a credential must fit one", i.ID, found.agent.ID, v.agent.ID)
		}
		found = v
	}
	switch {
	case found == nil:
		return Agent{}, fmt.Errorf("the token of issuer %s is good, but its claims fit no agent, or what they fit has expired", i.ID)
	case !live(found.agent.until, now):
		return Agent{}, fmt.Errorf("agent %s has expired", found.agent.ID)
	}
	for _, scope := range i.Scopes {
		if !slices.Contains(c.Scopes, scope) {
			return Agent{}, &ScopeError{i.ID, found.agent.ID, i.Scopes}
		}
	}
	return found.agent.Agent, nil
}

// accepts says what is wrong with a token, whoever it is of.
func (i *Issuer) accepts(c Claims, now time.Time) error {
	switch {
	case !slices.Contains(i.Algorithms, c.Algorithm):
		return errors.New("it is signed with an algorithm that the policy does not have")
	case !slices.Contains(c.Audience, i.Audience):
		return errors.New("it is for another audience (aud)")
	case c.Expires.IsZero():
		return errors.New("it has no end (exp)")
	case !live(c.Expires, now):
		return errors.New("it has expired (exp)")
	case !c.NotBefore.IsZero() && c.NotBefore.After(now.Add(clockSkew)):
		return errors.New("its time has not come (nbf)")
	case c.IssuedAt.IsZero():
		return errors.New("it does not say when it was issued (iat)")
	case c.IssuedAt.After(now.Add(clockSkew)):
		return errors.New("it was issued in the future (iat)")
	case now.Sub(c.IssuedAt) >= i.MaxTokenAge:
		return errors.New("it is older than max_token_age (iat)")
	}
	return nil
}

func (v *voucher) fits(c Claims) bool {
	for name, want := range v.claims {
		if said, ok := c.Texts[name]; !ok || said != want {
			return false
		}
	}
	return len(v.claims) > 0
}

// vouchersFor are those of an issuer that could fit a subject.
func (p *Policy) vouchersFor(issuer, subject string) []*voucher {
	anyone := p.vouchers[subjectOf{issuer, ""}]
	if subject == "" {
		return anyone
	}
	return append(anyone[:len(anyone):len(anyone)], p.vouchers[subjectOf{issuer, subject}]...)
}

// A subjectOf is a sub that an issuer gives; "" for vouchers that ask for none.
type subjectOf struct{ issuer, subject string }

// String says which claims of which issuer are meant.
func (v *voucher) String() string {
	var said []string
	for _, name := range slices.Sorted(maps.Keys(v.claims)) {
		said = append(said, name+": "+v.claims[name])
	}
	return "jwt of " + v.issuer.ID + " {" + strings.Join(said, ", ") + "}"
}

// whole is the same, with all that decides what such a token is worth.
func (v *voucher) whole() string {
	i := v.issuer
	return v.String() + " (" + strings.Join([]string{i.URL, i.Audience, strings.Join(i.Algorithms, " "), i.MaxTokenAge.String(), strings.Join(i.Scopes, " ")}, ", ") + ")"
}

// Issuers are those of the file, by id.
func (p *Policy) Issuers() []Issuer { return p.issuers }

// decided are claims that an issuer's own keys are about, or that differ from
// token to token.
var decided = []string{"iss", "aud", "exp", "nbf", "iat", "jti", "scope", "scp"}

// jwt reads {issuer: corp, claims: {sub: "agent:onboarding"}}.
func (r *reader) jwt(n *yaml.Node, issuers map[string]Issuer) fileVoucher {
	v := fileVoucher{at: n, claims: map[string]string{}, until: forever}
	r.keys(n, "jwt", []string{"issuer", "claims"}, func(key, value *yaml.Node) {
		switch key.Value {
		case "issuer":
			if _, ok := issuers[value.Value]; !ok || value.Kind != yaml.ScalarNode {
				r.wrong(value, "unknown issuer %+.60q%s", value.Value, meant(value.Value, slices.Sorted(maps.Keys(issuers))))
			}
			v.issuer = value.Value
		case "claims":
			r.claims(&v, value)
		}
	})
	for _, key := range []string{"issuer", "claims"} {
		if n.Kind == yaml.MappingNode && !hasKey(n, key) {
			r.wrong(n, `jwt needs %s, such as {issuer: corp, claims: {sub: "agent:onboarding"}}`, key)
		}
	}
	return v
}

func (r *reader) claims(v *fileVoucher, n *yaml.Node) {
	if n.Kind != yaml.MappingNode || len(n.Content) == 0 {
		r.wrong(n, "claims takes at least one claim and its text: every token of the issuer would fit")
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		name, value := n.Content[i], n.Content[i+1]
		if slices.Contains(decided, name.Value) {
			r.wrong(name, "%s is the issuer's to say, or another in each token: name claims that tell this agent, such as sub or azp", name.Value)
		}
		if value.Kind != yaml.ScalarNode || value.Value == "" {
			r.wrong(value, "a claim takes the text that the token must have there; lists, numbers and true fit nothing")
		}
		v.claims[name.Value] = r.text(value)
	}
}

// overlap refuses vouchers of two agents that one token could fit: all claims
// that both have are the same.
func (r *reader) overlap(agents []fileAgent) {
	type owned struct {
		agent string
		fileVoucher
	}
	seen := map[subjectOf][]owned{}
	everyone := map[string][]owned{} // of an issuer
	for _, a := range agents {
		for _, v := range a.vouchers {
			one, subject := owned{a.ID, v}, v.claims["sub"]
			others := everyone[v.issuer]
			if subject != "" {
				others = slices.Concat(seen[subjectOf{v.issuer, subject}], seen[subjectOf{v.issuer, ""}])
			}
			for _, other := range others {
				if other.agent != a.ID && compatible(other.claims, v.claims) {
					r.wrong(v.at, "a token of %s could fit agents %s and %s: give both a claim in which they differ, such as sub", v.issuer, other.agent, a.ID)
					break
				}
			}
			key := subjectOf{v.issuer, subject}
			seen[key] = append(seen[key], one)
			everyone[v.issuer] = append(everyone[v.issuer], one)
		}
	}
}

func compatible(a, b map[string]string) bool {
	for name, said := range a {
		if other, both := b[name]; both && other != said {
			return false
		}
	}
	return true
}
