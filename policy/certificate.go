package policy

import (
	"errors"
	"fmt"
	"regexp"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// A Certificate is what a client's certificate says of who it is. Who hands it
// in has verified it against the configured authority, now.
type Certificate struct {
	Subject string   // its distinguished name, as in RFC 2253
	Names   []string // its alternative names: URIs, DNS names, e-mail addresses
}

// A certified is one way in which a certificate stands for an agent.
type certified struct {
	agent *agent
	way   certificateWay
	until time.Time
}

// A certificateWay is a name that a certificate must have: one of the two.
type certificateWay struct{ san, subject string }

func (w certificateWay) String() string {
	if w.san != "" {
		return "mtls " + oneWord(w.san)
	}
	return "mtls subject=" + oneWord(w.subject)
}

// Certified finds the one agent that a client's certificate stands for, and how
// a record names what it fits; that is "" where it fits nobody.
func (p *Policy) Certified(c Certificate, now time.Time) (a Agent, authn string, err error) {
	ways := []certificateWay{{subject: c.Subject}}
	for _, name := range c.Names {
		ways = append(ways, certificateWay{san: name})
	}
	var found *certified
	for _, way := range ways {
		one := p.certificates[way]
		switch {
		case one == nil || way == certificateWay{}:
		case found != nil && found.agent != one.agent:
			return Agent{}, "", fmt.Errorf("the certificate fits agents %s and %s: a credential must fit one", found.agent.ID, one.agent.ID)
		case found == nil || !live(found.until, now):
			found = one
		}
	}
	switch {
	case found == nil:
		return Agent{}, "", ErrNoCertificate
	case !live(found.until, now) || !live(found.agent.until, now):
		return Agent{}, found.way.String(), fmt.Errorf("what the certificate of agent %s fits, or the agent, has expired", found.agent.ID)
	}
	return found.agent.Agent, found.way.String(), nil
}

// ErrNoCertificate is returned for a certificate that fits nobody.
var ErrNoCertificate = errors.New("the certificate fits no agent")

// HasCertificates says whether any agent could be known by its certificate.
func (p *Policy) HasCertificates() bool { return len(p.certificates) > 0 }

var dnsForm = regexp.MustCompile(`^[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?(\.[a-z0-9_]([a-z0-9_-]*[a-z0-9_])?)*$`)

// mtls reads {san: spiffe://example.com/onboarding} or {subject: "CN=onboarding,O=Example"}.
func (r *reader) mtls(n *yaml.Node) fileCertificate {
	c := fileCertificate{at: n, until: forever}
	r.keys(n, "mtls", []string{"san", "subject"}, func(key, value *yaml.Node) {
		switch key.Value {
		case "san":
			c.way.san = r.word(value, "san takes a URI, a DNS name or an e-mail address that the certificate has, such as spiffe://example.com/onboarding")
			if isName := strings.Contains(c.way.san, "://") || strings.Contains(c.way.san, "@"); c.way.san != "" && !isName && !dnsForm.MatchString(c.way.san) {
				r.wrong(value, "san takes a URI with ://, a DNS name in lower case without *, or an e-mail address, not %+.60q", c.way.san)
			}
		case "subject":
			if c.way.subject = r.text(value); !strings.Contains(c.way.subject, "=") {
				r.wrong(value, "subject takes the whole distinguished name, such as CN=onboarding,O=Example")
			}
		}
	})
	if n.Kind == yaml.MappingNode && (c.way.san == "") == (c.way.subject == "") {
		r.wrong(n, "mtls takes one of san, subject")
	}
	return c
}

// uniqueCertificates refuses a name that stands for two agents, or stands twice.
func (r *reader) uniqueCertificates(agents []fileAgent) {
	owner := map[certificateWay]string{}
	for _, a := range agents {
		for _, c := range a.certificates {
			switch other := owner[c.way]; {
			case c.way == certificateWay{}:
			case other == a.ID:
				r.wrong(c.at, "agent %s has this name twice", a.ID)
			case other != "":
				r.wrong(c.at, "agents %s and %s have the same name in their certificates: a credential must fit one agent", other, a.ID)
			}
			owner[c.way] = a.ID
		}
	}
}
