package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// Each ready grant stands in a file, in docs/policy.md, and has tests that go
// through its job and name all that it grants.
func TestTheReadyGrantsDoTheirJobsAndNoMore(t *testing.T) {
	page, err := os.ReadFile("../../docs/policy.md")
	if err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob("../../docs/grants/*_test.yaml")
	if err != nil || len(files) < 6 {
		t.Fatalf("%d files: %v", len(files), err)
	}
	for _, file := range files {
		grant := strings.TrimSuffix(file, "_test.yaml") + ".yaml"
		src, err := os.ReadFile(grant)
		if err != nil {
			t.Fatal(err)
		}
		p, err := policy.Load(grant, src, tools.ForPolicy())
		if err != nil {
			t.Fatal(err)
		}
		all, err := readTests(p, []string{file})
		if err != nil {
			t.Fatal(err)
		}
		tests := all[0]
		o := outcome{Policy: p.Hash(), OK: true}
		o.run(p, tests)
		if !o.OK || !tests.Exhaustive || o.Passed < 5 {
			t.Errorf("%s:\n%s", file, o.text())
		}
		if strings.HasSuffix(grant, "onboard.yaml") && !strings.Contains(string(page), o.text()) {
			t.Errorf("docs/policy.md does not show what is printed: %s", o.text())
		}
		for _, w := range p.Warnings(tests.Now) {
			t.Errorf("%s", w)
		}
		for _, agent := range p.Agents() {
			for _, tool := range tools.All() {
				if tool.On == "admins" && p.Granted(agent.ID, tool.Name, tests.Now).Effect == policy.Allow {
					t.Errorf("%s grants %s", filepath.Base(grant), tool.Name)
				}
			}
		}
		if !strings.Contains(string(page), "```yaml\n"+string(src)+"```\n") {
			t.Errorf("docs/policy.md does not show %s as it is", filepath.Base(grant))
		}
		if !strings.Contains(string(page), "(grants/"+filepath.Base(file)+")") {
			t.Errorf("docs/policy.md does not name %s", filepath.Base(file))
		}
	}
	grants, _ := filepath.Glob("../../docs/grants/*.yaml")
	if len(grants) != 2*len(files) {
		t.Errorf("%d files of grants, and %d of tests", len(grants)-len(files), len(files))
	}
}

func TestTheExampleOfPolicyTestsPasses(t *testing.T) {
	page, err := os.ReadFile("../../docs/policy.md")
	if err != nil {
		t.Fatal(err)
	}
	example, err := os.ReadFile(examplePath)
	if err != nil {
		t.Fatal(err)
	}
	p, err := policy.Load(examplePath, example, tools.ForPolicy(), programKeys...)
	if err != nil {
		t.Fatal(err)
	}
	ran := 0
	for _, block := range blocks(string(page), "yaml") {
		if !strings.Contains(block, "\ntests:") {
			continue
		}
		tests, err := p.ReadTests("docs/policy.md", []byte(block))
		if err != nil {
			t.Fatal(err)
		}
		o := outcome{Policy: p.Hash(), OK: true}
		if o.run(p, tests); !o.OK {
			t.Error(o.text())
		}
		ran++
	}
	if ran != 1 {
		t.Errorf("the page has %d examples", ran)
	}
}
