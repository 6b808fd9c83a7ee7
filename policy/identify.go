package policy

import (
	"crypto/sha256"
	"encoding/hex"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"
)

// identify reads how an agent proves who it is: any one way is enough.
func (r *reader) identify(a *fileAgent, n *yaml.Node) {
	for _, item := range r.list(n, "identify") {
		t := fileToken{until: forever}
		var until *yaml.Node
		ways := 0
		r.keys(item, "identify", []string{"local", "token_sha256", "until"}, func(key, value *yaml.Node) {
			switch key.Value {
			case "local":
				ways++
				a.local = r.boolean(value) || a.local
			case "token_sha256":
				ways++
				t.at = value
				t.hash = r.tokenHash(value)
			case "until":
				until = value
				t.until = r.time(value)
			}
		})
		if ways != 1 && item.Kind == yaml.MappingNode && !hasLater(item) {
			r.wrong(item, "each entry of identify says one of local, token_sha256")
		}
		switch {
		case t.at == nil && until != nil && ways == 1:
			r.wrong(until, "until stands beside token_sha256; an agent's own end is agents.%s.until", a.ID)
		case t.at != nil && until != nil:
			r.warn(until, t.until, "a token of agent "+a.ID+" has expired")
		}
		if t.hash != [32]byte{} {
			a.tokens = append(a.tokens, t)
		}
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
