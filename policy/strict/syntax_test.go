package strict

import (
	"strings"
	"testing"
)

func TestASyntaxErrorTellsTheLineToLookAt(t *testing.T) {
	for name, c := range map[string]struct{ source, want string }{
		"a wrong indentation":     {"version: 1\nagents:\n  a:\n    b: 1\n    c: 1\n   d: 2\n  e: 3\n", "6:4: not valid YAML, here or just before: did not find expected key"},
		"a list that steps out":   {"agents:\n  x:\n   - y\n  - z\n", "4:3: not valid YAML, here or just before: did not find expected key"},
		"a bracket too much":      {"version: 1\nroles: [a, b]]\nx: 1\n", "3:1: not valid YAML, here or just before: did not find expected key"},
		"a brace too much":        {"a: 1\nb: 2\n}\n", "3:1: not valid YAML, here or just before: did not find expected key"},
		"a list not closed":       {"version: 1\nroles:\n  - [a, b\nx: 1\ny: 1\n", "3:3: not valid YAML: did not find expected ',' or ']'"},
		"a mapping not closed":    {"version: 1\nroles: {a: b\nx: 1}\ny: 1\n", "2:1: not valid YAML: did not find expected ',' or '}'"},
		"a quote not closed":      {"version: 1\nname: \"Ann\nowner: x\n", "2:1: not valid YAML: found unexpected end of stream"},
		"a tab":                   {"version: 1\nagents:\n\ta: 1\n", "3:1: a tab: YAML is indented with spaces"},
		"a colon in a text":       {"version: 1\n\nreason: no: never\n", "3:1: not valid YAML: mapping values are not allowed in this context"},
		"the same, in line 1":     {"reason: no: never\n", "1:1: not valid YAML: mapping values are not allowed in this context"},
		"a star without quotes":   {"version: 1\ndeny:\n  - tools: [*]\nx: 1\n", "3:3: not valid YAML: did not find expected alphabetic or numeric character: a word that begins with * or & needs quotes"},
		"a bracket of two kinds":  {"version: 1\nx: 2\nroles: [}\ny: 1\n", "3:1: not valid YAML: did not find expected node content"},
		"a key without a colon":   {"version: 1\nagents\nroles: 1\n", "2:1: not valid YAML: could not find expected ':'"},
		"an unknown escape":       {"version: 1\nname: \"\\d\"\n", "2:1: not valid YAML: found unknown escape character"},
		"a tag that no one knows": {"version: 1\nname: !e!x y\n", "2:1: not valid YAML: found undefined tag handle"},
		"a broken second one":     {"version: 1\n---\nname: [\n", "3:1: not valid YAML: did not find expected node content"},
		"an end of the line":      {"version: 1\nname: @x\n", "2:1: not valid YAML: found character that cannot start any token"},
	} {
		_, problems := Parse("f.yaml", []byte(c.source))
		if got := problems.Error(); got != "f.yaml:"+c.want {
			t.Errorf("%s: it is\n%s\nwant\nf.yaml:%s", name, got, c.want)
		}
	}
}

func TestAGlobWithoutQuotesIsToldWhereItStands(t *testing.T) {
	for source, want := range map[string]string{
		"version: 1\ndeny:\n  - tools: [users_get, *_delete]\n    id: x\nx: 1\n": "f.yaml:3:24: an alias (*_delete) of nothing: a word that begins with * needs quotes",
		"# *_delete\ntools:\n  - *_delete\n  - x\n":                              "f.yaml:3:5: an alias (*_delete) of nothing: a word that begins with * needs quotes",
		"a: \"*x\"\nb: *x": "f.yaml:2:4: an alias (*x) of nothing: a word that begins with * needs quotes",
	} {
		if _, problems := Parse("f.yaml", []byte(source)); problems.Error() != want {
			t.Errorf("%q is\n%v\nwant\n%s", source, problems, want)
		}
	}
}

func TestADepthBeyondReasonIsRefused(t *testing.T) {
	for _, source := range []string{strings.Repeat("[", 100_000), strings.Repeat("a: {", 100_000), strings.Repeat("- ", 100_000)} {
		if root, problems := Parse("f.yaml", []byte(source)); root != nil || len(problems) != 1 {
			t.Errorf("%.9s… is read: %.300v", source, problems)
		}
	}
}
