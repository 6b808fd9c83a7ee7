package main

import (
	"fmt"
	"os"
	"os/exec"
	"strings"
	"testing"
)

// The shell allows core dumps first, so that the server has something to turn off.
func TestAServersMemoryIsHidden(t *testing.T) {
	if exec.Command("sh", "-c", "ulimit -c 1").Run() != nil {
		t.Skip("core dumps are off for good on this machine")
	}
	p := newPlace(t, "")
	cmd := exec.Command("sh", "-c", `ulimit -c 1; exec jumpgate serve --sandbox --agent full --config "$1"`, "sh", p.config)
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	fmt.Fprintln(in, `{"jsonrpc":"2.0","id":1,"method":"ping"}`)
	if _, err := out.Read(make([]byte, 1)); err != nil {
		t.Fatal(err)
	}
	limits, err := os.ReadFile(fmt.Sprintf("/proc/%d/limits", cmd.Process.Pid))
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(limits)) {
		if f := strings.Fields(line); strings.HasPrefix(line, "Max core file size") && (f[4] != "0" || f[5] != "0") {
			t.Error(line)
		}
	}
	if _, err := os.ReadFile(fmt.Sprintf("/proc/%d/environ", cmd.Process.Pid)); err == nil && os.Getuid() != 0 {
		t.Error("its environment can be read by any process of its user")
	}
	in.Close()
	if err := cmd.Wait(); err != nil {
		t.Error(err)
	}
}
