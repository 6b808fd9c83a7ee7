//go:build unix

package audit

import (
	"compress/gzip"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
)

// names are the files of a log in its folder, without its keys and checkpoints.
func names(t testing.TB, path string) string {
	t.Helper()
	all, err := filepath.Glob(path + "*")
	if err != nil {
		t.Fatal(err)
	}
	var short []string
	for _, name := range all {
		if name = strings.TrimPrefix(name, path); !slices.Contains([]string{".key", ".signing-key", ".verifier", ".checkpoints"}, name) {
			short = append(short, name)
		}
	}
	return strings.Join(short, " ")
}

func TestALogIsRotatedBySizeAndItsChainRunsOn(t *testing.T) {
	l, path := newLog(t, Options{RotateSize: 20_000})
	const records = 200
	for range records {
		mustAppend(t, l, intent())
	}
	l.packing.Wait()
	older, err := Segments(path)
	if err != nil || len(older) < 5 {
		t.Fatalf("%d full files, %v", len(older), err)
	}
	for _, s := range older {
		info, err := os.Stat(s.Path)
		if err != nil || info.Mode() != 0o400 || !s.Gzip {
			t.Errorf("%s: %v, %v", s.Path, info.Mode(), err)
		}
		file, err := os.Open(s.Path) // as zcat reads it
		if err != nil {
			t.Fatal(err)
		}
		z, err := gzip.NewReader(file)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(z)
		if file.Close(); err != nil || len(text) < 20_000 || len(text) > 22_000 {
			t.Errorf("%s holds %d bytes, %v", s.Path, len(text), err)
		}
		var first Record
		for r, err := range Read(s.Path) {
			if err != nil {
				t.Fatal(err)
			}
			first = r
			break
		}
		if first.Seq != s.First || s.First > 1 && first.Kind != LogRotated {
			t.Errorf("%s begins with record %d, %s", s.Path, first.Seq, first.Kind)
		}
	}
	verified(t, path, records+len(older))
	l.Close()
	l = reopen(t, path, Options{RotateSize: 20_000})
	for range 30 {
		mustAppend(t, l, intent())
	}
	l.Close()
	if report, err := Verify(path); err != nil || report.Records <= records+30 {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestALogIsRotatedByAge(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	opts := Options{RotateAge: time.Hour, Now: func() time.Time { return now }}
	l, path := newLog(t, opts)
	mustAppend(t, l, intent())
	now = now.Add(59 * time.Minute)
	mustAppend(t, l, intent())
	mustAppend(t, l, intent())
	l.Close()
	l = reopen(t, path, opts)
	if got := kinds(t, path); strings.Contains(got, "log.rotated") {
		t.Errorf("too early: %s", got)
	}
	now = now.Add(time.Minute) // since the first record, whoever wrote it
	mustAppend(t, l, intent())
	mustAppend(t, l, intent())
	if got := kinds(t, path); got != "call.intent call.intent call.intent call.outcome log.rotated call.intent call.intent" {
		t.Errorf("the log holds %s", got)
	}
	now = now.Add(-24 * time.Hour) // a clock that was put right rotates nothing
	mustAppend(t, l, intent())
	if n := strings.Count(kinds(t, path), "log.rotated"); n != 1 {
		t.Errorf("rotated %d times", n)
	}
}

func TestAReaderBesideAServerThatRotatesSeesEachRecordOnce(t *testing.T) {
	l, path := newLog(t, Options{RotateSize: 30_000})
	l.disk.sync = func(*os.File) error { return nil }
	var writer sync.WaitGroup
	stop := make(chan bool)
	writer.Go(func() {
		for range 1500 { // else the log outgrows a slow reader
			select {
			case <-stop:
				return
			default:
				if _, err := l.Append(intent()); err != nil {
					t.Error(err)
					return
				}
			}
		}
	})
	for full, round := 0, 0; full < 5 || round < 40; round++ {
		if older, err := Segments(path); err == nil {
			full = len(older)
		}
		last := uint64(0)
		for line, err := range Lines(path) {
			if err != nil && strings.Contains(err.Error(), errTorn.Error()) {
				break // it is just being written
			}
			if err != nil {
				t.Fatal(err)
			}
			rec, err := linkOf(line.Text)
			if err != nil || rec.seq != last+1 {
				t.Fatalf("record %d comes after %d, in %s: %v", rec.seq, last, line.File.Path, err)
			}
			last = rec.seq
		}
	}
	close(stop)
	writer.Wait()
}

// stopped is a log on which a panic came while it wrote.
func stopped(t *testing.T, l *Log, do func()) {
	t.Helper()
	defer func() {
		if recover() == nil {
			t.Error("it was not stopped")
		}
		l.file.Close() // as the end of a process does
	}()
	do()
}

func TestACrashBetweenAnyTwoStepsOfARotationLosesNothing(t *testing.T) {
	for _, tt := range []struct {
		name string
		stop func(l *Log)
		left string // what stands there when it is opened again
	}{
		{"before the new file is written", func(l *Log) {
			l.disk.write = func(f *os.File, b []byte) (int, error) { panic("stop") }
		}, " .next"},
		{"in the middle of its first record", func(l *Log) {
			write := l.disk.write
			l.disk.write = func(f *os.File, b []byte) (int, error) { write(f, b[:40]); panic("stop") }
		}, " .next"},
		{"before it is synced", func(l *Log) { l.disk.sync = func(*os.File) error { panic("stop") } }, " .next"},
		{"before it has its name", func(l *Log) {
			sync := l.disk.sync
			l.disk.sync = func(f *os.File) error { sync(f); panic("stop") }
		}, " .next"},
		{"between its two names", func(l *Log) {
			sync := l.disk.sync
			l.disk.sync = func(f *os.File) error {
				sync(f)
				os.Link(l.path, segmentPath(l.path, 1))
				panic("stop")
			}
		}, " .000000000001 .next"},
		{"before the folder is synced", func(l *Log) { l.disk.syncFolder = func(string) error { panic("stop") } }, " .000000000001"},
		{"before the next record", func(l *Log) {
			write, n := l.disk.write, 0
			l.disk.write = func(f *os.File, b []byte) (int, error) {
				if strings.HasSuffix(f.Name(), ".gz.new") {
					return write(f, b)
				}
				if n++; n == 2 {
					l.packing.Wait()
					panic("stop")
				}
				return write(f, b)
			}
		}, " .000000000001.gz"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			l, path := newLog(t, Options{RotateSize: 3000})
			n := 0
			for ; l.size < 3000; n++ {
				mustAppend(t, l, intent())
			}
			l.packing.Wait() // what this one began must not go on when it is stopped
			tt.stop(l)
			stopped(t, l, func() { l.Append(intent()) })
			if got := names(t, path); got != tt.left {
				t.Errorf("there stand%s, want%s", got, tt.left)
			}
			again := reopen(t, path, Options{RotateSize: 3000})
			mustAppend(t, again, intent())
			again.packing.Wait()
			if got := names(t, path); got != " .000000000001.gz" {
				t.Errorf("after a restart there stand%s", got)
			}
			if info, err := os.Stat(segmentPath(path, 1) + ".gz"); err != nil || info.Mode() != 0o400 {
				t.Errorf("the full file: %v, %v", info.Mode(), err)
			}
			verified(t, path, n+3) // log.rotated, the outcome that nobody knows, and one more
		})
	}
}

func TestACrashWhileAFileIsCompressedLosesNothing(t *testing.T) {
	for name, stop := range map[string]func(t *testing.T, full string){
		"before it has a name": func(t *testing.T, full string) { write(t, full+".gz.new", "a part of it") },
		"before the plain one goes": func(t *testing.T, full string) {
			text, _ := os.ReadFile(full)
			zipped(t, full, 2)
			write(t, full, string(text))
		},
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "audit.jsonl")
			inFiles(t, path, linesOf(t, 20, 11), 11)
			stop(t, segmentPath(path, 1))
			verified(t, path, 20)
			l := reopen(t, path, Options{})
			l.packing.Wait()
			if got := names(t, path); got != " .000000000001.gz" {
				t.Errorf("there stand%s", got)
			}
			if report, err := Verify(path); err != nil || report.FirstSeq != 1 {
				t.Errorf("%+v, %v", report, err)
			}
		})
	}
}

