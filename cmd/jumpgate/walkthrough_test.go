package main

import (
	"os"
	"os/exec"
	"regexp"
	"strings"
	"testing"
	"time"
)

// The page's commands, one after the other in an empty folder, show what the page says that they show.
func TestTheFirstFiveMinutesAreAsThePageSays(t *testing.T) {
	page, err := os.ReadFile("../../docs/first-five-minutes.md")
	if err != nil {
		t.Fatal(err)
	}
	dir, home := t.TempDir(), t.TempDir()
	ran := 0
	for _, block := range blocks(string(page), "console") {
		for _, step := range strings.Split("\n"+block, "\n$ ")[1:] {
			command, shows, _ := strings.Cut(step, "\n")
			cmd := exec.Command("sh", "-c", command)
			cmd.Dir, cmd.Env = dir, append(os.Environ(), "HOME="+home, "XDG_CONFIG_HOME="+home, "JUMPCLOUD_API_KEY=")
			begun := time.Now()
			out, err := cmd.Output()
			t.Logf("%6d ms  %s", time.Since(begun).Milliseconds(), command)
			if code := cmd.ProcessState.ExitCode(); code != 0 && !(code == exitDenied && strings.Contains(command, "users_delete")) {
				t.Fatalf("%s: %v", command, err)
			}
			pattern := strings.ReplaceAll(regexp.QuoteMeta(strings.TrimSpace(shows)), "…", ".*")
			if !regexp.MustCompile("(?s)^" + pattern + "$").MatchString(strings.TrimSpace(string(out))) {
				t.Errorf("%s shows\n%s\nnot\n%s", command, out, shows)
			}
			ran++
		}
	}
	if ran < 7 {
		t.Errorf("%d commands ran", ran)
	}
}
