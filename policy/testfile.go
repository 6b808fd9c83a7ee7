package policy

import (
	"slices"
	"time"

	"go.yaml.in/yaml/v3"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// Tests are a file of calls, and what a policy is expected to say of each. Its
// clock stands still, so that no test turns red by itself.
type Tests struct {
	File       string
	Now        time.Time
	Cases      []Test
	Exhaustive bool // what no test expects to be granted is expected to be denied
}

// A Test is one call.
type Test struct {
	Line, Column int
	Agent, Tool  string
	Args         []byte // a JSON object
	Target       []byte // likewise: the object that the call is about; nil when the test says nothing of it
	Expect       Effect
	By           string // a rule that must be among those that decide; "" for any
}

// ReadTests reads a file of tests of this policy, as strictly as a policy is
// read: the error is [strict.Problems]. An agent or a tool that there is none
// of is a mistake, unless the test expects to be told so: the test would pass
// for the wrong reason.
func (p *Policy) ReadTests(file string, src []byte) (*Tests, error) {
	if len(src) > mostBytes {
		return nil, strict.Problems{{File: file, Line: 1, Column: 1, Text: "the file is larger than 1 MiB"}}
	}
	root, problems := strict.Parse(file, src)
	if root == nil {
		return nil, problems
	}
	r := newReader(file, nil, nil, problems)
	tests := r.tests(root, p)
	if len(r.problems) > 0 {
		r.problems.Sort()
		return nil, r.problems
	}
	return tests, nil
}

func (r *reader) tests(root *yaml.Node, p *Policy) *Tests {
	tests := &Tests{File: r.name}
	said := map[string]bool{}
	r.keys(root, "a file of policy tests", []string{"version", "now", "tests", "exhaustive"}, func(key, value *yaml.Node) {
		said[key.Value] = true
		switch key.Value {
		case "version":
			r.version(value)
		case "now":
			tests.Now = r.clock(value)
		case "exhaustive":
			tests.Exhaustive = r.boolean(value)
		case "tests":
			for _, item := range r.list(value, "tests") {
				tests.Cases = append(tests.Cases, r.test(item, p))
			}
		}
	})
	for _, missing := range [][2]string{
		{"version", "version is missing: version: 1"},
		{"now", "now is missing: the time at which the calls are made, such as 2026-11-23T12:00:00Z"},
		{"tests", "tests is missing: a list of calls, such as {agent: onboarding, call: users_list, expect: allow}"},
	} {
		if !said[missing[0]] {
			r.wrong(root, "%s", missing[1])
		}
	}
	return tests
}

func (r *reader) test(n *yaml.Node, p *Policy) Test {
	t := Test{Line: n.Line, Column: n.Column, Args: []byte("{}")}
	var agent, call, expect *yaml.Node
	r.keys(n, "a test", []string{"agent", "call", "args", "target", "expect", "by"}, func(key, value *yaml.Node) {
		switch key.Value {
		case "agent":
			agent = value
		case "call":
			call = value
		case "args":
			t.Args = r.object(value, "args")
		case "target":
			t.Target = r.object(value, "target")
		case "expect":
			expect = value
		case "by":
			t.By = r.text(value)
		}
	})
	if n.Kind != yaml.MappingNode {
		return t
	}
	if agent == nil || call == nil || expect == nil {
		r.wrong(n, "a test says which agent calls what, and what to expect: {agent: onboarding, call: users_list, expect: allow}")
		return t
	}
	t.Agent, t.Tool = agent.Value, call.Value
	if !p.Knows(t.Agent) && t.By != "unknown_agent" {
		r.wrong(agent, "unknown agent %+.60q%s", t.Agent, meant(t.Agent, p.agentNames()))
	}
	if _, known := p.tools[t.Tool]; !known && t.By != "unknown_tool" {
		r.wrong(call, "unknown tool %+.60q%s", t.Tool, nearTool(t.Tool, p.names))
	}
	t.Expect = r.effect(expect)
	return t
}

func (p *Policy) agentNames() []string {
	var names []string
	for _, a := range p.Agents() {
		names = append(names, a.ID)
	}
	return names
}

// expectations are the effects, in the words of a test.
var expectations = []string{Deny: "deny", Allow: "allow", ApprovalRequired: "approval", Invalid: "invalid"}

// Expectation is the effect in the word by which a test expects it.
func (e Effect) Expectation() string { return expectations[e] }

func (r *reader) effect(n *yaml.Node) Effect {
	at := slices.Index(expectations, n.Value)
	if at < 0 {
		r.wrong(n, "a test expects allow, deny, approval or invalid, not %+.60q", n.Value)
		return Deny
	}
	return Effect(at)
}
