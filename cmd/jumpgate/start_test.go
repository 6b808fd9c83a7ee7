package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// BenchmarkStart is what a local client waits for: from the start of the
// process over stdio to its answer to initialize; and the CPU until its end.
func BenchmarkStart(b *testing.B) {
	binary := filepath.Join(b.TempDir(), "jumpgate")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", "-s -w", "-o", binary, ".") // as it is released
	build.Env = append(os.Environ(), "CGO_ENABLED=0")
	if out, err := build.CombinedOutput(); err != nil {
		b.Fatalf("%v\n%s", err, out)
	}
	dir := b.TempDir()
	config := filepath.Join(dir, "jumpgate.yaml")
	src, err := os.ReadFile(filepath.Join("..", "..", "config.example.yaml"))
	if err != nil {
		b.Fatal(err)
	}
	if err := os.WriteFile(config, src, 0o600); err != nil {
		b.Fatal(err)
	}
	var cpu time.Duration
	for b.Loop() {
		cmd := exec.Command(binary, "serve", "--agent", "onboarding", "--config", config)
		cmd.Env = append(os.Environ(), "JUMPCLOUD_API_KEY=jca_benchmark")
		in, _ := cmd.StdinPipe()
		out, _ := cmd.StdoutPipe()
		if err := cmd.Start(); err != nil {
			b.Fatal(err)
		}
		io.WriteString(in, `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"bench","version":"1"}}}`+"\n")
		line, err := bufio.NewReader(out).ReadString('\n')
		if err != nil || len(line) < 50 {
			b.Fatalf("no answer: %q %v", line, err)
		}
		b.StopTimer()
		in.Close()
		if err := cmd.Wait(); err != nil {
			b.Fatal(err)
		}
		cpu += cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()
		b.StartTimer()
	}
	b.ReportMetric(float64(cpu.Microseconds())/1000/float64(b.N), "cpu-ms/op")
}

// Room is made for a start before the packages are initialised that need it.
func TestAStartCollectsNoGarbage(t *testing.T) {
	cmd := exec.Command("jumpgate", "call", "users_list", "--sandbox", "--log-level", "error", "--config", newPlace(t, "").config, "--agent", "full")
	cmd.Env = append(os.Environ(), "GODEBUG=gctrace=1", "GOGC=", "GOMEMLIMIT=")
	out, err := cmd.CombinedOutput()
	if err != nil || strings.Contains(string(out), "\ngc 1 ") || strings.HasPrefix(string(out), "gc 1 ") || len(out) < 100 {
		t.Errorf("%v\n%s", err, out)
	}
}
