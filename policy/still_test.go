package policy

import "testing"

func TestAnAgentIsStillKnownByWhatItProvedItselfWith(t *testing.T) {
	p := mustLoad(t, `
version: 1
agents:
  both: {identify: [{local: true}, {token_sha256: `+hash+`, until: 2026-12-01T00:00:00Z}], org_id: 66c0a1b2c3d4e5f6000000a1}
  local: {identify: [{local: true}], until: 2026-12-01T00:00:00Z}
  remote: {identify: [{local: false}, {token_sha256: `+another+`}]}
  none: {}
`)
	for _, c := range []struct {
		agent, authn, at string
		known            bool
	}{
		{"both", "local", "2026-11-23T12:00:00Z", true},
		{"both", hash[:8], "2026-11-23T12:00:00Z", true},
		{"both", hash[:8], "2026-12-01T00:00:00Z", false},
		{"both", "local", "2026-12-01T00:00:00Z", true},
		{"both", another[:8], "2026-11-23T12:00:00Z", false},
		{"both", "", "2026-11-23T12:00:00Z", false},
		{"local", "local", "2026-11-30T23:59:59Z", true},
		{"local", "local", "2026-12-01T00:00:00Z", false},
		{"remote", "local", "2026-11-23T12:00:00Z", false},
		{"remote", another[:8], "2026-11-23T12:00:00Z", true},
		{"remote", another, "2026-11-23T12:00:00Z", false},
		{"none", "local", "2026-11-23T12:00:00Z", false},
		{"nobody", "local", "2026-11-23T12:00:00Z", false},
	} {
		a, err := p.Still(c.agent, c.authn, moment(c.at))
		if (err == nil) != c.known || c.known && a != p.agents[c.agent].Agent || !c.known && a != (Agent{}) {
			t.Errorf("%s by %q at %s: %+v, %v", c.agent, c.authn, c.at, a, err)
		}
	}
}
