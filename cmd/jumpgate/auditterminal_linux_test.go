package main

import (
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"golang.org/x/sys/unix"
)

// terminal opens a pseudo-terminal: what is written to line comes out of screen.
func terminal(t *testing.T) (screen, line *os.File) {
	t.Helper()
	screen, err := os.OpenFile("/dev/ptmx", os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { screen.Close() })
	if err := unix.IoctlSetPointerInt(int(screen.Fd()), unix.TIOCSPTLCK, 0); err != nil {
		t.Skip(err)
	}
	n, err := unix.IoctlGetInt(int(screen.Fd()), unix.TIOCGPTN)
	if err != nil {
		t.Skip(err)
	}
	line, err = os.OpenFile(fmt.Sprint("/dev/pts/", n), os.O_RDWR|unix.O_NOCTTY, 0)
	if err != nil {
		t.Skip(err)
	}
	t.Cleanup(func() { line.Close() })
	return screen, line
}

// Whoever wrote the file, and in whatever form it is shown.
func TestATerminalIsSentNothingThatItWouldActOn(t *testing.T) {
	trail := filepath.Join(t.TempDir(), "audit.jsonl")
	evil := `\u001b[2J\u001b]0;owned\u0007A\r\nB` + "\u202e\u009b31m\u200b"
	text := strings.ReplaceAll(`{"v":1,"seq":1,"time":"2026-11-22T10:00:00Z","kind":"EVIL","call":"01KA","message":"EVIL","who":{"agent":"EVIL","name":"EVIL","client":"EVIL"},`+
		`"what":{"tool":"EVIL","args":{"a":"EVIL"},"targets":[{"id":"EVIL","name":"EVIL"}]},"decision":{"effect":"EVIL","rule":"EVIL"},"outcome":{"result":"EVIL"},"erased":["EVIL"],"prev":"0"}`, "EVIL", evil)
	if err := os.WriteFile(trail, []byte(text+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"tail"}, {"tail", "--json"}, {"query"}, {"query", "--json"}, {"query", "--csv"}, {"show", "01KA"}, {"show", "01KA", "--json"}} {
		screen, line := terminal(t)
		cmd := exec.Command("jumpgate", append(append([]string{"audit"}, args...), trail)...)
		cmd.Stdout = line
		if err := cmd.Run(); err != nil {
			t.Fatal(args, err)
		}
		line.Close()
		shown, _ := io.ReadAll(screen) // it ends in an error, since nobody has the line open
		text := strings.ReplaceAll(string(shown), "\r\n", "\n")
		if !strings.Contains(text, `u001b[2J`) || !strings.Contains(text, `u202e`) {
			t.Errorf("%q shows %q", args, text)
		}
		if i := strings.IndexFunc(text, func(r rune) bool {
			return r < ' ' && r != '\n' || r >= 0x7f && r < 0xa0 || r == '\u202e' || r == '\u200b'
		}); i >= 0 {
			t.Errorf("%q sends a terminal %q", args, text[i:])
		}
	}
}
