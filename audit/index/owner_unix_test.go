//go:build unix

package index

import (
	"context"
	"os"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// An index can leave records out, so one that others could have written is not used.
func TestAnIndexThatOthersCouldHaveWrittenIsNotUsed(t *testing.T) {
	for name, open := range map[string]func(folder string) error{
		"its folder": func(folder string) error { return os.Chmod(folder, 0o777) },
		"a chunk":    func(folder string) error { return os.Chmod(folder+"/000000.chunk", 0o666) },
	} {
		t.Run(name, func(t *testing.T) {
			small(t)
			path := logPath(t)
			newLog(t, path, 1, 30)
			q := audit.Query{Agent: "agent-7"}
			want := collect(t, audit.Entries(audit.Lines(path), q))
			collect(t, Find(context.Background(), path, q, 0))
			forge(t, path)
			if found := collect(t, Find(context.Background(), path, q, 0)); len(found) != 0 {
				t.Fatal("the forged index hides nothing: this test shows nothing")
			}
			if err := open(path + ".index"); err != nil {
				t.Fatal(err)
			}
			if found := collect(t, Find(context.Background(), path, q, 0)); len(found) != len(want) || len(want) == 0 {
				t.Errorf("%d records are found, and %d are there", len(found), len(want))
			}
		})
	}
}

// forge has the index leave out what an agent did.
func forge(t *testing.T, path string) {
	t.Helper()
	x := &Index{log: path, folder: path + ".index"}
	c, err := x.load(0)
	if err != nil {
		t.Fatal(err)
	}
	d := c.draft()
	delete(d.lines, termOf(agent, "agent-7"))
	if err := x.save(0, d); err != nil {
		t.Fatal(err)
	}
}
