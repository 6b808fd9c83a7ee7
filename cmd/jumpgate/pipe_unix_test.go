//go:build unix

package main

import (
	"bytes"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"
)

func TestAPipeTakesAnExport(t *testing.T) {
	u := newUpstream(t)
	pipe := u.path("pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	cmd := u.command(pipe)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	if got := contents(t, pipe); strings.Count(got, "\n") != 750 {
		t.Errorf("%d rows came", strings.Count(got, "\n"))
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}

func TestAPipeWithoutAReaderDoesNotKeepAnExportFromEnding(t *testing.T) {
	u := newUpstream(t)
	pipe := u.path("pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Skip(err)
	}
	cmd := u.command(pipe)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	for deadline := time.Now().Add(20 * time.Second); ; {
		if b, _ := os.ReadFile(u.path("audit.jsonl")); bytes.Contains(b, []byte(`"call.intent"`)) {
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("there was no intent")
		}
	}
	if err := cmd.Process.Signal(syscall.SIGINT); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	if last := u.outcome(t); cmd.ProcessState.ExitCode() != exitFailed || last.Outcome.Result != "cancelled" {
		t.Errorf("exit code %d, recorded: %s", cmd.ProcessState.ExitCode(), last.Message)
	}
}
