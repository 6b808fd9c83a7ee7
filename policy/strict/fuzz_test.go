package strict

import "testing"

// FuzzParse: whatever the bytes, there is a tree or a problem, and every
// problem has its place within the file.
func FuzzParse(f *testing.F) {
	for _, c := range refusals {
		f.Add([]byte(c.source))
	}
	f.Add([]byte("a: [b, {c: \"d\"}] # e\nf: |\n  g\n\"h\": 'i'\n? j\n: - k\n"))
	f.Fuzz(func(t *testing.T, src []byte) {
		root, problems := Parse("f.yaml", src)
		if root == nil && len(problems) == 0 {
			t.Fatal("neither a tree nor a problem")
		}
		lines := linesOf(src)
		for _, p := range problems {
			if p.Line < 1 || p.Line > len(lines)+1 || p.Column < 1 || p.Line <= len(lines) && p.Column > len(lines[p.Line-1])+1 {
				t.Fatalf("%q is no place in a file of %d lines", p, len(lines))
			}
		}
	})
}
