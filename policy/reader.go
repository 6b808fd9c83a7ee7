package policy

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// A reader turns nodes into a policyFile, and collects what is wrong.
type reader struct {
	name      string
	tools     []Tool
	toolNames []string
	resources []string
	beside    []string
	refused   map[place]bool // where package strict has refused what stands there
	problems  strict.Problems
	wrongs    int // problems, and what strict has told before
	warnings  []warning
	groups    map[string]*group    // of approvers
	people    map[string]*approver // in them, whatever the case of their letters
}

type place struct{ line, column int }

func newReader(name string, tools []Tool, beside []string, problems strict.Problems) *reader {
	r := &reader{name: name, tools: tools, beside: beside, problems: problems, refused: map[place]bool{}, groups: map[string]*group{}, people: map[string]*approver{}}
	resources := map[string]bool{}
	for _, t := range tools {
		r.toolNames = append(r.toolNames, t.Name)
		resources[t.Resource] = true
	}
	r.resources = slices.Sorted(maps.Keys(resources))
	for _, p := range problems {
		r.refused[place{p.Line, p.Column}] = true
	}
	return r
}

func (r *reader) wrong(n *yaml.Node, format string, a ...any) {
	r.wrongs++
	if !r.refused[place{n.Line, n.Column}] {
		r.problems = append(r.problems, strict.Problem{File: r.name, Line: n.Line, Column: n.Column, Text: fmt.Sprintf(format, a...)})
	}
}

// later are keys of a policy that this version does not know yet: refused, so
// that no one believes in a restriction that is not there.
var later = map[string]string{
	"cel": "CEL conditions",
}

// keys ranges over a mapping's known keys, and refuses the others.
func (r *reader) keys(n *yaml.Node, what string, known []string, visit func(key, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "%s takes keys: %s", what, strings.Join(known, ", "))
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		switch {
		case slices.Contains(known, key.Value):
			visit(key, value)
		case later[key.Value] != "":
			r.wrong(key, "%q is not supported yet (%s): take it out; nothing that it should restrict would be restricted", key.Value, later[key.Value])
		case misplaced(what, key.Value) != "":
			r.wrong(key, "%q does not stand in %s: %s", key.Value, what, misplaced(what, key.Value))
		default:
			r.wrong(key, "unknown key %+.60q in %s%s", key.Value, what, meant(key.Value, known))
		}
	}
}

// misplaced says why a key that stands elsewhere does not stand here.
func misplaced(what, key string) string {
	switch {
	case what == "the policy" && (key == "allow" || key == "access"):
		return "a grant is always somebody's, a role's or an agent's"
	case what == "a role" && key == "roles":
		return "a role never includes a role"
	case what == "a deny rule" && key == "until":
		return "a deny that ran out would grant"
	case what == "a require rule" && key == "until":
		return "a require that ran out would grant"
	case key == "approval" && (what == "an allow rule" || what == "a deny rule"):
		return "a require rule asks for it, whoever grants"
	case what == "a role" && key == "until":
		return "it stands on agents, tokens and allow rules"
	}
	return ""
}

// meant suggests the word that is near, or tells those that there are.
func meant(word string, known []string) string {
	if near := strict.Nearest(word, known); near != "" {
		return fmt.Sprintf(": did you mean %q?", near)
	}
	if len(known) == 0 {
		return ": there is none"
	}
	return ": it takes " + strings.Join(known, ", ")
}

// each ranges over a mapping from names to something.
func (r *reader) each(n *yaml.Node, what string, visit func(id, value *yaml.Node)) {
	if n.Kind != yaml.MappingNode {
		r.wrong(n, "%s takes names, each with its keys", what)
		return
	}
	for i := 0; i+1 < len(n.Content); i += 2 {
		if r.goodName(n.Content[i]) {
			visit(n.Content[i], n.Content[i+1])
		}
	}
}

const nameForm = `^[a-z0-9][a-z0-9_-]{0,62}$`

// ValidName says whether an agent, a role or a rule can be called so: as nameForm says.
func ValidName(name string) bool {
	if name == "" || len(name) > 63 || name[0] == '-' || name[0] == '_' {
		return false
	}
	return strings.Trim(name, "abcdefghijklmnopqrstuvwxyz0123456789_-") == ""
}

func (r *reader) goodName(n *yaml.Node) bool {
	if !ValidName(n.Value) {
		r.wrong(n, "%+.60q is no name: lower-case letters, digits, - and _, at most 63", n.Value)
		return false
	}
	return true
}

// list reads a sequence; one value alone is a mistake, not a list of one.
func (r *reader) list(n *yaml.Node, what string) []*yaml.Node {
	if n.Kind != yaml.SequenceNode {
		r.wrong(n, "%s takes a list", what)
		return nil
	}
	return n.Content
}
