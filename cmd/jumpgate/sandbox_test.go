package main

import (
	"bufio"
	"fmt"
	"io"
	"net/http"
	"os"
	"os/exec"
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// startSandbox runs a sandbox as a child, and reads what it prints; stop ends
// it as a service manager does.
func startSandbox(t *testing.T, args ...string) (printed map[string]string, stop func() error) {
	t.Helper()
	cmd := exec.Command("jumpgate", append([]string{"sandbox", "--listen", "127.0.0.1:0"}, args...)...)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { cmd.Process.Kill() })
	printed = map[string]string{}
	for lines := bufio.NewScanner(out); printed["faults"] == "" && lines.Scan(); {
		if m := regexp.MustCompile(`^(\S+): +(\S+)$`).FindStringSubmatch(lines.Text()); m != nil {
			printed[m[1]] = m[2]
		}
	}
	return printed, func() error {
		if err := cmd.Process.Signal(syscall.SIGTERM); err != nil {
			return err
		}
		return cmd.Wait()
	}
}

// The sandbox alone is a JumpCloud for any client: what it prints is what a
// configuration needs, and a server in front of it works as over the real one.
func TestASandboxOfItsOwnServesAConfiguration(t *testing.T) {
	printed, stop := startSandbox(t, "--users", "160", "--api-key", "jca_of_this_test")
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
	if err := stop(); err != nil {
		t.Errorf("the sandbox did not stop cleanly: %v", err)
	}
}

func TestASandboxOfItsOwnHasKeysTokensAndFaults(t *testing.T) {
	printed, _ := startSandbox(t, "--key", "k=1=read-only", "--client-id", "me", "--client-secret", "s3", "--token-life", "5m",
		"--client-role", "users.readonly", "--faults", "repeat-204", "--rate", "1000", "--latency", "1ms")
	ask := func(method, url, body string, headers ...string) (int, string) {
		t.Helper()
		r, err := http.NewRequest(method, url, strings.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		for i := 0; i < len(headers); i += 2 {
			r.Header.Set(headers[i], headers[i+1])
		}
		if id, secret, is := strings.Cut(r.Header.Get("Basic"), ":"); is {
			r.SetBasicAuth(id, secret)
		}
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		defer answer.Body.Close()
		b, err := io.ReadAll(answer.Body)
		if err != nil {
			t.Fatal(err)
		}
		return answer.StatusCode, string(b)
	}
	console, key := printed["console_url"], printed["x-api-key"]
	wants := func(want string, status int, text string) {
		t.Helper()
		if got := fmt.Sprint(status, " ", text); !strings.HasPrefix(got, want) {
			t.Errorf("%.300s, not %s", got, want)
		}
	}
	status, token := ask("POST", printed["token_url"], "grant_type=client_credentials&scope=api",
		"Content-Type", "application/x-www-form-urlencoded", "Basic", printed["client_id"]+":"+printed["client_secret"])
	wants(`200 {"access_token":"invented`, status, token)
	bearer := "Bearer " + regexp.MustCompile(`invented\w+`).FindString(token)
	if !strings.Contains(token, `"expires_in":300`) {
		t.Errorf("the token is %s", token)
	}
	for _, c := range []struct{ method, path, header, value, want string }{
		{"GET", "/api/systemusers", "Authorization", bearer, "200"},
		{"GET", "/api/systems", "Authorization", bearer, "403"},
		{"GET", "/api/systems", "x-api-key", "k=1", "200"},
		{"POST", "/api/systemusers", "x-api-key", "k=1", "403"},
	} {
		status, text := ask(c.method, console+c.path, "{}", c.header, c.value)
		wants(c.want, status, text)
	}
	status, text := ask("GET", printed["faults"], "", "x-api-key", key)
	wants(`200 {"faults":"rate=1000,latency=1ms,repeat-204"}`, status, text)
	status, text = ask("POST", printed["faults"], "503=1", "x-api-key", key)
	wants(`200 {"faults":"503=1"}`, status, text)
	status, text = ask("GET", console+"/api/systems", "", "x-api-key", key)
	wants("503 <html>", status, text)
}

func TestTheDocumentationShowsWhatASandboxPrints(t *testing.T) {
	b, err := os.ReadFile("../../docs/sandbox.md")
	if err != nil {
		t.Fatal(err)
	}
	printed, _ := startSandbox(t)
	shown := blocks(string(b), "console")[0]
	for name, value := range printed {
		value = regexp.MustCompile(`127\.0\.0\.1:\d+`).ReplaceAllString(value, "127.0.0.1:8081")
		if line := fmt.Sprintf("%-14s %s\n", name+":", value); !strings.Contains(shown, line) {
			t.Errorf("docs/sandbox.md does not show %s", line)
		}
	}
	if n := strings.Count(shown, "\n"); n != len(printed)+1 {
		t.Errorf("docs/sandbox.md shows %d lines, and %d are printed", n-1, len(printed))
	}
}
