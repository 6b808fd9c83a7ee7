package policy

import (
	"regexp"
	"slices"
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// redact reads the paths that a rule hides, and checks that each leads to
// something in the answers of its tools.
func (r *reader) redact(rule fileRule, n *yaml.Node) [][]string {
	var paths [][]string
	for _, item := range r.list(n, "redact") {
		if steps, ok := r.steps(item); ok && r.mayHide(rule, item, steps) && r.leads(rule, item, steps) {
			var path []string
			for _, s := range steps {
				path = append(path, s.name)
			}
			paths = append(paths, path)
		}
	}
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		r.wrong(n, "redact takes at least one path, such as phoneNumbers, mfa.* or attributes[*].value")
	}
	slices.SortFunc(paths, slices.Compare)
	return slices.CompactFunc(paths, slices.Equal)
}

// only reads the members that a rule leaves of an answer.
func (r *reader) only(rule fileRule, n *yaml.Node) []string {
	left := []string{}
	for _, item := range r.list(n, "only") {
		steps, ok := r.steps(item)
		switch {
		case !ok:
		case len(steps) > 1 || steps[0].each:
			r.wrong(item, "only takes the names of an answer's fields, and not what is in them: %s", steps[0].name)
		case isID(steps[0].name):
			r.wrong(item, "an answer always holds its %s: leave it out here", steps[0].name)
		case r.leads(rule, item, steps):
			left = append(left, steps[0].name)
		}
	}
	if n.Kind == yaml.SequenceNode && len(n.Content) == 0 {
		r.wrong(n, "only takes at least one field, such as username")
	}
	slices.Sort(left)
	return slices.Compact(left)
}

// A step is one part of a path: a member, or * for any; each where it is a
// list, and the path is about its elements.
type step struct {
	name string
	each bool
}

var stepForm = regexp.MustCompile(`^(?:\*|([^\s.*\[\]]+)(\[\*\])?)$`)

func (r *reader) steps(n *yaml.Node) ([]step, bool) {
	before := r.wrongs
	text := r.text(n)
	var steps []step
	for part := range strings.SplitSeq(text, ".") {
		at := stepForm.FindStringSubmatch(part)
		if at == nil {
			r.wrong(n, "%s is no path: it takes fields, such as phoneNumbers, mfa.* or attributes[*].value", quote(text))
			return nil, false
		}
		steps = append(steps, step{part, at[2] != ""})
		if at[2] != "" {
			steps[len(steps)-1].name = at[1]
		}
	}
	if steps[0].name == "*" {
		r.wrong(n, "a path begins with a field: a rule that leaves few fields takes only, and one that leaves none is a deny")
	}
	return steps, r.wrongs == before
}

// mayHide refuses to hide what an answer tells one way or another.
func (r *reader) mayHide(rule fileRule, n *yaml.Node, steps []step) bool {
	for _, t := range r.tools {
		if !rule.applies[t.Name] || t.Answer == nil || len(steps) > 1 {
			continue
		}
		if member := t.Answer.Members[steps[0].name]; member != nil && member.Kept {
			r.wrong(n, "%s cannot be hidden: by it what %s answers is told apart, ordered or chosen", steps[0].name, t.Name)
			return false
		}
	}
	return true
}

// leads says whether a path leads to something in an answer of the rule's
// tools. What has members that nobody has published counts only where all of
// them have: elsewhere a field that does not exist is a slip of the pen.
func (r *reader) leads(rule fileRule, n *yaml.Node, steps []step) bool {
	answers, open := 0, 0
	for _, t := range r.tools {
		if !rule.applies[t.Name] || t.Answer == nil {
			continue
		}
		if t.Answer.leads(steps) {
			return true
		}
		if answers++; t.Answer.Open {
			open++
		}
	}
	switch {
	case answers == 0:
		r.wrong(n, "the tools of this rule answer with nothing that could be hidden")
		return false
	case open == answers:
		return true
	}
	r.wrong(n, "%s", r.unknownPath(rule, n.Value))
	return false
}

// leads says whether there is something at the end of a path.
func (s *Shape) leads(steps []step) bool {
	for s.Kind == List {
		s = leaf{Shape: s}.inside()
	}
	if len(steps) == 0 || s.Kind == Any {
		return true
	}
	if steps[0].name == "*" {
		for _, member := range s.Members {
			if member.leads(steps[1:]) {
				return true
			}
		}
		return false
	}
	next := s.Members[steps[0].name]
	return next != nil && (!steps[0].each || next.Kind == List || next.Kind == Any) && next.leads(steps[1:])
}

func (r *reader) unknownPath(rule fileRule, path string) string {
	var known []string
	bare := strings.ReplaceAll(path, "[*]", "")
	for _, t := range r.tools {
		if rule.applies[t.Name] && t.Answer != nil {
			members, within := t.Answer.names()
			known = append(append(known, members...), within...)
		}
	}
	text := "no answer of this rule's tools has " + quote(path)
	switch near := strict.Nearest(bare, known); {
	case near == bare && strings.Contains(path, "[*]"):
		return text + ": it is no list"
	case near != "":
		return text + ": did you mean " + quote(near) + "?"
	}
	return text
}

// spokenPaths are paths as a sentence has them.
func spokenPaths(paths [][]string) string {
	var words []string
	for _, path := range paths {
		words = append(words, strings.Join(path, "."))
	}
	return enumerated(words)
}

// enumerated is "a, b and c".
func enumerated(words []string) string {
	n := len(words)
	if n < 2 {
		return strings.Join(words, "")
	}
	return strings.Join(words[:n-1], ", ") + " and " + words[n-1]
}
