package policy

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"
)

const vouching = `
version: 1
issuers:
  corp: {issuer: "https://idp.example.com", audience: "https://gate.example.com/mcp", algorithms: [RS256, ES256], max_token_age: 1h}
  scoped: {issuer: "https://scoped.example.com/", audience: gate, algorithms: [EdDSA], scopes: [jumpgate, directory]}
agents:
  onboarding:
    identify: [{jwt: {issuer: corp, claims: {sub: "agent:onboarding", azp: client}}, until: 2027-01-01T00:00:00Z}]
    until: 2027-02-01T00:00:00Z
  auditor: {identify: [{jwt: {issuer: corp, claims: {azp: other}}}]}
  helpdesk: {identify: [{jwt: {issuer: scoped, claims: {sub: helpdesk}}}]}
`

// good is a token of corp's for onboarding, a minute old.
func good(edit ...func(*Claims)) Claims {
	c := Claims{Algorithm: "RS256", Issuer: "https://idp.example.com", Subject: "agent:onboarding", ID: "1", Audience: []string{"https://gate.example.com/mcp"},
		Expires: noon.Add(time.Hour), IssuedAt: noon.Add(-time.Minute), Texts: map[string]string{"sub": "agent:onboarding", "azp": "client"}}
	for _, e := range edit {
		e(&c)
	}
	return c
}

func TestATokenVouchesForTheAgentThatItsClaimsFit(t *testing.T) {
	p := mustLoad(t, vouching)
	late := moment("2026-12-31T23:30:00Z")
	for name, c := range map[string]struct {
		claims Claims
		now    time.Time
		agent  string // or else
		why    string
	}{
		"as it should be":           {good(), noon, "onboarding", ""},
		"for several audiences":     {good(func(c *Claims) { c.Audience = []string{"x", "https://gate.example.com/mcp"} }), noon, "onboarding", ""},
		"another agent's":           {good(func(c *Claims) { c.Texts = map[string]string{"azp": "other", "sub": "whoever"} }), noon, "auditor", ""},
		"a clock that is ahead":     {good(func(c *Claims) { c.NotBefore, c.IssuedAt = noon.Add(time.Minute), noon.Add(time.Minute) }), noon, "onboarding", ""},
		"a slash more":              {good(func(c *Claims) { c.Issuer += "/" }), noon, "", "issuer (iss) is none"},
		"no issuer":                 {good(func(c *Claims) { c.Issuer = "" }), noon, "", "issuer (iss) is none"},
		"another algorithm":         {good(func(c *Claims) { c.Algorithm = "PS256" }), noon, "", "algorithm"},
		"no algorithm":              {good(func(c *Claims) { c.Algorithm = "" }), noon, "", "algorithm"},
		"another audience":          {good(func(c *Claims) { c.Audience = []string{"https://gate.example.com/mcp/"} }), noon, "", "audience"},
		"no audience":               {good(func(c *Claims) { c.Audience = nil }), noon, "", "audience"},
		"no end":                    {good(func(c *Claims) { c.Expires = time.Time{} }), noon, "", "no end"},
		"at its end":                {good(func(c *Claims) { c.Expires = noon }), noon, "", "expired"},
		"just before":               {good(func(c *Claims) { c.Expires = noon.Add(1) }), noon, "onboarding", ""},
		"before its time":           {good(func(c *Claims) { c.NotBefore = noon.Add(time.Minute + 1) }), noon, "", "nbf"},
		"from the future":           {good(func(c *Claims) { c.IssuedAt = noon.Add(time.Minute + 1) }), noon, "", "future"},
		"of no time":                {good(func(c *Claims) { c.IssuedAt = time.Time{} }), noon, "", "iat"},
		"too old":                   {good(func(c *Claims) { c.IssuedAt = noon.Add(-time.Hour) }), noon, "", "max_token_age"},
		"a claim is missing":        {good(func(c *Claims) { delete(c.Texts, "azp") }), noon, "", "fit no agent"},
		"a claim differs":           {good(func(c *Claims) { c.Texts["azp"] = "Client" }), noon, "", "fit no agent"},
		"its sub is not in a text":  {good(func(c *Claims) { delete(c.Texts, "sub") }), noon, "", "fit no agent"},
		"before what it fits ends":  {good(func(c *Claims) { c.Expires, c.IssuedAt = late.Add(time.Hour), late }), late, "onboarding", ""},
		"what it fits has an end":   {good(func(c *Claims) { c.Expires, c.IssuedAt = late.Add(2*time.Hour), late.Add(time.Hour/2) }), late.Add(time.Hour / 2), "", "fit no agent, or what they fit has expired"},
		"of another issuer's agent": {good(func(c *Claims) { c.Texts = map[string]string{"sub": "helpdesk"} }), noon, "", "fit no agent"},
	} {
		a, err := p.Vouched(c.claims, c.now)
		if a.ID != c.agent || (err == nil) != (c.agent != "") || err != nil && !strings.Contains(err.Error(), c.why) {
			t.Errorf("%s: agent %q, %v", name, a.ID, err)
		}
	}
}

