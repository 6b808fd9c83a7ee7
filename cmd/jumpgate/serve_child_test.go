package main

import (
	"net"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
)

// A server that cannot serve ends before its trail is opened: nothing is on record that did not happen.
func TestAServerThatCannotServeLeavesNoTrail(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { taken.Close() })
	for name, c := range map[string]struct {
		settings string
		flags    []string
		says     string
	}{
		"the endpoint's address is taken":  {"", []string{"--http", taken.Addr().String()}, "choose an address of this machine that is free, with --http"},
		"the probes' address is taken":     {"server: {ops: \"" + taken.Addr().String() + "\"}", []string{"--http", "127.0.0.1:0"}, "server.ops: listen"},
		"tokens would travel in the clear": {"", []string{"--http", "0.0.0.0:0"}, "tokens would travel in the clear"},
		"nobody is that agent":             {"", []string{"--agent", "nobody"}, "nobody"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := newPlace(t, c.settings)
			out, err := exec.CommandContext(t.Context(), "jumpgate", append([]string{"serve", "--sandbox", "--config", p.config}, c.flags...)...).CombinedOutput()
			if err == nil || !strings.Contains(string(out), c.says) {
				t.Errorf("%v\n%s", err, out)
			}
			if files, _ := filepath.Glob(filepath.Join(p.dir, "audit*")); len(files) > 0 {
				t.Errorf("there is %v", files)
			}
		})
	}
}
