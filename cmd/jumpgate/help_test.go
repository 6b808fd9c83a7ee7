package main

import (
	"strings"
	"testing"

	"github.com/spf13/cobra"
)

// Whoever asks for help sees how a command is used, in lines that fit a terminal.
func TestEveryCommandHasAnExample(t *testing.T) {
	seen := 0
	var look func(cmd *cobra.Command)
	look = func(cmd *cobra.Command) {
		for _, sub := range cmd.Commands() {
			look(sub)
		}
		if cmd.HasSubCommands() || cmd.Name() == "help" || cmd.Parent() != nil && cmd.Parent().Name() == "completion" {
			return
		}
		seen++
		if cmd.Example == "" || !strings.HasPrefix(cmd.Example, "  ") || !strings.Contains(cmd.Example, cmd.CommandPath()) {
			t.Errorf("%s has no example of itself: %q", cmd.CommandPath(), cmd.Example)
		}
		if cmd.Short == "" || strings.HasSuffix(cmd.Short, ".") {
			t.Errorf("%s is told as %q", cmd.CommandPath(), cmd.Short)
		}
		for line := range strings.Lines(cmd.Long + "\n" + cmd.Example) {
			if len([]rune(line)) > 125 {
				t.Errorf("%s: a line of its help is %d characters long: %s", cmd.CommandPath(), len([]rune(line)), line)
			}
		}
	}
	look(newRoot())
	if seen < 35 {
		t.Errorf("%d commands", seen)
	}
}