func TestATokenNeedsAllScopesOfItsIssuer(t *testing.T) {
	p := mustLoad(t, vouching)
	token := func(scopes ...string) Claims {
		return Claims{Algorithm: "EdDSA", Issuer: "https://scoped.example.com/", Audience: []string{"gate"}, Expires: noon.Add(1), IssuedAt: noon, Scopes: scopes, Texts: map[string]string{"sub": "helpdesk"}}
	}
	if a, err := p.Vouched(token("directory", "x", "jumpgate"), noon); a.ID != "helpdesk" {
		t.Error(err)
	}
	for _, scopes := range [][]string{nil, {"jumpgate"}, {"directory", "jumpgate2"}} {
		a, err := p.Vouched(token(scopes...), noon)
		if missing, ok := errors.AsType[*ScopeError](err); a.ID != "" || !ok || strings.Join(missing.Needs, " ") != "jumpgate directory" {
			t.Errorf("%v: %q %v", scopes, a.ID, err)
		}
	}
	// Who is nobody does not learn which scopes would help.
	nobody := token()
	nobody.Texts["sub"] = "nobody"
	_, err := p.Vouched(nobody, noon)
	if _, ok := errors.AsType[*ScopeError](err); err == nil || ok {
		t.Error(err)
	}
}

// Load keeps claims apart; should they come together all the same, nobody is let in.
func TestATokenThatFitsTwoAgentsIsDenied(t *testing.T) {
	p := mustLoad(t, vouching)
	p.vouchers[subjectOf{"corp", ""}] = append(p.vouchers[subjectOf{"corp", ""}], &voucher{agent: p.agents["helpdesk"], issuer: p.byURL["https://idp.example.com"], claims: map[string]string{"azp": "client"}, until: forever})
	if a, err := p.Vouched(good(), noon); a.ID != "" || err == nil || !strings.Contains(err.Error(), "must fit one") {
		t.Errorf("%q %v", a.ID, err)
	}
}

func TestWhatARecordTellsOfATokenIsStillKnown(t *testing.T) {
	p := mustLoad(t, vouching)
	for authn, agents := range map[string][]string{
		good().Authn(): {"auditor", "onboarding"},
		good(func(c *Claims) { c.Subject = "agent:onboarding x" }).Authn():         {"auditor"},
		good(func(c *Claims) { c.Issuer = "https://scoped.example.com/" }).Authn(): nil,
		"jwt https://idp.example.com sub=agent:onboarding":                         nil,
		"": nil,
	} {
		var known []string
		for _, a := range p.Agents() {
			if _, err := p.Still(a.ID, authn, noon); err == nil {
				known = append(known, a.ID)
			}
		}
		if !slices.Equal(known, agents) {
			t.Errorf("%s: %v, want %v", authn, known, agents)
		}
	}
	if got := good(func(c *Claims) { c.Subject, c.ID = "a b%\u202e", "ä" }).Authn(); got != "jwt https://idp.example.com sub=a%20b%25%E280AE jti=ä" {
		t.Error(got)
	}
}

