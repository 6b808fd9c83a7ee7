package policy

import (
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

var errNoSuchAgent = errors.New("The policy has no such agent, or it has expired.") // as step 1 of a decision says it

// Still is an agent as this policy knows it, if it would still be known by what
// it proved to be itself with, as a record names that: "local", or a token's id.
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
	return Agent{}, fmt.Errorf("agent %s is no longer known by what it proved to be itself with (%s)", agent, authn)
}