func TestAFileIsNotGivenUpForOneThatHoldsSomethingElse(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	inFiles(t, path, linesOf(t, 20, 11), 11)
	full := segmentPath(path, 1)
	text, _ := os.ReadFile(full)
	write(t, full, strings.Replace(string(text), "jdoe", "root", 1))
	zipped(t, full, 2)
	write(t, full, string(text))
	var said error
	l := reopen(t, path, Options{Problem: func(err error) { said = err }})
	l.packing.Wait()
	if said == nil || !strings.Contains(said.Error(), "decompresses to something else") {
		t.Errorf("it says %v", said)
	}
	if got := names(t, path); got != " .000000000001 .000000000001.gz" {
		t.Errorf("there stand%s", got)
	}
	verified(t, path, 20+1+1+9) // of the new key, of checkpoints that are gone, and of calls whose outcome nobody knows
}

func TestCompressingHoldsUpNoRecordAndEndsWithTheLog(t *testing.T) {
	l, path := newLog(t, Options{RotateSize: 3000})
	reached, released := make(chan bool), make(chan bool)
	write := l.disk.write
	l.disk.write = func(f *os.File, b []byte) (int, error) {
		if strings.HasSuffix(f.Name(), ".gz.new") {
			reached <- true
			<-released
		}
		return write(f, b)
	}
	for len(names(t, path)) == 0 {
		mustAppend(t, l, intent())
	}
	<-reached
	mustAppend(t, l, intent()) // and the one that compresses is still at it
	released <- true
	l.Close()
	if left, _ := filepath.Glob(path + "*.new"); len(left) > 0 {
		t.Errorf("there stand %v", left)
	}
}

