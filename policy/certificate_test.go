package policy

import (
	"strings"
	"testing"
)

const certifying = `
version: 1
agents:
  a: {identify: [{mtls: {san: "spiffe://example.com/a"}}, {mtls: {san: a.example.com}, until: 2026-11-01T00:00:00Z}], until: 2027-01-01T00:00:00Z}
  b: {identify: [{mtls: {subject: "CN=b,O=Example"}}]}
`

func TestACertificateStandsForTheAgentThatItNames(t *testing.T) {
	p := mustLoad(t, certifying)
	for _, c := range []struct {
		subject, names, at, agent, authn, why string
	}{
		{"CN=x", "spiffe://example.com/a", "2026-11-23T12:00:00Z", "a", "mtls spiffe://example.com/a", ""},
		{"CN=x", "other.example.com spiffe://example.com/a", "2026-11-23T12:00:00Z", "a", "mtls spiffe://example.com/a", ""},
		{"CN=x", "a.example.com spiffe://example.com/a", "2026-11-23T12:00:00Z", "a", "mtls spiffe://example.com/a", ""},
		{"CN=x", "a.example.com", "2026-10-23T12:00:00Z", "a", "mtls a.example.com", ""},
		{"CN=x", "a.example.com", "2026-11-23T12:00:00Z", "", "mtls a.example.com", "has expired"},
		{"CN=x", "spiffe://example.com/a", "2027-01-01T00:00:00Z", "", "mtls spiffe://example.com/a", "has expired"},
		{"CN=b,O=Example", "", "2026-11-23T12:00:00Z", "b", "mtls subject=CN=b,O=Example", ""},
		{"CN=b", "", "2026-11-23T12:00:00Z", "", "", "fits no agent"},
		{"", "", "2026-11-23T12:00:00Z", "", "", "fits no agent"},
		{"spiffe://example.com/a", "CN=b,O=Example", "2026-11-23T12:00:00Z", "", "", "fits no agent"},
		{"CN=x", "spiffe://example.com/a/", "2026-11-23T12:00:00Z", "", "", "fits no agent"},
		{"CN=b,O=Example", "spiffe://example.com/a", "2026-11-23T12:00:00Z", "", "", "must fit one"},
	} {
		a, authn, err := p.Certified(Certificate{c.subject, strings.Fields(c.names)}, moment(c.at))
		if a.ID != c.agent || authn != c.authn || (err == nil) != (c.why == "") || err != nil && !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s %s at %s: agent %q, %q, %v", c.subject, c.names, c.at, a.ID, authn, err)
		}
		if _, err := p.Still(c.agent, c.authn, moment(c.at)); c.agent != "" && err != nil {
			t.Error(err)
		}
	}
}

func TestANameInACertificateIsOneAgents(t *testing.T) {
	for source, want := range map[string]string{
		"a: {identify: [{mtls: {san: x.example}}]}, b: {identify: [{mtls: {san: x.example}}]}": "agents a and b have the same name in their certificates",
		"a: {identify: [{mtls: {subject: CN=x}}, {mtls: {subject: CN=x}}]}":                    "agent a has this name twice",
		"a: {identify: [{mtls: {san: \"*.example\"}}]}":                                        "not \"*.example\"",
		"a: {identify: [{mtls: {san: X.example}}]}":                                            "lower case",
		"a: {identify: [{mtls: {subject: onboarding}}]}":                                       "subject takes the whole distinguished name",
		"a: {identify: [{mtls: {}}]}":                                                          "mtls takes one of san, subject",
		"a: {identify: [{mtls: {san: x.example, subject: CN=x}}]}":                             "mtls takes one of san, subject",
		"a: {identify: [{mtls: {san: x.example}, local: true}]}":                               "says one of local",
	} {
		if _, err := Load("p.yaml", []byte("version: 1\nagents: {"+source+"}\n"), directory); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %v, want %s", source, err, want)
		}
	}
}
