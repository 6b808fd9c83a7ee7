package audit

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// inThreeFiles is a log of 30 records in three files; the older two may be compressed.
func inThreeFiles(t *testing.T, compressed bool) (path string, all []string) {
	t.Helper()
	path = filepath.Join(t.TempDir(), "audit.jsonl")
	all = linesOf(t, 30, 11, 21)
	inFiles(t, path, all, 11, 21)
	if compressed {
		zipped(t, segmentPath(path, 1), 3)
		zipped(t, segmentPath(path, 11), 1)
	}
	return path, all
}

func textFrom(t *testing.T, path string, p Place) []string {
	t.Helper()
	var got []string
	for line, err := range LinesFrom(path, p) {
		if err != nil {
			t.Fatal(err)
		}
		got = append(got, string(line.Text)+"\n")
	}
	return got
}

func TestALogIsReadOnFromAnyPlace(t *testing.T) {
	for _, compressed := range []bool{false, true} {
		path, all := inThreeFiles(t, compressed)
		var places []Place
		for line, err := range Lines(path) {
			if err != nil {
				t.Fatal(err)
			}
			places = append(places, line.Place())
			if got := textFrom(t, path, line.Next()); !slices.Equal(got, all[line.Number:]) {
				t.Errorf("compressed %v: behind line %d stand %d lines", compressed, line.Number, len(got))
			}
		}
		for i, p := range places {
			if got := textFrom(t, path, p); !slices.Equal(got, all[i:]) {
				t.Errorf("compressed %v: from line %d on there are %d", compressed, i+1, len(got))
			}
		}
	}
}

func TestAPlaceStaysTrueWhenItsFileIsRotatedAndCompressed(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	all := linesOf(t, 20, 11)
	write(t, path, strings.Join(all[:10], ""))
	p, err := Last(path, 3)
	if err != nil {
		t.Fatal(err)
	}
	inFiles(t, path, all, 11)
	if got := textFrom(t, path, p); !slices.Equal(got, all[7:]) {
		t.Errorf("rotated: %d lines", len(got))
	}
	zipped(t, segmentPath(path, 1), 4)
	if got := textFrom(t, path, p); !slices.Equal(got, all[7:]) {
		t.Errorf("compressed: %d lines", len(got))
	}
	if err := os.Remove(segmentPath(path, 1) + ".gz"); err != nil {
		t.Fatal(err)
	}
	for _, err := range LinesFrom(path, p) {
		if !errors.Is(err, ErrGone) {
			t.Errorf("moved away: %v", err)
		}
	}
	for _, err := range LinesFrom(path, Place{First: 11, Offset: 1 << 30}) {
		if !errors.Is(err, ErrGone) {
			t.Errorf("behind the end: %v", err)
		}
	}
}

func TestTheLastLinesAreFoundFromTheEnd(t *testing.T) {
	for _, compressed := range []bool{false, true} {
		path, all := inThreeFiles(t, compressed)
		torn := strings.Join(all[20:], "") + `{"v":1,`
		for _, end := range []string{strings.Join(all[20:], ""), torn} {
			write(t, path, end)
			for n := range 33 {
				p, err := Last(path, n)
				if err != nil {
					t.Fatal(err)
				}
				var got []string
				for line, err := range LinesFrom(path, p) {
					if err == nil {
						got = append(got, string(line.Text)+"\n")
					}
				}
				if want := all[max(0, 30-n):]; !slices.Equal(got, want) {
					t.Errorf("compressed %v, the last %d: %d lines, from %+v", compressed, n, len(got), p)
				}
			}
		}
	}
	path, all := inThreeFiles(t, false)
	write(t, path, "") // rotated, and nothing written yet
	if p, err := Last(path, 12); err != nil || !slices.Equal(textFrom(t, path, p), all[8:20]) {
		t.Errorf("%+v, %v", p, err)
	}
	if p, err := Last(path, 0); err != nil || len(textFrom(t, path, p)) > 0 {
		t.Errorf("the end: %+v, %v", p, err)
	}
	zipped(t, segmentPath(path, 1), 3)
	alone := segmentPath(path, 1) + ".gz"
	if p, err := Last(alone, 4); err != nil || !slices.Equal(textFrom(t, alone, p), all[6:10]) {
		t.Errorf("a compressed file alone: %+v, %v", p, err)
	}
	if _, err := Last(filepath.Join(t.TempDir(), "none"), 1); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no log: %v", err)
	}
}
