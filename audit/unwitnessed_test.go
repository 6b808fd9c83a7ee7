package audit

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
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

func TestALogWhoseCheckpointsAreEmptiedSaysSo(t *testing.T) {
	for _, tt := range []struct {
		name  string
		kinds []Kind // a record each, one step after the other
		step  time.Duration
		opts  Options
		says  bool
	}{
		{"of a minute", []Kind{ServerStart, ListServed, ListServed, ListServed}, 20 * time.Second, Options{}, true},
		{"closed", []Kind{ServerStart, ListServed, ServerStop}, time.Millisecond, Options{}, true},
		{"begun just now, before there was any", []Kind{ServerStart, ListServed, ListServed}, 5 * time.Second, Options{}, false},
		{"that only had agents disabled", []Kind{AgentDisabled, AgentEnabled, AgentDisabled}, time.Hour, Options{Unsigned: true}, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
			tt.opts.Now = func() time.Time { return now }
			l, path := newLog(t, tt.opts)
			for _, kind := range tt.kinds {
				mustAppend(t, l, Record{Kind: kind})
				now = now.Add(tt.step)
			}
			l.Close()
			if err := os.Truncate(path+".checkpoints", 0); err != nil {
				t.Fatal(err)
			}
			reopen(t, path, Options{Now: tt.opts.Now}).Close()
			said := false
			for r, err := range Read(path) {
				if err != nil {
					t.Fatal(err)
				}
				said = said || strings.HasPrefix(r.Message, "The checkpoints of this log were missing")
			}
			if said != tt.says {
				t.Errorf("it says so: %v", said)
			}
		})
	}
}