func TestARotationThatFailsIsReportedAndDeniesNothing(t *testing.T) {
	var said []error
	l, path := newLog(t, Options{RotateSize: 3000, Problem: func(err error) { said = append(said, err) }})
	os.Mkdir(nextPath(path), 0o700)
	write(t, filepath.Join(nextPath(path), "in the way"), "")
	for range 20 {
		mustAppend(t, l, intent())
	}
	if len(said) != 1 || !strings.Contains(said[0].Error(), "goes on in the same file") {
		t.Errorf("it says %v", said)
	}
	independentlyVerify(t, path)
	os.RemoveAll(nextPath(path))
	l.patient = 0
	mustAppend(t, l, intent())
	verified(t, path, 22)
}

func TestOpenHoldsTheFilesOfALogTogether(t *testing.T) {
	good := linesOf(t, 30, 11, 21)
	other := slices.Clone(good)
	other[19] = strings.Replace(other[19], "jdoe", "root", 1)
	for _, tt := range []struct {
		name   string
		damage func(t *testing.T, path string)
		says   string // "" when it opens
		from   uint64
	}{
		{"whole", func(t *testing.T, path string) {}, "", 1},
		{"the oldest moved away", func(t *testing.T, path string) { os.Remove(segmentPath(path, 1)) }, "", 11},
		{"all older ones moved away", func(t *testing.T, path string) {
			os.Remove(segmentPath(path, 1))
			os.Remove(segmentPath(path, 11))
		}, "", 21},
		{"the newest missing", func(t *testing.T, path string) { os.Remove(path) }, "put it back", 0},
		{"the newest emptied", func(t *testing.T, path string) { os.Truncate(path, 0) }, "begins with record 0", 0},
		{"an end that was changed", func(t *testing.T, path string) {
			inFiles(t, path, other, 11, 21)
		}, "does not follow from the end of", 0},
		{"a newest one that begins too early", func(t *testing.T, path string) { write(t, path, strings.Join(good, "")) }, "should go on where", 0},
		{"a newest one without its beginning", func(t *testing.T, path string) { write(t, path, strings.Join(good[21:], "")) }, "does not follow", 0},
		{"a long newest one without its beginning", func(t *testing.T, path string) {
			write(t, path, strings.Join(linesOf(t, 400, 21)[21:], ""))
		}, "what comes before is missing", 0},
		{"records written again after a failed sync", func(t *testing.T, path string) {
			write(t, segmentPath(path, 11), strings.Join(linesOf(t, 25, 11)[10:], ""))
		}, "", 1},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "audit.jsonl")
			inFiles(t, path, good, 11, 21)
			tt.damage(t, path)
			before := fmt.Sprint(names(t, path), textOf(path))
			l, err := Open(path, Options{})
			if tt.says != "" {
				if err == nil {
					l.Close()
				}
				if err == nil || !strings.Contains(err.Error(), tt.says) {
					t.Errorf("it says %v, want %q", err, tt.says)
				}
				if after := fmt.Sprint(names(t, path), textOf(path)); after != before {
					t.Error("the evidence was changed")
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			defer l.Close()
			mustAppend(t, l, intent())
			if report, err := Verify(path); err != nil || report.FirstSeq != tt.from || report.Seq < 31 {
				t.Errorf("%+v, %v", report, err)
			}
		})
	}
}
