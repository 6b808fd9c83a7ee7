package main

import (
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"testing"

	"github.com/mark3labs/mcp-go/client"
	mcptransport "github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/jumpgate-mcp/jumpgate/cmd/jumpgate/transport"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// BenchmarkCallOverHTTP is one call over streamable HTTP, by the same client
// and to the same directory: through the whole gate, with its two synced audit
// records; and by a bare mcp-go tool that does the same work. Their ratio is
// what governance costs.
func BenchmarkCallOverHTTP(b *testing.B) {
	b.Run("governed", func(b *testing.B) {
		url, token := governedServer(b)
		benchmarkCalls(b, url, token, "users_get", map[string]any{"id": firstUser(b)})
	})
	b.Run("bare", func(b *testing.B) {
		benchmarkCalls(b, bareServer(b), "", "users_get", map[string]any{"id": firstUser(b)})
	})
}

func benchmarkCalls(b *testing.B, url, token, tool string, args map[string]any) {
	c := mcpClientOf(b, url, token)
	request := mcp.CallToolRequest{Params: mcp.CallToolParams{Name: tool, Arguments: args}}
	for b.Loop() {
		result, err := c.CallTool(b.Context(), request)
		if err != nil || result.IsError {
			b.Fatalf("%v %+v", err, result)
		}
	}
}

func mcpClientOf(t testing.TB, url, token string) *client.Client {
	t.Helper()
	c, err := client.NewStreamableHttpClient(url, mcptransport.WithHTTPHeaders(map[string]string{"Authorization": "Bearer " + token}))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { c.Close() })
	if err := c.Start(t.Context()); err != nil {
		t.Fatal(err)
	}
	request := mcp.InitializeRequest{}
	request.Params.ProtocolVersion = "2025-11-25"
	request.Params.ClientInfo = mcp.Implementation{Name: "test", Version: "1"}
	if _, err := c.Initialize(t.Context(), request); err != nil {
		t.Fatal(err)
	}
	return c
}

// governedServer is the demo's house over HTTP; its agent may read people.
func governedServer(t testing.TB) (url, token string) {
	t.Helper()
	token, hash := policy.NewToken()
	file := filepath.Join(t.TempDir(), "jumpgate.yaml")
	if err := os.WriteFile(file, fillTokens(demoTemplate, hash, someOtherHash()), 0o600); err != nil {
		t.Fatal(err)
	}
	h, err := open(t.Context(), &flags{config: file, logLevel: "error"}, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	s := httptest.NewServer(transport.NewHTTP(h.gate, serverInfo(), transport.HTTPOptions{}, slog.New(slog.DiscardHandler)))
	t.Cleanup(s.Close)
	return s.URL + "/mcp", token
}

func someOtherHash() string { _, hash := policy.NewToken(); return hash }

// bareServer is mcp-go as it comes, with one tool that asks JumpCloud.
func bareServer(t testing.TB) string {
	t.Helper()
	s := server.NewMCPServer("bare", "1")
	s.AddTool(mcp.NewTool("users_get", mcp.WithString("id", mcp.Required())), usersGet(directoryAt(anyDirectory(t))))
	h := httptest.NewServer(server.NewStreamableHTTPServer(s))
	t.Cleanup(h.Close)
	return h.URL + "/mcp"
}

// anyDirectory is where a sandbox is served; what it holds is the same in all.
func anyDirectory(t testing.TB) string {
	directory := httptest.NewServer(sandbox.New(sandbox.Options{}))
	t.Cleanup(directory.Close)
	return directory.URL
}

// firstUser is the id of somebody in every sandbox.
func firstUser(t testing.TB) string {
	t.Helper()
	for user, err := range jcclient.ListUsers.All(t.Context(), directoryAt(anyDirectory(t)), jcclient.UserQuery{}) {
		if err != nil {
			t.Fatal(err)
		}
		return string(user.ID)
	}
	t.Fatal("the sandbox has nobody")
	return ""
}
