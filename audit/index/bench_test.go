package index

import (
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// BenchmarkFind asks a log of a million records, or of as many as RECORDS says, that is indexed; index/build makes the
// index, and scan is the same question without one.
func BenchmarkFind(b *testing.B) {
	records, err := strconv.Atoi(os.Getenv("RECORDS"))
	if err != nil {
		records = 1_000_000
	}
	wordy = true
	defer func() { wordy = false }()
	path := logPath(b)
	newLog(b, path, 1, records)
	b.Run("build", func(b *testing.B) {
		for b.Loop() {
			if err := os.RemoveAll(path + ".index"); err != nil {
				b.Fatal(err)
			}
			if _, err := open(b.Context(), path); err != nil {
				b.Fatal(err)
			}
		}
	})
	for _, c := range []struct {
		name  string
		query audit.Query
		limit int
	}{
		{"agent of one in 1000", audit.Query{Agent: "seldom"}, 0},
		{"agent of one in 50", audit.Query{Agent: "agent-7"}, 0},
		{"agent of one in 50, newest 100", audit.Query{Agent: "agent-7"}, 100},
		{"target", audit.Query{Target: "user.7"}, 0},
		{"agent, tool and decision", audit.Query{Agent: "agent-7", Tool: "tool_11", Decision: "deny"}, 0},
		{"an hour", audit.Query{Since: start.Add(100 * time.Hour), Until: start.Add(101 * time.Hour)}, 0},
	} {
		b.Run(c.name, func(b *testing.B) {
			n := 0
			for b.Loop() {
				n = 0
				for _, err := range Find(b.Context(), path, c.query, c.limit) {
					if err != nil {
						b.Fatal(err)
					}
					n++
				}
			}
			b.ReportMetric(float64(n), "hits")
		})
	}
	b.Run("scan", func(b *testing.B) {
		for b.Loop() {
			for _, err := range audit.Entries(audit.Lines(path), audit.Query{Agent: "seldom"}) {
				if err != nil {
					b.Fatal(err)
				}
			}
		}
	})
}
