package strict

import (
	"strings"
	"testing"
)

// Each is a whole file, and all that is said of it.
var refusals = map[string]struct{ source, want string }{
	"nothing":                {"", "1:1: the file is empty"},
	"comments alone":         {"# a\n# b\n", "1:1: the file is empty"},
	"an empty document":      {"---\n", "2:1: the file must hold keys and values"},
	"a list":                 {"# a\n- b\n", "2:1: the file must hold keys and values"},
	"a word":                 {"  word\n", "1:3: the file must hold keys and values"},
	"a second document":      {"a: 1\n---\nb: 2\n", "2:1: a second document: a file holds one"},
	"an empty second one":    {"a: 1\n\n---\n", "3:1: a second document: a file holds one"},
	"a second one in a line": {"a: 1\n--- x\n", "2:1: a second document: a file holds one"},
	"garbage after the end":  {"a: 1\n...\n}garbage{\n", "2:1: an end of document (...): a file holds one document, to its end"},
	"a bare end":             {"a: 1\n...", "2:1: an end of document (...): a file holds one document, to its end"},
	"an end with a comment":  {"a: 1\r\n...\t# end\r\n", "2:1: an end of document (...): a file holds one document, to its end"},
	"a version directive":    {"%YAML 1.1\n---\na: 1\n", "1:1: a directive (%): the file is read as it stands"},
	"a tag directive":        {"# a\n%TAG ! tag:example.com,2000:\n---\na: 1\n", "2:1: a directive (%): the file is read as it stands"},

	"an alias":            {"a: 1\nb: &x 1\nc: *x\n", "2:4: an anchor (&x): write the value out where it is used\n3:4: an alias (*x): write the value out"},
	"an anchor on a list": {"a: &x [1]\n", "1:4: an anchor (&x): write the value out where it is used"},
	"an anchor on it all": {"&x\na: 1\n", "1:1: an anchor (&x): write the value out where it is used"},
	"an anchor on a key":  {"&x a: 1\n", "1:1: a key with an anchor or a tag"},
	"an alias as a key":   {"a: &x b\n*x : 1\n", "1:4: an anchor (&x): write the value out where it is used\n2:1: a key must be one word"},
	"an alias of nothing": {"a: 1\n\nb: [1, *x]\nc: 2\n", "3:8: an alias (*x) of nothing: a word that begins with * needs quotes"},
	"a merge key":         {"a: {b: 1}\nc:\n  <<: {b: 2}\n", "3:3: a merge key (<<): write the keys out"},
	"a merge by alias":    {"a: &x {b: 1}\nc: {<<: *x}\n", "1:4: an anchor (&x): write the value out where it is used\n2:5: a merge key (<<): write the keys out\n2:9: an alias (*x): write the value out"},
	"a string tag":        {"a: !!str 1\n", "1:4: a tag: values are taken as they are written"},
	"a binary":            {"a:\n  - !!binary aGk=\n", "2:5: a tag: values are taken as they are written"},
	"a tag of one's own":  {"a: !own {b: 1}\n", "1:4: a tag: values are taken as they are written"},
	"a tag in full":       {"a: !<tag:yaml.org,2002:int> 1\n", "1:4: a tag: values are taken as they are written"},
	"a bare tag":          {"é: ! 1\nb: ! [1]\nc: ! {d: ! \"x\"}\n", "1:4: a tag: values are taken as they are written\n2:4: a tag: values are taken as they are written\n3:4: a tag: values are taken as they are written\n3:10: a tag: values are taken as they are written"},
	"a tag on a key":      {"!!str a: 1\n! b: 2\n", "1:1: a tag: values are taken as they are written\n1:1: a key with an anchor or a tag\n2:1: a key with an anchor or a tag"},
	"a tag on nothing":    {"a: !!int\n", "1:4: a tag: values are taken as they are written"},
	"a null":              {"a: null\nb: ~\nc: Null\nd: [NULL]\n", "1:4: no value here: give one, or leave the key out\n2:4: no value here: give one, or leave the key out\n3:4: no value here: give one, or leave the key out\n4:5: no value here: give one, or leave the key out"},
	"a key without value": {"a:\nb: {c, d: 1}\n", "1:3: no value here: give one, or leave the key out\n2:6: no value here: give one, or leave the key out"},
	"a value at the end":  {"a:", "1:3: no value here: give one, or leave the key out"},
	"a value beyond it":   {"? a\n", "2:1: no value here: give one, or leave the key out"},
	"a null as a key":     {"~: 1\nb: {null: 1}\n?\n: 2\n", "1:1: no key here\n2:5: no key here\n3:2: no key here"},
	"a list as a key":     {"? [a, b]\n: 1\nc: {{d: 1}: 2}\n", "1:3: a key must be one word\n3:5: a key must be one word"},
	"a key twice":         {"a: 1\nb: {c: 1, 'c': 2}\n\"a\": 2\na: 3\n", "2:11: key \"c\" stands here twice: first at line 2\n3:1: key \"a\" stands here twice: first at line 1\n4:1: key \"a\" stands here twice: first at line 1"},
	"a key beyond the eye": {"\"a\\u200b\": 1\n\"b\\u202e\": 1\n\"c\\t\": 1\nd\u00ad: 1\ne\ufe0f: 1\n", `1:1: key "a\u200b" holds a character that cannot be seen
2:1: key "b\u202e" holds a character that cannot be seen
3:1: key "c\t" holds a character that cannot be seen
4:1: key "d\u00ad" holds a character that cannot be seen
5:1: key "e\ufe0f" holds a character that cannot be seen`},
	"a letter without ink": {"a\u3164: 1\nb\u2800: 1\n", `1:1: key "a\u3164" holds a character that cannot be seen
2:1: key "b\u2800" holds a character that cannot be seen`},

	"a byte order mark":      {"\ufeffa: 1\n", "1:1: a byte order mark: save the file without (U+FEFF)"},
	"one inside":             {"a: 1\n\ufeffb: 1\n", "2:1: a byte order mark: save the file without (U+FEFF)"},
	"UTF-16":                 {"\xff\xfea\x00", "1:1: the file is UTF-16: save it as UTF-8"},
	"UTF-16 the other way":   {"\xfe\xff\x00a", "1:1: the file is UTF-16: save it as UTF-8"},
	"UTF-16 without a mark":  {"a\x00:\x00", "1:1: the file is UTF-16: save it as UTF-8"},
	"bytes that are no text": {"a: 1\nb: é\xc3\n", "2:5: the file is not valid UTF-8 from here on: save it as UTF-8"},
	"an overlong slash":      {"a: \xc0\xaf\n", "1:4: the file is not valid UTF-8 from here on: save it as UTF-8"},
	"a lone surrogate":       {"a: \xed\xa0\x80\n", "1:4: the file is not valid UTF-8 from here on: save it as UTF-8"},
	"a zero byte":            {"a: 1\nb: \x00\n", "2:4: a control character (U+0000)"},
	"an escape":              {"a: 1 # \x1b[2K\x7f\n", "1:8: a control character (U+001B)\n1:12: a control character (U+007F)"},
	"text turned around":     {"a: 1 # \u202e\nb: \u2066x\u202e\n", "1:8: a character that makes text run the other way (U+202E)\n2:4: a character that makes text run the other way (U+2066)"},
	"a grant in a comment":   {"a: 1 # note\rb: 2\n", "1:12: a line break that an editor may not show (U+000D)"},
	"the same, otherwise":    {"a: 1 # x\u0085b: 2 # x\u2028c: 3 # x\u2029d: 4\n", "1:9: a line break that an editor may not show (U+0085)\n1:18: a line break that an editor may not show (U+2028)\n1:27: a line break that an editor may not show (U+2029)"},
	"an end behind a return": {"a: 1\r...\rgarbage\n", "1:5: a line break that an editor may not show (U+000D)"},
}

