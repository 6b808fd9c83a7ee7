package policy

import (
	"encoding/json"
	"errors"
	"os"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/policy/strict"
)

// FuzzLoad: no bytes make the loader or a decision panic, every error tells
// its places, and what loads, loads again the same.
func FuzzLoad(f *testing.F) {
	for _, c := range loadErrors {
		f.Add([]byte(c.source), "a", "users_list")
	}
	if example, err := os.ReadFile("../config.example.yaml"); err == nil {
		f.Add(example, "onboarding", "users_delete")
	}
	f.Add([]byte(bigPolicy), "onboarding", "users_get")
	f.Add([]byte("version: 1"+sudoers), "ops", "users_update")
	for _, c := range whenErrors {
		f.Add([]byte("version: 1\ndeny:\n  - id: a\n    tools: "+c.tools+"\n    when: "+c.when+"\n"), "a", "users_update")
	}
	for _, c := range requireErrors {
		f.Add([]byte("version: 1\nrequire: [{id: a, tools: [users_update], "+c.says+"}]\n"), "a", "users_update")
	}
	for _, c := range approvalErrors {
		f.Add([]byte("version: 1\napprovers: {secops: [alice, bob@example.com], leads: [carol, alice]}\nrequire: [{id: a, tools: [users_update], approval: "+c.says+"}]\n"), "a", "users_update")
	}
	for _, c := range approversErrors {
		f.Add([]byte("version: 1\napprovers: "+c.says+"\nagents: {ops: {}}\n"), "ops", "users_update")
	}
	f.Add([]byte("version: 1"+twoEyes), "ops", "commands_delete")
	for _, c := range redactErrors {
		f.Add([]byte("version: 1\nrequire:\n  - {id: a, tools: [users_get, users_update],\n    "+c.says+"}\n"), "a", "users_update")
	}
	f.Add([]byte("version: 1\nrequire: [{id: r, tools: [users_get], redact: [username, \"admin.*\"]}, {id: s, tools: [users_get], only: [groups]}]\n"), "a", "users_get")
	f.Add([]byte("version: 1"+careful), "ops", "users_update")
	f.Add([]byte("? [a]\n: &x *x\n# c\n--- !!binary |\n  aGk=\n...\n"), "", "")
	f.Fuzz(func(t *testing.T, src []byte, agent, tool string) {
		p, err := Load("f.yaml", src, directory, "server", "audit")
		if err != nil {
			var problems strict.Problems
			if !errors.As(err, &problems) || p != nil || len(problems) == 0 {
				t.Fatalf("the error is %v", err)
			}
			for _, one := range problems {
				if one.Line < 1 || one.Column < 1 || one.File != "f.yaml" || one.Text == "" {
					t.Fatalf("a problem without a place: %q", one)
				}
			}
			return
		}
		again, err := Load("f.yaml", src, directory, "server", "audit")
		if err != nil {
			t.Fatal(err)
		}
		p.Token(agent, noon)
		p.Local(agent, noon)
		p.Warnings(noon)
		for _, a := range append(p.Agents(), Agent{ID: agent}) {
			for _, tool := range append(p.Tools(a.ID, noon), tool) {
				one, two := p.Granted(a.ID, tool, noon), again.Granted(a.ID, tool, noon)
				if one.Effect != two.Effect || one.Rule != two.Rule || one.Policy != two.Policy {
					t.Fatalf("%s, %s: %v, then %v", a.ID, tool, one, two)
				}
				r := Request{Agent: a.ID, Tool: tool, Args: args{"id": agent, "sudo": true, "tags": []any{agent}, "attributes": []any{args{"name": agent}}}, Now: noon}
				if one, two := p.Decide(r), again.Decide(r); one.Effect != two.Effect || one.Rule != two.Rule || one.When != two.When || one.Requires != two.Requires {
					t.Fatalf("%+v: %v, then %v", r, one, two)
				}
			}
		}
	})
}

// FuzzDecide: whatever JSON the arguments and the target are, a decision is
// made, it is the naive one, and what denies without the target does not read it.
func FuzzDecide(f *testing.F) {
	f.Add(uint64(1), 2, []byte(`{"id":"5f0c1b2a3d4e5f6071829304","sudo":true,"tags":["a",null]}`), []byte(`{"groups":["a"],"admin":null}`))
	f.Add(uint64(8), 7, []byte(`{"op":"add","more":{"deep":[[],{}]}}`), []byte(`null`))
	f.Add(uint64(9), 2, []byte(`{"mfa":{"off":[]},"parts":[{"name":1}],"uid":1e300}`), []byte(`{}`))
	f.Fuzz(func(t *testing.T, seed uint64, tool int, rawArgs, rawTarget []byte) {
		var a, target map[string]any
		if json.Unmarshal(rawArgs, &a) != nil || json.Unmarshal(rawTarget, &target) != nil {
			return
		}
		made := randomDraft(seed)
		p := loadDraft(t, made.source(nil))
		for _, agent := range someAgents {
			r := Request{Agent: agent, Tool: universe[uint(tool)%uint(len(universe))].Name, Args: a, Target: target, Now: someTimes[2]}
			got, _ := p.Explain(r)
			if want := newNaive().decide(made, r); got.Effect.String() != want.says() || got.Rule != want.rule {
				t.Errorf("%+v: %+v, want %+v\n%s", r, got, want, made.source(nil))
			}
			r.Target = nil
			if p.Reads(r) == nil && p.Decide(r).Effect != got.Effect {
				t.Errorf("%+v reads nothing, and is another with %v", r, target)
			}
		}
	})
}
