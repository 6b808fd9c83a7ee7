package audit

import (
	"bytes"
	"os"
	"runtime"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
)

func BenchmarkAppend(b *testing.B) {
	l, _ := newLog(b, Options{})
	for b.Loop() {
		mustAppend(b, l, intent())
	}
}

func BenchmarkAppend64Writers(b *testing.B) {
	l, _ := newLog(b, Options{})
	b.SetParallelism(64 / max(1, runtime.GOMAXPROCS(0)))
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			if _, err := l.Append(intent()); err != nil {
				b.Error(err)
			}
		}
	})
}

// BenchmarkAppendWithoutDisk is what a record costs beside its sync.
func BenchmarkAppendWithoutDisk(b *testing.B) {
	l, _ := newLog(b, Options{})
	l.disk.sync = func(*os.File) error { return nil }
	b.ReportAllocs()
	for b.Loop() {
		mustAppend(b, l, intent())
	}
}

func BenchmarkVerify(b *testing.B) {
	l, path := newLog(b, Options{})
	l.disk.sync = func(*os.File) error { return nil }
	for range 10_000 {
		mustAppend(b, l, intent())
	}
	text, _ := os.ReadFile(path)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := verify(strings.NewReader(string(text))); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkReading reads the lines of a log as records: by the JSON library, as all commands do, and as verify does, which keeps nothing of them.
func BenchmarkReading(b *testing.B) {
	l, path := newLog(b, Options{})
	l.disk.sync = func(*os.File) error { return nil }
	for range 1000 {
		mustAppend(b, l, intent())
	}
	text, err := os.ReadFile(path)
	if err != nil {
		b.Fatal(err)
	}
	all := bytes.Split(bytes.TrimSpace(text), []byte("\n"))
	for _, way := range []struct {
		name string
		read func(line []byte) error
	}{
		{"json", func(line []byte) error { var r Record; return json.Unmarshal(line, &r) }},
		{"parse", func(line []byte) error { _, err := parse(line); return err }},
		{"link", func(line []byte) error { _, err := linkOf(line); return err }},
	} {
		b.Run(way.name, func(b *testing.B) {
			b.SetBytes(l.size)
			b.ReportAllocs()
			for b.Loop() {
				for _, line := range all {
					if err := way.read(line); err != nil {
						b.Fatal(err)
					}
				}
			}
		})
	}
}

// BenchmarkOpen opens a log of 10,000 records: how many there are must make no difference.
func BenchmarkOpen(b *testing.B) {
	l, path := newLog(b, Options{})
	l.disk.sync = func(*os.File) error { return nil }
	for range 10_000 {
		mustAppend(b, l, intent())
	}
	l.Close()
	for b.Loop() {
		l, err := Open(path, Options{})
		if err != nil {
			b.Fatal(err)
		}
		l.Close()
	}
}

func BenchmarkLimited(b *testing.B) {
	l, _ := newLog(b, Options{})
	l.disk.sync = func(*os.File) error { return nil }
	for range 50_000 {
		mustAppend(b, l, intent())
	}
	b.SetBytes(l.size)
	for b.Loop() {
		for range l.Limited(time.Time{}) {
			b.Fatal("nothing took a token")
		}
	}
}
