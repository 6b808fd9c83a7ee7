package audit

import (
	"bytes"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// linesOf returns the lines of a log of n records, in which those named begin a
// file.
func linesOf(t testing.TB, n uint64, begins ...uint64) []string {
	t.Helper()
	at, all := end{hash: genesis}, []string{}
	for at.seq < n {
		r := intent()
		r.V, r.Seq, r.Prev, r.Call = 1, at.seq+1, at.hash, fmt.Sprint("call ", at.seq+1)
		if slices.Contains(begins, r.Seq) {
			r = Record{V: 1, Seq: r.Seq, Prev: r.Prev, Kind: LogRotated, Tree: new(at.tree.clone())}
		}
		line, err := encode(new(bytes.Buffer), &r)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(line)+"\n")
		at.seq, at.hash = r.Seq, hash(line)
		at.tree.add(line)
	}
	return all
}

// inFiles writes the lines of a log to files that begin with the records named.
func inFiles(t testing.TB, path string, all []string, begins ...uint64) {
	t.Helper()
	first := uint64(1)
	for _, next := range begins {
		write(t, segmentPath(path, first), strings.Join(all[first-1:next-1], ""))
		first = next
	}
	write(t, path, strings.Join(all[first-1:], ""))
}

func write(t testing.TB, path, text string) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
}

// zipped compresses a file of a log as a server does, in pieces of a few lines.
func zipped(t testing.TB, path string, pieces int) {
	t.Helper()
	var out bytes.Buffer
	for piece := range slices.Chunk(lines(t, path), max(1, len(lines(t, path))/pieces)) {
		b, err := zip([]byte(strings.Join(piece, "")))
		if err != nil {
			t.Fatal(err)
		}
		out.Write(b)
	}
	write(t, path+".gz", out.String())
	if err := os.Remove(path); err != nil {
		t.Fatal(err)
	}
}

func TestALogIsReadOverAllItsFiles(t *testing.T) {
	for name, zip := range map[string]bool{"plain": false, "compressed": true} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "audit.jsonl")
			all := linesOf(t, 30, 11, 21)
			inFiles(t, path, all, 11, 21)
			write(t, path+".key", "not a file of it")
			if zip {
				zipped(t, segmentPath(path, 1), 3)
				zipped(t, segmentPath(path, 11), 1)
			}
			n := 0
			for line, err := range Lines(path) {
				if err != nil {
					t.Fatal(err)
				}
				if string(line.Text)+"\n" != all[n] || line.Number != n+1 {
					t.Errorf("line %d is %d: %s", n+1, line.Number, line.Text)
				}
				if n++; n%7 != 0 {
					continue
				}
				in, err := line.File.OpenAt(line.Offset)
				if err != nil {
					t.Fatal(err)
				}
				if rest, err := io.ReadAll(in); err != nil || !strings.HasPrefix(string(rest), all[n-1]) {
					t.Errorf("at its place in %s stands %.200s, %v", line.File.Path, rest, err)
				}
				in.Close()
			}
			if n != 30 {
				t.Errorf("%d lines", n)
			}
			if report, err := Verify(path); err != nil || report.Records != 30 || report.FirstSeq != 1 {
				t.Errorf("%+v, %v", report, err)
			}
		})
	}
}

func TestAFileCompressedBySomebodyElseIsReadToo(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	all := linesOf(t, 20, 11)
	inFiles(t, path, all, 11)
	zipped(t, segmentPath(path, 1), 1)
	foreign, _ := os.ReadFile(segmentPath(path, 1) + ".gz")
	foreign[extraAt] = 'x' // another program's extra field
	write(t, segmentPath(path, 1)+".gz", string(foreign))
	if report, err := Verify(path); err != nil || report.Records != 20 {
		t.Errorf("%+v, %v", report, err)
	}
	in, err := Segment{Path: segmentPath(path, 1)}.OpenAt(3)
	if err == nil {
		t.Errorf("the newest file was found under another name")
		in.Close()
	}
	in, err = Segment{Path: segmentPath(path, 1), First: 1}.OpenAt(int64(len(all[0])))
	if err != nil {
		t.Fatal(err)
	}
	defer in.Close()
	if rest, err := io.ReadAll(in); err != nil || string(rest) != strings.Join(all[1:10], "") {
		t.Errorf("it holds %.100s, %v", rest, err)
	}
}

func TestWhatIsLeftOfALogIsVerified(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	all := linesOf(t, 30, 11, 21)
	inFiles(t, path, all, 11, 21)
	for first := uint64(1); first < 30; first += 10 {
		if report, err := Verify(path); err != nil || report.FirstSeq != first || report.Records != int(31-first) || report.Seq != 30 {
			t.Errorf("from record %d: %+v, %v", first, report, err)
		}
		os.Remove(segmentPath(path, first))
	}
	// In the middle a file is missed, and so are records that were cut from its beginning.
	inFiles(t, path, all, 11, 21)
	os.Remove(segmentPath(path, 11))
	if _, err := Verify(path); err == nil || !strings.Contains(err.Error(), "record 11") {
		t.Errorf("with a file missing: %v", err)
	}
	os.Remove(segmentPath(path, 1))
	write(t, path, strings.Join(all[21:], ""))
	if _, err := Verify(path); err == nil || !strings.Contains(err.Error(), "missing") {
		t.Errorf("with the beginning of a file missing: %v", err)
	}
}

func TestAReaderFollowsALogThatIsRotatedUnderIt(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	all := linesOf(t, 40, 11, 21, 31)
	write(t, path, strings.Join(all[:5], ""))
	steps := map[int]func(){
		3: func() { // rotated, with more written to it before that
			write(t, path, strings.Join(all[:10], ""))
			os.Rename(path, segmentPath(path, 1))
			write(t, path, strings.Join(all[10:15], ""))
		},
		12: func() { // compressed, and rotated twice
			zipped(t, segmentPath(path, 1), 2)
			write(t, path, strings.Join(all[10:20], ""))
			os.Rename(path, segmentPath(path, 11))
			write(t, segmentPath(path, 21), strings.Join(all[20:30], ""))
			write(t, path, strings.Join(all[30:], ""))
		},
		18: func() { zipped(t, segmentPath(path, 21), 2) },
	}
	n := 0
	for line, err := range Lines(path) {
		if err != nil {
			t.Fatal(err)
		}
		if string(line.Text)+"\n" != all[n] {
			t.Fatalf("line %d is %s", n+1, line.Text)
		}
		n++
		if step := steps[n]; step != nil {
			step()
		}
	}
	if n != 40 {
		t.Errorf("%d lines", n)
	}
}

// Between the two steps of a rotation, or after a crash there, the newest file has two names.
func TestALogIsReadInTheMiddleOfARotation(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	all := linesOf(t, 30, 11, 21)
	inFiles(t, path, all, 11, 21)
	if err := os.Link(path, segmentPath(path, 21)); err != nil {
		t.Skip(err)
	}
	n := 0
	for line, err := range Lines(path) {
		if err != nil {
			t.Fatal(err)
		}
		if string(line.Text)+"\n" != all[n] {
			t.Errorf("line %d is %s", n+1, line.Text)
		}
		n++
	}
	if report, err := Verify(path); err != nil || report.Records != 30 || n != 30 {
		t.Errorf("%d lines are read, and it verifies as %+v, %v", n, report, err)
	}
}
