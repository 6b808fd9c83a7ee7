package main

import (
	"io"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/sys/unix"
)

// On a terminal tables fit it; elsewhere a line is a row.
func TestTablesFitTheTerminal(t *testing.T) {
	for _, args := range [][]string{{"tools"}, {"policy", "scopes"}, {"policy", "explain", "users_update", "--agent", "onboarding", "--args", `{"id":"5f0c1b2a3d4e5f6071829304","sudo":true}`}} {
		args = append(args, "--config", "../../config.example.yaml")
		screen, line := terminal(t)
		if err := unix.IoctlSetWinsize(int(line.Fd()), unix.TIOCSWINSZ, &unix.Winsize{Row: 24, Col: 100}); err != nil {
			t.Fatal(err)
		}
		cmd := exec.Command("jumpgate", args...)
		cmd.Env = append(cmd.Environ(), "JUMPCLOUD_API_KEY=jca_x")
		cmd.Stdout = line
		text := make(chan string, 1)
		go func() {
			shown, _ := io.ReadAll(screen) // it ends in an error, since nobody has the line open
			text <- string(shown)
		}()
		if err := cmd.Run(); err != nil {
			t.Fatal(args, err)
		}
		line.Close()
		onTerminal, widest := <-text, 0
		table, _, _ := strings.Cut(onTerminal, "\r\n\r\n") // what is below is for other programs
		for row := range strings.Lines(table) {
			if n := utf8.RuneCountInString(strings.TrimRight(row, "\r\n")); n > widest {
				widest = n
			}
		}
		cmd = exec.Command("jumpgate", args...)
		cmd.Env = append(cmd.Environ(), "JUMPCLOUD_API_KEY=jca_x")
		piped, err := cmd.Output()
		if err != nil {
			t.Fatal(err)
		}
		if lines := strings.Count(string(piped), "\n"); widest > 100 || lines >= strings.Count(onTerminal, "\n") {
			t.Errorf("%v: %d columns\n%s\n%s", args, widest, onTerminal, piped)
		}
	}
}
