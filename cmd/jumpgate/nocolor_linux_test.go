package main

import (
	"io"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// A log on a terminal has colours, unless its user wants none.
func TestColoursAreAskedFor(t *testing.T) {
	for _, want := range []struct {
		env      string
		coloured bool
	}{{"TERM=xterm", true}, {"NO_COLOR=1", false}, {"TERM=dumb", false}} {
		screen, line := terminal(t)
		cmd := exec.Command("jumpgate", "serve", "--agent", "onboarding", "--sandbox")
		cmd.Dir, cmd.Env = t.TempDir(), append(os.Environ(), "NO_COLOR=", "TERM=xterm", "HOME="+t.TempDir(), want.env)
		cmd.Stderr = line // and nothing to read: it ends at once
		if err := cmd.Run(); err != nil {
			t.Fatal(err)
		}
		line.Close()
		shown, _ := io.ReadAll(screen)
		if !strings.Contains(string(shown), "serving over stdio") || strings.Contains(string(shown), "\x1b[") != want.coloured {
			t.Errorf("%s: %q", want.env, shown)
		}
	}
}
