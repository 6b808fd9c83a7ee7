package audit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Whoever takes the checkpoints away to cut the log leaves a record of it.
func TestALogWhoseCheckpointsAreGoneSaysSo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	restart := func(change func()) (said string) {
		t.Helper()
		l, err := Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for range 3 {
			if _, err := l.Append(Record{Kind: ListServed}); err != nil {
				t.Fatal(err)
			}
		}
		if err := l.Close(); err != nil {
			t.Fatal(err)
		}
		change()
		l, err = Open(path, Options{})
		if err != nil {
			t.Fatal(err)
		}
		defer l.Close()
		for r, err := range Read(path) {
			if err != nil {
				t.Fatal(err)
			}
			if r.Kind == LogRecovered {
				said = r.Message
			}
		}
		return said
	}
	if said := restart(func() {}); said != "" {
		t.Errorf("nothing is gone, and it says: %s", said)
	}
	said := restart(func() {
		if err := os.Remove(path + ".checkpoints"); err != nil {
			t.Fatal(err)
		}
	})
	if !strings.HasPrefix(said, "The checkpoints of this log were missing") {
		t.Errorf("it says: %q", said)
	}
}
