// Package strict reads YAML so that a file means one thing: what the YAML
// library would let pass (a second document, anchors, tags, null, a line break
// that no editor shows) is an error with its position. It leaves to its
// callers which keys there are.
package strict

import (
	"bytes"
	"errors"
	"io"

	"go.yaml.in/yaml/v3"
)

// Parse reads one YAML document whose root is a mapping. When problems come
// with a tree, it is there to be checked further and not to be believed.
func Parse(file string, src []byte) (*yaml.Node, Problems) {
	if p := checkBytes(file, src); len(p) > 0 {
		return nil, p
	}
	decoder := yaml.NewDecoder(bytes.NewReader(src))
	var document, second yaml.Node
	switch err := decoder.Decode(&document); {
	case errors.Is(err, io.EOF):
		return nil, Problems{{file, 1, 1, "the file is empty"}}
	case err != nil:
		return nil, Problems{syntax(file, src, err)}
	}
	w := walker{file: file, lines: linesOf(src)}
	root := document.Content[0]
	if root.Kind != yaml.MappingNode {
		w.wrong(root, "the file must hold keys and values")
		return nil, w.problems
	}
	w.walk(root)
	switch err := decoder.Decode(&second); {
	case err == nil:
		w.wrong(&second, "a second document: a file holds one")
	case !errors.Is(err, io.EOF):
		w.problems = append(w.problems, syntax(file, src, err))
	}
	w.problems.Sort()
	return root, w.problems
}
