package strict

import (
	"bytes"
	"fmt"
	"strings"

	"go.yaml.in/yaml/v3"
)

// A walker looks at every node of a tree, and collects what is wrong.
type walker struct {
	file     string
	lines    [][]rune
	problems Problems
}

func (w *walker) wrong(n *yaml.Node, format string, a ...any) {
	w.problems = append(w.problems, Problem{w.file, n.Line, n.Column, fmt.Sprintf(format, a...)})
}

func (w *walker) walk(n *yaml.Node) {
	switch {
	case n.Kind == yaml.AliasNode:
		w.wrong(n, "an alias (*%s): write the value out", n.Value)
	case n.Anchor != "":
		w.wrong(n, "an anchor (&%s): write the value out where it is used", n.Anchor)
	case w.tagged(n):
		w.wrong(n, "a tag: values are taken as they are written")
	case n.Kind == yaml.ScalarNode && n.Tag == "!!null":
		w.wrong(n, "no value here: give one, or leave the key out")
	}
	switch n.Kind {
	case yaml.SequenceNode:
		for _, child := range n.Content {
			w.walk(child)
		}
	case yaml.MappingNode:
		w.walkKeys(n)
		for i := 1; i < len(n.Content); i += 2 {
			w.walk(n.Content[i])
		}
	}
}

func (w *walker) walkKeys(n *yaml.Node) {
	seen := map[string]*yaml.Node{}
	for i := 0; i+1 < len(n.Content); i += 2 {
		key := n.Content[i]
		if key.Kind != yaml.ScalarNode {
			w.wrong(key, "a key must be one word")
			continue
		}
		first := seen[key.Value]
		switch {
		case key.Anchor != "" || w.tagged(key):
			w.wrong(key, "a key with an anchor or a tag")
		case key.Tag == "!!merge":
			w.wrong(key, "a merge key (<<): write the keys out")
		case key.Tag == "!!null":
			w.wrong(key, "no key here")
		case strings.ContainsFunc(key.Value, Hidden):
			w.wrong(key, "key %+.60q holds a character that cannot be seen", key.Value)
		case first != nil:
			w.wrong(key, "key %+.60q stands here twice: first at line %d", key.Value, first.Line)
		default:
			seen[key.Value] = key
		}
	}
}

// tagged says whether a tag stands before a node. The library forgets a bare
// "!", so the file itself is asked.
func (w *walker) tagged(n *yaml.Node) bool {
	if n.Style&yaml.TaggedStyle != 0 {
		return true
	}
	if n.Line > len(w.lines) || n.Column > len(w.lines[n.Line-1]) {
		return false // an empty value at the end
	}
	return w.lines[n.Line-1][n.Column-1] == '!'
}

func linesOf(src []byte) [][]rune {
	var lines [][]rune
	for line := range bytes.Lines(src) {
		lines = append(lines, bytes.Runes(line))
	}
	return lines
}
