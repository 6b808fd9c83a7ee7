package main

import (
	"bytes"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/audit/push"
)

// asking is a policy by which deletions wait for whoever runs the tests, and
// changes for the agent's own user.
func asking(t *testing.T) string {
	t.Helper()
	if runtime.GOOS != "linux" && runtime.GOOS != "darwin" {
		t.Skip("on this system it cannot be told who is at the other end of a local socket")
	}
	me, err := user.Current()
	if err != nil {
		t.Skip(err)
	}
	return fmt.Sprintf(`
approvers: {secops: [%q, bob@example.com]}
require:
  - {id: eyes, tools: [users_delete], approval: {approvers: [secops], ttl: 10m}, reason: People decide.}
  - {id: self, tools: [users_update], approval: {ttl: 10m, confirm: true}}
`, me.Username)
}

// approvals runs a command about approvals, as a person does beside a server.
func (p place) approvals(words ...string) (out string, code int) {
	cmd := exec.Command("jumpgate", append([]string{"approvals", "--config", p.config}, words...)...)
	b, _ := cmd.CombinedOutput()
	return string(b), cmd.ProcessState.ExitCode()
}

const anaID = "60259a2a0001000000000001"

// failure is the error of a call, as an agent reads it.
type agentsError struct {
	Code     string `json:"code"`
	Approval struct {
		ID   string   `json:"id"`
		Plan []string `json:"plan"`
	} `json:"approval"`
}

// tries makes a call, and says what kept it from being made; "" when it was.
func tries(t *testing.T, c *client.Client, tool string, args map[string]any) agentsError {
	t.Helper()
	r := mcp.CallToolRequest{}
	r.Params.Name, r.Params.Arguments = tool, args
	result, err := c.CallTool(t.Context(), r)
	if err != nil {
		t.Fatal(err)
	}
	var answer struct {
		Error agentsError `json:"error"`
	}
	if err := json.Unmarshal([]byte(result.Content[0].(mcp.TextContent).Text), &answer); err != nil {
		t.Fatal(err)
	}
	return answer.Error
}

func TestAPersonApprovesACallAtTheRunningServer(t *testing.T) {
	p := newPlace(t, asking(t))
	if out, code := p.approvals("list"); code != 1 || !strings.Contains(out, "no server is running") {
		t.Errorf("without a server: %d %s", code, out)
	}
	server := p.serveHTTP(t, "--sandbox")
	if out, code := p.approvals("list"); code != 0 || out != "Nothing waits for you.\n" {
		t.Errorf("%d %s", code, out)
	}
	ana := map[string]any{"id": anaID}
	asked := tries(t, server.client(t, p.full), "users_delete", ana)
	if asked.Code != "approval_required" || asked.Approval.ID == "" {
		t.Fatalf("%+v", asked)
	}
	// What waits survives the server's sudden end.
	server.cmd.Process.Kill()
	_ = server.cmd.Wait()
	server = p.serveHTTP(t, "--sandbox")
	agent := server.client(t, p.full)
	if out, code := p.approvals("list"); code != 0 || !strings.HasPrefix(out, asked.Approval.ID+"  waits, ") || !strings.Contains(out, "Full Agent (full): Delete user") {
		t.Errorf("%d %s", code, out)
	}
	out, code := p.approvals("show", asked.Approval.ID)
	for _, want := range []string{"Full Agent (full) asks to call users_delete (destroy):", `  Delete user "ana.ruiz" (6025…0001).`, `Arguments: {"id":"60259a2a0001000000000001"}`, "require.eyes wants it approved by 1 of ", "People decide.", "jumpgate approvals approve " + asked.Approval.ID} {
		if code != 0 || !strings.Contains(out, want) {
			t.Errorf("%d: no %q in\n%s", code, want, out)
		}
	}
	if out, code := p.approvals("approve", asked.Approval.ID, "--reason", "she left\nus"); code != 2 || !strings.Contains(out, "--reason") {
		t.Errorf("a reason of two lines: %d %s", code, out)
	}
	if out, code := p.approvals("approve", asked.Approval.ID, "--reason", "she left"); code != 0 || !strings.HasPrefix(out, "Approved. Full Agent (full) can make the call once, until ") {
		t.Errorf("%d %s", code, out)
	}
	if out, code := p.approvals("approve", asked.Approval.ID); code != 1 || !strings.Contains(out, "no such approval is waiting") {
		t.Errorf("twice: %d %s", code, out)
	}
	if e := tries(t, agent, "users_delete", ana); e.Code != "" {
		t.Errorf("%+v", e)
	}
	next := tries(t, agent, "users_delete", map[string]any{"id": "6036def30001000000000002"})
	if out, code := p.approvals("deny", next.Approval.ID); code != 0 || out != "Refused. The call is not made.\n" {
		t.Errorf("%d %s", code, out)
	}
	if e := tries(t, agent, "users_delete", map[string]any{"id": "6036def30001000000000002"}); e.Code != "denied" {
		t.Errorf("%+v", e)
	}
	server.stop(t)
	me, _ := user.Current()
	for _, r := range p.records(t) {
		if r.Kind == audit.ApprovalGranted && (!strings.HasPrefix(r.Message, me.Username+" (uid "+me.Uid+") approved that Full Agent (owner it@example.com) may delete user \"ana.ruiz\"") || !strings.Contains(r.Message, `"she left"`)) {
			t.Errorf("recorded: %s", r.Message)
		}
	}
	checkTrail(t, p, audit.ApprovalAsked, audit.ServerStart, audit.ApprovalGranted, audit.CallIntent, audit.CallOutcome, audit.ApprovalAsked, audit.ApprovalDenied, audit.CallDenied)
}

