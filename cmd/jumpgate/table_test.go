package main

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestATableFitsItsWidth(t *testing.T) {
	all := table{{"TOOL", "WHAT IT DOES"}, {"users_get", "Read one person by id, username or e-mail, and nothing else of them."}, {"ü", "→ short"}, {"", "kept"}}
	want := "TOOL       WHAT IT DOES\nusers_get  Read one person by id, username or e-mail, and nothing else of them.\nü          → short\n           kept\n"
	if got := all.text(0); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
	for width := 20; width < 90; width++ {
		got := all.text(width)
		for line := range strings.Lines(got) {
			if n := utf8.RuneCountInString(strings.TrimRight(line, "\n")); n > max(width, leastProse) {
				t.Errorf("%d columns of %d: %s", n, width, line)
			}
		}
		if strings.Join(strings.Fields(got), " ") != strings.Join(strings.Fields(want), " ") {
			t.Errorf("at %d columns it says\n%s", width, got)
		}
	}
}
