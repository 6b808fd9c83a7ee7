package main

import (
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/google/jsonschema-go/jsonschema"
	"go.yaml.in/yaml/v3"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

const (
	schemaPath  = "../../config.schema.json"
	examplePath = "../../config.example.yaml"
)

// exampleDescriptions are what config.example.yaml says of each key of the
// program's half, behind it in its line.
func exampleDescriptions(t *testing.T) map[string]string {
	t.Helper()
	src, err := os.ReadFile(examplePath)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]string{}
	for path := range defaults {
		name := path[strings.LastIndex(path, ".")+1:]
		if m := regexp.MustCompile(`(?m)^ *(?:# )?` + name + `: .*? # (.+)$`).FindSubmatch(src); m != nil {
			all[path] = strings.TrimSpace(string(m[1]))
		}
	}
	return all
}

// The schema that editors read is committed.
func TestTheSchemaOfTheConfiguration(t *testing.T) {
	b, err := json.Marshal(configSchema(exampleDescriptions(t)))
	if err != nil {
		t.Fatal(err)
	}
	v := jsontext.Value(b)
	if err := v.Indent(jsontext.WithIndent("  ")); err != nil {
		t.Fatal(err)
	}
	v = append(v, '\n')
	if *update {
		if err := os.WriteFile(schemaPath, v, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if committed, err := os.ReadFile(schemaPath); err != nil || string(committed) != string(v) {
		t.Errorf("%s is stale: run 'make update' and look at the difference", schemaPath)
	}
	for path := range defaults {
		if exampleDescriptions(t)[path] == "" && path != "jumpcloud.insights_url" {
			t.Errorf("config.example.yaml says nothing behind %s", path)
		}
	}
	example, _ := os.ReadFile(examplePath)
	if first, _, _ := strings.Cut(string(example), "\n"); first != "# yaml-language-server: $schema=./config.schema.json" {
		t.Errorf("config.example.yaml does not tell an editor its schema: %s", first)
	}
}

// committed is the schema as an editor reads it.
func committedSchema(t *testing.T) *jsonschema.Resolved {
	t.Helper()
	b, err := os.ReadFile(schemaPath)
	if err != nil {
		t.Fatal(err)
	}
	var s jsonschema.Schema
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	checks, err := s.Resolve(nil)
	if err != nil {
		t.Fatal(err)
	}
	return checks
}

// editorValue is a YAML value as an editor's server has it: a time is a text.
func editorValue(t *testing.T, n *yaml.Node) any {
	t.Helper()
	switch n.Kind {
	case yaml.MappingNode:
		m := map[string]any{}
		for i := 0; i+1 < len(n.Content); i += 2 {
			m[n.Content[i].Value] = editorValue(t, n.Content[i+1])
		}
		return m
	case yaml.SequenceNode:
		list := []any{}
		for _, item := range n.Content {
			list = append(list, editorValue(t, item))
		}
		return list
	}
	var v any
	if n.ShortTag() == "!!timestamp" {
		return n.Value
	}
	if err := n.Decode(&v); err != nil {
		t.Fatal(err)
	}
	return v
}

// loads says whether a file is a configuration, or a policy alone.
func loads(t *testing.T, source string) bool {
	t.Helper()
	file := filepath.Join(t.TempDir(), "f.yaml")
	if err := os.WriteFile(file, []byte(source), 0o600); err != nil {
		t.Fatal(err)
	}
	c, err := readConfig(&flags{config: file})
	if err != nil {
		return false
	}
	if c.PolicyFile != "" { // it is in another file
		return c.onlyProgramKeys() == nil
	}
	_, _, err = c.policy(time.Now())
	return err == nil
}

// yamlFiles are all YAML texts of the repository that a user could copy or that
// a test reads: files, files within scripts, and blocks in documents.
func yamlFiles(t *testing.T) map[string]string {
	t.Helper()
	all := map[string]string{}
	within := regexp.MustCompile(`(?m)^-- (\S+\.yaml) --\n`)
	err := filepath.WalkDir("../..", func(path string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() && (d.Name() == "node_modules" || d.Name() == ".git") {
			return filepath.SkipDir
		}
		kind := filepath.Ext(path)
		if d.IsDir() || !slices.Contains([]string{".yaml", ".md", ".txt"}, kind) {
			return nil
		}
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		switch text := string(b); kind {
		case ".yaml":
			all[path] = placeholder.ReplaceAllStringFunc(text, func(name string) string { return fmt.Sprintf("%x", sha256.Sum256([]byte(name))) })
		case ".md":
			for i, block := range blocks(text, "yaml") {
				all[path+"#"+string(rune('1'+i))] = block
			}
		case ".txt":
			for _, m := range within.FindAllStringSubmatchIndex(text, -1) {
				file, _, _ := strings.Cut(text[m[1]:], "\n-- ")
				all[path+"#"+text[m[2]:m[3]]] = file + "\n"
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// placeholder stands for a token's hash in a policy that a test fills in.
var placeholder = regexp.MustCompile(`\b[A-Z_]+_SHA256\b`)

func TestEveryConfigurationHereFitsTheSchema(t *testing.T) {
	checks := committedSchema(t)
	loaded := 0
	for path, source := range yamlFiles(t) {
		if !loads(t, source) {
			continue
		}
		loaded++
		root, _ := strict.Parse(path, []byte(source))
		if err := checks.Validate(editorValue(t, root)); err != nil {
			t.Errorf("%s: %v", path, err)
		}
	}
	if loaded < 25 {
		t.Errorf("only %d configurations were found", loaded)
	}
}

func TestTheSchemaRefusesABrokenConfiguration(t *testing.T) {
	checks := committedSchema(t)
	for _, source := range []string{
		"version: 1\njumpclod: {region: us}\n",
		"version: 1\njumpcloud: {regoin: us}\n",
		"version: 1\njumpcloud: {region: mars}\n",
		"version: 1\njumpcloud: {api_key: jca_0123456789}\n",
		"version: 1\njumpcloud: {console_url: console.jumpcloud.com}\n",
		"version: 1\njumpcloud: {max_in_flight: 0}\n",
		"version: 1\njumpcloud: {requests_per_second: many}\n",
		"version: 1\nserver: {call_timeout: 50}\n",
		"version: 1\nserver: {max_answer_bytes: 100}\n",
		"version: 1\nserver: {http: 8080}\n",
		"version: 1\nserver: here\n",
		"version: 1\naudit: {path: \"\"}\n",
		"version: 1\naudit: {sync: none}\n",
		"version: 1\naudit: {min_free: 64MB}\n",
		"version: 1\naudit: {min_free: 64}\n",
		"version: 1\naudit: {rotate: {size: 0100MiB}}\n",
		"version: 1\naudit: {rotate: {age: daily}}\n",
		"version: 1\naudit: {rotate: weekly}\n",
		"version: 1\nlog: {level: loud}\n",
		"version: 1\nlog: {format: xml}\n",
		"version: 1\npolicy_file: [grants.yaml]\n",
		"jumpcloud: {region: us}\n",
		"version: 1\nagents: {a: {access: {nothing: read}}}\n",
		"version: 1\ndeny: [{id: x, tools: [users_remove]}]\n",
	} {
		root, problems := strict.Parse("f.yaml", []byte(source))
		if len(problems) > 0 {
			t.Fatal(problems)
		}
		if loads(t, source) {
			t.Errorf("it loads:\n%s", source)
		}
		if checks.Validate(editorValue(t, root)) == nil {
			t.Errorf("it fits the schema:\n%s", source)
		}
	}
}
