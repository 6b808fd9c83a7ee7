package audit

import (
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

func TestALogReadsBackAsItWasWritten(t *testing.T) {
	l, path := newLog(t, Options{})
	var written []Record
	for range 5 {
		written = append(written, mustAppend(t, l, intent()))
	}
	l.Close()
	n := 0
	for r, err := range Read(path) {
		if err != nil {
			t.Fatal(err)
		}
		if a, b := asJSON(t, r), asJSON(t, written[n]); a != b {
			t.Errorf("read    %s\nwritten %s", a, b)
		}
		if n++; n == 4 {
			break // whoever has seen enough
		}
	}
	if n != 4 {
		t.Errorf("%d records", n)
	}
}

func asJSON(t *testing.T, r Record) string {
	t.Helper()
	b, err := json.Marshal(r, timesInMicroseconds)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func TestReadingStopsAtTheFirstLineThatIsNoRecord(t *testing.T) {
	good := goodLog(t)
	for what, text := range map[string]string{
		"torn":    strings.Join(good[:3], "") + good[3][:20],
		"no JSON": strings.Join(good[:3], "") + "nonsense\n" + good[3],
		"long":    strings.Join(good[:3], "") + strings.Repeat("x", 3*maxLine) + "\n",
	} {
		path := filepath.Join(t.TempDir(), "audit.jsonl")
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		n, problems := 0, 0
		for _, err := range Read(path) {
			if n++; err != nil {
				problems++
				if !strings.Contains(err.Error(), "line 4") {
					t.Errorf("%s: %v", what, err)
				}
			}
		}
		if n != 4 || problems != 1 {
			t.Errorf("%s: %d records, %d problems", what, n, problems)
		}
	}
	for _, err := range Read(filepath.Join(t.TempDir(), "none")) {
		if !errors.Is(err, os.ErrNotExist) {
			t.Errorf("no log: %v", err)
		}
	}
}

func TestARecordTellsWhichArgumentsItLacks(t *testing.T) {
	long := `"` + strings.Repeat("a", 2*maxString) + `"`
	for name, c := range map[string]struct {
		args   string
		erased []string
		lacks  []string
		all    bool
	}{
		"none given":      {args: `{}`},
		"all there":       {args: `{"id":"x","limit":3}`},
		"a secret":        {args: `{"id":"x","password":"[secret]"}`, erased: []string{"/password"}, lacks: []string{"password"}},
		"within":          {args: `{"a~b/c":[{"d":"[secret]"}]}`, erased: []string{"/a~0b~1c/0/d"}, lacks: []string{"a~b/c"}},
		"several":         {args: `{"a":1,"b":2}`, erased: []string{"/b", "/a/0", "/a/1"}, lacks: []string{"a", "b"}},
		"a long text":     {args: `{"id":"x","d":` + long + `}`, lacks: []string{"d"}},
		"one in a list":   {args: `{"d":[{"e":` + long + `}]}`, lacks: []string{"d"}},
		"too large":       {args: `{"d":[` + strings.TrimSuffix(strings.Repeat(`"`+strings.Repeat("b", 900)+`",`, 20), ",") + `]}`, all: true},
		"not to be read":  {all: true},
		"a lookalike":     {args: `{"d":"a… [cut: 5 bytes]"}`},
		"one of the text": {args: `{"[cut] ":1}`},
	} {
		l, path := newLog(t, Options{})
		r := intent()
		r.What.Args, r.Erased = jsontext.Value(c.args), c.erased
		mustAppend(t, l, r)
		l.Close()
		for read, err := range Read(path) {
			if err != nil {
				t.Fatal(err)
			}
			if lacks, all := read.Lacks(); !slices.Equal(lacks, c.lacks) || all != c.all {
				t.Errorf("%s: it lacks %q, all of it: %v; want %q, %v", name, lacks, all, c.lacks, c.all)
			}
		}
	}
	if _, all := (Record{}).Lacks(); !all {
		t.Error("a record about no call holds its arguments")
	}
}
