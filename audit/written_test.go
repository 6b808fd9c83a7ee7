package audit

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/go-json-experiment/json"
)

// full is a record that has something in every member.
func full() Record {
	r := everywhere(`C:\x "y" ü`, 2)
	r.V, r.Seq, r.Time, r.Kind, r.Call, r.Parent, r.Message, r.Prev = 1, 7, time.Date(2026, 11, 23, 12, 0, 0, 1000, time.UTC), CallOutcome, "01K", "01J", "It is so.", strings.Repeat("a", 64)
	r.What.Export = &Export{Format: "csv", After: 3}
	r.Decision.Limits = []string{"a x25"}
	r.Outcome = &Outcome{Result: "ok", HTTPStatus: 204, Attempts: 1, MS: 182.25, Items: new(0), Bytes: 1 << 50, Already: true, Differs: []string{}, Calls: 3, Missing: []string{"groups"}}
	r.Approval = &Approval{ID: "x", Expires: r.Time, Wants: []string{"1 of alice"}, Short: 1}
	return r
}

// samples are lines as this package writes them, hostile ones among them.
func samples(t testing.TB) (lines [][]byte) {
	for _, r := range []Record{full(), intent(), {V: 1, Kind: ServerStart}, {V: 1, Kind: LogRotated, Tree: &Tree{}, What: new(What), Who: new(Who)}} {
		line, err := encode(new(bytes.Buffer), &r)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	for _, s := range hostile {
		r := everywhere(s, 1)
		r.V, r.Kind = 1, CallIntent
		makeLegible(&r)
		line, err := encode(new(bytes.Buffer), &r)
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, line)
	}
	return lines
}

// What is read in the fast way is what the JSON library makes of it.
func readsAlike(t *testing.T, line []byte) (fast bool) {
	t.Helper()
	var r, want Record
	fast = asWritten(line, &r)
	if fast != asWritten(line, nil) {
		t.Errorf("%s is a record or not, depending on whether it is kept", line)
	}
	err := json.Unmarshal(line, &want)
	if fast && (err != nil || want.V != 1 || !reflect.DeepEqual(r, want)) {
		t.Errorf("%s\nis read as\n%+v\nand is\n%+v, %v", line, r, want, err)
	}
	link, no := linkOf(line)
	if (no == nil) != (err == nil && want.V == 1) {
		t.Errorf("%s: %v, and %v", line, no, err)
	}
	if no == nil && (link.seq != want.Seq || string(link.prev) != want.Prev || string(link.kind) != string(want.Kind) || string(link.call) != want.Call || !timeIn(link.time).Equal(want.Time.Truncate(time.Microsecond))) {
		t.Errorf("%s has its place at %+v", line, link)
	}
	return fast
}

func TestARecordIsReadAsItWasWritten(t *testing.T) {
	line, err := encode(new(bytes.Buffer), new(full()))
	if err != nil || !readsAlike(t, line) {
		t.Errorf("a record of ours is not read fast: %s, %v", line, err)
	}
	for _, line := range samples(t) {
		readsAlike(t, line)
	}
}

// Lines that somebody edited, at random.
func TestNoEditMakesTheFastReadingDiffer(t *testing.T) {
	random := rand.New(rand.NewPCG(9, 9))
	all := samples(t)
	pieces := [][]byte{[]byte(`"`), []byte(`,`), []byte(`{}`), []byte(`[]`), []byte(`\`), []byte(`\u0041`), []byte(`null`), []byte(`0`), []byte(`-1`), []byte(`1e9`), []byte(` `), []byte("\xff"), []byte("\x00"), []byte(`,"v":1`), []byte(`}`), []byte(`"a":1,"a":2`)}
	fast := 0
	for range 20_000 {
		line := bytes.Clone(all[random.IntN(len(all))])
		for range 1 + random.IntN(2) {
			from := random.IntN(len(line))
			to := min(len(line), from+random.IntN(12))
			switch random.IntN(4) {
			case 0:
				line[from] ^= 1 << random.IntN(8)
			case 1:
				line = append(line[:from:from], line[to:]...)
			case 2:
				line = bytes.Join([][]byte{line[:from], pieces[random.IntN(len(pieces))], line[from:]}, nil)
			case 3:
				line = bytes.Join([][]byte{line[:to], line[from:]}, nil)
			}
			if len(line) == 0 {
				break
			}
		}
		if len(line) > 0 && readsAlike(t, line) {
			fast++
		}
		if t.Failed() {
			return
		}
	}
	if fast < 1000 {
		t.Errorf("only %d of them were read fast", fast)
	}
}

func FuzzReading(f *testing.F) {
	for _, line := range samples(f) {
		f.Add(line)
	}
	f.Fuzz(func(t *testing.T, line []byte) { readsAlike(t, line) })
}

// chained puts lines in their places in a log, whatever else they say: SEQ and PREV stand for where.
func chained(lines ...string) string {
	var log strings.Builder
	prev := genesis
	for i, line := range lines {
		line = strings.NewReplacer("SEQ", fmt.Sprint(i+1), "PREV", prev).Replace(line)
		prev = hash([]byte(line))
		log.WriteString(line + "\n")
	}
	return log.String()
}

// Whoever can write the log can chain anything; what is no record is said to be none, wherever in it that shows.
func TestALineInTheChainThatIsNoRecordIsNamed(t *testing.T) {
	const good = `{"v":1,"seq":SEQ,"time":"2026-11-23T12:00:00.000000Z","kind":"list.served","message":"m","prev":"PREV"}`
	for _, middle := range notRecords {
		bad := strings.Replace(good, `"message":"m"`, middle, 1)
		for _, lines := range [][]string{{good, bad, good}, {good, bad}} {
			text := chained(lines...)
			if _, err := verify(strings.NewReader(text)); err == nil || !strings.HasPrefix(err.Error(), "record 2, line 2: changed: it is no audit record") {
				t.Errorf("%s: %v", bad, err)
			}
			path := t.TempDir() + "/audit.jsonl"
			write(t, path, text)
			var none []int
			for _, err := range Entries(Lines(path), Query{}) {
				if no, ok := err.(*NoRecord); ok {
					none = append(none, no.Number)
				}
			}
			if len(none) != 1 || none[0] != 2 {
				t.Errorf("%s: who reads it is told of %v", bad, none)
			}
		}
	}
	for _, middle := range []string{`"message":"m" `, `"message":"\u006d"`, `"more":{"a":[1]},"message":"m"`, `"erased":[],"message":"m"`, `"message":null`} {
		line := strings.Replace(good, `"message":"m"`, middle, 1)
		if _, err := verify(strings.NewReader(chained(good, line, good))); err != nil {
			t.Errorf("%s: %v", line, err)
		}
	}
}

var notRecords = []string{
	`"message":1`, `"message":"m","message":"m"`, `"message":"` + "\xff" + `"`, "\"message\":\"\x01\"", `"message":"\x"`, `"message":"m",`, `"message":"m","who"`,
	`"message":"m","who":{"agent":1}`, `"message":"m","who":{"agent":"a","agent":"b"}`, `"message":"m","who":[]`, `"message":"m","what":{"args":{"a":1,"a":2}}`, `"message":"m","what":{"args":{"a":01}}`,
	`"message":"m","what":{"targets":{}}`, `"message":"m","outcome":{"ms":"x"}`, `"message":"m","outcome":{"http_status":2.5}`, `"message":"m","erased":"x"`, `"message":"m","approval":{"expires":"soon"}`, `"message":"m","tree":7`,
	`"message":"m","more":{"a":1,"a":2}`, `"message":"m","more":tru`,
}
