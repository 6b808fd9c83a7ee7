package main

import (
	"context"
	"net/http"
	"os/exec"
	"strings"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// agent runs a command about an agent, as an operator does beside a server.
func (p place) agent(t *testing.T, words ...string) string {
	t.Helper()
	out, err := exec.Command("jumpgate", append([]string{"agent", "--config", p.config}, words...)...).CombinedOutput()
	if err != nil {
		t.Fatalf("agent %v: %v\n%s", words, err, out)
	}
	return string(out)
}

func TestADisabledAgentIsNobodyToARunningServerAndAfterARestart(t *testing.T) {
	p := newPlace(t, "")
	server := p.serveHTTP(t, "--sandbox")
	full := server.client(t, p.full)
	if out := p.agent(t, "disable", "full", "--reason", "it is mad"); !strings.Contains(out, "full is disabled: the running server has taken it.") {
		t.Errorf("told %s", out)
	}
	// What the command says has happened: no waiting here.
	if got := server.status(t, p.full); got != http.StatusUnauthorized {
		t.Errorf("it is answered %d", got)
	}
	if _, err := full.ListTools(t.Context(), mcp.ListToolsRequest{}); err == nil {
		t.Error("an open connection goes on")
	}
	if got := server.status(t, p.reader); got != http.StatusOK {
		t.Errorf("another agent is answered %d", got)
	}
	server.stop(t)

	server = p.serveHTTP(t, "--sandbox")
	if got := server.status(t, p.full); got != http.StatusUnauthorized {
		t.Errorf("after a restart it is answered %d", got)
	}
	p.agent(t, "enable", "full")
	if got := server.status(t, p.full); got != http.StatusOK {
		t.Errorf("enabled again, it is answered %d", got)
	}
	server.stop(t)
	checkTrail(t, p, audit.AgentDisabled, audit.AuthFailed, audit.ServerStop, audit.ServerStart, audit.AuthFailed, audit.AgentEnabled, audit.ListServed)
	for _, r := range p.records(t) {
		if r.Kind == audit.AgentDisabled && (r.Who.Name == "" || !strings.Contains(r.Message, `disabled agent full: "it is mad".`)) {
			t.Errorf("recorded: %s", r.Message)
		}
	}
}

func TestADisabledLocalAgentHearsThatItHasNoTools(t *testing.T) {
	p := newPlace(t, "")
	c, err := client.NewStdioMCPClient("jumpgate", nil, "serve", "--sandbox", "--agent", "full", "--config", p.config, "--log-level", "error")
	if err != nil {
		t.Fatal(err)
	}
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	heard := make(chan string, 10)
	c.OnNotification(func(n mcp.JSONRPCNotification) { heard <- n.Method })
	request := mcp.InitializeRequest{}
	request.Params.ProtocolVersion = "2025-11-25"
	request.Params.ClientInfo = mcp.Implementation{Name: "a test", Version: "1"}
	if _, err := c.Initialize(context.Background(), request); err != nil {
		t.Fatal(err)
	}
	callTool(t.Context(), t, c, "users_list", map[string]any{"limit": 1})
	p.agent(t, "disable", "full")
	if r := callTool(t.Context(), t, c, "users_list", map[string]any{"limit": 1}); !r.IsError {
		t.Error("a disabled agent reads")
	}
	if names := toolNames(t, c); len(names) != 0 {
		t.Errorf("a disabled agent sees %v", names)
	}
	if got := <-heard; got != mcp.MethodNotificationToolsListChanged {
		t.Errorf("heard %s", got)
	}
	p.agent(t, "enable", "full")
	if r := callTool(t.Context(), t, c, "users_list", map[string]any{"limit": 1}); r.IsError {
		t.Errorf("enabled again, it is told %+v", r.StructuredContent)
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	checkTrail(t, p, audit.CallOutcome, audit.AgentDisabled, audit.CallDenied, audit.ListServed, audit.AgentEnabled, audit.CallOutcome, audit.ServerStop)
}
