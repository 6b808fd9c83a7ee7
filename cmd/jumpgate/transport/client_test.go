package transport

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A house is the real gate before an invented directory.
type house struct {
	gate  *tools.Gate
	token string
	log   string
}

func newHouse(t *testing.T) *house { return newHouseOver(t, sandbox.New(sandbox.Options{})) }

func newHouseOver(t *testing.T, upstreamHandler http.Handler) *house {
	t.Helper()
	directory := httptest.NewServer(upstreamHandler)
	t.Cleanup(directory.Close)
	upstream, err := jcclient.New(jcclient.Options{ConsoleURL: directory.URL, InsightsURL: directory.URL + "/insights/directory/v1",
		APIKey: jcclient.NewSecret(sandbox.DefaultAPIKey), Authorize: tools.Authorize})
	if err != nil {
		t.Fatal(err)
	}
	token, hash := policy.NewToken()
	grants, err := policy.Load("policy.yaml", []byte(strings.Replace(`
version: 1
agents:
  helpdesk:
    name: Help Desk
    owner: it-ops@example.com
    identify: [{local: true}, {token_sha256: HASH}]
    allow: [{id: these, tools: [users_get, users_list]}]
`, "HASH", hash, 1)), tools.ForPolicy())
	if err != nil {
		t.Fatal(err)
	}
	h := &house{token: token, log: filepath.Join(t.TempDir(), "audit.jsonl")}
	trail, err := audit.Open(h.log, audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { trail.Close() })
	if h.gate, err = tools.NewGate(tools.Options{Client: upstream, Policy: grants, Audit: trail}); err != nil {
		t.Fatal(err)
	}
	return h
}

// kinds are the kinds of all records, in order.
func (h *house) kinds(t *testing.T) (kinds []string) {
	t.Helper()
	for _, r := range h.records(t) {
		kinds = append(kinds, string(r.Kind))
	}
	return kinds
}

func (h *house) lastResult(t *testing.T) string {
	t.Helper()
	all := h.records(t)
	return all[len(all)-1].Outcome.Result
}

func (h *house) records(t *testing.T) (all []audit.Record) {
	t.Helper()
	b, err := os.ReadFile(h.log)
	if err != nil {
		t.Fatal(err)
	}
	for line := range bytes.Lines(b) {
		var r audit.Record
		if err := json.Unmarshal(line, &r); err != nil {
			t.Fatalf("%v: %s", err, line)
		}
		all = append(all, r)
	}
	return all
}

// over connects mcp-go's own client to a house.
var over = map[string]func(t *testing.T, h *house) *client.Client{
	"streamable HTTP": func(t *testing.T, h *house) *client.Client {
		s := httptest.NewServer(NewHTTP(h.gate, info, HTTPOptions{}, quietLog()))
		t.Cleanup(s.Close)
		c, err := client.NewStreamableHttpClient(s.URL+"/mcp", transport.WithHTTPHeaders(map[string]string{"Authorization": "Bearer " + h.token}))
		if err != nil {
			t.Fatal(err)
		}
		return c
	},
	"stdio": func(t *testing.T, h *house) *client.Client {
		agent, err := h.gate.Policy().Local("helpdesk", time.Now())
		if err != nil {
			t.Fatal(err)
		}
		theirs, in := io.Pipe()
		out, ours := io.Pipe()
		ended := make(chan error, 1)
		go func() {
			ended <- Stdio(t.Context(), h.gate, tools.Caller{Agent: agent, Authn: "local", Transport: "stdio"}, info, theirs, ours, quietLog())
			ours.Close()
		}()
		t.Cleanup(func() {
			if err := <-ended; err != nil {
				t.Errorf("stdio ended with %v", err)
			}
		})
		return client.NewClient(transport.NewIO(out, in, io.NopCloser(strings.NewReader(""))))
	},
}

