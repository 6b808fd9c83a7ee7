package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// ways are how an agent can prove who it is.
var ways = []string{"local", "token_sha256", "jwt", "mtls"}

// identify reads how an agent proves who it is: any one way is enough.
func (r *reader) identify(a *fileAgent, n *yaml.Node, issuers map[string]Issuer) {
	for _, item := range r.list(n, "identify") {
		var until *yaml.Node
		ends, said := forever, map[string]*yaml.Node{}
		r.keys(item, "identify", append([]string{"until"}, ways...), func(key, value *yaml.Node) {
			if key.Value == "until" {
				until, ends = value, r.time(value)
				return
			}
			said[key.Value] = value
		})
		if len(said) != 1 {
			if item.Kind == yaml.MappingNode && !hasLater(item) {
				r.wrong(item, "each entry of identify says one of %s", strings.Join(ways, ", "))
			}
			continue
		}
		for way, value := range said {
			r.way(a, way, value, ends, issuers)
			switch {
			case until != nil && way == "local":
				r.wrong(until, "until stands beside a token, a jwt or an mtls; an agent's own end is agents.%s.until", a.ID)
			case until != nil:
				r.warn(until, ends, "a credential of agent "+a.ID+" has expired")
			}
		}
	}
}

// way reads one of them.
func (r *reader) way(a *fileAgent, way string, n *yaml.Node, until time.Time, issuers map[string]Issuer) {
	switch way {
	case "local":
		a.local = r.boolean(n) || a.local
	case "token_sha256":
		if hash := r.tokenHash(n); hash != [32]byte{} {
			a.tokens = append(a.tokens, fileToken{n, hash, until})
		}
	case "jwt":
		v := r.jwt(n, issuers)
		v.until = until
		a.vouchers = append(a.vouchers, v)
	case "mtls":
		c := r.mtls(n)
		c.until = until
		a.certificates = append(a.certificates, c)
	}
}

func hasLater(n *yaml.Node) bool {
	return slices.ContainsFunc(n.Content, func(key *yaml.Node) bool { return later[key.Value] != "" })
}

// tokenHash is all zeros, which nothing hashes to, when there is no good one.
func (r *reader) tokenHash(n *yaml.Node) (hash [32]byte) {
	b, err := hex.DecodeString(n.Value)
	switch {
	case err != nil || len(b) != len(hash) || n.Value != strings.ToLower(n.Value):
		r.wrong(n, "token_sha256 is 64 lower-case hex digits: 'jumpgate token new AGENT' prints it")
	case [32]byte(b) == sha256.Sum256(nil):
		r.wrong(n, "this is the hash of nothing, and a token is something: 'jumpgate token new AGENT' makes one")
	default:
		hash = [32]byte(b)
	}
	return hash
}

// uniqueTokens refuses a credential that fits two agents, or stands twice.
func (r *reader) uniqueTokens(agents []fileAgent) {
	owner := map[[32]byte]string{}
	for _, a := range agents {
		for _, t := range a.tokens {
			switch other, taken := owner[t.hash]; {
			case taken && other == a.ID:
				r.wrong(t.at, "agent %s has this token_sha256 twice", a.ID)
			case taken:
				r.wrong(t.at, "agents %s and %s have the same token_sha256: a credential must fit one agent", other, a.ID)
			}
			owner[t.hash] = a.ID
		}
	}
}
