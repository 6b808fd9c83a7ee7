package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"os"

	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// bareMCP is a program that the tests run beside jumpgate: mcp-go as it comes, on
// its own transport, without sessions, and without anybody who is asked or told. It
// has a tool that does nothing, and, where JumpCloud is at an address, one that asks it.
func bareMCP() {
	s := server.NewMCPServer("bare", "1")
	s.AddTool(mcp.NewTool("nothing"), func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return mcp.NewToolResultText("done"), nil
	})
	if len(os.Args) > 1 {
		s.AddTool(mcp.NewTool("user_groups_get", mcp.WithString("id", mcp.Required())), userGroupsGet(directoryAt(os.Args[1])))
	}
	ln, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		panic(err)
	}
	fmt.Fprintf(os.Stderr, "http://%s/mcp\n", ln.Addr())
	panic(http.Serve(ln, server.NewStreamableHTTPServer(s, server.WithStateLess(true))))
}

// directoryAt is a client of the sandbox at an address, in no need of a gate.
func directoryAt(origin string) *jcclient.Client {
	c, err := jcclient.New(jcclient.Options{ConsoleURL: origin, InsightsURL: origin + "/insights/directory/v1", APIKey: jcclient.NewSecret(sandbox.DefaultAPIKey), MaxInFlight: 64})
	if err != nil {
		panic(err)
	}
	return c
}

// What jumpgate's tools of these names do, without the gate.

func usersGet(directory *jcclient.Client) server.ToolHandlerFunc {
	return func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return asked(jcclient.GetUser.Call(ctx, directory, jcclient.UserID{ID: jcclient.ID(r.GetString("id", ""))}))
	}
}

func userGroupsGet(directory *jcclient.Client) server.ToolHandlerFunc {
	return func(ctx context.Context, r mcp.CallToolRequest) (*mcp.CallToolResult, error) {
		return asked(jcclient.GetUserGroup.Call(ctx, directory, jcclient.UserGroupID{ID: jcclient.ID(r.GetString("id", ""))}))
	}
}

func asked[T any](object T, err error) (*mcp.CallToolResult, error) {
	if err != nil {
		return nil, err
	}
	b, err := json.Marshal(object)
	return mcp.NewToolResultStructured(object, string(b)), err
}
