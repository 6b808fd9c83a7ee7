package policy

import (
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// A Proof is one way in which an agent proves who it is.
type Proof struct {
	Way   string    // "local", "token" and the token's id (the first 8 hex digits of its hash), "jwt of" an issuer and the claims, or "mtls" and a name
	Whole string    // the same with all that decides whether a credential fits: the whole hash, or what the issuer must say
	Until time.Time // when it ends; zero where it does not
}

// Proofs are all of an agent's, expired ones too: by what tells them apart.
func (p *Policy) Proofs(agent string) []Proof {
	a := p.agents[agent]
	if a == nil {
		return nil
	}
	var proofs []Proof
	for way, until := range a.ways() {
		proofs = append(proofs, Proof{shortWay(way), way, shown(until)})
	}
	slices.SortFunc(proofs, func(a, b Proof) int { return strings.Compare(a.Whole, b.Whole) })
	return proofs
}

// Until is when an agent's time is over; zero where it has no end, or there is
// no such agent.
func (p *Policy) Until(agent string) time.Time {
	if a := p.agents[agent]; a != nil {
		return shown(a.until)
	}
	return time.Time{}
}

// ways are an agent's proofs, by what tells each from all others.
func (a *agent) ways() map[string]time.Time {
	ways := map[string]time.Time{}
	if a.local {
		ways["local"] = forever
	}
	for _, c := range a.tokens {
		ways["token "+hex.EncodeToString(c.hash[:])] = c.until
	}
	for _, v := range a.vouchers {
		ways[v.whole()] = maxTime(ways[v.whole()], v.until)
	}
	for _, c := range a.certificates {
		ways[c.way.String()] = c.until
	}
	return ways
}

func shortWay(way string) string {
	if hash, ok := strings.CutPrefix(way, "token "); ok {
		return "token " + hash[:8]
	}
	if strings.HasPrefix(way, "jwt ") {
		return way[:strings.LastIndex(way, " (")]
	}
	return way
}

func maxTime(a, b time.Time) time.Time {
	if a.After(b) {
		return a
	}
	return b
}

// shown is an end as it is told: none is the zero time.
func shown(until time.Time) time.Time {
	if until == forever {
		return time.Time{}
	}
	return until
}
