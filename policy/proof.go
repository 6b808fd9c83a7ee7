package policy

import (
	"encoding/hex"
	"slices"
	"strings"
	"time"
)

// A Proof is one way in which an agent proves who it is.
type Proof struct {
	Way   string    // "local", or "token" and the token's id: the first 8 hex digits of its hash
	Whole string    // the same with the whole hash, which nobody can make fit another token
	Until time.Time // when it ends; zero where it does not
}

// Proofs are all of an agent's, expired ones too: local first, tokens by id.
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
	return ways
}

func shortWay(way string) string {
	if hash, ok := strings.CutPrefix(way, "token "); ok {
		return "token " + hash[:8]
	}
	return way
}

// shown is an end as it is told: none is the zero time.
func shown(until time.Time) time.Time {
	if until == forever {
		return time.Time{}
	}
	return until
}
