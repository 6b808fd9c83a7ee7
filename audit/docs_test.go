package audit

import (
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// The verifier that docs/audit.md prints finds what it should.
func TestTheVerifierInTheDocumentationIsRight(t *testing.T) {
	python, err := exec.LookPath("python3")
	if err != nil {
		t.Skip("there is no python3 here")
	}
	page, err := os.ReadFile("../docs/audit.md")
	if err != nil {
		t.Fatal(err)
	}
	m := regexp.MustCompile("(?s)```python\n(.*?)```").FindSubmatch(page)
	if m == nil || strings.Count(string(m[1]), "\n") > 10 {
		t.Fatalf("docs/audit.md has no verifier in ten lines: %s", m)
	}
	script := filepath.Join(t.TempDir(), "verify.py")
	write(t, script, string(m[1]))
	random := rand.New(rand.NewPCG(6, 6))
	run := func(path string, moved int) (string, error) {
		files, err := Segments(path)
		if err != nil {
			t.Fatal(err)
		}
		args := []string{script}
		for _, file := range files[moved:] {
			args = append(args, file.Path)
		}
		out, err := exec.Command(python, append(args, path)...).CombinedOutput()
		return strings.TrimSpace(string(out)), err
	}
	for n := range 4 {
		s := newSpecimen(t, random, 20, 3)
		path, evidence := s.inFiles(t, random)
		report, err := evidence.Verify(path)
		if err != nil {
			t.Fatal(err)
		}
		if out, err := run(path, n%3); err != nil || out != "records: 20 hash of the last: "+report.Hash {
			t.Errorf("a good log: %s, %v", out, err)
		}
		all := s.clone()
		edits[[]int{0, 2, 3, 4}[n%4]].edit(t, random, s)
		path, _ = s.inFiles(t, random)
		if report, err := verify(strings.NewReader(strings.Join(s.lines, ""))); err == nil {
			continue // the chain alone cannot show it
		} else if out, err := run(path, 0); err == nil {
			t.Errorf("%q made of %q is called good: %s, %+v", s.lines, all.lines, out, report)
		}
	}
}
