package tools

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

var update = flag.Bool("update", false, "rewrite the snapshots and docs/tools.md")

// golden compares what is generated with what is committed.
func golden(t *testing.T, path string, got []byte) {
	t.Helper()
	if *update {
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, got, 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(want, got) {
		t.Errorf("%s is stale: run 'make update' and look at the difference", path)
	}
}

// What a client sees of each tool is committed.
func TestSnapshots(t *testing.T) {
	files := map[string]bool{}
	for _, tool := range All() {
		v := jsontext.Value(bytes.Clone(tool.advertised().encoded))
		if err := v.Indent(jsontext.WithIndent("  ")); err != nil {
			t.Fatal(err)
		}
		files[tool.Name+".json"] = true
		golden(t, filepath.Join("testdata", "tools", tool.Name+".json"), append(v, '\n'))
	}
	entries, err := os.ReadDir(filepath.Join("testdata", "tools"))
	if err != nil {
		t.Fatal(err)
	}
	for _, e := range entries {
		if !files[e.Name()] {
			t.Errorf("testdata/tools/%s is of no tool: delete it", e.Name())
		}
	}
}

func TestToolsPage(t *testing.T) {
	var page bytes.Buffer
	page.WriteString("# The tools\n\nGenerated from the table by `make update`; do not edit.\n\n" +
		"The class says what a grant must be: `read` needs access `read`; `write` needs `write`; `reveal` (an answer that is a secret), `privilege`, `execute` and `destroy` need `full`, or an `allow` rule that names the tool.\n\n" +
		"An operation that JumpCloud does not publish is marked `(unpublished)`: other clients use it, but it may change or end without a word, and its scopes are a guess.\n")
	resource := ""
	for _, tool := range byResource() {
		if tool.On != resource {
			resource = tool.On
			fmt.Fprintf(&page, "\n## %s\n\n| tool | class | JumpCloud operation | what it does |\n|---|---|---|---|\n", resource)
		}
		route := tool.endpoint.Route()
		operation := fmt.Sprintf("`%s %s`", route.Method, route.Template)
		switch {
		case tool.parts != nil:
			operation = "those of other tools"
		case route.Unpublished:
			operation += " (unpublished)"
		}
		fmt.Fprintf(&page, "| `%s` | %s | %s | %s |\n", tool.Name, tool.Class, operation, strings.ReplaceAll(tool.Does, "|", `\|`))
	}
	golden(t, filepath.Join("..", "docs", "tools.md"), page.Bytes())
}

func byResource() []*Tool {
	var sorted []*Tool
	for _, rows := range resources {
		for i := range rows {
			sorted = append(sorted, &rows[i])
		}
	}
	return sorted
}

// What a model reads of all tools, with every request, is a cost.
func TestWhatAModelReadsStaysSmall(t *testing.T) {
	total := 0
	for _, tool := range All() {
		total += tool.modelBytes()
	}
	average := total / len(All())
	t.Logf("name + description + input schema: %d bytes in all, %d a tool", total, average)
	if average >= 500 {
		t.Errorf("%d bytes a tool on average: aim at 450", average)
	}
}

func (t *Tool) modelBytes() int {
	n := len(t.Name) + len(t.Description())
	for name, value := range Members(t.advertised().encoded) {
		if name == "inputSchema" {
			n += len(value)
		}
	}
	return n
}
