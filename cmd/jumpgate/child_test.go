package main

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/mark3labs/mcp-go/client"
	mcptransport "github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A place is a folder with a configuration, as an operator has one: agent
// "full" may do everything, agent "reader" may read.
type place struct {
	dir, config    string
	full, reader   string // their tokens
	settings       string // the program's half
	upstreamAPIKey string
}

func newPlace(t testing.TB, settings string) place {
	t.Helper()
	p := place{dir: t.TempDir(), settings: settings, upstreamAPIKey: sandbox.DefaultAPIKey}
	p.config = filepath.Join(p.dir, "jumpgate.yaml")
	var fullHash, readerHash string
	p.full, fullHash = policy.NewToken()
	p.reader, readerHash = policy.NewToken()
	every := func(level string) string {
		var rows []string
		for _, tool := range tools.ForPolicy() {
			rows = append(rows, tool.Resource+": "+level)
		}
		slices.Sort(rows)
		return "{" + strings.Join(slices.Compact(rows), ", ") + "}"
	}
	src := settings + `
version: 1
agents:
  full:
    name: Full Agent
    owner: it@example.com
    identify: [{local: true}, {token_sha256: ` + fullHash + `}]
    access: ` + every("full") + `
  reader:
    name: Read-only Agent
    owner: it@example.com
    identify: [{local: true}, {token_sha256: ` + readerHash + `}]
    access: ` + every("read") + "\n"
	if err := os.WriteFile(p.config, []byte(src), 0o600); err != nil {
		t.Fatal(err)
	}
	return p
}

// records reads the audit trail as it is on disk.
func (p place) records(t testing.TB) []audit.Record {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(p.dir, "audit.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var all []audit.Record
	for line := range strings.Lines(string(b)) {
		var r audit.Record
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, r)
	}
	return all
}

// A child is jumpgate running as a process of its own.
type child struct {
	cmd *exec.Cmd
	url string
	log *strings.Builder

	rest chan string // what it logs from then on, once it has ended
}

var endpoint = regexp.MustCompile(`https?://[^"]+/mcp`)

// serveHTTP starts a child over HTTP and waits until it says where it listens.
func (p place) serveHTTP(t testing.TB, flags ...string) *child {
	t.Helper()
	args := append([]string{"serve", "--http", "127.0.0.1:0", "--config", p.config, "--log-format", "json"}, flags...)
	c := &child{cmd: exec.Command("jumpgate", args...), log: &strings.Builder{}}
	c.cmd.Env = append(os.Environ(), "JUMPCLOUD_API_KEY="+p.upstreamAPIKey)
	stderr, err := c.cmd.StderrPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.cmd.Process.Kill() })
	lines := bufio.NewScanner(stderr)
	for lines.Scan() {
		c.log.WriteString(lines.Text() + "\n")
		if c.url = endpoint.FindString(lines.Text()); c.url != "" {
			break
		}
	}
	if c.url == "" {
		t.Fatalf("the server did not start: %s", c.log)
	}
	c.rest = make(chan string, 1)
	go func() {
		rest, _ := io.ReadAll(stderr)
		c.rest <- string(rest)
	}()
	return c
}

// stop ends the child as an init system does.
func (c *child) stop(t testing.TB) {
	t.Helper()
	if err := c.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	if err := c.cmd.Wait(); err != nil {
		t.Errorf("the server did not stop cleanly: %v", err)
	}
}

func (c *child) client(t *testing.T, token string) *client.Client {
	t.Helper()
	remote, err := client.NewStreamableHttpClient(c.url, mcptransport.WithHTTPHeaders(map[string]string{"Authorization": "Bearer " + token}))
	if err != nil {
		t.Fatal(err)
	}
	if err := remote.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	return initialized(t, remote)
}

