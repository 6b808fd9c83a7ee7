package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// BenchmarkStart is what a local client waits for: from the start of the
// process over stdio to its answer to initialize.
func BenchmarkStart(b *testing.B) {
	binary := filepath.Join(b.TempDir(), "jumpgate")
	if out, err := exec.Command("go", "build", "-o", binary, ".").CombinedOutput(); err != nil {
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
		b.StartTimer()
	}
}
