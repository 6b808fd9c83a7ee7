package policy

import (
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
			}
		}
	})
}
