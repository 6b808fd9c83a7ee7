package index

import (
	"os"
	"slices"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// Whatever becomes of an index while somebody reads from it, what is found is what reading the log finds, once and in order.
func TestAnIndexThatIsDamagedMidwayChangesNothing(t *testing.T) {
	small(t)
	for name, damage := range map[string]func(folder string, chunks []string){
		"chunks that are overwritten": func(_ string, chunks []string) {
			for _, name := range chunks {
				mustWrite(t, name, "nonsense")
			}
		},
		"chunks that are cut": func(_ string, chunks []string) {
			for _, name := range chunks {
				if err := os.Truncate(name, 100); err != nil {
					t.Fatal(err)
				}
			}
		},
		"one that is gone": func(_ string, chunks []string) {
			if err := os.Remove(chunks[len(chunks)/2]); err != nil {
				t.Fatal(err)
			}
		},
		"one in the place of another": func(_ string, chunks []string) {
			rename(t, chunks[len(chunks)-1], chunks[len(chunks)/2])
		},
		"all gone": func(folder string, _ []string) {
			if err := os.RemoveAll(folder); err != nil {
				t.Fatal(err)
			}
		},
	} {
		for _, limit := range []int{0, 30} {
			path := logPath(t)
			newLog(t, path, 1, 400)
			for _, q := range []audit.Query{{}, {Class: "read"}} {
				want := collect(t, audit.Newest(limit, audit.Entries(audit.Lines(path), q)))
				for range Find(t.Context(), path, q, 0) { // so that it is there
				}
				chunks := chunksOf(t, path)
				n := 0
				got := collect(t, func(yield func(audit.Entry, error) bool) {
					for e, err := range Find(t.Context(), path, q, limit) {
						if n++; n == 10 {
							damage(path+".index", chunks)
						}
						if !yield(e, err) {
							return
						}
					}
				})
				if !slices.Equal(got, want) {
					t.Errorf("%s, limit %d, %+v: %d records are found, and there are %d", name, limit, q, len(got), len(want))
				}
				if again := collect(t, Find(t.Context(), path, q, limit)); !slices.Equal(again, want) {
					t.Errorf("%s: afterwards %d records are found, and there are %d", name, len(again), len(want))
				}
			}
		}
	}
}
