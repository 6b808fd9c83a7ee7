package tools

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A Credential is what a remote caller proves to be itself with.
type Credential struct {
	Token       string              // a bearer token; "" for none
	Certificate *policy.Certificate // the client's, verified; nil for none
}

// Verify returns what a token says that one of the issuers signed; an error
// otherwise, [policy.ErrUnknownToken] for one that does not look signed.
type Verify func(ctx context.Context, issuers []policy.Issuer, token string) (policy.Claims, error)

// ErrNoCredential is returned for a caller that proves nothing.
var ErrNoCredential = errors.New("no credential")

// Identify finds the one agent that a credential fits, now, and sets down in who
// what a record tells of it, on failure too. Where there are a token and a
// certificate that fits some agent, both must fit the same one.
//
// One that people have disabled is nobody: its credential is turned away like any
// that fits no agent.
func (g *Gate) Identify(ctx context.Context, c Credential, who *Caller) error {
	p, now := g.policy.Load(), g.now()
	agent, err := g.identify(ctx, p, c, who, now)
	if err == nil && g.disabled(agent.ID) {
		err = fmt.Errorf("agent %s is disabled", agent.ID)
	}
	if err != nil {
		who.Claims, who.Certificate = nil, nil
		return err
	}
	who.Agent = agent
	g.identified(*who)
	return nil
}

func (g *Gate) identify(ctx context.Context, p *policy.Policy, c Credential, who *Caller, now time.Time) (policy.Agent, error) {
	var shown policy.Agent
	var name string
	noCertificate := policy.ErrNoCertificate
	if c.Certificate != nil {
		shown, name, noCertificate = p.Certified(*c.Certificate, now)
	}
	if c.Token == "" {
		if c.Certificate == nil {
			return policy.Agent{}, ErrNoCredential
		}
		who.Authn, who.Certificate = name, c.Certificate
		return shown, noCertificate
	}
	agent, err := g.byToken(ctx, p, c.Token, who, now)
	switch {
	case err != nil:
		return policy.Agent{}, err
	case noCertificate == nil && shown.ID != agent.ID:
		return policy.Agent{}, fmt.Errorf("the token is that of agent %s, and the certificate that of agent %s", agent.ID, shown.ID)
	case noCertificate != nil && !errors.Is(noCertificate, policy.ErrNoCertificate):
		return policy.Agent{}, noCertificate
	}
	return agent, nil
}

// byToken takes a token whose hash the policy has, or one that an issuer signed.
func (g *Gate) byToken(ctx context.Context, p *policy.Policy, token string, who *Caller, now time.Time) (agent policy.Agent, err error) {
	agent, who.Authn, err = p.Token(token, now)
	if !errors.Is(err, policy.ErrUnknownToken) || g.verify == nil || len(p.Issuers()) == 0 {
		return agent, err
	}
	claims, err := g.verify(ctx, p.Issuers(), token)
	if err != nil {
		return policy.Agent{}, err
	}
	who.Authn, who.Claims = claims.Authn(), &claims
	return p.Vouched(claims, g.now())
}

// Issuers are those who may vouch for agents in the policy in force, by id.
func (g *Gate) Issuers() []policy.Issuer { return g.policy.Load().Issuers() }
