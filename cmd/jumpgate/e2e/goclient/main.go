// Command goclient has the official Go client call a built jumpgate, over stdio
// and HTTP, in the newest protocol revision and in the one before: an agent with
// full access reads and changes; a read-only one sees reads alone, and is denied.
//
//	goclient JUMPGATE CONFIG URL FULL_TOKEN READER_TOKEN
package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"os/exec"
	"time"

	"github.com/modelcontextprotocol/go-sdk/mcp"
)

var passed, failed int

func check(what string, ok bool, detail ...any) {
	if ok {
		passed++
		fmt.Println("ok   ", what)
		return
	}
	failed++
	fmt.Println("FAIL ", what, fmt.Sprint(detail...))
}

func main() {
	jumpgate, config, url := os.Args[1], os.Args[2], os.Args[3]
	tokens := map[string]string{"full": os.Args[4], "reader": os.Args[5]}
	over := map[string]func(agent string) mcp.Transport{
		"stdio": func(agent string) mcp.Transport {
			return &mcp.CommandTransport{Command: exec.Command(jumpgate, "serve", "--sandbox", "--agent", agent, "--config", config)}
		},
		"HTTP": func(agent string) mcp.Transport {
			return &mcp.StreamableClientTransport{Endpoint: url, HTTPClient: &http.Client{Transport: bearer(tokens[agent])}}
		},
	}
	for name, transport := range over {
		for _, version := range []string{"2026-07-28", "2025-11-25"} {
			what := fmt.Sprintf("the Go client, %s over %s", version, name)
			err := use(transport("full"), version, what+": full", full)
			check(what+": full comes to the end", err == nil, err)
			err = use(transport("reader"), version, what+": reader", reader)
			check(what+": reader comes to the end", err == nil, err)
		}
	}
	fmt.Printf("goclient: %d passed, %d failed\n", passed, failed)
	if failed > 0 {
		os.Exit(1)
	}
}

// bearer sends a token with each request.
type bearer string

func (b bearer) RoundTrip(r *http.Request) (*http.Response, error) {
	r = r.Clone(r.Context())
	r.Header.Set("Authorization", "Bearer "+string(b))
	return http.DefaultTransport.RoundTrip(r)
}

func use(t mcp.Transport, version, what string, does func(ctx context.Context, s *mcp.ClientSession, what string) error) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	client := mcp.NewClient(&mcp.Implementation{Name: "goclient", Version: "1"}, nil)
	s, err := client.Connect(ctx, t, &mcp.ClientSessionOptions{ProtocolVersion: version})
	if err != nil {
		return err
	}
	got := s.InitializeResult()
	check(what+": the server is jumpgate, and speaks that revision", got.ServerInfo.Name == "jumpgate" && got.ProtocolVersion == version, got.ServerInfo, got.ProtocolVersion)
	if err := does(ctx, s, what); err != nil {
		return err
	}
	return s.Close()
}

func full(ctx context.Context, s *mcp.ClientSession, what string) error {
	user, err := s.CallTool(ctx, &mcp.CallToolParams{Name: "users_get", Arguments: map[string]any{"id": "ana.ruiz"}})
	if err != nil {
		return err
	}
	text, same := user.Content[0].(*mcp.TextContent)
	id := structured(user)["_id"]
	check(what+": a read", !user.IsError && same && id != nil && json.Valid([]byte(text.Text)), user)
	changed, err := s.CallTool(ctx, &mcp.CallToolParams{Name: "users_update", Arguments: map[string]any{"id": id, "jobTitle": what}})
	if err != nil {
		return err
	}
	check(what+": a change", !changed.IsError && structured(changed)["jobTitle"] == what, changed)
	wrong, err := s.CallTool(ctx, &mcp.CallToolParams{Name: "users_get", Arguments: map[string]any{"id": id, "nonsense": true}})
	if err != nil {
		return err
	}
	check(what+": an argument that there is not is an error, with a code", wrong.IsError && code(wrong) == "invalid_arguments", wrong)
	return nil
}

func reader(ctx context.Context, s *mcp.ClientSession, what string) error {
	seen := 0
	for tool, err := range s.Tools(ctx, nil) {
		if err != nil {
			return err
		}
		seen++
		if tool.Annotations == nil || !tool.Annotations.ReadOnlyHint || tool.InputSchema == nil || tool.OutputSchema == nil {
			check(what+": sees reads alone, each with its schemas", false, tool.Name)
		}
	}
	check(what+": sees tools", seen > 10, seen)
	denied, err := s.CallTool(ctx, &mcp.CallToolParams{Name: "users_delete", Arguments: map[string]any{"id": "ana.ruiz"}})
	if err != nil {
		return err
	}
	check(what+": is denied the rest", denied.IsError && code(denied) == "denied", denied)
	return nil
}

func structured(r *mcp.CallToolResult) map[string]any {
	m, _ := r.StructuredContent.(map[string]any)
	return m
}

func code(r *mcp.CallToolResult) any {
	e, _ := structured(r)["error"].(map[string]any)
	return e["code"]
}
