package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/mark3labs/mcp-go/client"
	"github.com/mark3labs/mcp-go/client/transport"
	"github.com/mark3labs/mcp-go/mcp"
)

// mcpClient is what the demo asks of an MCP client.
type mcpClient interface {
	ListTools(context.Context, mcp.ListToolsRequest) (*mcp.ListToolsResult, error)
	CallTool(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error)
}

// connect plays an agent: a real MCP client with a bearer token.
func (d *demo) connect(name, token string) mcpClient {
	if d.err != nil {
		return nil
	}
	c, err := client.NewStreamableHttpClient(d.url, transport.WithHTTPHeaders(map[string]string{"Authorization": "Bearer " + token}))
	if err == nil {
		err = c.Start(d.ctx)
	}
	if err == nil {
		request := mcp.InitializeRequest{}
		request.Params.ProtocolVersion = mcp.LATEST_PROTOCOL_VERSION
		request.Params.ClientInfo = mcp.Implementation{Name: "demo", Version: version()}
		_, err = c.Initialize(d.ctx, request)
	}
	if err != nil {
		d.err = fmt.Errorf("%s: %w", name, err)
	}
	return c
}

// wrap breaks text at spaces and commas into lines of at most width columns.
func wrap(text string, width int, indent string) string {
	var lines []string
	line := indent
	for _, word := range strings.SplitAfter(strings.ReplaceAll(text, `,"`, "\u2028,\""), " ") {
		for i, part := range strings.Split(word, "\u2028") {
			if i > 0 && strings.HasPrefix(part, ",") {
				line, part = line+",", part[1:]
			}
			if len(line)+len(part) > width && strings.TrimSpace(line) != "" {
				lines = append(lines, strings.TrimRight(line, " "))
				line = indent
			}
			line += part
		}
	}
	return strings.Join(append(lines, strings.TrimRight(line, " ")), "\n")
}