func TestMCPGosClientWorksThroughTheRealGate(t *testing.T) {
	for way, connect := range over {
		for _, version := range []string{"2025-06-18", "2025-11-25", "2026-07-28"} {
			t.Run(way+" "+version, func(t *testing.T) {
				h := newHouse(t)
				c := connect(t, h)
				t.Cleanup(func() { c.Close() })
				if err := c.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				hello := mcp.InitializeRequest{}
				hello.Params.ProtocolVersion = version
				hello.Params.ClientInfo = mcp.Implementation{Name: "test", Version: "1"}
				if _, err := c.Initialize(t.Context(), hello); err != nil || c.ProtocolVersion() != version {
					t.Fatalf("agreed on %q: %v", c.ProtocolVersion(), err)
				}
				useAsHelpDesk(t, c)
				got := h.kinds(t)
				if want := []string{"list.served", "call.intent", "call.outcome", "call.denied", "call.refused"}; !slices.Equal(got, want) {
					t.Errorf("recorded %v", got)
				}
			})
		}
	}
}

func TestMCPGosClientReadsWhatItsAgentMay(t *testing.T) {
	for way, connect := range over {
		for _, version := range []string{"2025-06-18", "2025-11-25", "2026-07-28"} {
			t.Run(way+" "+version, func(t *testing.T) {
				h := newHouse(t)
				c := connect(t, h)
				t.Cleanup(func() { c.Close() })
				hello := mcp.InitializeRequest{}
				hello.Params.ProtocolVersion = version
				hello.Params.ClientInfo = mcp.Implementation{Name: "test", Version: "1"}
				if err := c.Start(t.Context()); err != nil {
					t.Fatal(err)
				}
				if _, err := c.Initialize(t.Context(), hello); err != nil {
					t.Fatal(err)
				}
				list, err := c.ListResources(t.Context(), mcp.ListResourcesRequest{})
				if err != nil || len(list.Resources) != 2 {
					t.Fatalf("%+v %v", list, err)
				}
				for _, r := range list.Resources {
					read, err := c.ReadResource(t.Context(), mcp.ReadResourceRequest{Params: mcp.ReadResourceParams{URI: r.URI}})
					if err != nil || len(read.Contents) != 1 {
						t.Fatalf("%s: %+v %v", r.URI, read, err)
					}
					if text := read.Contents[0].(mcp.TextResourceContents).Text; !strings.Contains(text, `"users_list"`) || strings.Contains(text, "users_update") {
						t.Errorf("%s: %s", r.URI, text)
					}
				}
				if prompts, err := c.ListPrompts(t.Context(), mcp.ListPromptsRequest{}); err != nil || len(prompts.Prompts) != 0 {
					t.Errorf("%+v %v", prompts, err)
				}
				if _, err := c.GetPrompt(t.Context(), mcp.GetPromptRequest{Params: mcp.GetPromptParams{Name: "help_caller"}}); err == nil {
					t.Error("a prompt whose tools were not granted is given")
				}
				if got := h.kinds(t); !slices.Equal(got, []string{"list.served", "list.served", "list.served", "list.served", "list.served"}) {
					t.Errorf("recorded %v", got)
				}
			})
		}
	}
}

// useAsHelpDesk lists the tools, makes one call that is allowed, one that is
// not, and one that cannot be understood.
func useAsHelpDesk(t *testing.T, c *client.Client) {
	t.Helper()
	list, err := c.ListTools(t.Context(), mcp.ListToolsRequest{})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, tool := range list.Tools {
		names = append(names, tool.Name)
	}
	if !slices.Equal(names, []string{"users_get", "users_list"}) {
		t.Errorf("listed %v", names)
	}
	for _, use := range []struct {
		tool string
		args map[string]any
		want string
	}{
		{"users_list", map[string]any{"limit": 1}, `"items":[`},
		{"users_delete", map[string]any{"id": "5f0c1b2a3d4e5f6071829304"}, `"code":"denied"`},
		{"users_list", map[string]any{"limits": 1}, `"code":"invalid_arguments"`},
	} {
		result, err := c.CallTool(t.Context(), mcp.CallToolRequest{Params: mcp.CallToolParams{Name: use.tool, Arguments: use.args}})
		if err != nil {
			t.Fatalf("%s: %v", use.tool, err)
		}
		if text := mcp.GetTextFromContent(result.Content[0]); !strings.Contains(text, use.want) {
			t.Errorf("%s answered %s", use.tool, text)
		}
	}
}
