package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// What init writes passes the policy tests of the grant that it is made of, under the grant's own name.
func TestEveryTemplateKeepsItsPolicyTests(t *testing.T) {
	for _, template := range templates {
		s := firstSetup{region: "eu", key: "keyring:jumpcloud", owner: `Ana "IT" Ruiz: it@example.com # 7`, approvers: []string{"carol"}}
		src, err := s.text(template, time.Now())
		if err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(t.TempDir(), "jumpgate.yaml")
		if err := os.WriteFile(path, src, 0o600); err != nil {
			t.Fatal(err)
		}
		c, err := readConfig(&flags{config: path})
		if err != nil {
			t.Fatalf("%s: %v", template.name, err)
		}
		if c.JumpCloud.Region != "eu" || c.JumpCloud.APIKey.Reveal() != "keyring:jumpcloud" {
			t.Errorf("%s: %s", template.name, src)
		}
		p, err := policy.Load(path, src, tools.ForPolicy(), programKeys...)
		if err != nil {
			t.Fatalf("%s: %v", template.name, err)
		}
		if a := p.Agents(); len(a) != 1 || a[0].Owner != s.owner {
			t.Errorf("%s: %+v", template.name, a)
		}
		if template.asks != strings.Contains(string(src), "carol") {
			t.Errorf("%s: %s", template.name, src)
		}
		all, err := readTests(p, []string{"../../docs/grants/" + template.file + "_test.yaml"})
		if err != nil {
			t.Fatal(err)
		}
		o := outcome{Policy: p.Hash(), OK: true}
		if o.run(p, all[0]); !o.OK || o.Passed < 5 {
			t.Errorf("%s: %s", template.name, o.text())
		}
	}
}

func TestAPathCanBePastedIntoAShell(t *testing.T) {
	for path, want := range map[string]string{"a/b-c.yaml": "a/b-c.yaml", "my conf's": `'my conf'\''s'`, "$(x)": "'$(x)'"} {
		if got := shellWord(path); got != want {
			t.Errorf("%s became %s", path, got)
		}
	}
}
