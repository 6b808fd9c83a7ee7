package audit

import (
	"errors"
	"path/filepath"
	"strings"
	"testing"
)

// A full file that ends in half a line hides nothing that comes after it.
func TestATornFullFileHidesNoRecordAfterIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	all := linesOf(t, 30, 11, 21)
	for _, missing := range []int{1, 20} {
		inFiles(t, path, all, 11, 21)
		text := strings.Join(all[:10], "")
		write(t, segmentPath(path, 1), text[:len(text)-missing])
		var found, bad int
		for e, err := range Entries(Lines(path), Query{}) {
			var noRecord *NoRecord
			switch {
			case errors.As(err, &noRecord):
				bad++
			case err != nil:
				t.Fatal(err)
			case e.Record.Seq == 0:
				t.Error("a record without a number")
			default:
				found++
			}
		}
		if found != 29 || bad != 1 {
			t.Errorf("with %d bytes missing at the end of a full file, %d records and %d lines that are none are read, want 29 and 1", missing, found, bad)
		}
	}
}
