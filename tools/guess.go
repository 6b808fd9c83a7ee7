package tools

import (
	"regexp"
	"slices"
	"strings"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// checkGuesses refuses arguments that let JumpCloud choose, order or count by
// what an answer masks: rows that come and go would tell a secret letter by
// letter.
func (t *Tool) checkGuesses(a *arguments) error {
	for _, argument := range []string{"filter", "searchFilter", "sort", "field", "search_term"} {
		v, ok := t.value(a, argument)
		if !ok {
			continue
		}
		for _, path := range t.paths(argument, v.Interface()) {
			if t.masks(path) {
				return badArgument("argument %s: %.60q is or holds a secret, and secrets are neither shown nor searched", argument, path)
			}
		}
	}
	return nil
}

// paths are the members that an argument is about, such as settings.features.
func (t *Tool) paths(argument string, value any) []string {
	var paths []string
	switch v := value.(type) {
	case string: // the field whose values are counted
		paths = append(paths, v)
	case jsontext.Value:
		paths = searched(v)
	case jcclient.SearchFilter:
		for _, filter := range v.Filters() {
			path, _, _ := strings.Cut(filter, ":")
			paths = append(paths, path)
		}
	case jcclient.SearchText:
		paths = v.Fields
	case jcclient.Words:
		if argument == "filter" && t.endpoint.Route().API == jcclient.V1 {
			for _, filter := range v {
				path, _, _ := strings.Cut(filter, ":")
				paths = append(paths, path)
			}
			break
		}
		for part := range strings.SplitSeq(strings.Join(v, ","), ",") {
			for i, word := range strings.Fields(part) {
				if path, _, _ := strings.Cut(word, ":"); argument != "filter" || i == 0 || likeFilter.MatchString(word) {
					paths = append(paths, strings.TrimLeft(path, "-"))
				}
			}
		}
	}
	return paths
}

// likeFilter is a word of a filter's text that could be one more filter, should
// JumpCloud ever begin one at a space too. Other words are text that is looked
// for: a 5, or a 5:30, names no place in a list.
var likeFilter = regexp.MustCompile(`^[^:]+:\$?[A-Za-z]+:`)

// searched are the members that a search term asks for, in either spelling:
// {"resource.name": "x"} and {"field": "resource.name", "operator": …}.
func searched(term jsontext.Value) []string {
	var paths []string
	for name, value := range Members(term) {
		var field string
		if name == "field" && json.Unmarshal(value, &field) == nil {
			paths = append(paths, field)
		}
		paths = append(append(paths, name), searched(value)...)
	}
	for value := range elements(term) {
		paths = append(paths, searched(value)...)
	}
	return paths
}

// masks says whether what stands at a path could be masked in an answer. What
// an event changed from and to is masked where the changed field is a secret.
func (t *Tool) masks(path string) bool {
	if t.endpoint.Route().API == jcclient.Insights {
		return namesSecret(path) || path == "changes.from" || path == "changes.to"
	}
	return t.answers().masks(path)
}

// namesSecret says whether a part of a path is a secret by its name alone.
func namesSecret(path string) bool {
	return slices.ContainsFunc(strings.Split(path, "."), secretName.MatchString)
}

func (s *shape) masks(path string) bool {
	for name := range strings.SplitSeq(path, ".") {
		for s.element != nil {
			s = s.element
		}
		if strings.Trim(name, "0123456789") == "" {
			continue // a place in a list
		}
		inside, known := s.members[name]
		switch {
		case !known:
			return s.holds.Secret() || namesSecret(path)
		case s.mayBeMarked(name):
			return true
		}
		s = inside
	}
	return s.holdsSecret(map[*shape]bool{})
}

// mayBeMarked says whether a sibling can mark the member as a secret.
func (s *shape) mayBeMarked(name string) bool {
	return s.members["sensitive"] != nil && (name == "value" || name == "defaultValue") || name == "current_value" || name == "config_value"
}

// holdsSecret says whether a value of this shape is a secret, or has one in it.
func (s *shape) holdsSecret(seen map[*shape]bool) bool {
	if s == nil || seen[s] {
		return false
	}
	seen[s] = true
	if s.holds.Secret() || s.element.holdsSecret(seen) {
		return true
	}
	for name, inside := range s.members {
		if s.mayBeMarked(name) || inside.holdsSecret(seen) {
			return true
		}
	}
	return false
}
