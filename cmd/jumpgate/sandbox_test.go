package main

import (
	"bufio"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// The sandbox alone is a JumpCloud for any client: what it prints is what a
// configuration needs, and a server in front of it works as over the real one.
func TestASandboxOfItsOwnServesAConfiguration(t *testing.T) {
	cmd := exec.Command("jumpgate", "sandbox", "--listen", "127.0.0.1:0", "--users", "160", "--api-key", "jca_of_this_test")
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	printed := map[string]string{}
	for lines := bufio.NewScanner(out); len(printed) < 3 && lines.Scan(); {
		if m := regexp.MustCompile(`^(\S+):\s+(\S+)$`).FindStringSubmatch(lines.Text()); m != nil {
			printed[m[1]] = m[2]
		}
	}
	p := newPlace(t, "jumpcloud: {console_url: '"+printed["console_url"]+"', insights_url: '"+printed["insights_url"]+"'}")
	call := func(key, tool, args string) (string, error) {
		c := exec.Command("jumpgate", "call", tool, "--agent", "full", "--config", p.config, "--log-level", "error", "--args", args)
		c.Env = append(os.Environ(), "JUMPCLOUD_API_KEY="+key)
		b, err := c.Output()
		return string(b), err
	}
	if got, err := call(printed["x-api-key"], "users_list", `{"limit":1}`); err != nil || !strings.Contains(got, `"total": 160`) {
		t.Errorf("%v: %s", err, got)
	}
	if got, err := call(printed["x-api-key"], "events_count", `{"service":["all"],"start_time":"2020-01-01T00:00:00Z"}`); err != nil || !strings.Contains(got, `"count"`) {
		t.Errorf("%v: %s", err, got)
	}
	if got, err := call("jca_another", "users_list", `{}`); err == nil || !strings.Contains(got, `"unauthorized"`) {
		t.Errorf("with a wrong key: %v: %s", err, got)
	}
	checkTrail(t, p, audit.CallIntent, audit.CallOutcome, audit.CallIntent, audit.CallOutcome)
	if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Wait(); err != nil {
		t.Errorf("the sandbox did not stop cleanly: %v", err)
	}
}