// Whoever runs the server is on the side of its local agents, which could say as
// much through a shell: such a yes counts where a rule lets the user confirm.
func TestTheUserOfALocalAgentIsNobodyElse(t *testing.T) {
	p := newPlace(t, asking(t))
	c, err := client.NewStdioMCPClient("jumpgate", nil, "serve", "--sandbox", "--agent", "full", "--config", p.config, "--log-level", "error")
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	request := mcp.InitializeRequest{}
	request.Params.ProtocolVersion = "2025-11-25"
	request.Params.ClientInfo = mcp.Implementation{Name: "a test", Version: "1"}
	if _, err := c.Initialize(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	asked := tries(t, c, "users_delete", map[string]any{"id": anaID})
	if out, code := p.approvals("approve", asked.Approval.ID); code != 3 || !strings.Contains(out, "on whose side the agent runs") {
		t.Errorf("%d %s", code, out)
	}
	if e := tries(t, c, "users_delete", map[string]any{"id": anaID}); e.Code != "approval_required" {
		t.Errorf("%+v", e)
	}
	update := map[string]any{"id": anaID, "jobTitle": "Lead"}
	asked = tries(t, c, "users_update", update)
	if out, code := p.approvals("approve", asked.Approval.ID); code != 0 || !strings.HasPrefix(out, "Approved.") {
		t.Errorf("%d %s", code, out)
	}
	if e := tries(t, c, "users_update", update); e.Code != "" {
		t.Errorf("%+v", e)
	}
}

const hookSecret = "a-secret-that-is-long-enough"

// A receiver is another program that is told what waits.
func receiver(t *testing.T) (url string, told chan *http.Request, bodies chan []byte) {
	told, bodies = make(chan *http.Request, 10), make(chan []byte, 10)
	failed := false
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		if !failed { // the first message is lost, and comes again
			failed = true
			w.WriteHeader(http.StatusServiceUnavailable)
			return
		}
		told <- r
		bodies <- b
	}))
	t.Cleanup(s.Close)
	return s.URL + "/hook", told, bodies
}

