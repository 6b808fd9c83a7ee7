package audit

import (
	"os"
	"runtime"
	"strings"
	"testing"
	"time"
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
