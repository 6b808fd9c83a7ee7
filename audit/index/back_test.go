package index

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// Files that were moved away and are put back are searched again, wherever the index was made meanwhile.
func TestFilesThatArePutBackAreFoundAgain(t *testing.T) {
	for name, away := range map[string][]int{"the oldest": {1}, "one in the middle": {101}, "all full ones": {1, 101, 201}} {
		t.Run(name, func(t *testing.T) {
			small(t)
			path := logPath(t)
			aside := t.TempDir()
			full := func(first int) string { return path + "." + "000000000" + []string{"001", "101", "201"}[first/100] }
			for first := 1; first < 300; first += 100 {
				newLog(t, full(first), first, first+99)
			}
			newLog(t, path, 301, 400)
			for _, first := range away {
				if err := os.Rename(full(first), filepath.Join(aside, filepath.Base(full(first)))); err != nil {
					t.Fatal(err)
				}
			}
			collect(t, Find(context.Background(), path, audit.Query{}, 0)) // makes the index
			for _, first := range away {
				if err := os.Rename(filepath.Join(aside, filepath.Base(full(first))), full(first)); err != nil {
					t.Fatal(err)
				}
			}
			for _, limit := range []int{0, 350} {
				for _, q := range questions {
					found := collect(t, Find(context.Background(), path, q, limit))
					want := collect(t, audit.Newest(limit, audit.Entries(audit.Lines(path), q)))
					if !slices.Equal(found, want) {
						t.Errorf("%+v, limit %d: %d records are found, and %d are there", q, limit, len(found), len(want))
					}
				}
			}
			if n, err := (&Index{log: path, folder: path + ".index"}).chunks(); err != nil || n < 10 {
				t.Errorf("the index has %d chunks of 40 lines at most: %v", n, err)
			}
		})
	}
}
