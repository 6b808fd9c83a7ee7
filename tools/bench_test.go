package tools

import (
	"fmt"
	"os"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// BenchmarkList is tools/list for all tools, from the bytes that are kept, its
// audit record included; BenchmarkListEncode is the same set joined anew.
func BenchmarkList(b *testing.B) {
	r := newRig(b, fullAccess)
	who := r.as("full")
	for b.Loop() {
		if _, err := r.gate.List(b.Context(), who); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkListKept(b *testing.B) {
	r := newRig(b, fullAccess)
	names := r.gate.Policy().Tools("full", r.gate.now())
	for b.Loop() {
		r.gate.encodeTools(names)
	}
}

func BenchmarkListEncode(b *testing.B) {
	rows := All()
	total, model := 0, 0
	for _, tool := range rows {
		model += tool.modelBytes()
	}
	for b.Loop() {
		total = len(Encode(rows))
	}
	b.ReportMetric(float64(total), "bytes/list")
	b.ReportMetric(float64(model)/float64(len(rows)), "model-bytes/tool")
}

// BenchmarkCall is one governed read, sandbox and two synced records included.
func BenchmarkCall(b *testing.B) {
	r := newRig(b, fullAccess)
	for b.Loop() {
		if a := r.gate.Call(b.Context(), r.as("full"), "users_list", jsontext.Value(`{"limit":25}`)); a.IsError {
			b.Fatalf("%s", a.Structured)
		}
	}
}

// BenchmarkCallers is governed reads by so many callers at once, with a trail on
// disk, each record synced, and with one in memory, whose sync costs nothing.
func BenchmarkCallers(b *testing.B) {
	for _, callers := range []int{1, 8, 64} {
		for name, folder := range map[string]string{"OnDisk": "", "InMemory": "/dev/shm"} {
			b.Run(fmt.Sprintf("%d/%s", callers, name), func(b *testing.B) {
				if folder != "" {
					if _, err := os.Stat(folder); err != nil {
						b.Skip(err)
					}
					b.Setenv("TMPDIR", folder)
				}
				r := newRig(b, fullAccess)
				var left atomic.Int64
				left.Store(int64(b.N))
				b.ResetTimer()
				var all sync.WaitGroup
				for range callers {
					all.Go(func() {
						for left.Add(-1) >= 0 {
							if a := r.gate.Call(b.Context(), r.as("full"), "organization_get", nil); a.IsError {
								b.Errorf("%s", a.Structured)
							}
						}
					})
				}
				all.Wait()
				b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
			})
		}
	}
}

// BenchmarkDecode is what the gate does with arguments before any decision.
func BenchmarkDecode(b *testing.B) {
	t := table["users_update"]
	for b.Loop() {
		if _, err := t.decode(jsontext.Value(`{"id":"5f0c1b2a3d4e5f6071829304","department":"Sales","jobTitle":"Lead","suspended":false}`)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkSeen is what it costs to show a condition the arguments.
func BenchmarkSeen(b *testing.B) {
	t := table["users_update"]
	a, err := t.decode(jsontext.Value(`{"id":"5f0c1b2a3d4e5f6071829304","department":"Sales","jobTitle":"Lead","suspended":false}`))
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		t.seen(a)
	}
}