func TestWhatALibraryWouldLetPassIsRefusedAtItsPlace(t *testing.T) {
	for name, c := range refusals {
		t.Run(name, func(t *testing.T) {
			_, problems := Parse("f.yaml", []byte(c.source))
			if got := strings.ReplaceAll(problems.Error(), "f.yaml:", ""); got != c.want {
				t.Errorf("%q is\n%s\nwant\n%s", c.source, got, c.want)
			}
		})
	}
}

func TestPlainYAMLIsReadAsItIsWritten(t *testing.T) {
	for _, source := range []string{
		"---\n# a comment, with an emoji: \U0001f469\u200d\U0001f4bb\na: 1\n",
		"a: 1\r\nb:\r\n  - x\r\n  - y # *z &z !z\r\n",
		"a: '*x'\nb: \"&x\"\nc: \"!x\"\nd: x!\ne: [a*, b&]\nf: \"null\"\ng: '~'\nh: \"...\"\ni: 100%\n",
		"\"<<\": 1\n",
		"a: {b: {c: [{d: 1}, {d: 1}]}}\ne: {b: {}}\n",
		"a: |\n  ...\n  ---\n  %\nb: >\n  text\n",
		"? a\n: 1\n",
		"a: 1",
		"a: \"\\u202e\"\n", // what values may hold is for those to say who know what they are
	} {
		root, problems := Parse("f.yaml", []byte(source))
		if root == nil || len(problems) > 0 {
			t.Errorf("%q is refused:\n%v", source, problems)
		}
	}
}

func TestScalarsKeepTheirText(t *testing.T) {
	root, _ := Parse("f.yaml", []byte("a: 010\nb: 1.0\nc: 0x1\nd: yes\ne: 1e3\nf: 2027-01-01\n010: x\n"))
	var texts []string
	for _, n := range root.Content {
		texts = append(texts, n.Value)
	}
	if got := strings.Join(texts, " "); got != "a 010 b 1.0 c 0x1 d yes e 1e3 f 2027-01-01 010 x" {
		t.Errorf("the texts are %s", got)
	}
}

func TestAllIsToldAtOnce(t *testing.T) {
	root, problems := Parse("f.yaml", []byte("a: ~\na: &x 1\nb: !!str 1\n---\nc: 1\n"))
	if root == nil || len(problems) != 5 {
		t.Errorf("the problems are\n%v", problems)
	}
}

func TestProblemsAreSortedByPlace(t *testing.T) {
	p := Problems{{"f", 2, 1, "c"}, {"f", 1, 9, "a"}, {"f", 1, 10, "b"}, {"f", 2, 1, "d"}}
	p.Sort()
	if got := p.Error(); got != "f:1:9: a\nf:1:10: b\nf:2:1: c\nf:2:1: d" {
		t.Errorf("the order is\n%s", got)
	}
}
