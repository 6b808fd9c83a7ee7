package policy

import (
	"maps"
	"slices"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

func (r *reader) role(id string, n *yaml.Node) fileScope {
	s := newScope("roles." + id + ".")
	r.keys(n, "a role", []string{"access", "allow", "deny", "require"}, func(key, value *yaml.Node) { r.scope(&s, key.Value, value) })
	return s
}

// scope reads what everyone, a role and an agent have in common.
func (r *reader) scope(s *fileScope, key string, value *yaml.Node) {
	switch key {
	case "access":
		s.access = r.access(s.prefix, value)
	case "allow":
		s.allow = r.rules(s, key, value)
	case "deny":
		s.deny = r.rules(s, key, value)
	case "require":
		s.require = r.rules(s, key, value)
	}
}

func (r *reader) agent(id, n *yaml.Node, f policyFile) fileAgent {
	a := fileAgent{fileScope: newScope(id.Value + "."), Agent: Agent{ID: id.Value}, until: forever}
	r.keys(n, "an agent", []string{"name", "owner", "identify", "org_id", "roles", "access", "until", "allow", "deny", "require"}, func(key, value *yaml.Node) {
		switch key.Value {
		case "name":
			a.Name = r.text(value)
		case "owner":
			a.Owner = r.text(value)
		case "org_id":
			a.OrgID = r.orgID(value)
		case "until":
			a.until = r.time(value)
			r.warn(value, a.until, "agent "+a.ID+" has expired")
		case "identify":
			r.identify(&a, value, f.issuers)
		case "roles":
			a.roles = r.roles(value, f.roles)
		default:
			r.scope(&a.fileScope, key.Value, value)
		}
	})
	if a.Name == "" {
		a.Name = a.ID
	}
	if a.Owner == "" {
		r.warn(id, time.Time{}, "agent "+a.ID+" has no owner: a human should answer for it")
	}
	if !a.local && len(a.tokens)+len(a.vouchers)+len(a.certificates) == 0 {
		r.warn(id, time.Time{}, "agent "+a.ID+" cannot prove who it is, so no one can be it: add {local: true}, a token_sha256, a jwt or an mtls under its identify")
	}
	return a
}

func (r *reader) access(prefix string, n *yaml.Node) map[string]fileRow {
	access := map[string]fileRow{}
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "access takes resources and levels, such as {users: read}")
		return access
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		resource, level := n.Content[i], n.Content[i+1]
		if !slices.Contains(r.resources, resource.Value) {
			r.wrong(resource, "unknown resource %+.60q%s", resource.Value, meant(resource.Value, r.resources))
		}
		at := slices.Index(levelNames, level.Value)
		if at < 0 {
			r.wrong(level, "a level is one of %s", strings.Join(levelNames, ", "))
			continue
		}
		access[resource.Value] = fileRow{resource, Level(at), newRule(prefix + "access." + resource.Value)}
	}
	return access
}

func (r *reader) roles(n *yaml.Node, known map[string]fileScope) []string {
	var names []string
	for _, item := range r.list(n, "roles") {
		if _, ok := known[item.Value]; !ok {
			r.wrong(item, "unknown role %+.60q%s", item.Value, meant(item.Value, slices.Sorted(maps.Keys(known))))
		}
		names = append(names, item.Value)
	}
	slices.Sort(names)
	return slices.Compact(names)
}
