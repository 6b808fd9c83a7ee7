package transport

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
	"github.com/mark3labs/mcp-go/mcp"
	"github.com/mark3labs/mcp-go/server"

	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

func BenchmarkParse(b *testing.B) {
	for name, text := range map[string]string{
		"call":   call(`{"name":"users_get","arguments":{"id":"5f0c1b2a3d4e5f6071829304"}}`),
		"modern": modernBody("tools/call", `"name":"users_get","arguments":{"id":"5f0c1b2a3d4e5f6071829304"}`),
		"64 KiB": call(`{"name":"commands_create","arguments":{"command":"` + strings.Repeat("echo hello\\n", 5958) + `"}}`),
	} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, bad := parse([]byte(text)); bad != nil {
					b.Fatal(bad.text)
				}
			}
		})
	}
}

// A still gate answers from memory, and notes nothing.
type stillGate struct {
	fakeGate
	list   jsontext.Value
	answer tools.Answer
}

func (g *stillGate) Call(context.Context, tools.Caller, string, jsontext.Value) tools.Answer {
	return g.answer
}
func (g *stillGate) List(context.Context, tools.Caller, string) (jsontext.Value, string, error) {
	return g.list, "", nil
}

// manyTools are 43 tools with schemas of a usual size.
func manyTools() (list jsontext.Value, all []mcp.Tool) {
	properties := map[string]any{}
	for i := range 12 {
		properties[fmt.Sprintf("argument%d", i)] = map[string]any{"type": "string", "description": "One of a dozen arguments."}
	}
	schema, _ := json.Marshal(map[string]any{"type": "object", "properties": properties, "additionalProperties": false})
	for i := range 43 {
		all = append(all, mcp.Tool{Name: fmt.Sprintf("tool_%02d", i), Description: "What it does, and what to use instead.", RawInputSchema: schema})
	}
	list, _ = json.Marshal(all)
	return list, all
}

// BenchmarkAnswer is one message from its bytes to its answer's, before a gate
// that takes no time; core is mcp-go alone, which reads less strictly and has
// the tools and answers of its own.
func BenchmarkAnswer(b *testing.B) {
	list, all := manyTools()
	page := `{"items":[` + strings.Repeat(`{"_id":"5f0c1b2a3d4e5f6071829304","username":"jdoe","email":"jdoe@example.com"},`, 24) + `{}]}`
	ms := newMessages(&stillGate{list: list, answer: tools.Answer{Call: "01", Structured: jsontext.Value(page)}}, info, quietLog())
	core := server.NewMCPServer("core", "1")
	for _, tool := range all {
		core.AddTool(tool, func(context.Context, mcp.CallToolRequest) (*mcp.CallToolResult, error) {
			return mcp.NewToolResultStructured(json.RawMessage(page), page), nil
		})
	}
	who := tools.Caller{Agent: policy.Agent{ID: "helpdesk"}}
	for name, body := range map[string]string{
		"list":        `{"jsonrpc":"2.0","id":1,"method":"tools/list"}`,
		"list modern": modernBody("tools/list", ""),
		"call":        call(`{"name":"tool_07","arguments":{"argument1":"x"}}`),
		"call modern": modernBody("tools/call", `"name":"tool_07","arguments":{"argument1":"x"}`),
	} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				m, bad := parse([]byte(body))
				if bad != nil {
					b.Fatal(bad.text)
				}
				if r := ms.answer(b.Context(), who, m, nil); r.size() < 1000 {
					b.Fatalf("%s", r.body)
				}
			}
		})
		b.Run("core "+name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				response, err := json.Marshal(core.HandleMessage(b.Context(), json.RawMessage(body)))
				if err != nil || len(response) < 1000 {
					b.Fatalf("%s %v", response, err)
				}
			}
		})
	}
}
