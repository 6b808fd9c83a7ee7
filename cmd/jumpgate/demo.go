package main

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/spf13/cobra"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/transport"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// demoPolicy is the policy of the demo; its two token hashes are filled in
// when it runs, and stand for no token otherwise.
var demoPolicy = fillTokens(demoTemplate, strings.Repeat("0", 63)+"1", strings.Repeat("0", 63)+"2")

//go:embed demo.yaml
var demoTemplate []byte

func fillTokens(src []byte, auditor, onboarding string) []byte {
	src = bytes.ReplaceAll(src, []byte("AUDITOR_TOKEN_SHA256"), []byte(auditor))
	return bytes.ReplaceAll(src, []byte("ONBOARDING_TOKEN_SHA256"), []byte(onboarding))
}

func newDemo() *cobra.Command {
	return &cobra.Command{
		Use:     "demo",
		Example: "  jumpgate demo",
		Short:   "See it work, with no account: two agents, a read, a change, a denial, and the record of it all",
		Args:    cobra.NoArgs,
		RunE: does(func(cmd *cobra.Command, _ []string) error {
			return runDemo(cmd.Context(), os.Stdout)
		}),
	}
}

// runDemo plays the main job: an invented directory, the real server over
// HTTP, a real MCP client as two agents, and then the audit trail.
func runDemo(ctx context.Context, out io.Writer) error {
	dir, err := os.MkdirTemp("", "jumpgate-demo-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	auditorToken, auditorHash := policy.NewToken()
	onboardingToken, onboardingHash := policy.NewToken()
	file := filepath.Join(dir, "jumpgate.yaml")
	if err := os.WriteFile(file, fillTokens(demoTemplate, auditorHash, onboardingHash), 0o600); err != nil {
		return err
	}
	h, err := open(ctx, &flags{config: file, logLevel: "error"}, true)
	if err != nil {
		return err
	}
	closed := false
	defer func() {
		if !closed {
			h.close()
		}
	}()
	url, stop, err := h.serveForDemo(ctx)
	if err != nil {
		return err
	}
	d := &demo{ctx: ctx, out: out, url: url}
	d.play(auditorToken, onboardingToken)
	stop()
	h.close()
	closed = true
	if d.err != nil {
		return d.err
	}
	return d.trail(filepath.Join(dir, "audit.jsonl"))
}

func (h *house) serveForDemo(ctx context.Context) (url string, stop func(), err error) {
	ctx, cancel := context.WithCancel(ctx)
	ln, err := (&net.ListenConfig{}).Listen(ctx, "tcp", "127.0.0.1:0")
	if err != nil {
		cancel()
		return "", nil, err
	}
	done := make(chan struct{})
	go func() {
		defer close(done)
		_ = transport.NewHTTP(h.gate, serverInfo(), transport.HTTPOptions{}, slog.New(slog.DiscardHandler)).Serve(ctx, ln)
	}()
	return "http://" + ln.Addr().String() + "/mcp", func() { cancel(); <-done }, nil
}

// A demo tells a story; its first error ends it.
type demo struct {
	ctx context.Context
	out io.Writer
	url string
	err error
}

func (d *demo) play(auditorToken, onboardingToken string) {
	d.say("jumpgate stands between AI agents and a JumpCloud directory. Here the directory is an")
	d.say("invented one in memory (150 people, 90 devices); everything else is the real thing.")
	d.say("")
	auditor := d.connect("Audit Agent", auditorToken)
	onboarding := d.connect("Onboarding Agent", onboardingToken)

	d.title("1. Two agents, one directory: each sees only its own tools")
	d.tools("Audit Agent", auditor)
	d.tools("Onboarding Agent", onboarding)

	d.title("2. A read: who is in Engineering?")
	members := d.call(auditor, "users_list", `{"filter":["department:$eq:Engineering"],"limit":3,"fields":["username","department","jobTitle"]}`)
	d.rows(members, "username", "department", "jobTitle")

	d.title("3. A change, and its effect read back")
	d.call(onboarding, "users_update", `{"id":"ana.ruiz","jobTitle":"Staff Engineer"}`)
	d.show(d.call(onboarding, "users_get", `{"id":"ana.ruiz","fields":["username","jobTitle"]}`))

	d.title("4. A denial: a rule that stands above every grant")
	d.show(d.call(onboarding, "users_delete", `{"id":"ana.ruiz"}`))
	d.say("   And what was never granted does not exist, for the agent that asks:")
	d.show(d.call(auditor, "users_update", `{"id":"ana.ruiz","jobTitle":"Intern"}`))
}

func (d *demo) say(format string, a ...any) { fmt.Fprintf(d.out, format+"\n", a...) }

func (d *demo) title(text string) { d.say("\n%s\n", text) }

// tools prints what an agent sees.
func (d *demo) tools(name string, c mcpClient) {
	if d.err != nil {
		return
	}
	listed, err := c.ListTools(d.ctx, mcp.ListToolsRequest{})
	if err != nil {
		d.err = fmt.Errorf("%s: tools/list: %w", name, err)
		return
	}
	var changes []string
	for _, t := range listed.Tools {
		if reads := t.Annotations.ReadOnlyHint; reads == nil || !*reads {
			changes = append(changes, t.Name)
		}
	}
	all := len(listed.Tools)
	if len(changes) == 0 {
		d.say("   %s sees %d tools; all of them read.", name, all)
		return
	}
	d.say("   %s sees %d tools; %d read, and these change something:", name, all, all-len(changes))
	d.say("%s", wrap(strings.Join(changes, " "), 88, "     "))
}

// call makes one call and prints it; a denial is an answer too.
func (d *demo) call(c mcpClient, tool, args string) json.RawMessage {
	if d.err != nil {
		return nil
	}
	d.say("   %s %s", tool, args)
	request := mcp.CallToolRequest{Params: mcp.CallToolParams{Name: tool, Arguments: json.RawMessage(args)}}
	result, err := c.CallTool(d.ctx, request)
	if err != nil {
		d.err = fmt.Errorf("%s: %w", tool, err)
		return nil
	}
	b, err := json.Marshal(result.StructuredContent)
	if err != nil {
		d.err = err
	}
	return b
}

func (d *demo) show(answer json.RawMessage) {
	if d.err == nil {
		d.say("%s", wrap(string(answer), 88, "     "))
	}
}

// rows prints a listing's items as a table of the named members.
func (d *demo) rows(answer json.RawMessage, names ...string) {
	if d.err != nil {
		return
	}
	var list struct {
		Items    []map[string]any `json:"items"`
		Total    int              `json:"total"`
		Complete bool             `json:"complete"`
	}
	if d.err = json.Unmarshal(answer, &list); d.err != nil {
		return
	}
	for _, item := range list.Items {
		line := "    "
		for _, name := range names {
			line += fmt.Sprintf(" %-22v", item[name])
		}
		d.say("%s", strings.TrimRight(line, " "))
	}
	d.say("     (%d of %d; complete: %v)", len(list.Items), list.Total, list.Complete)
}

// trail prints the audit trail in plain English, and verifies it.
func (d *demo) trail(path string) error {
	d.title("5. The record: every call, decided and written down before it was made")
	b, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	for line := range bytes.Lines(b) {
		var r struct {
			Time    time.Time `json:"time"`
			Message string    `json:"message"`
		}
		if err := json.Unmarshal(line, &r); err != nil {
			return err
		}
		d.say("   %s  %s", r.Time.Format("15:04:05"), strings.TrimLeft(wrap(r.Message, 78, "             "), " "))
	}
	report, err := audit.Verify(path)
	if err != nil {
		return err
	}
	d.say("\n   %d records, in one unbroken chain: verified.", report.Records)
	d.say("\nNext: README.md shows Claude Desktop, the remote endpoint, and a first policy.")
	return nil
}