func TestAnIssuerThatCouldBeAnybodyIsRefused(t *testing.T) {
	const rest = `, audience: x, algorithms: [RS256]}`
	agents := func(a, b string) string {
		return "version: 1\nissuers: {corp: {issuer: \"https://a.example\", audience: x, algorithms: [RS256]}, other: {issuer: \"https://b.example\", audience: x, algorithms: [RS256]}}\nagents:\n  a: {identify: [{jwt: " + a + "}]}\n  b: {identify: [{jwt: " + b + "}]}\n"
	}
	for _, c := range []struct{ source, want string }{
		{"issuers: {corp: {issuer: \"http://idp.example.com\"" + rest + "}", "issuer takes https"},
		{"issuers: {corp: {issuer: \"ftp://idp.example.com\"" + rest + "}", "issuer takes https"},
		{"issuers: {corp: {issuer: idp.example.com" + rest + "}", "issuer takes the URL"},
		{"issuers: {corp: {issuer: \"https://a@b\"" + rest + "}", "issuer takes the URL"},
		{"issuers: {corp: {issuer: \"https://b?x\"" + rest + "}", "issuer takes the URL"},
		{"issuers: {corp: {issuer: \"https://b/ x\"" + rest + "}", "issuer takes the URL"},
		{"issuers: {corp: {issuer: \"https://b\"" + rest + ", corp2: {issuer: \"https://b\"" + rest + "}", "issuers corp and corp2 have the same issuer"},
		{"issuers: {corp: {issuer: \"https://b\", audience: x, algorithms: []}}", "algorithms takes at least one"},
		{"issuers: {corp: {issuer: \"https://b\", audience: x, algorithms: RS256}}", "algorithms takes a list"},
		{"issuers: {corp: {issuer: \"https://b\", audience: x, algorithms: [None]}}", "is no signature"},
		{"issuers: {corp: {issuer: \"https://b\", audience: x, algorithms: [RS256, hs256]}}", "signs with a secret"},
		{"issuers: {corp: {issuer: \"https://b\", audience: x, algorithms: [rs256]}}", "unknown algorithm \"rs256\""},
		{"issuers: {corp: {issuer: \"https://b\", audience: x}}", "issuer corp needs algorithms"},
		{"issuers: {corp: {issuer: \"https://b\", algorithms: [RS256]}}", "issuer corp needs audience"},
		{"issuers: {corp: {audience: x, algorithms: [RS256]}}", "issuer corp needs issuer"},
		{"issuers: {corp: {issuer: \"https://b\", audience: \"\", algorithms: [RS256]}}", "audience takes"},
		{"issuers: {corp: {issuer: \"https://b\", audience: x, algorithms: [RS256], max_token_age: 0h}}", "max_token_age is minutes, hours or days"},
		{"issuers: {corp: {issuer: \"https://b\", audience: x, algorithms: [RS256], max_token_age: 32d}}", "max_token_age is at most 31 days"},
		{"issuers: {corp: {issuer: \"https://b\", audience: x, algorithms: [RS256], scopes: [offline_access]}}", "offline_access"},
		{"issuers: {corp: {issuer: \"https://b\", audience: x, algorithms: [RS256], scopes: ['a b']}}", "a scope is a word"},
		{"issuers: {corp: {issuer: \"https://b\", audience: x, algorithms: [RS256], jwks: y}}", "unknown key \"jwks\""},
		{agents("{issuer: corp, claims: {sub: a}}", "{issuer: corp, claims: {azp: x}}"), "a token of corp could fit agents a and b"},
		{agents("{issuer: corp, claims: {azp: x}}", "{issuer: corp, claims: {sub: a}}"), "a token of corp could fit agents a and b"},
		{agents("{issuer: corp, claims: {sub: a, azp: x}}", "{issuer: corp, claims: {sub: a}}"), "a token of corp could fit agents a and b"},
		{agents("{issuer: corp, claims: {sub: a}}", "{issuer: cord, claims: {sub: a}}"), "did you mean \"corp\"?"},
		{agents("{issuer: corp, claims: {}}", "{issuer: other, claims: {sub: a}}"), "claims takes at least one claim"},
		{agents("{issuer: corp, claims: {sub: a}}", "{issuer: other, claims: {aud: a}}"), "aud is the issuer's to say"},
		{agents("{issuer: corp, claims: {sub: a}}", "{issuer: other, claims: {groups: [a]}}"), "a claim takes the text"},
		{agents("{issuer: corp, claims: {sub: a}}", "{issuer: other, claims: {sub: \"\"}}"), "a claim takes the text"},
		{agents("{issuer: corp, claims: {sub: a}}", "{issuer: other}"), "jwt needs claims"},
	} {
		source := c.source
		if !strings.HasPrefix(source, "version") {
			source = "version: 1\n" + source + "\n"
		}
		if _, err := Load("p.yaml", []byte(source), directory); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s\nthe error is %v, want %s", c.source, err, c.want)
		}
	}
	for _, fine := range []string{agents("{issuer: corp, claims: {sub: a}}", "{issuer: other, claims: {sub: a}}"), agents("{issuer: corp, claims: {sub: a, azp: x}}", "{issuer: corp, claims: {sub: b, azp: x}}"),
		"version: 1\nissuers: {a: {issuer: \"http://127.0.0.1:9/x\"" + rest + ", b: {issuer: \"http://[::1]:9\"" + rest + ", c: {issuer: \"http://localhost\"" + rest + "}\n"} {
		mustLoad(t, fine)
	}
}

// What a token is worth is a change that people see, wherever it stands in the file.
func TestADiffTellsOfAnIssuerThatChanges(t *testing.T) {
	was := mustLoad(t, vouching)
	for _, edit := range [][2]string{{"algorithms: [RS256, ES256]", "algorithms: [RS256]"}, {"max_token_age: 1h", "max_token_age: 2h"}, {"https://gate.example.com/mcp", "gate"}, {"idp.example.com", "idp2.example.com"}, {"[jumpgate, directory]", "[jumpgate]"}, {"azp: client", "azp: x"}} {
		is := mustLoad(t, strings.Replace(vouching, edit[0], edit[1], 1))
		changes := Diff(was, is, noon)
		if len(changes) == 0 || !strings.Contains(strings.Join(Lines(changes), "\n"), "jwt of ") {
			t.Errorf("%v: %v", edit, Lines(changes))
		}
	}
}