func initialized(t *testing.T, c *client.Client) *client.Client {
	t.Helper()
	t.Cleanup(func() { c.Close() })
	request := mcp.InitializeRequest{}
	request.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
	request.Params.ClientInfo = mcp.Implementation{Name: "a test", Version: "1"}
	if _, err := c.Initialize(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	return c
}

func callTool(ctx context.Context, t *testing.T, c *client.Client, tool string, args map[string]any) *mcp.CallToolResult {
	t.Helper()
	result, err := c.CallTool(ctx, mcp.CallToolRequest{Params: mcp.CallToolParams{Name: tool, Arguments: args}})
	if err != nil {
		t.Fatalf("%s: %v", tool, err)
	}
	return result
}

func toolNames(t *testing.T, c *client.Client) []string {
	t.Helper()
	listed, err := c.ListTools(t.Context(), mcp.ListToolsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range listed.Tools {
		names = append(names, tool.Name)
	}
	return names
}

func TestAChildProcessServesAClientOverStdio(t *testing.T) {
	p := newPlace(t, "")
	c, err := client.NewStdioMCPClient("jumpgate", nil, "serve", "--sandbox", "--agent", "reader", "--config", p.config, "--log-level", "error")
	if err != nil {
		t.Fatal(err)
	}
	initialized(t, c)
	names := toolNames(t, c)
	if len(names) == 0 || len(names) >= len(tools.All()) {
		t.Errorf("the reader sees %d tools", len(names))
	}
	if r := callTool(t.Context(), t, c, "users_get", map[string]any{"id": "ana.ruiz"}); r.IsError {
		t.Errorf("a granted read: %+v", r.StructuredContent)
	}
	if r := callTool(t.Context(), t, c, "users_delete", map[string]any{"id": "ana.ruiz"}); !r.IsError {
		t.Error("a reader deleted someone")
	}
	if err := c.Close(); err != nil {
		t.Error(err)
	}
	checkTrail(t, p, audit.ServerStart, audit.PolicyLoaded, audit.ListServed, audit.CallLookup, audit.CallIntent, audit.CallOutcome, audit.CallDenied, audit.ServerStop)
}

func TestAChildProcessServesTwoAgentsOverHTTP(t *testing.T) {
	p := newPlace(t, "")
	server := p.serveHTTP(t, "--sandbox")
	full, reader := server.client(t, p.full), server.client(t, p.reader)
	if n, m := len(toolNames(t, full)), len(toolNames(t, reader)); n != len(tools.All()) || m >= n {
		t.Errorf("full sees %d of %d tools, the reader %d", n, len(tools.All()), m)
	}
	if r := callTool(t.Context(), t, full, "users_update", map[string]any{"id": "ana.ruiz", "jobTitle": "Lead"}); r.IsError {
		t.Errorf("a granted change: %+v", r.StructuredContent)
	}
	if r := callTool(t.Context(), t, reader, "users_update", map[string]any{"id": "ana.ruiz", "jobTitle": "Lead"}); !r.IsError {
		t.Error("a reader changed someone")
	}
	stranger, err := http.Post(server.url, "application/json", strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/list"}`))
	if err != nil || stranger.StatusCode != http.StatusUnauthorized || stranger.Header.Get("WWW-Authenticate") == "" {
		t.Errorf("a caller without a token: %+v, %v", stranger, err)
	}
	server.stop(t)
	for _, r := range p.records(t) {
		if r.Kind == audit.CallDenied && (r.Who.Agent != "reader" || r.What.Tool != "users_update") {
			t.Errorf("denied: %s", r.Message)
		}
	}
	checkTrail(t, p, audit.ListServed, audit.ListServed, audit.CallLookup, audit.CallIntent, audit.CallOutcome, audit.CallDenied, audit.AuthFailed, audit.ServerStop)
}

// checkTrail verifies the trail, and that it holds records of these kinds in this order.
func checkTrail(t *testing.T, p place, kinds ...audit.Kind) {
	t.Helper()
	if _, err := audit.Verify(filepath.Join(p.dir, "audit.jsonl")); err != nil {
		t.Error(err)
	}
	at := 0
	var all []audit.Kind
	for _, r := range p.records(t) {
		all = append(all, r.Kind)
		if at < len(kinds) && r.Kind == kinds[at] {
			at++
		}
	}
	if at < len(kinds) {
		t.Errorf("the trail has no %s where it should: %v", kinds[at], all)
	}
}

// slowDirectory is a JumpCloud whose writes take effect and are then answered
// only when released.
func slowDirectory(t *testing.T) (origin string, arrived, release chan struct{}) {
	t.Helper()
	directory := sandbox.New(sandbox.Options{})
	arrived, release = make(chan struct{}, 1), make(chan struct{})
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if r.Method == http.MethodPost && r.URL.Path == "/api/systemusers" {
			arrived <- struct{}{}
			<-release
		}
		directory.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	return s.URL, arrived, release
}

func (p place) startSlowCall(t *testing.T, server *child, arrived chan struct{}) (answered chan string) {
	t.Helper()
	answered = make(chan string, 1)
	c := server.client(t, p.full)
	go func() {
		result, err := c.CallTool(context.Background(), mcp.CallToolRequest{Params: mcp.CallToolParams{Name: "users_create", Arguments: map[string]any{"username": "new.one", "email": "new.one@example.com"}}})
		switch {
		case err != nil:
			answered <- "error: " + err.Error()
		case result.IsError:
			answered <- "refused"
		default:
			answered <- "ok"
		}
	}()
	<-arrived
	return answered
}

func TestOnASignalACallInFlightFinishesAndIsRecorded(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGTERM, syscall.SIGINT} {
		t.Run(signal.String(), func(t *testing.T) { finishesOn(t, signal) })
	}
}

func finishesOn(t *testing.T, signal syscall.Signal) {
	origin, arrived, release := slowDirectory(t)
	p := newPlace(t, "jumpcloud: {console_url: '"+origin+"', insights_url: '"+origin+"/insights/directory/v1'}")
	server := p.serveHTTP(t)
	answered := p.startSlowCall(t, server, arrived)
	if err := server.cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	// The server takes no more calls, and waits for this one.
	for deadline := time.Now().Add(5 * time.Second); ; {
		conn, err := http.Post(server.url, "application/json", strings.NewReader("{}"))
		if err != nil {
			break
		}
		conn.Body.Close()
		if time.Now().After(deadline) {
			t.Fatal("the server still takes calls")
		}
	}
	close(release)
	if got := <-answered; got != "ok" {
		t.Errorf("the call in flight ended as: %s", got)
	}
	if err := server.cmd.Wait(); err != nil {
		t.Errorf("the server did not stop cleanly: %v", err)
	}
	checkTrail(t, p, audit.CallIntent, audit.CallOutcome, audit.ServerStop)
	for _, r := range p.records(t) {
		if r.Kind == audit.CallOutcome && r.Outcome.Result != "ok" {
			t.Errorf("recorded: %+v", r.Outcome)
		}
	}
}

// The client stops reading while a change is under way: its outcome is recorded
// all the same, and nothing is left half done.
func TestAClientThatStopsReadingEndsNoCall(t *testing.T) {
	origin, arrived, release := slowDirectory(t)
	p := newPlace(t, "jumpcloud: {console_url: '"+origin+"', insights_url: '"+origin+"/insights/directory/v1'}")
	cmd := exec.Command("jumpgate", "serve", "--agent", "full", "--config", p.config)
	cmd.Env = append(os.Environ(), "JUMPCLOUD_API_KEY="+p.upstreamAPIKey)
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
	t.Cleanup(func() { cmd.Process.Kill() })
	io.WriteString(in, `{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":"a test","version":"1"}}}`+"\n")
	io.WriteString(in, `{"jsonrpc":"2.0","id":2,"method":"tools/call","params":{"name":"users_create","arguments":{"username":"new.one","email":"new.one@example.com"}}}`+"\n")
	<-arrived
	out.Close()
	for id := range 3 { // the answers find nobody
		fmt.Fprintf(in, `{"jsonrpc":"2.0","id":"%d","method":"tools/list"}`+"\n", id)
	}
	in.Close()
	close(release)
	if err := cmd.Wait(); err != nil {
		t.Errorf("the server did not stop cleanly: %v", err)
	}
	checkTrail(t, p, audit.CallIntent, audit.CallOutcome, audit.ServerStop)
}

func TestAChangeThatTimesOutIsRecordedAsUnknown(t *testing.T) {
	origin, arrived, release := slowDirectory(t)
	defer close(release)
	p := newPlace(t, "server: {call_timeout: 1s}\njumpcloud: {console_url: '"+origin+"', insights_url: '"+origin+"/insights/directory/v1'}")
	server := p.serveHTTP(t)
	p.startSlowCall(t, server, arrived)
	server.stop(t)
	checkTrail(t, p, audit.CallIntent, audit.CallOutcome, audit.ServerStop)
	all := p.records(t)
	outcome := all[len(all)-2]
	if outcome.Kind != audit.CallOutcome || outcome.Outcome.Result != "unknown" || !strings.Contains(outcome.Message, "may") {
		t.Errorf("recorded: %s %+v", outcome.Message, outcome.Outcome)
	}
}
