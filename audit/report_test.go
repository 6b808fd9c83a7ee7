package audit

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
)

// written are the lines of a log of these records.
func written(t *testing.T, records ...Record) string {
	t.Helper()
	var all strings.Builder
	at := end{hash: genesis}
	for _, r := range records {
		r.V, r.Seq, r.Prev = 1, at.seq+1, at.hash
		line, err := encode(new(bytes.Buffer), &r)
		if err != nil {
			t.Fatal(err)
		}
		all.WriteString(string(line) + "\n")
		at = end{seq: r.Seq, hash: hash(line)}
	}
	return all.String()
}

func TestCallsWithoutAnOutcomeAreToldAndAreNoDamage(t *testing.T) {
	report, err := verify(strings.NewReader(written(t,
		Record{Kind: ServerStart}, Record{Kind: CallIntent, Call: "died"}, Record{Kind: CallIntent, Call: "settled"}, Record{Kind: CallOutcome, Call: "settled"},
		Record{Kind: ServerStart}, Record{Kind: CallIntent, Call: "stopped"}, Record{Kind: ServerStop},
		Record{Kind: ServerStart}, Record{Kind: CallIntent, Call: "under way"}, Record{Kind: CallLookup, Call: "a look-up"},
	)))
	if err != nil {
		t.Fatal(err)
	}
	want := []Unfinished{{"died", 2, true}, {"stopped", 6, true}, {"under way", 9, false}}
	if len(report.Unfinished) != len(want) {
		t.Fatalf("got %+v", report.Unfinished)
	}
	for i := range want {
		if report.Unfinished[i] != want[i] {
			t.Errorf("got %+v, want %+v", report.Unfinished[i], want[i])
		}
	}
}

func TestAClockThatWasSetBackIsToldAndIsNoDamage(t *testing.T) {
	noon := time.Date(2026, 11, 29, 12, 0, 0, 0, time.UTC)
	report, err := verify(strings.NewReader(written(t,
		Record{Kind: ServerStart, Time: noon}, Record{Kind: ServerStop, Time: noon.Add(-time.Hour)}, Record{Kind: ServerStart, Time: noon.Add(-time.Minute)},
	)))
	if err != nil || report.SetBack != 1 || !report.First.Equal(noon) || !report.Last.Equal(noon.Add(-time.Minute)) {
		t.Errorf("%+v, %v", report, err)
	}
}

func TestTheLastLineIsReadThoughNothingFollowsIt(t *testing.T) {
	good := goodLog(t)
	good[9] = strings.Replace(good[9], `"who":`, `"who";`, 1)
	if _, err := verify(strings.NewReader(strings.Join(good, ""))); err == nil || !strings.HasPrefix(err.Error(), "record 10, line 10: changed: it is no audit record") {
		t.Errorf("got %v", err)
	}
}

// A file that begins with a tree of its own making is found out by the files before it.
func TestATreeThatARecordCarriesIsCounted(t *testing.T) {
	s := newSpecimen(t, rand.New(rand.NewPCG(2, 2)), 20, 2)
	at := s.begins[0]
	forged := rechained(t, s.lines, func(i int, line string) string {
		if i != at {
			return line
		}
		begin := strings.Index(line, `"edge":["`) + len(`"edge":["`)
		other := "A"
		if line[begin] == 'A' {
			other = "B"
		}
		return line[:begin] + other + line[begin+1:]
	})
	var tree string
	if _, err := verify(strings.NewReader(strings.Join(forged, ""))); err != nil {
		tree = err.Error()
	}
	if !strings.Contains(tree, "the tree that it carries is not that of the records before it") {
		t.Errorf("got %q", tree)
	}
}

// Notes are found in any text that holds them.
func TestNotesAreFoundWhereverTheyStand(t *testing.T) {
	a, b := "a\n1\nroot\n\n— key c2ln\n", "b\n2\nroot\n\n— key c2ln\n— key2 c2ln\n"
	quoted := `"a\n1\nroot\n\n— key c2ln\n"`
	for text, want := range map[string]int{
		"": 0, a: 1, a + b: 2, "\n\n" + a + "\n\n" + b: 2, a + a + a: 3,
		`{"msg":"checkpoint","note":` + quoted + `}` + "\n" + `{"msg":"other"}` + "\n": 1,
		"12:00 INF checkpoint note=" + quoted:                                          1,
		`{"checkpoint":` + quoted + `,"another":` + quoted + `}`:                       2,
		`{"checkpoint":"a\n1\nroot\n\n\u2014 key c2ln\n"}`:                             1,
		a[:len(a)-1]: 0, "a\n1\nroot\n\n": 0, "— key c2ln\n": 0,
		a + `{"size":1,"edge":["x"]}` + "\n" + b: 2,
		`"\n\n— "`:                               0,
		`"unfinished \n\n— `:                     0,
	} {
		if got := notesIn([]byte(text)); len(got) != want {
			t.Errorf("%d notes are found in %q: %q", len(got), text, got)
		}
	}
}
