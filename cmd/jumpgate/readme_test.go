package main

import (
	"encoding/json"
	"flag"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

var update = flag.Bool("update", false, "write the demo's output into the README")

const readmePath = "../../README.md"

func readme(t *testing.T) string {
	t.Helper()
	b, err := os.ReadFile(readmePath)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

// blocks are the README's code blocks in a language.
func blocks(text, language string) []string {
	var all []string
	for _, m := range regexp.MustCompile("(?s)```"+language+"\n(.*?)```").FindAllStringSubmatch(text, -1) {
		all = append(all, m[1])
	}
	return all
}

var (
	clock      = regexp.MustCompile(`\d\d:\d\d:\d\d`)
	policyHash = regexp.MustCompile(`Policy [0-9a-f]{12}`)
	duration   = regexp.MustCompile(`after (less than )?\d+ m?s\b`)
	built      = regexp.MustCompile(`jumpgate (devel|v?\d[^ ]*)`)
	demoBlock  = regexp.MustCompile("(?s)(go run ./cmd/jumpgate demo\n```\n\n```text\n)(.*?)(```)")
)

// settled is a demo's output without what differs from run to run.
func settled(out string) string {
	out = clock.ReplaceAllString(out, "09:30:00")
	out = policyHash.ReplaceAllString(out, "Policy 5e884898da28")
	out = duration.ReplaceAllString(out, "after 4 ms")
	return built.ReplaceAllString(out, "jumpgate devel")
}

func TestTheReadmeShowsWhatTheDemoPrints(t *testing.T) {
	var out strings.Builder
	if err := runDemo(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	text := readme(t)
	if *update && !shows(text, out.String()) {
		text = demoBlock.ReplaceAllString(text, "${1}"+strings.ReplaceAll(settled(out.String()), "$", "$$")+"${3}")
		if err := os.WriteFile(readmePath, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if !shows(text, out.String()) {
		t.Errorf("the README does not show what the demo prints: run 'make update' and look at the difference; it prints:\n%s", settled(out.String()))
	}
}

// shows says whether a README shows a demo's output, wherever its lines broke.
func shows(text, out string) bool {
	shown := demoBlock.FindStringSubmatch(text)
	return shown != nil && slices.Equal(strings.Fields(shown[2]), strings.Fields(settled(out)))
}

func TestTheDemoTellsTheMainJob(t *testing.T) {
	var out strings.Builder
	if err := runDemo(t.Context(), &out); err != nil {
		t.Fatal(err)
	}
	for what, words := range map[string]string{
		"the first agent's tools":   "Audit Agent sees ",
		"the second agent's tools":  "Onboarding Agent sees ",
		"a read with rows":          "ana.ruiz",
		"a change read back":        `"jobTitle":"Staff Engineer"`,
		"a denial with its rule":    "deny.no-deletion",
		"the trail in English":      "asked to change jobTitle of user",
		"the denial in the trail":   `denied by deny.no-deletion: "Deletions go through the service desk." Nothing was sent to JumpCloud.`,
		"the trail's verification":  "verified",
		"where to go from here":     "README.md",
		"what was never granted":    "not permitted, or there is no such tool",
		"a list that is not whole":  "complete: false",
		"an outcome":                "JumpCloud answered 200",
		"a look-up before its call": "is looked up",
	} {
		if !strings.Contains(strings.Join(strings.Fields(out.String()), " "), words) {
			t.Errorf("the demo does not show %s (%q)", what, words)
		}
	}
}

func TestThePoliciesInTheReadmeLoad(t *testing.T) {
	policies := blocks(readme(t), "yaml")
	if len(policies) == 0 {
		t.Fatal("the README shows no policy")
	}
	for _, source := range policies {
		p, err := policy.Load("README.md", []byte(source), tools.ForPolicy())
		if err != nil {
			t.Errorf("%v in\n%s", err, source)
			continue
		}
		if len(p.Agents()) == 0 {
			t.Error("a policy without an agent")
		}
	}
}

// The JSON for Claude Desktop works as it stands, but for the two paths that
// are each reader's own, and the key.
func TestTheClaudeDesktopConfigurationWorks(t *testing.T) {
	var shown struct {
		Servers map[string]struct {
			Command string            `json:"command"`
			Args    []string          `json:"args"`
			Env     map[string]string `json:"env"`
		} `json:"mcpServers"`
	}
	sources := blocks(readme(t), "json")
	if len(sources) == 0 {
		t.Fatal("the README shows no JSON")
	}
	if err := json.Unmarshal([]byte(sources[0]), &shown); err != nil {
		t.Fatal(err)
	}
	server, ok := shown.Servers["jumpcloud"]
	if !ok {
		t.Fatal("no server named jumpcloud")
	}
	dir := t.TempDir()
	example, err := os.ReadFile("../../config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	config := filepath.Join(dir, "jumpgate.yaml")
	if err := os.WriteFile(config, example, 0o600); err != nil {
		t.Fatal(err)
	}
	for i, arg := range server.Args {
		server.Args[i] = strings.ReplaceAll(arg, "/home/ana/jumpgate.yaml", config)
	}
	var env []string
	for name, value := range server.Env {
		env = append(env, name+"="+strings.ReplaceAll(value, "…", ""))
	}
	binary, err := exec.LookPath(filepath.Base(server.Command))
	if err != nil {
		t.Fatal(err)
	}
	// The example looks for the key in the environment, which Claude Desktop hands on to nobody.
	env = append(env, "JUMPCLOUD_API_KEY=jca_of_the_test")
	c, err := client.NewStdioMCPClient(binary, env, server.Args...)
	if err != nil {
		t.Fatal(err)
	}
	initialized(t, c)
	if names := toolNames(t, c); len(names) == 0 {
		t.Error("Claude Desktop would see no tools")
	}
}
