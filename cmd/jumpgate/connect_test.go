package main

import (
	"bufio"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
)

// What connect writes starts a server that answers, from any folder and with no more than is written there.
func TestWhatAClientIsToldStartsTheServer(t *testing.T) {
	p := newPlace(t, "")
	file := filepath.Join(t.TempDir(), "claude.json")
	if out, err := exec.Command("jumpgate", "connect", "claude-desktop", "--agent", "reader", "--sandbox", "--config", p.config, "--write", "--file", file).CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	src, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	var told struct {
		Servers map[string]struct {
			Command string   `json:"command"`
			Args    []string `json:"args"`
		} `json:"mcpServers"`
	}
	if err := json.Unmarshal(src, &told); err != nil {
		t.Fatal(err)
	}
	server := told.Servers["jumpcloud"]
	cmd := exec.Command(server.Command, server.Args...)
	cmd.Dir, cmd.Env, cmd.Stderr = t.TempDir(), []string{"HOME=" + t.TempDir()}, os.Stderr
	in, _ := cmd.StdinPipe()
	out, _ := cmd.StdoutPipe()
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	io.WriteString(in, `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}`+"\n")
	line, err := bufio.NewReader(out).ReadString('\n')
	in.Close()
	if err != nil || !strings.Contains(line, `"name":"jumpgate"`) {
		t.Errorf("it answered %q: %v", line, err)
	}
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
	if last := p.records(t); len(last) == 0 {
		t.Error("nothing was recorded beside the configuration")
	}
}
