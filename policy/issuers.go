package policy

import (
	"net"
	"net/netip"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode"

	"go.yaml.in/yaml/v3"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// An Issuer is an identity provider that may vouch for agents.
type Issuer struct {
	ID          string
	URL         string        // equal to a token's iss, byte for byte
	Audience    string        // what a token's aud must hold, byte for byte
	Algorithms  []string      // with which its tokens may be signed; at least one, and none with a shared secret
	MaxTokenAge time.Duration // since a token's iat
	Scopes      []string      // that every token must have; nil for none
}

// algorithms are those by which a token can be signed: all have a public key.
var algorithms = []string{"RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA"}

// How old a token may be: unless the issuer says, and at most.
const (
	usualTokenAge = 24 * time.Hour
	mostTokenAge  = 31 * oneDay
)

func (r *reader) issuers(n *yaml.Node) map[string]Issuer {
	all := map[string]Issuer{}
	owner := map[string]string{}
	r.each(n, "issuers", func(id, n *yaml.Node) {
		i := Issuer{ID: id.Value, MaxTokenAge: usualTokenAge}
		r.keys(n, "an issuer", []string{"issuer", "audience", "algorithms", "max_token_age", "scopes"}, func(key, value *yaml.Node) {
			switch key.Value {
			case "issuer":
				if i.URL = r.issuerURL(value); i.URL != "" && owner[i.URL] != "" {
					r.wrong(value, "issuers %s and %s have the same issuer: a token must have one", owner[i.URL], i.ID)
				}
				owner[i.URL] = i.ID
			case "audience":
				i.Audience = r.word(value, "audience takes what tokens for this server have as their aud, such as https://jumpgate.example.com/mcp")
			case "algorithms":
				i.Algorithms = r.algorithms(value)
			case "max_token_age":
				i.MaxTokenAge = r.span(value, "max_token_age", mostTokenAge)
			case "scopes":
				i.Scopes = r.scopes(value)
			}
		})
		for _, key := range []string{"issuer", "audience", "algorithms"} {
			if n.Kind == yaml.MappingNode && !hasKey(n, key) {
				r.wrong(n, "issuer %s needs %s", i.ID, key)
			}
		}
		all[i.ID] = i
	})
	return all
}

// issuerURL reads https://idp.example.com, or http:// on this machine.
func (r *reader) issuerURL(n *yaml.Node) string {
	u, err := url.Parse(n.Value)
	switch {
	case n.Kind != yaml.ScalarNode || err != nil || u.Host == "" || u.User != nil || strings.ContainsAny(n.Value, "?#") || strings.ContainsFunc(n.Value, unseen):
		r.wrong(n, "issuer takes the URL that its tokens have as their iss, such as https://idp.example.com, not %+.60q", n.Value)
	case u.Scheme != "https" && (u.Scheme != "http" || !loopback(u.Hostname())):
		r.wrong(n, "issuer takes https: who changes its keys on the way could be any agent (http only on loopback)")
	default:
		return n.Value
	}
	return ""
}

func loopback(host string) bool {
	a, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && a.Unmap().IsLoopback() && net.ParseIP(host) != nil
}

func (r *reader) algorithms(n *yaml.Node) []string {
	var all []string
	for _, item := range r.list(n, "algorithms") {
		switch {
		case slices.Contains(all, item.Value):
			r.wrong(item, "%+.60q stands here twice", item.Value)
		case strings.EqualFold(item.Value, "none"):
			r.wrong(item, "%q is no signature: anybody could be any agent", item.Value)
		case strings.HasPrefix(strings.ToUpper(item.Value), "HS"):
			r.wrong(item, "%+.60q signs with a secret that whoever verifies has too: take one with a public key, such as RS256", item.Value)
		case !slices.Contains(algorithms, item.Value):
			r.wrong(item, "unknown algorithm %+.60q%s", item.Value, meant(item.Value, algorithms))
		}
		all = append(all, item.Value)
	}
	if n.Kind == yaml.SequenceNode && len(all) == 0 {
		r.wrong(n, "algorithms takes at least one, such as [RS256]")
	}
	return all
}

func (r *reader) scopes(n *yaml.Node) []string {
	var all []string
	for _, item := range r.list(n, "scopes") {
		scope := r.word(item, "a scope is a word without spaces and quotes, such as jumpgate")
		switch {
		case strings.ContainsAny(scope, `"\`) || strings.ContainsFunc(scope, func(c rune) bool { return c > unicode.MaxASCII }):
			r.wrong(item, "a scope is a word without spaces and quotes, such as jumpgate")
		case scope == "offline_access":
			r.wrong(item, "offline_access is between a client and its issuer, and no server's to ask for")
		case slices.Contains(all, scope):
			r.wrong(item, "%+.60q stands here twice", scope)
		}
		all = append(all, scope)
	}
	return all
}

// word reads a text without spaces.
func (r *reader) word(n *yaml.Node, want string) string {
	if n.Kind != yaml.ScalarNode || n.Value == "" || len(n.Value) > 256 || strings.ContainsFunc(n.Value, unseen) || strings.ContainsFunc(n.Value, strict.Hidden) {
		r.wrong(n, "%s", want)
		return ""
	}
	return n.Value
}
