//go:build unix

package main

import (
	"bufio"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

// A person watches while the server rotates the trail, and has then seen enough.
func TestFollowingATrailEndsWellOnCtrlC(t *testing.T) {
	trail := filepath.Join(t.TempDir(), "audit.jsonl")
	record := func(path, n, kind string) {
		t.Helper()
		file, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
		if err == nil {
			_, err = file.WriteString(`{"v":1,"seq":` + n + `,"time":"2026-11-22T10:00:00Z","kind":"` + kind + `","message":"The ` + n + `.","prev":"0"}` + "\n")
		}
		if err != nil {
			t.Fatal(err)
		}
		file.Close()
	}
	record(trail, "1", "server.start")
	cmd := exec.Command("jumpgate", "audit", "tail", "-f", trail)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	defer cmd.Process.Kill()
	lines := bufio.NewScanner(out)
	next := func(want string) {
		t.Helper()
		if !lines.Scan() || lines.Text() != "2026-11-22T10:00:00Z  "+want {
			t.Fatalf("it shows %q, and not %q", lines.Text(), want)
		}
	}
	next("The 1.")
	record(trail, "2", "server.stop")
	next("The 2.")
	if err := os.Rename(trail, trail+".000000000001"); err != nil {
		t.Fatal(err)
	}
	record(trail, "3", "log.rotated")
	next("The 3.")
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	if lines.Scan() {
		t.Errorf("it shows %q at the end", lines.Text())
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("%v: %s", err, strings.TrimSpace(lines.Text()))
	}
}
