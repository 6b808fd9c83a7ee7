package main

import (
	"net/http"
	"os"
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// status is what the server answers to a token: 401 when it knows nobody by it.
func (c *child) status(t *testing.T, token string) int {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, c.url, strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`))
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("Authorization", "Bearer "+token)
	r.Header.Set("Content-Type", "application/json")
	answer, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	answer.Body.Close()
	return answer.StatusCode
}

// eventually waits for what a server does in its own time.
func eventually(t *testing.T, what string, done func() bool) {
	t.Helper()
	for deadline := time.Now().Add(10 * time.Second); !done(); {
		if time.Now().After(deadline) {
			t.Fatalf("not within 10 s: %s", what)
		}
	}
}

// A call is under way while its agent's neighbour is removed: the call ends
// well, the neighbour is nobody, and the server goes on.
func TestAServerReadsItsPolicyAgain(t *testing.T) {
	for name, ask := range map[string]func(c *child) error{
		"on SIGHUP":     func(c *child) error { return c.cmd.Process.Signal(syscall.SIGHUP) },
		"by and by":     func(*child) error { return nil },
		"on 20 SIGHUPs": func(c *child) error { return hangUp(c, 20) },
	} {
		if runtime.GOOS == "windows" && name != "by and by" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			origin, arrived, release := slowDirectory(t)
			p := newPlace(t, "jumpcloud: {console_url: '"+origin+"', insights_url: '"+origin+"/insights/directory/v1'}")
			server := p.serveHTTP(t)
			answered := p.startSlowCall(t, server, arrived)
			if got := server.status(t, p.reader); got != http.StatusOK {
				t.Fatalf("the reader is answered %d", got)
			}
			p.remove(t, "reader")
			if err := ask(server); err != nil {
				t.Fatal(err)
			}
			eventually(t, "the reader is unknown", func() bool { return server.status(t, p.reader) == http.StatusUnauthorized })
			close(release)
			if got := <-answered; got != "ok" {
				t.Errorf("the call in flight ended as: %s", got)
			}
			if got := server.status(t, p.full); got != http.StatusOK {
				t.Errorf("the other agent is answered %d", got)
			}
			server.stop(t)
			checkTrail(t, p, audit.PolicyLoaded, audit.CallIntent, audit.PolicyLoaded, audit.AuthFailed, audit.CallOutcome, audit.ServerStop)
		})
	}
}

func hangUp(c *child, times int) error {
	for range times {
		if err := c.cmd.Process.Signal(syscall.SIGHUP); err != nil {
			return err
		}
	}
	return nil
}

// remove takes an agent, whose entry is the last, out of the policy.
func (p place) remove(t *testing.T, agent string) {
	t.Helper()
	src, err := os.ReadFile(p.config)
	if err != nil {
		t.Fatal(err)
	}
	kept, _, found := strings.Cut(string(src), "  "+agent+":\n")
	if !found {
		t.Fatalf("no %s in %s", agent, src)
	}
	next := p.config + ".next"
	if err := os.WriteFile(next, []byte(kept), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(next, p.config); err != nil {
		t.Fatal(err)
	}
}

// Claude Desktop and its like keep one process open for days.
func TestALocalClientHearsOfItsPolicyAndLosesWhatIsTakenAway(t *testing.T) {
	t.Parallel()
	for _, version := range []string{"2025-11-25", "2026-07-28"} {
		t.Run(version, func(t *testing.T) { losesItsTools(t, version) })
	}
}

func losesItsTools(t *testing.T, version string) {
	p := newPlace(t, "")
	c, err := client.NewStdioMCPClient("jumpgate", nil, "serve", "--sandbox", "--agent", "reader", "--config", p.config, "--log-level", "error")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(t.Context()); err != nil { // which has it listen to notifications
		t.Fatal(err)
	}
	heard := make(chan string, 10)
	c.OnNotification(func(n mcp.JSONRPCNotification) { heard <- n.Method })
	request := mcp.InitializeRequest{}
	request.Params.ProtocolVersion = version
	request.Params.ClientInfo = mcp.Implementation{Name: "a test", Version: "1"}
	if _, err := c.Initialize(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	if version == mcp.LATEST_PROTOCOL_VERSION { // such a client hears what it listens to
		go c.Listen(t.Context(), mcp.SubscriptionFilter{ToolsListChanged: true})
		if got := <-heard; got != mcp.MethodNotificationSubscriptionsAcknowledged {
			t.Errorf("heard %s", got)
		}
	}
	if len(toolNames(t, c)) == 0 {
		t.Fatal("the reader sees nothing")
	}
	p.remove(t, "reader")
	if got := <-heard; got != mcp.MethodNotificationToolsListChanged {
		t.Errorf("heard %s", got)
	}
	if names := toolNames(t, c); len(names) != 0 {
		t.Errorf("an agent that is gone sees %v", names)
	}
	if r := callTool(t.Context(), t, c, "users_get", map[string]any{"id": "ana.ruiz"}); !r.IsError {
		t.Error("an agent that is gone reads")
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	checkTrail(t, p, audit.PolicyLoaded, audit.ListServed, audit.PolicyLoaded, audit.ListServed, audit.CallDenied, audit.ServerStop)
	for _, r := range p.records(t) {
		if r.Kind == audit.CallDenied && r.Decision.Rule != "unknown_agent" {
			t.Errorf("denied by %s", r.Decision.Rule)
		}
	}
}
