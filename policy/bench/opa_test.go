package bench

import (
	"context"
	"fmt"
	"testing"

	"github.com/open-policy-agent/opa/v1/rego"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
)

// The agents and tools are data, looked up by key.
const regoPolicy = `
package world

default allow := false

allow if {
	granted
	not denied
}

tool := data.tools[input.tool]

denied if tool.class == "destroy"

granted if data.agents[input.agent].access[tool.resource][tool.class]

granted if {
	data.agents[input.agent].code == tool.kind
	startswith(input.args.name, "eng-")
	input.args.sudo == false
}
`

type opaEngine struct{ query rego.PreparedEvalQuery }

func newOPA(tb testing.TB) opaEngine {
	known, rows := map[string]any{}, map[string]any{}
	read := map[string]any{"read": true}
	for i := range agents {
		known[fmt.Sprintf("agent-%d", i)] = map[string]any{"code": "commands_create", "access": map[string]any{
			"users": map[string]any{"read": true, "write": true}, "devices": read, "commands": read, "groups": read, "events": read}}
	}
	for i, t := range everyTool {
		rows[t.name] = map[string]any{"resource": t.resource, "class": t.class, "kind": kinds[i%len(kinds)].name}
	}
	query, err := rego.New(rego.Query("data.world.allow"), rego.Module("world.rego", regoPolicy),
		rego.Store(inmem.NewFromObject(map[string]any{"agents": known, "tools": rows}))).PrepareForEval(context.Background())
	if err != nil {
		tb.Fatal(err)
	}
	return opaEngine{query}
}

func (e opaEngine) input(c call) map[string]any {
	return map[string]any{"agent": c.agent, "tool": c.name, "args": c.args}
}

func (e opaEngine) asked(input map[string]any) bool {
	results, err := e.query.Eval(context.Background(), rego.EvalInput(input))
	return err == nil && results.Allowed()
}

func (e opaEngine) allows(c call) bool { return e.asked(e.input(c)) }
