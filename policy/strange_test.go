package policy

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// mustRefuse expects a load error, and that every line of it has its place.
func mustRefuse(t *testing.T, source string) {
	t.Helper()
	_, err := Load("draft.yaml", []byte(source), universe)
	problems, ok := err.(strict.Problems)
	if !ok || len(problems) == 0 {
		t.Fatalf("it loads, or fails otherwise: %v\n%s", err, source)
	}
	lines := strings.Split(source, "\n")
	for _, p := range problems {
		if p.Line < 1 || p.Line > len(lines) || p.Column < 1 || p.Column > len([]rune(lines[p.Line-1]))+1 {
			t.Errorf("%v is no place in\n%s", p, source)
		}
	}
}

// nodesOf are all nodes of a file on one line, by what kind of node they are.
func nodesOf(t *testing.T, source string) (all, mappings, scalars []*yaml.Node) {
	t.Helper()
	var document yaml.Node
	if err := yaml.Unmarshal([]byte(source), &document); err != nil {
		t.Fatal(err)
	}
	var visit func(n *yaml.Node)
	visit = func(n *yaml.Node) {
		all = append(all, n)
		switch n.Kind {
		case yaml.MappingNode:
			mappings = append(mappings, n)
		case yaml.ScalarNode:
			scalars = append(scalars, n)
		}
		for _, child := range n.Content {
			visit(child)
		}
	}
	visit(document.Content[0])
	return all, mappings, scalars
}

func insert(source string, column int, text string) string {
	return source[:column-1] + text + source[column-1:]
}

func TestAStrangeKeyAnywhereIsRefused(t *testing.T) {
	forEachDraft(t, func(d dice, made draft, _ *Policy) {
		source := made.source(nil)
		_, mappings, _ := nodesOf(t, source)
		key := oneOf(d, []string{"x", "extends", "include", "effect", "roels", "Deny", "<<", "approval", "when", "~", "?", "\"\"", "\"a\\u200bb\""})
		value := oneOf(d, []string{"1", "true", "word", "\"\"", "[[1]]", "~"}) // a list of words under any name is a group of approvers
		mustRefuse(t, insert(source, oneOf(d, mappings).Column+1, key+": "+value+", "))
	})
}

func TestAnAnchorAnAliasOrATagAnywhereIsRefused(t *testing.T) {
	forEachDraft(t, func(d dice, made draft, _ *Policy) {
		source := made.source(nil)
		all, _, scalars := nodesOf(t, source)
		for _, text := range []string{"&x ", "! ", "!!str ", "!!map ", "!!binary ", "!own ", "!<tag:yaml.org,2002:str> "} {
			mustRefuse(t, insert(source, oneOf(d, all).Column, text))
		}
		first, second := oneOf(d, scalars), oneOf(d, scalars)
		if first.Column > second.Column {
			first, second = second, first
		}
		alias := source[:second.Column-1] + "*x " + source[second.Column-1+width(second):]
		mustRefuse(t, alias)
		if first != second {
			mustRefuse(t, insert(alias, first.Column, "&x "))
		}
	})
}

// width is how many characters a scalar takes on its line.
func width(n *yaml.Node) int {
	if n.Style&yaml.DoubleQuotedStyle != 0 {
		return len(fmt.Sprintf("%q", n.Value))
	}
	return len(n.Value)
}

func TestASecondDocumentAnywhereIsRefused(t *testing.T) {
	forEachDraft(t, func(d dice, made draft, p *Policy) {
		lines := strings.SplitAfter(onManyLines(t, made.source(nil)), "\n")
		if _, err := Load("draft.yaml", []byte(strings.Join(lines, "")), universe); err != nil {
			t.Fatal(err)
		}
		at := 1 + d.IntN(len(lines)-1)
		for _, text := range []string{"---\n", "...\n", "--- {}\n", "... # end\n", "---\n---\n", "%YAML 1.2\n---\n"} {
			mustRefuse(t, strings.Join(slices.Insert(slices.Clone(lines), at, text), ""))
		}
		mustRefuse(t, "x: 1\n---\n"+strings.Join(lines, ""))
	})
}

// onManyLines writes a file in block style.
func onManyLines(t *testing.T, source string) string {
	t.Helper()
	all, _, _ := nodesOf(t, source)
	for _, n := range all {
		if len(n.Content) > 0 {
			n.Style = 0
		}
	}
	b, err := yaml.Marshal(all[0])
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestACharacterThatHidesAnythingIsRefusedAnywhere(t *testing.T) {
	forEachDraft(t, func(d dice, made draft, _ *Policy) {
		source := []byte(onManyLines(t, made.source(nil)))
		at := d.IntN(len(source) + 1)
		for _, r := range "\ufeff\u202e\u2066\u0085\u2028\r\x00\x1b" {
			if r == '\r' && at < len(source) && source[at] == '\n' {
				continue // a line end of Windows
			}
			mustRefuse(t, string(slices.Concat(source[:at], []byte(string(r)), source[at:])))
		}
		if bytes.Contains(source, []byte("\r")) {
			t.Error("the file had one already")
		}
	})
}
