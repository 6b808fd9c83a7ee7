package index

import (
	"compress/gzip"
	"context"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// small has an index made of short logs too, in chunks of a few lines.
func small(t *testing.T) {
	t.Setenv("XDG_CACHE_HOME", t.TempDir())
	wasMost, wasWorthwhile := most, worthwhile
	most, worthwhile = 40, 0
	t.Cleanup(func() { most, worthwhile = wasMost, wasWorthwhile })
}

var questions = []audit.Query{
	{},
	{Agent: "agent-7"},
	{Agent: "seldom"},
	{Agent: "nobody"},
	{Tool: "tool_11", Decision: "allow"},
	{Class: "destroy", Agent: "agent-3"},
	{Decision: "deny"},
	{Target: "user.0"},
	{Target: "60259a2a0000000000000000"},
	{Text: "AGENT-12 "},
	{Text: "agent-12 ", Class: "read"},
	{Since: start.Add(100 * time.Second)},
	{Until: start.Add(100 * time.Second), Agent: "agent-7"},
	{Since: start.Add(100*time.Second + time.Microsecond), Until: start.Add(180 * time.Second)},
	{Since: start.AddDate(1, 0, 0)},
	{Until: start.AddDate(-60, 0, 0)},
}

func collect(t *testing.T, entries func(func(audit.Entry, error) bool)) (found []string) {
	t.Helper()
	for e, err := range entries {
		var noRecord *audit.NoRecord
		switch {
		case errors.As(err, &noRecord):
			found = append(found, "no record")
		case err != nil:
			t.Fatal(err)
		default:
			found = append(found, string(e.Line))
		}
	}
	return found
}

// sameAsReading asks all questions of the index and of the log.
func sameAsReading(t *testing.T, what, path string) {
	t.Helper()
	for i, q := range questions {
		for _, limit := range []int{0, 1, 7}[:1+i%3] {
			want := collect(t, audit.Newest(limit, audit.Entries(audit.Lines(path), q)))
			got := collect(t, Find(t.Context(), path, q, limit))
			if limit > 0 { // where lines are no records, they are told of when they are seen
				lack := func(s string) bool { return s == "no record" }
				want, got = slices.DeleteFunc(want, lack), slices.DeleteFunc(got, lack)
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: %+v, at most %d: %d found by the index, %d by reading", what, q, limit, len(got), len(want))
			}
		}
	}
}

func chunksOf(t *testing.T, path string) []string {
	t.Helper()
	names, err := filepath.Glob(path + ".index/*")
	if err != nil || len(names) == 0 {
		t.Fatalf("there is no index: %v", err)
	}
	return names
}

func mustWrite(t *testing.T, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

func rename(t *testing.T, from, to string) {
	t.Helper()
	if err := os.Rename(from, to); err != nil {
		t.Fatal(err)
	}
}

func TestTheIndexFindsWhatReadingFinds(t *testing.T) {
	small(t)
	most = 20
	path := logPath(t)
	newLog(t, path, 1, 15)
	sameAsReading(t, "a part of a chunk", path)
	newLog(t, path, 16, 100)
	sameAsReading(t, "more chunks", path)
	if n := len(chunksOf(t, path)); n != 5 {
		t.Errorf("%d chunks", n)
	}
	newLog(t, path, 101, 105)
	rename(t, path, path+".000000000001")
	newLog(t, path, 106, 115)
	sameAsReading(t, "rotated", path)
	compress(t, path+".000000000001")
	sameAsReading(t, "compressed", path)
	newLog(t, path, 116, 150)
	rename(t, path, path+".000000000106")
	newLog(t, path, 151, 151)
	sameAsReading(t, "rotated again", path)
	if err := os.Remove(path + ".000000000001.gz"); err != nil {
		t.Fatal(err)
	}
	sameAsReading(t, "with a file moved away", path)
	if err := os.RemoveAll(path + ".index"); err != nil {
		t.Fatal(err)
	}
	sameAsReading(t, "made anew without that file", path)
}

func compress(t *testing.T, path string) {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	var out strings.Builder
	w := gzip.NewWriter(&out)
	_, _ = io.WriteString(w, string(text))
	w.Close()
	mustWrite(t, path+".gz", out.String())
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func TestWhatIsNoRecordIsTold(t *testing.T) {
	small(t)
	path := logPath(t)
	newLog(t, path, 1, 50)
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	_, _ = file.WriteString("nonsense\n\n" + `{"v":2}` + "\n")
	file.Close()
	newLog(t, path, 51, 100)
	mustAdd(t, path, `{"v":1,"seq`)
	sameAsReading(t, "with nonsense in it", path)
	chunksOf(t, path)
}

func mustAdd(t *testing.T, path, text string) {
	t.Helper()
	file, err := os.OpenFile(path, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	if _, err := file.WriteString(text); err != nil {
		t.Fatal(err)
	}
}

// Whatever becomes of its files, an index never changes what is found, and is whole again afterwards.
func TestADamagedIndexIsMadeAnew(t *testing.T) {
	small(t)
	path := logPath(t)
	newLog(t, path, 1, 10)
	collect(t, Find(t.Context(), path, audit.Query{}, 0))
	newLog(t, path, 11, 50)
	older := map[string][]byte{} // chunks as they were when they held less
	for _, name := range chunksOf(t, path) {
		older[filepath.Base(name)], _ = os.ReadFile(name)
	}
	collect(t, Find(t.Context(), path, audit.Query{}, 0))
	older["000001.chunk"], _ = os.ReadFile(chunksOf(t, path)[1])
	newLog(t, path, 51, 170)
	random := rand.New(rand.NewPCG(1, 2))
	harms := map[string]func(name string, b []byte){
		"a byte changed": func(name string, b []byte) { b[random.IntN(len(b))] ^= 0x20; mustWrite(t, name, string(b)) },
		"cut":            func(name string, b []byte) { mustWrite(t, name, string(b[:random.IntN(len(b))])) },
		"empty":          func(name string, _ []byte) { mustWrite(t, name, "") },
		"removed":        func(name string, _ []byte) { os.Remove(name) },
		"another chunk":  func(name string, b []byte) { b, _ = os.ReadFile(chunksOf(t, path)[1]); mustWrite(t, name, string(b)) },
		"an older one": func(name string, b []byte) {
			if older[filepath.Base(name)] != nil {
				mustWrite(t, name, string(older[filepath.Base(name)]))
			}
		},
	}
	q := audit.Query{Class: "destroy"}
	for what, harm := range harms {
		for i := range 10 {
			limit := i / 5 * 60
			want := collect(t, audit.Newest(limit, audit.Entries(audit.Lines(path), q)))
			collect(t, Find(t.Context(), path, q, 0))
			before := chunksOf(t, path)
			name := before[i%5]
			b, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			harm(name, b)
			for range 2 {
				if got := collect(t, Find(t.Context(), path, q, limit)); !slices.Equal(got, want) {
					t.Errorf("%s, %s, at most %d: %d found, not %d", filepath.Base(name), what, limit, len(got), len(want))
				}
			}
			if after := chunksOf(t, path); len(after) != len(before) {
				t.Errorf("%s, %s: %d chunks afterwards, not %d", filepath.Base(name), what, len(after), len(before))
			}
		}
	}
}

func TestAnIndexIsGoneOnWith(t *testing.T) {
	small(t)
	path := logPath(t)
	newLog(t, path, 1, 100)
	sameAsReading(t, "a log", path)
	before, err := os.Stat(chunksOf(t, path)[0])
	if err != nil {
		t.Fatal(err)
	}
	newLog(t, path, 101, 200)
	sameAsReading(t, "a longer one", path)
	if after, err := os.Stat(chunksOf(t, path)[0]); err != nil || !os.SameFile(before, after) {
		t.Errorf("its beginning was made anew: %v", err)
	}
}

func TestAnIndexOfAnotherLogIsNoticed(t *testing.T) {
	small(t)
	path := logPath(t)
	newLog(t, path, 1, 100)
	sameAsReading(t, "a log", path)
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
	newLog(t, path, 1001, 1120)
	sameAsReading(t, "another one in its place", path)
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	mustWrite(t, path, string(text[:len(text)/2]))
	sameAsReading(t, "cut", path)
	swapped := strings.NewReplacer(`"agent":"agent-7"`, `"agent":"agent-8"`, `"agent":"agent-8"`, `"agent":"agent-7"`)
	mustWrite(t, path, swapped.Replace(string(text)))
	sameAsReading(t, "another one with lines as long", path)
	lines := strings.SplitAfter(string(text), "\n")
	for i := range lines[:50] {
		lines[i] = swapped.Replace(lines[i])
	}
	mustWrite(t, path, string(text))
	sameAsReading(t, "as it was", path)
	mustWrite(t, path, strings.Join(lines, ""))
	sameAsReading(t, "changed in the middle", path)
}

// What was indexed is all there, and more besides: only the hash at the end tells.
func TestALogThatWasRewrittenIsNoticed(t *testing.T) {
	small(t)
	path := logPath(t)
	newLog(t, path, 1, 120)
	q := audit.Query{Agent: "agent-7"}
	before := len(collect(t, Find(t.Context(), path, q, 0)))
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	mustWrite(t, path, strings.NewReplacer(`"agent":"agent-1"`, `"agent":"agent-7"`, `"prev":"3a70`, `"prev":"4a70`).Replace(string(text)))
	if after := len(collect(t, Find(t.Context(), path, q, 0))); after <= before {
		t.Errorf("%d are found, as before", after)
	}
}

// The real thing: a log that rotates and compresses its files in pieces.
func TestTheIndexFindsWhatALogHasCompressed(t *testing.T) {
	small(t)
	path := logPath(t)
	log, err := audit.Open(path, audit.Options{RotateSize: 16 << 10, Unsigned: true})
	if err != nil {
		t.Fatal(err)
	}
	for n := range 150 {
		r := audit.Record{Kind: audit.CallIntent, Who: &audit.Who{Agent: fmt.Sprint("agent-", n%9)}, What: &audit.What{Tool: fmt.Sprint("tool_", n%13), Class: "destroy",
			Targets: []audit.Target{{Name: fmt.Sprint("user.", n%7)}}}, Decision: &audit.Decision{Effect: "allow"}}
		if _, err := log.Append(r); err != nil {
			t.Fatal(err)
		}
		if n == 100 {
			collect(t, Find(t.Context(), path, audit.Query{Agent: "agent-7"}, 0))
		}
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	if zipped, _ := filepath.Glob(path + ".*.gz"); len(zipped) < 2 {
		t.Fatalf("only %q are compressed", zipped)
	}
	sameAsReading(t, "compressed by the log", path)
}

// A server writes and rotates while many ask: each finds all that was there when it began, once, and in order.
func TestManyAskWhileAServerWrites(t *testing.T) {
	small(t)
	path := logPath(t)
	newLog(t, path, 1, 100)
	var written sync.Mutex
	there := 100
	done := make(chan struct{})
	go func() {
		defer close(done)
		first := 1
		for n := 101; n <= 250; n++ {
			newLog(t, path, n, n)
			if n%50 == 0 {
				rename(t, path, fmt.Sprintf("%s.%012d", path, first))
				first = n + 1
				newLog(t, path, n+1, n+1)
				n++
			}
			written.Lock()
			there = n
			written.Unlock()
		}
	}()
	var askers sync.WaitGroup
	for range 3 {
		askers.Go(func() {
			for round := 0; ; round++ {
				select {
				case <-done:
					return
				default:
				}
				written.Lock()
				least := there
				written.Unlock()
				n := 0
				for e, err := range Find(context.Background(), path, audit.Query{}, 0) {
					if n++; err != nil || e.Record.Seq != uint64(n) {
						if errors.Is(err, os.ErrNotExist) {
							return // between a file's old name and the next one's beginning
						}
						t.Errorf("record %d in place %d, %v", e.Record.Seq, n, err)
						return
					}
				}
				if n < least && n > 0 {
					t.Errorf("%d found of %d", n, least)
				}
			}
		})
	}
	askers.Wait()
	<-done
}

func TestWhereNoIndexCanStandTheLogIsRead(t *testing.T) {
	small(t)
	path := logPath(t)
	newLog(t, path, 1, 100)
	mustWrite(t, path+".index", "somebody's file")
	sameAsReading(t, "in the cache folder", path)
	cached, _ := filepath.Glob(os.Getenv("XDG_CACHE_HOME") + "/jumpgate/*/*.chunk")
	if len(cached) != 3 {
		t.Errorf("%d chunks in the cache folder", len(cached))
	}
	other := filepath.Join(t.TempDir(), "file")
	mustWrite(t, other, "")
	t.Setenv("XDG_CACHE_HOME", other)
	sameAsReading(t, "without an index", path)
	if text, _ := os.ReadFile(path + ".index"); string(text) != "somebody's file" {
		t.Error("somebody's file was changed")
	}
}

func TestAShortLogNeedsNoIndex(t *testing.T) {
	small(t)
	worthwhile = 1 << 20
	path := logPath(t)
	newLog(t, path, 1, 100)
	sameAsReading(t, "a short log", path)
	if names, _ := filepath.Glob(path + ".index*"); len(names) > 0 {
		t.Errorf("there is %q", names)
	}
}

func TestASearchEndsWhenItIsToldTo(t *testing.T) {
	small(t)
	path := logPath(t)
	newLog(t, path, 1, 100)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for _, limit := range []int{0, 5} {
		stopped := false
		for _, err := range Find(ctx, path, audit.Query{}, limit) {
			stopped = errors.Is(err, audit.ErrStopped)
		}
		if !stopped {
			t.Errorf("at most %d: it goes on", limit)
		}
	}
	n := 0
	for range Find(t.Context(), path, audit.Query{}, 0) {
		if n++; n == 3 {
			break
		}
	}
	if n != 3 {
		t.Errorf("%d entries", n)
	}
}
