package audit

import (
	"fmt"
	"iter"
	"os"
	"slices"
	"strings"
	"testing"
)

func intentOf(call string) Record {
	r := intent()
	r.Call = call
	return r
}

// unknown are the calls of which a log says that nobody knows what came of them, in their order.
func unknown(t testing.TB, path string) (calls []string) {
	t.Helper()
	for r, err := range Read(path) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Kind == CallOutcome && r.Outcome.Result == "unknown" {
			calls = append(calls, r.Call)
		}
	}
	return calls
}

func TestCallsThatWereUnderWayGetAnOutcomeAtTheNextStart(t *testing.T) {
	l, path := newLog(t, Options{})
	mustAppend(t, l, Record{Kind: ServerStart})
	for _, call := range []string{"a", "b", "c", "d"} {
		mustAppend(t, l, intentOf(call))
	}
	mustAppend(t, l, Record{Kind: CallLookup, Call: "e"}) // nothing was promised
	mustAppend(t, l, outcomeOf("b"))
	mustAppend(t, l, outcomeOf("d"))
	l.Close()
	l = reopen(t, path, Options{})
	if got := unknown(t, path); !slices.Equal(got, []string{"a", "c"}) {
		t.Errorf("nobody knows of %v", got)
	}
	var last Record
	for r := range Read(path) {
		last = r
	}
	if last.Message != "The server restarted and found call c with an intent but no outcome: it may or may not have reached JumpCloud." ||
		last.Who.Agent != "help-desk" || last.What.Tool != "users_get" || last.What.Args != nil || last.Outcome.Code != "interrupted" {
		t.Errorf("it says %s: %+v %+v", last.Message, last.What, last.Outcome)
	}
	l.Close()
	reopen(t, path, Options{}) // they are settled
	if got := unknown(t, path); len(got) != 2 {
		t.Errorf("nobody knows of %v", got)
	}
}

func TestACallIsFoundBehindRotationsAndStops(t *testing.T) {
	l, path := newLog(t, Options{RotateSize: 4000})
	mustAppend(t, l, Record{Kind: ServerStart})
	mustAppend(t, l, intentOf("long"))
	for i := range 30 {
		mustAppend(t, l, intentOf(fmt.Sprint(i)))
		mustAppend(t, l, outcomeOf(fmt.Sprint(i)))
	}
	mustAppend(t, l, Record{Kind: ServerStop})
	mustAppend(t, l, intentOf("after the stop"))
	l.Close()
	if older, _ := Segments(path); len(older) < 3 {
		t.Fatalf("only %d full files", len(older))
	}
	l = reopen(t, path, Options{})
	if got := unknown(t, path); !slices.Equal(got, []string{"long", "after the stop"}) {
		t.Errorf("nobody knows of %v", got)
	}
}

// counted counts the lines that are read.
func counted(lines iter.Seq2[[]byte, error], n *int) iter.Seq2[[]byte, error] {
	return func(yield func([]byte, error) bool) {
		for line, err := range lines {
			if *n++; !yield(line, err) {
				return
			}
		}
	}
}

func TestAStartReadsNoFurtherThanWhereAllIsKnown(t *testing.T) {
	for name, begin := range map[string]Record{
		"a start":                      {Kind: ServerStart},
		"a stop with nothing left":     {Kind: ServerStop},
		"a rotation with nothing left": {Kind: LogRotated},
	} {
		l, _ := newLog(t, Options{})
		l.disk.sync = func(*os.File) error { return nil }
		for i := range 300 {
			mustAppend(t, l, intentOf(fmt.Sprint(i)))
			mustAppend(t, l, outcomeOf(fmt.Sprint(i)))
		}
		mustAppend(t, l, begin)
		mustAppend(t, l, outcomeOf("late"))
		mustAppend(t, l, intentOf("x"))
		n := 0
		found, err := unsettled(counted(l.back(), &n))
		if err != nil || len(found) != 1 || found[0].Call != "x" || n != 3 {
			t.Errorf("%s: %d lines are read, %d calls found, %v", name, n, len(found), err)
		}
	}
}

func TestMoreCallsUnderWayThanARecordNamesAreAllFound(t *testing.T) {
	l, path := newLog(t, Options{})
	l.disk.sync = func(*os.File) error { return nil }
	for i := range mostNamed + 10 {
		mustAppend(t, l, intentOf(fmt.Sprint(i)))
	}
	mustAppend(t, l, Record{Kind: ServerStop})
	l.Close()
	reopen(t, path, Options{})
	if got := unknown(t, path); len(got) != mostNamed+10 {
		t.Errorf("nobody knows of %d calls", len(got))
	}
}

func TestAStopNamesTheCallsUnderWay(t *testing.T) {
	l, path := newLog(t, Options{})
	mustAppend(t, l, intentOf("a"))
	mustAppend(t, l, intentOf("b"))
	mustAppend(t, l, outcomeOf("a"))
	mustAppend(t, l, Record{Kind: ServerStop})
	if all := lines(t, path); !strings.Contains(all[3], `"targets":[{"kind":"call","id":"b"}]`) || !strings.Contains(all[3], `"items":1`) {
		t.Errorf("it says %s", all[3])
	}
}
