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
		*rule
	}
	fileAgent struct {
		fileScope
		Agent
		until  time.Time
		local  bool
		tokens []fileToken
		roles  []string // by name, each once
	}
	fileToken struct {
		at    *yaml.Node
		hash  [32]byte
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
	version := false
	var agents *yaml.Node
	known := append([]string{"version", "roles", "agents", "deny", "require"}, r.beside...)
	r.keys(root, "the policy", known, func(key, value *yaml.Node) {
		switch key.Value {
		case "version":
			version = true
			r.version(value)
		case "roles":
			r.each(value, "roles", func(id, n *yaml.Node) { f.roles[id.Value] = r.role(id.Value, n) })
		case "agents":
			agents = value // which name roles, wherever those stand
		case "deny", "require":
			r.scope(&f.everyone, key.Value, value)
		}
	})
	if !version {
		r.wrong(root, "version is missing: version: 1")
	}
	if agents != nil {
		r.each(agents, "agents", func(id, n *yaml.Node) { f.agents = append(f.agents, r.agent(id, n, f.roles)) })
	}
	r.uniqueTokens(f.agents)
	return f
}
