package policy

import (
	"maps"
	"slices"
	"time"

	"go.yaml.in/yaml/v3"
)

// The file as it was written, checked but not yet compiled.
type (
	policyFile struct {
		everyone fileScope // its deny and require rules alone
		issuers  map[string]Issuer
		roles    map[string]fileScope
		agents   []fileAgent
	}
	fileScope struct { // what everyone, a role and an agent have in common
		prefix  string          // "", "roles.directory-reader." or "onboarding."
		ids     map[string]bool // of its rules
		access  map[string]fileRow
		allow   []fileRule // by id
		deny    []fileRule // by id
		require []fileRule // by id
	}
	fileRow struct {
		at    *yaml.Node
		level Level
		*rule
	}
	fileRule struct {
		at      *yaml.Node
		id      string
		applies map[string]bool // to which tools
		broad   bool            // a pattern of it names no resource
		*rule
	}
	fileAgent struct {
		fileScope
		Agent
		until        time.Time
		local        bool
		tokens       []fileToken
		vouchers     []fileVoucher
		certificates []fileCertificate
		roles        []string // by name, each once
	}
	fileToken struct {
		at    *yaml.Node
		hash  [32]byte
		until time.Time
	}
	fileVoucher struct {
		at     *yaml.Node
		issuer string // by id
		claims map[string]string
		until  time.Time
	}
	fileCertificate struct {
		at    *yaml.Node
		way   certificateWay
		until time.Time
	}
)

func newScope(prefix string) fileScope {
	return fileScope{prefix: prefix, ids: map[string]bool{}}
}

// scopes are those that can grant, in no order.
func (f policyFile) scopes() []fileScope {
	scopes := slices.Collect(maps.Values(f.roles))
	for _, a := range f.agents {
		scopes = append(scopes, a.fileScope)
	}
	return scopes
}

func (r *reader) file(root *yaml.Node) policyFile {
	f := policyFile{everyone: newScope(""), roles: map[string]fileScope{}}
	parts := map[string]*yaml.Node{} // read in an order of ours: some name others, wherever those stand
	known := append([]string{"version", "issuers", "approvers", "roles", "agents", "deny", "require"}, r.beside...)
	r.keys(root, "the policy", known, func(key, value *yaml.Node) { parts[key.Value] = value })
	if n := parts["version"]; n != nil {
		r.version(n)
	} else {
		r.wrong(root, "version is missing: version: 1")
	}
	if n := parts["issuers"]; n != nil {
		f.issuers = r.issuers(n)
	}
	if n := parts["approvers"]; n != nil {
		r.approvers(n)
	}
	if n := parts["roles"]; n != nil {
		r.each(n, "roles", func(id, n *yaml.Node) { f.roles[id.Value] = r.role(id.Value, n) })
	}
	for _, key := range []string{"deny", "require"} {
		if n := parts[key]; n != nil {
			r.scope(&f.everyone, key, n)
		}
	}
	if n := parts["agents"]; n != nil {
		r.each(n, "agents", func(id, n *yaml.Node) { f.agents = append(f.agents, r.agent(id, n, f)) })
	}
	r.uniqueTokens(f.agents)
	r.uniqueCertificates(f.agents)
	r.overlap(f.agents)
	r.neverAgents(f.agents)
	r.warnUnused()
	return f
}
