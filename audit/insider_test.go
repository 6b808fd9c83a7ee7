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

// What no crash leaves behind is no torn line.
func TestSomethingElseBehindTheLastRecordIsTampering(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	text := strings.Join(linesOf(t, 5), "")
	for behind, want := range map[string]Fault{`{"v":1,"seq":6,"ti`: Torn, "{\"v\"": Torn, "\x00\x00\x00": Torn, "rm -rf": Changed, `{"seq":6`: Changed} {
		write(t, path, text+behind)
		_, err := Verify(path)
		var d *Damage
		if !errors.As(err, &d) || d.Fault != want {
			t.Errorf("with %q behind it: %v, want %s", behind, err, want)
		}
	}
}

// A trail put in the place of another, which begins behind all that was signed, is signed by nobody.
func TestALogThatBeginsBehindAllCheckpointsIsNotTrustedWithAKey(t *testing.T) {
	l, path := newLog(t, Options{})
	for range 10 {
		mustAppend(t, l, intent())
	}
	l.Close()
	all := linesOf(t, 30, 21)
	write(t, path, strings.Join(all[20:], ""))
	_, err := Evidence{Key: verifierOf(t, path)}.Verify(path)
	var u *Untrusted
	if !errors.As(err, &u) {
		t.Errorf("a log that begins behind its checkpoints verifies with the key: %v", err)
	}
}