func TestAWebhookIsToldAndBringsBackWhatPeopleSay(t *testing.T) {
	url, told, bodies := receiver(t)
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte(hookSecret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := newPlace(t, asking(t)+"approvals: {webhook_url: "+url+", webhook_secret: \"file:"+secret+"\"}\n")
	server := p.serveHTTP(t, "--sandbox")
	agent := server.client(t, p.full)
	args := map[string]any{"id": anaID}
	asked := tries(t, agent, "users_delete", args)
	hook := push.NewSigner(hookSecret)
	r, body := <-told, <-bodies
	if err := hook.Check(r.Header, body, time.Now()); err != nil {
		t.Errorf("%v: %v", err, r.Header)
	}
	var m struct {
		Type     string       `json:"type"`
		Approval approvalView `json:"approval"`
	}
	if err := json.Unmarshal(body, &m); err != nil || m.Type != "approval.asked" || m.Approval.ID != asked.Approval.ID || m.Approval.Agent != "full" || !strings.Contains(m.Approval.Plan[0], "ana.ruiz") {
		t.Errorf("%v %s", err, body)
	}
	say := func(body string, change func(http.Header)) int {
		t.Helper()
		r, _ := http.NewRequest(http.MethodPost, strings.Replace(server.url, "/mcp", "/approvals/verdict", 1), bytes.NewReader([]byte(body)))
		r.Header.Set("Content-Type", "application/json")
		hook.Sign(r.Header, "m1", time.Now(), []byte(body))
		r.Header.Set("webhook-signature", "v1,other "+r.Header.Get("webhook-signature"))
		if change != nil {
			change(r.Header)
		}
		reply, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		reply.Body.Close()
		return reply.StatusCode
	}
	yes := fmt.Sprintf(`{"approval":%q,"approve":true,"person":"bob@example.com","reason":"fine"}`, asked.Approval.ID)
	for name, want := range map[string]struct {
		status int
		body   string
		change func(http.Header)
	}{
		"no signature":      {401, yes, func(h http.Header) { h.Del("Webhook-Signature") }},
		"another message's": {401, yes, func(h http.Header) { h.Set("Webhook-Id", "m2") }},
		"another secret": {401, yes, func(h http.Header) {
			push.NewSigner("guessed").Sign(h, "m1", time.Now(), []byte(yes))
		}},
		"an old one": {401, yes, func(h http.Header) {
			hook.Sign(h, "m1", time.Now().Add(-6*time.Minute), []byte(yes))
		}},
		"our own words":       {400, string(body), nil},
		"a stranger":          {403, strings.Replace(yes, "bob@", "mallory@", 1), nil},
		"the agent":           {403, strings.Replace(yes, "bob@example.com", "full", 1), nil},
		"of nothing":          {404, strings.Replace(yes, asked.Approval.ID, "nothing", 1), nil},
		"neither yes nor no":  {400, strings.Replace(yes, `"approve":true,`, "", 1), nil},
		"with something more": {400, strings.Replace(yes, `{`, `{"people":9,`, 1), nil},
		"too long":            {400, yes + strings.Repeat(" ", 20<<10), nil},
		"of a browser":        {403, yes, func(h http.Header) { h.Set("Origin", "https://evil.example") }},
	} {
		if got := say(want.body, want.change); got != want.status {
			t.Errorf("%s: %d, not %d", name, got, want.status)
		}
	}
	if e := tries(t, agent, "users_delete", args); e.Code != "approval_required" {
		t.Fatalf("%+v", e)
	}
	if got := say(yes, nil); got != http.StatusOK {
		t.Fatalf("%d", got)
	}
	if got := say(yes, nil); got != http.StatusNotFound {
		t.Errorf("said again: %d", got)
	}
	if e := tries(t, agent, "users_delete", args); e.Code != "" {
		t.Errorf("%+v", e)
	}
	server.stop(t)
	if strings.Contains(server.log.String(), hookSecret) {
		t.Error("the secret is logged")
	}
}

func TestAWebhookWithoutItsSecretOrOfNoUseDoesNotStart(t *testing.T) {
	for settings, want := range map[string]string{
		`approvals: {webhook_url: "http://chat.example.com/hook", webhook_secret: "${HOOK}"}`:        `it takes an https URL`,
		`approvals: {webhook_url: "https://me:secret@chat.example.com/hook"}`:                        `without a name or password in it`,
		`approvals: {webhook_url: "https://chat.example.com/hook"}`:                                  `approvals.webhook_secret is missing`,
		`approvals: {webhook_secret: "${HOOK}"}`:                                                     `approvals.webhook_url is missing`,
		`approvals: {webhook_url: "https://chat.example.com/hook", webhook_secret: "hunter2hunter"}`: `never be the key itself`,
		`approvals: {webhook_url: "https://chat.example.com/hook", webhook_secret: "${HOOK}"}`:       `shorter than 24 characters`,
	} {
		p := newPlace(t, settings)
		cmd := exec.Command("jumpgate", "call", "users_list", "--agent", "full", "--sandbox", "--config", p.config)
		cmd.Env = append(os.Environ(), "HOOK=hunter2")
		if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), want) || strings.Contains(string(out), "hunter2") {
			t.Errorf("%s: %s", settings, out)
		}
	}
}
