package audit

import (
	"errors"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"golang.org/x/mod/sumdb/note"
)

// published keeps what a log brings elsewhere.
type published struct {
	mu    sync.Mutex
	notes []string
}

func (p *published) take(msg []byte) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.notes = append(p.notes, string(msg))
}

func (p *published) sizes(t *testing.T) (sizes []int64) {
	t.Helper()
	p.mu.Lock()
	defer p.mu.Unlock()
	for _, msg := range p.notes {
		body, _, _ := strings.Cut(msg, "\n\n")
		c, err := parseCheckpoint(body + "\n")
		if err != nil {
			continue // a change of keys
		}
		sizes = append(sizes, c.Size)
	}
	return sizes
}

func (p *published) last() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.notes[len(p.notes)-1]
}

func same(a, b []int64) bool {
	if len(a) != len(b) {
		return false
	}
	for i := range a {
		if a[i] != b[i] {
			return false
		}
	}
	return true
}

func TestCheckpointsAreMadeByNumberByTimeAndWhenAskedFor(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		var out published
		l, path := newLog(t, Options{Checkpoint: out.take})
		is := func(what string, want ...int64) {
			t.Helper()
			synctest.Wait()
			if got := out.sizes(t); !same(got, want) {
				t.Errorf("%s there are checkpoints of %v records, want %v", what, got, want)
			}
		}
		is("at first")
		mustAppend(t, l, outcomeOf("one"))
		is("after a record")
		time.Sleep(checkpointAfter)
		is("ten seconds later", 1)
		time.Sleep(time.Hour)
		is("after an hour without a record", 1)
		for range 63 {
			mustAppend(t, l, outcomeOf("one"))
		}
		is("after 63 more records", 1)
		mustAppend(t, l, outcomeOf("one"))
		is("after 64", 1, 65)
		mustAppend(t, l, Record{Kind: PolicyLoaded})
		is("when a policy comes into force", 1, 65, 66)
		mustAppend(t, l, outcomeOf("one"))
		l.Close()
		is("at the end", 1, 65, 66, 67)

		l = reopen(t, path, Options{Checkpoint: out.take})
		l.Close()
		is("when nothing was recorded", 1, 65, 66, 67)
		kept, err := os.ReadFile(path + ".checkpoints")
		if err != nil {
			t.Fatal(err)
		}
		out.mu.Lock()
		defer out.mu.Unlock()
		if !strings.HasPrefix(string(kept), strings.Join(out.notes, "")) {
			t.Errorf("beside the log stands\n%s\nand what was brought elsewhere is\n%s", kept, strings.Join(out.notes, ""))
		}
		verifier, _ := os.ReadFile(path + ".verifier")
		v, err := note.NewVerifier(strings.TrimSpace(string(verifier)))
		if err != nil {
			t.Fatal(err)
		}
		for _, msg := range out.notes {
			n, err := note.Open([]byte(msg), note.VerifierList(v))
			if err != nil || !strings.HasPrefix(n.Text, v.Name()+"\n") {
				t.Errorf("%q: %v", msg, err)
			}
		}
	})
}

func TestWhatAskedForACheckpointDoesNotWaitForIt(t *testing.T) {
	release := make(chan bool)
	l, _ := newLog(t, Options{Checkpoint: func([]byte) { <-release }})
	for range 200 { // the first checkpoint hangs
		mustAppend(t, l, Record{Kind: PolicyLoaded})
	}
	close(release)
}

// How a log goes on is the same however it was found.
func TestTheTreeGoesOnWhereItStopped(t *testing.T) {
	for name, leave := range map[string]func(t *testing.T, path string){
		"in peace": func(*testing.T, string) {},
		"without the edge, as after a crash": func(t *testing.T, path string) {
			cutAt(t, path+".checkpoints", edgeBegin)
		},
		"with a torn checkpoint": func(t *testing.T, path string) {
			cutAt(t, path+".checkpoints", edgeBegin)
			add(t, path+".checkpoints", originBegin+"00112233")
		},
		"with zeros behind the checkpoints": func(t *testing.T, path string) {
			cutAt(t, path+".checkpoints", edgeBegin)
			add(t, path+".checkpoints", string(make([]byte, 4096)))
		},
		"with an edge that is not its own": func(t *testing.T, path string) {
			text, _ := os.ReadFile(path + ".checkpoints")
			at := strings.Index(string(text), `"edge":["`) + len(`"edge":["`)
			text[at] ^= 1
			write(t, path+".checkpoints", string(text))
		},
		"without checkpoints": func(t *testing.T, path string) { write(t, path+".checkpoints", "") },
		"with records that no checkpoint covers": func(t *testing.T, path string) {
			text, _ := os.ReadFile(path + ".checkpoints")
			l := reopen(t, path, Options{})
			for range 5 {
				mustAppend(t, l, outcomeOf("one"))
			}
			l.Close()
			write(t, path+".checkpoints", string(text))
		},
	} {
		t.Run(name, func(t *testing.T) {
			l, path := newLog(t, Options{})
			for range 5 {
				for range 41 {
					mustAppend(t, l, outcomeOf("one"))
				}
				l.Close()
				leave(t, path)
				var want Tree
				for _, line := range lines(t, path) {
					want.add([]byte(strings.TrimSuffix(line, "\n")))
				}
				if l = reopen(t, path, Options{}); !l.tree.equal(want) {
					t.Fatalf("the tree of %d lines is taken up as %+v", want.Size, l.tree)
				}
			}
			l.Close()
			if report, err := Verify(path); err != nil || report.Checkpoints == 0 {
				t.Errorf("%+v, %v", report, err)
			}
		})
	}
}

