package policy

import (
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// rules reads one list of a scope's rules: allow, deny or require.
func (r *reader) rules(s *fileScope, kind string, n *yaml.Node) []fileRule {
	var rules []fileRule
	for _, item := range r.list(n, kind) {
		rules = append(rules, r.rule(s, kind, item))
	}
	slices.SortFunc(rules, func(a, b fileRule) int { return strings.Compare(a.id, b.id) })
	return rules
}

// rule reads one rule. until stands on allow alone: a deny or a require that
// ran out would grant.
func (r *reader) rule(s *fileScope, kind string, n *yaml.Node) fileRule {
	rule := fileRule{at: n, rule: newRule("")}
	known := []string{"id", "tools", "classes", "reason", "when"}
	switch kind {
	case "allow":
		known = append(known, "until")
	case "require":
		known = append(known, "approval", "limit", "redact", "only")
	}
	var id, tools, classes, until, when *yaml.Node
	var keys requireKeys
	what := map[string]string{"allow": "an allow rule", "deny": "a deny rule", "require": "a require rule"}[kind]
	r.keys(n, what, known, func(key, value *yaml.Node) {
		switch key.Value {
		case "id":
			id = value
		case "tools":
			tools = value
		case "classes":
			classes = value
		case "when":
			when = value
		case "approval":
			keys.approval = value
		case "limit":
			keys.limit = value
		case "redact":
			keys.redact = value
		case "only":
			keys.only = value
		case "reason":
			rule.reason = r.text(value)
		case "until":
			until = value
			rule.until = r.time(value)
		}
	})
	if n.Kind != yaml.MappingNode {
		return rule
	}
	if id == nil {
		r.wrong(n, "a rule needs an id: decisions and records name it")
	} else if r.goodName(id) {
		if s.ids[id.Value] {
			r.wrong(id, "another rule here has the id %q", id.Value)
		}
		s.ids[id.Value] = true
		rule.id = id.Value
		rule.name = s.prefix + kind + "." + rule.id
		rule.self = []string{rule.name}
	}
	if until != nil {
		r.warn(until, rule.until, rule.name+" has expired")
	}
	if tools == nil || tools.Kind == yaml.SequenceNode && len(tools.Content) == 0 {
		r.wrong(n, "a rule needs tools, such as [\"users_*\"]")
		return rule
	}
	rule.applies = r.applies(n, tools, classes)
	rule.broad = slices.ContainsFunc(tools.Content, func(glob *yaml.Node) bool { return strings.HasPrefix(glob.Value, "*") })
	if when != nil {
		before := r.wrongs
		if rule.when = r.when(rule, kind, when); r.wrongs == before {
			rule.says, rule.exactly = rule.when.english(kind == "allow"), rule.when.exactly()
			rule.unmet = rule.name + " grants it " + rule.says
		}
	}
	if kind == "require" {
		before := r.wrongs
		if r.requirements(&rule, n, keys); r.wrongs == before {
			rule.demand()
		}
	}
	return rule
}

// applies finds the tools that a rule is about: those that any glob fits,
// narrowed to the classes where they are given.
func (r *reader) applies(n, tools, classes *yaml.Node) map[string]bool {
	before := len(r.problems)
	wanted := classNames[:]
	if classes != nil {
		wanted = r.classes(classes)
	}
	applies := map[string]bool{}
	for _, glob := range r.list(tools, "tools") {
		fits := false
		for _, t := range r.tools {
			if !matches(glob.Value, t.Name) {
				continue
			}
			fits = true
			if slices.Contains(wanted, t.Class.String()) {
				applies[t.Name] = true
			}
		}
		if !fits {
			r.wrong(glob, "%+.60q fits no tool%s", glob.Value, nearTool(glob.Value, r.toolNames))
		}
	}
	if len(applies) == 0 && len(r.problems) == before {
		r.wrong(n, "the rule applies to no tool: none that tools names is of these classes")
	}
	return applies
}

func (r *reader) classes(n *yaml.Node) []string {
	var wanted []string
	for _, c := range r.list(n, "classes") {
		if !slices.Contains(classNames[1:], c.Value) {
			r.wrong(c, "unknown class %+.60q%s", c.Value, meant(c.Value, classNames[1:]))
		}
		wanted = append(wanted, c.Value)
	}
	return wanted
}

func nearTool(glob string, names []string) string {
	if near := strict.Nearest(glob, names); near != "" {
		return ": did you mean \"" + near + "\"?"
	}
	return ": 'jumpgate tools' lists them"
}
