package tools

import (
	"testing"

	"github.com/go-json-experiment/json/jsontext"
)

// BenchmarkList is tools/list for all tools, from the bytes that are kept, its
// audit record included; BenchmarkListEncode is the same set joined anew.
func BenchmarkList(b *testing.B) {
	r := newRig(b, fullAccess)
	who := r.as("full")
	for b.Loop() {
		if _, _, err := r.gate.List(b.Context(), who, ""); err != nil {
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
