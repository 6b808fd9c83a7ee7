package audit

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/go-json-experiment/json"
	"github.com/go-json-experiment/json/jsontext"
)

// everywhere returns a record with s in every string that it has.
func everywhere(s string, entries int) Record {
	r := Record{
		Who: new(Who), What: new(What), Where: new(Where), Decision: new(Decision), Outcome: new(Outcome),
		Erased: make([]string, entries),
	}
	r.What.Targets = make([]Target, entries)
	r.Decision.Matched = make([]string, entries)
	r.eachString(func(string) string { return s })
	r.What.Phrase = s
	r.What.Args, _ = json.Marshal(map[string]any{s: []any{s, map[string]any{"b": s}}}, jsontext.AllowInvalidUTF8(true))
	return r
}

func TestNoStringForgesALine(t *testing.T) {
	l, path := newLog(t, Options{})
	for i, s := range hostile {
		r := everywhere(s, 2)
		if i%2 == 0 {
			r.Message = "" // worded by Append
		}
		mustAppend(t, l, r)
	}
	if n := independentlyVerify(t, path); n != len(hostile) {
		t.Errorf("%d records stand in the log, want %d", n, len(hostile))
	}
	text, _ := os.ReadFile(path)
	for _, r := range string(text) {
		if r != '\n' && hidden(r) {
			t.Errorf("the log holds %U", r)
		}
	}
	for _, line := range lines(t, path) { // what a reader sees who decodes a line, as jq -r does
		var r Record
		if err := json.Unmarshal([]byte(line), &r); err != nil {
			t.Fatal(err)
		}
		r.eachString(func(s string) string {
			if !isLegible(s) {
				t.Errorf("%q is shown as it came", s)
			}
			return s
		})
	}
}

func TestArgumentsKeepTheirShapeAndNumbers(t *testing.T) {
	l, _ := newLog(t, Options{})
	for in, want := range map[string]string{
		` {"b": 1.50, "a": [9007199254740993, null, true, "x\u202ey"]} `: `{"b":1.50,"a":[9007199254740993,null,true,"x\\u202ey"]}`,
		` {"b": 1.50, "a": [1, "x y"]} `:                                 `{"b":1.50,"a":[1,"x y"]}`,
		`{}`:                                                             `{}`,
		``:                                                               ``,
	} {
		r := intent()
		r.What.Args = []byte(in)
		if got := mustAppend(t, l, r); string(got.What.Args) != want {
			t.Errorf("%s became %s, want %s", in, got.What.Args, want)
		}
	}
}

func TestArgumentsThatAreNoJSONAreSummarised(t *testing.T) {
	l, path := newLog(t, Options{})
	for _, args := range []string{`{"a":`, `{"a":1}{"b":2}`, `{"a":1,"a":2}`, "{\"a\u200b\":1,\"a\\\\u200b\":2}", "\"\xff\"", "nonsense"} {
		r := intent()
		r.What.Args = []byte(args)
		want := fmt.Sprintf(`{"[cut]":"%d bytes, sha256 %s"}`, len(args), hash([]byte(args)))
		if got := mustAppend(t, l, r); string(got.What.Args) != want {
			t.Errorf("%s became %s, want %s", args, got.What.Args, want)
		}
	}
	independentlyVerify(t, path)
}

func TestNoRecordIsLongerThan16KiB(t *testing.T) {
	l, path := newLog(t, Options{})
	many := intent()
	many.What.Args, _ = json.Marshal(slices.Repeat([]string{"5f0c1b2a3d4e5f6071829305"}, 1000))
	if got := mustAppend(t, l, many); !strings.HasPrefix(string(got.What.Args), `{"[cut]":"27001 bytes`) || len(got.What.Targets) != 1 {
		t.Errorf("got %s", got.What.Args)
	}
	for _, s := range append(slices.Clone(hostile), `"`, `\`, "a", "🙂") {
		for _, entries := range []int{1, 30} {
			got := mustAppend(t, l, everywhere(strings.Repeat(s, 1500), entries))
			if entries == 30 && got.Decision.Matched[4] != "… [cut: 26 more]" {
				t.Errorf("the list ends in %q", got.Decision.Matched[4])
			}
		}
	}
	for _, line := range lines(t, path) {
		if len(line) > maxLine {
			t.Errorf("a line has %d bytes: %s", len(line), line)
		}
	}
	independentlyVerify(t, path)
}

func TestASecretThatWasMaskedOrHashedShowsNowhere(t *testing.T) {
	const canary = "canary-7d1f"
	l, path := newLog(t, Options{})
	r := intent()
	r.What.Args = []byte(`{"password":"` + canary) // no JSON: recorded by its length and hash
	r.What.ArgsHMAC = l.HMAC([]byte(canary))
	r.Decision.Reason = strings.Repeat("x", 5000) + canary // behind the cut
	mustAppend(t, l, r)

	l.file.Close() // from here on every write fails
	_, err := l.Append(r)
	if err == nil || strings.Contains(err.Error(), canary) {
		t.Errorf("the error is %v", err)
	}
	log, _ := os.ReadFile(path)
	key, _ := os.ReadFile(path + ".key")
	if strings.Contains(string(log), canary) {
		t.Errorf("the log holds the canary: %s", log)
	}
	if len(key) != 64 || strings.Contains(string(log), string(key)) {
		t.Error("the key is no key, or stands in the log")
	}
}
