package main

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// The commands of docs/audit.md for reading the trail are run as they stand there.
func TestTheCommandsForReadingTheTrailDoWhatTheySay(t *testing.T) {
	page, err := os.ReadFile("../../docs/audit.md")
	if err != nil {
		t.Fatal(err)
	}
	_, section, _ := strings.Cut(string(page), "## Reading the trail\n")
	section, _, _ = strings.Cut(section, "\n## ")
	dir := t.TempDir()
	config := "version: 1\nagents:\n  helpdesk: {owner: o@example.com, identify: [{local: true}], access: {users: read}}\n"
	if err := os.WriteFile(filepath.Join(dir, "jumpgate.yaml"), []byte(config), 0o600); err != nil {
		t.Fatal(err)
	}
	run := func(line string) string {
		t.Helper()
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		cmd := exec.CommandContext(ctx, "sh", "-c", line)
		cmd.Dir = dir
		out, err := cmd.CombinedOutput()
		if err != nil {
			t.Errorf("%s: %v: %s", line, err, out)
		}
		return string(out)
	}
	if _, err := exec.LookPath("sh"); err != nil {
		t.Skip(err)
	}
	run(`jumpgate call users_get --sandbox --args '{"id":"ana.ruiz"}'`)
	run(`jumpgate call users_delete --sandbox --args '{"id":"60259a2a0001000000000001"}' >answer; test $? = 3`)
	call := ""
	for r, err := range audit.Read(filepath.Join(dir, "audit.jsonl")) {
		if err == nil && r.Kind == audit.CallDenied {
			call = r.Call
		}
	}
	shows := map[string]string{
		"query --agent": "asked to delete user", "query --target": "asked to read user", "query --class": "denied", "show": "Decision  denied",
		"stats --since": "2 calls in", "stats --agent": `"calls": 2`, "export --format ocsf": `"class_uid":6003`, "tail -n": "started",
	}
	ran := 0
	for line := range strings.Lines(section) {
		command, ok := strings.CutPrefix(strings.TrimSpace(line), "$ ")
		if !ok || strings.HasSuffix(command, " -f") {
			continue
		}
		ran++
		out := run(strings.Replace(command, "CALL", call, 1))
		for begin, want := range shows {
			if strings.HasPrefix(command, "jumpgate audit "+begin) && !strings.Contains(out, want) {
				t.Errorf("%s shows\n%s", command, out)
			}
		}
	}
	if ran < 10 {
		t.Errorf("only %d commands are there", ran)
	}
	for name, want := range map[string]string{"asked.csv": "users_get", "denied.cef": "CEF:0|"} {
		if text, err := os.ReadFile(filepath.Join(dir, name)); err != nil || !strings.Contains(string(text), want) {
			t.Errorf("%s: %v\n%s", name, err, text)
		}
	}
}