// cutAt cuts a file before the last place where a text stands in it.
func cutAt(t *testing.T, path, at string) {
	t.Helper()
	text, err := os.ReadFile(path)
	i := strings.LastIndex(string(text), at)
	if err != nil || i < 0 {
		t.Fatalf("%s holds no %q: %v", path, at, err)
	}
	write(t, path, string(text[:i]))
}

func add(t *testing.T, path, more string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	write(t, path, string(text)+more)
}

func TestALogThatIsNotTheOneThatWasSignedIsNotGoneOnWith(t *testing.T) {
	for _, tt := range []struct {
		name   string
		change func(t *testing.T, path string)
		says   string
	}{
		{"its end cut off", func(t *testing.T, path string) { write(t, path, strings.Join(lines(t, path)[:4], "")) }, "ends with record 4, and its last checkpoint, in "},
		{"emptied", func(t *testing.T, path string) { write(t, path, "") }, "ends with record 0"},
		{"removed", func(t *testing.T, path string) { os.Remove(path) }, "ends with record 0"},
		{"rewritten", func(t *testing.T, path string) {
			cutAt(t, path+".checkpoints", edgeBegin)
			write(t, path, strings.Join(rechained(t, lines(t, path), func(i int, line string) string {
				return strings.Replace(line, "jdoe", "root", 1)
			}), ""))
		}, "they were rewritten"},
		{"the key lost", func(t *testing.T, path string) { os.Remove(path + ".signing-key") }, "restore it"},
		{"another key", func(t *testing.T, path string) {
			os.Remove(path + ".signing-key")
			if _, err := MakeSigningKey(path + ".signing-key"); err != nil {
				t.Fatal(err)
			}
		}, "signed with another key"},
		{"somebody's text in place of the checkpoints", func(t *testing.T, path string) { write(t, path+".checkpoints", "dear diary\n") }, "somebody else wrote to it"},
		{"somebody's text behind the checkpoints", func(t *testing.T, path string) { add(t, path+".checkpoints", "dear diary\n") }, "somebody else wrote to it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, path := newLog(t, Options{})
			for range 10 {
				mustAppend(t, l, intent())
			}
			l.Close()
			tt.change(t, path)
			before, _ := os.ReadFile(path + ".checkpoints")
			l, err := Open(path, Options{})
			if err == nil || !strings.Contains(err.Error(), tt.says) {
				t.Errorf("got %v", err)
			}
			if err == nil {
				l.Close()
			}
			if after, _ := os.ReadFile(path + ".checkpoints"); !strings.HasPrefix(string(after), strings.Split(string(before), edgeBegin)[0]) {
				t.Errorf("the checkpoints were changed from %s to %s", before, after)
			}
		})
	}
}

func TestACheckpointThatCannotBeKeptIsSaidOnceAndBroughtElsewhere(t *testing.T) {
	var problems []error
	var out published
	l, _ := newLog(t, Options{Checkpoint: out.take, Problem: func(err error) { problems = append(problems, err) }})
	l.notary.halt()
	l.notary.file.Close()
	for range 3 {
		mustAppend(t, l, intent())
		l.notary.checkpoint()
	}
	if got := out.sizes(t); !same(got, []int64{1, 2, 3}) || len(problems) != 1 || !strings.Contains(problems[0].Error(), "could not be kept in") {
		t.Errorf("checkpoints of %v records were brought elsewhere, and it is said %v", got, problems)
	}
}

func TestASigningKeyIsMadeOnceAndNeverWrittenOver(t *testing.T) {
	path := filepath.Join(t.TempDir(), "key")
	verifier, err := MakeSigningKey(path)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := note.NewVerifier(verifier); err != nil {
		t.Error(err)
	}
	before, _ := os.ReadFile(path)
	if _, err := MakeSigningKey(path); err == nil || !strings.Contains(err.Error(), "is there already") {
		t.Errorf("got %v", err)
	}
	if after, _ := os.ReadFile(path); string(after) != string(before) || strings.Contains(verifier, strings.TrimSpace(string(before))) {
		t.Error("the key was changed or told")
	}
	var out published
	log := filepath.Join(t.TempDir(), "audit.jsonl")
	l := reopen(t, log, Options{SigningKey: path, Checkpoint: out.take})
	mustAppend(t, l, intent())
	l.Close()
	if _, err := (Evidence{Key: verifier}).Verify(log); err != nil {
		t.Error(err)
	}
	if _, err := os.Stat(log + ".signing-key"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("another key stands beside the log: %v", err)
	}
	if _, err := Open(filepath.Join(t.TempDir(), "a"), Options{SigningKey: path + "none"}); err == nil || !strings.Contains(err.Error(), "audit keygen") {
		t.Errorf("a key that is not there: %v", err)
	}
	write(t, path, "PRIVATE+KEY+short")
	if _, err := Open(filepath.Join(t.TempDir(), "a"), Options{SigningKey: path}); err == nil || strings.Contains(err.Error(), "short") {
		t.Errorf("a key that is none: %v", err)
	}
}
