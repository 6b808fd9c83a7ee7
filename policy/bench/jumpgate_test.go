package bench

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

type jumpgate struct{ *policy.Policy }

var now = time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)

func (j jumpgate) request(c call) policy.Request {
	return policy.Request{Agent: c.agent, Tool: c.name, Args: c.args, Now: now}
}

func (j jumpgate) allows(c call) bool { return j.Decide(j.request(c)).Effect == policy.Allow }

// forPolicy is the world's tools as a policy knows them.
func forPolicy() []policy.Tool {
	classes := map[string]policy.Class{"read": policy.Read, "write": policy.Write, "execute": policy.Execute, "privilege": policy.Privilege, "destroy": policy.Destroy}
	args := &policy.Shape{Kind: policy.Object, Members: map[string]*policy.Shape{
		"name": {Kind: policy.Text, Optional: true}, "sudo": {Kind: policy.Boolean, Optional: true}}}
	var all []policy.Tool
	for _, t := range everyTool {
		all = append(all, policy.Tool{Name: t.name, Resource: t.resource, Class: classes[t.class], Args: args})
	}
	return all
}

// file is five rules an agent: its role's access and its own, two allows and a deny.
func file() []byte {
	var b strings.Builder
	b.WriteString(`version: 1
roles:
  reader: {access: {users: read, devices: read, commands: read, groups: read, events: read}}
deny:
  - {id: no-erasure, tools: ["*_delete_*"], reason: Deletions go through the service desk.}
agents:
`)
	for i := range agents {
		fmt.Fprintf(&b, `  agent-%d:
    roles: [reader]
    access: {users: write}
    allow:
      - {id: code, tools: ["commands_create_*"], when: {name: {prefix: "eng-"}, sudo: {eq: false}}}
      - {id: events, tools: ["events_*"]}
    deny:
      - {id: no-groups, tools: ["groups_change_*"]}
`, i)
	}
	return []byte(b.String())
}

func newJumpgate(tb testing.TB) jumpgate {
	p, err := policy.Load("world.yaml", file(), forPolicy())
	if err != nil {
		tb.Fatal(err)
	}
	return jumpgate{p}
}

func BenchmarkLoad1000AgentsOf5Rules(b *testing.B) {
	for b.Loop() {
		newJumpgate(b)
	}
}

func BenchmarkToolsOfAnAgent(b *testing.B) {
	p := newJumpgate(b)
	b.ReportAllocs()
	for b.Loop() {
		p.Tools("agent-500", now)
	}
}
