package policy

import (
	"encoding/hex"
	"errors"
	"fmt"
	"strings"
	"time"
)

var errNoSuchAgent = errors.New("The policy has no such agent, or it has expired.") // as step 1 of a decision says it

// Still is an agent as this policy knows it, if it would still be known by what
// it proved to be itself with, as a record names that: "local", a token's id, the
// name in a certificate, or who issued a token to whom. Of such a token's other
// claims and of its end a record tells nothing: see [Policy.Vouched].
func (p *Policy) Still(agent, authn string, now time.Time) (Agent, error) {
	a := p.agents[agent]
	if a == nil || !live(a.until, now) {
		return Agent{}, errNoSuchAgent
	}
	if authn == "local" && a.local {
		return a.Agent, nil
	}
	for _, c := range a.tokens {
		if hex.EncodeToString(c.hash[:4]) == authn && live(c.until, now) {
			return a.Agent, nil
		}
	}
	for _, c := range a.certificates {
		if c.way.String() == authn && live(c.until, now) {
			return a.Agent, nil
		}
	}
	for _, v := range a.vouchers {
		if v.named(authn) && live(v.until, now) {
			return a.Agent, nil
		}
	}
	return Agent{}, fmt.Errorf("agent %s is no longer known by what it proved to be itself with (%s)", agent, authn)
}

// named says whether a record's name for a token can be that of one which fits.
func (v *voucher) named(authn string) bool {
	words := strings.Split(authn, " ")
	if len(words) != 4 || words[0] != "jwt" || words[1] != v.issuer.URL {
		return false
	}
	subject, asked := v.claims["sub"]
	return !asked || words[2] == "sub="+oneWord(subject)
}
