package audit

import (
	"fmt"
	"testing"

	"github.com/go-json-experiment/json"
	"golang.org/x/mod/sumdb/tlog"
)

// stored keeps every hash of a tree, as a server of one would.
type stored []tlog.Hash

func (s stored) ReadHashes(indexes []int64) ([]tlog.Hash, error) {
	var hashes []tlog.Hash
	for _, i := range indexes {
		hashes = append(hashes, s[i])
	}
	return hashes, nil
}

func TestTheEdgeOfATreeTellsTheRootAtEverySize(t *testing.T) {
	var whole stored
	var edge Tree
	for n := range int64(300) {
		want, err := tlog.TreeHash(n, whole)
		if err != nil {
			t.Fatal(err)
		}
		if edge.root() != want || edge.Size != n || edge.check() != nil {
			t.Fatalf("of %d lines the root is %v, want %v; %v", n, edge.root(), want, edge.check())
		}
		edge = throughJSON(t, edge)
		line := fmt.Appendf(nil, "line %d", n)
		more, err := tlog.StoredHashes(n, line, whole)
		if err != nil {
			t.Fatal(err)
		}
		whole = append(whole, more...)
		edge.add(line)
	}
}

// throughJSON is a tree as it is read back from a record.
func throughJSON(t *testing.T, tree Tree) Tree {
	t.Helper()
	b, err := json.Marshal(tree)
	if err != nil {
		t.Fatal(err)
	}
	var back Tree
	if err := json.Unmarshal(b, &back); err != nil || !back.equal(tree) {
		t.Fatalf("%s is read as %+v: %v", b, back, err)
	}
	return back
}

func TestATreeNotesEverySubtreeOnce(t *testing.T) {
	type node struct {
		level int
		n     int64
	}
	for _, begin := range []int64{0, 1, 5, 8, 100} {
		var edge Tree
		for n := range begin {
			edge.add(fmt.Append(nil, n))
		}
		seen := map[node]int{}
		note := func(level int, n int64, _ tlog.Hash) { seen[node{level, n}]++ }
		edge.subtrees(note)
		for n := begin; n < 128; n++ {
			edge.addLeaf(tlog.RecordHash(fmt.Append(nil, n)), note)
		}
		for at, times := range seen {
			if times != 1 || (at.n+1)<<at.level > 128 {
				t.Errorf("from %d on, subtree %v is noted %d times", begin, at, times)
			}
		}
		if begin == 0 && len(seen) != 255 || seen[node{7, 0}] != 1 {
			t.Errorf("from %d on, %d subtrees are noted", begin, len(seen))
		}
	}
}

func TestAnEdgeThatCannotBeIsRefused(t *testing.T) {
	for _, tree := range []Tree{{Size: -1}, {Size: 1}, {Size: 2, Edge: make([]tlog.Hash, 2)}, {Size: 0, Edge: make([]tlog.Hash, 1)}, {Size: 7, Edge: make([]tlog.Hash, 2)}} {
		if tree.check() == nil {
			t.Errorf("%+v is taken", tree)
		}
	}
}
