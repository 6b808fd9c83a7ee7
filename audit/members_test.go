package audit

import (
	"encoding/binary"
	"errors"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// What the headers of a compressed file say of its parts is held against the parts: otherwise one reader sees other records than the next.
func TestACompressedFileWhosePartsLieIsTampering(t *testing.T) {
	all := linesOf(t, 20, 11)
	part := func(lines ...string) []byte {
		b, err := zip([]byte(strings.Join(lines, "")))
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	says := func(b []byte, size, text int) []byte {
		binary.LittleEndian.PutUint32(b[extraAt+4:], uint32(size))
		binary.LittleEndian.PutUint32(b[extraAt+8:], uint32(text))
		return b
	}
	forged := part("{\"v\":1,\"seq\":1,\"message\":\"forged\"}\n")
	// A part within the header of another, to which that one's length leads.
	hiding := part(all[:10]...)
	begin := len(hiding)
	hidden := says(slices.Clone(forged), begin-extraAt-extraSize+len(forged), 36)
	binary.LittleEndian.PutUint16(hiding[extraAt-2:], uint16(extraSize+4+len(hidden)))
	extra := append([]byte{'x', 'y', byte(len(hidden)), byte(len(hidden) >> 8)}, hidden...)
	hiding = slices.Concat(hiding[:extraAt+extraSize], extra, hiding[extraAt+extraSize:])
	says(hiding, extraAt+extraSize+4, len(all[0]))

	for name, file := range map[string][]byte{
		"a part that calls itself empty":     slices.Concat(says(slices.Clone(forged), len(forged), 0), part(all[:10]...)),
		"a part within the header of a part": hiding,
		"two parts that call themselves one": slices.Concat(says(part(all[:5]...), len(part(all[:5]...))+len(part(all[5:10]...)), len(strings.Join(all[:10], ""))), part(all[5:10]...)),
		"a part that calls itself longer":    says(part(all[:10]...), len(part(all[:10]...)), 1<<20),
	} {
		t.Run(name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "audit.jsonl")
			inFiles(t, path, all, 11)
			os.Remove(segmentPath(path, 1))
			write(t, segmentPath(path, 1)+".gz", string(file))
			_, err := Verify(path)
			var d *Damage
			if !errors.As(err, &d) || d.Fault != Changed {
				t.Errorf("it verifies: %v", err)
			}
			in, err := Segment{Path: segmentPath(path, 1) + ".gz", First: 1, Gzip: true}.OpenAt(int64(len(all[0])))
			if err != nil {
				return
			}
			defer in.Close()
			if text, _ := io.ReadAll(in); strings.Contains(string(text), "forged") {
				t.Errorf("from the second line on it holds %.100s", text)
			}
		})
	}
}
