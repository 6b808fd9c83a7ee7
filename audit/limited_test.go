package audit

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"
)

func limitedSince(t *testing.T, l *Log, since time.Time) []string {
	t.Helper()
	var calls []string
	for r, err := range l.Limited(since) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Kind == CallOutcome {
			calls = append(calls, fmt.Sprint(r.Call, " answered ", *r.Outcome.Items))
			continue
		}
		calls = append(calls, r.Call+" "+strings.Join(r.Decision.Limits, ","))
	}
	return calls
}

func TestTheCallsThatTookATokenAreReadBackTheNewestFirst(t *testing.T) {
	start := time.Date(2026, 11, 25, 12, 0, 0, 0, time.UTC)
	now := start
	l, path := newLog(t, Options{Now: func() time.Time { return now }})
	l.disk.sync = func(*os.File) error { return nil }
	taking := func(call string, limits ...string) {
		r := intent()
		r.Call, r.Decision.Limits = call, limits
		mustAppend(t, l, r)
	}
	var want []string
	for i := range 3000 { // some megabytes: more than is read at once
		now = start.Add(time.Duration(i) * time.Second)
		taking(fmt.Sprint(i), "a", "b")
		taking("none")
		denied := intent()
		denied.Kind, denied.Decision.Limits = CallDenied, []string{"a"}
		denied.What.Args = []byte(`{"limits":["a"]}`)
		mustAppend(t, l, denied)
		if i > 1000 {
			want = append(want, fmt.Sprint(i)+" a,b")
		}
	}
	slices.Reverse(want)
	if got := limitedSince(t, l, start.Add(1001*time.Second)); !slices.Equal(got, want) {
		t.Errorf("%d calls are read back, not %d: %.200s", len(got), len(want), got)
	}
	// A clock that was wrong for a while hides nothing that is behind it.
	now = start.Add(-100 * time.Hour)
	taking("odd", "a")
	now = start.Add(3000 * time.Second)
	taking("last", "a")
	if got := limitedSince(t, l, start.Add(1001*time.Second)); !slices.Equal(got, append([]string{"last a"}, want...)) {
		t.Errorf("%d calls are read back, not %d: %.200s", len(got), len(want)+1, got)
	}
	l.Close()
	again := reopen(t, path, Options{})
	if got := limitedSince(t, again, start.Add(2999*time.Second)); !slices.Equal(got, []string{"last a", "2999 a,b"}) {
		t.Errorf("after a restart %v", got)
	}
	if got := limitedSince(t, again, start.Add(4000*time.Second)); got != nil {
		t.Errorf("later than all of it %v", got)
	}
}

// How many objects a listing answered stands in its outcome alone; an outcome
// that tells of none, and what else has items, is no part of it.
func TestHowManyItemsACallAnsweredIsReadBackBeforeItsIntent(t *testing.T) {
	l, _ := newLog(t, Options{})
	r := intent()
	r.Call, r.Decision.Limits = "one", []string{"a x25"}
	mustAppend(t, l, r)
	mustAppend(t, l, Record{Kind: CallOutcome, Call: "one", Outcome: &Outcome{Result: "ok", Items: new(7)}})
	mustAppend(t, l, Record{Kind: CallOutcome, Call: "two", Outcome: &Outcome{Result: "ok"}})
	mustAppend(t, l, Record{Kind: ListServed, Outcome: &Outcome{Result: "ok", Items: new(3)}})
	mustAppend(t, l, Record{Kind: CallOutcome, Call: "three", Outcome: &Outcome{Result: "ok", Items: new(0)}})
	mustAppend(t, l, Record{Kind: CallOutcome, Call: "four", What: &What{Args: []byte(`{"limits":["a"]}`)}, Outcome: &Outcome{Result: "ok", Items: new(4)}})
	if got, want := limitedSince(t, l, time.Time{}), []string{"four answered 4", "three answered 0", "one answered 7", "one a x25"}; !slices.Equal(got, want) {
		t.Errorf("%v, want %v", got, want)
	}
}

func TestWhoStopsReadingBackReadsNoFurther(t *testing.T) {
	l, _ := newLog(t, Options{})
	for range 3 {
		r := intent()
		r.Decision.Limits = []string{"a"}
		mustAppend(t, l, r)
	}
	n := 0
	for range l.Limited(time.Time{}) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d records", n)
	}
}

func TestAnEmptyLogHoldsNoTokens(t *testing.T) {
	l, _ := newLog(t, Options{})
	if got := limitedSince(t, l, time.Time{}); got != nil {
		t.Errorf("%v", got)
	}
}

func TestWhatIsNoRecordIsAnErrorAndNoEmptyBucket(t *testing.T) {
	l, path := newLog(t, Options{})
	r := intent()
	r.Decision.Limits = []string{"a"}
	mustAppend(t, l, r)
	mustAppend(t, l, intent())
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(strings.Replace(string(b), `"v":1,"seq":1,"time"`, `"v":1,"seq":1,"tame"`, 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	failed := false
	for _, err := range l.Limited(time.Time{}) {
		failed = err != nil
	}
	if !failed {
		t.Error("a log that cannot be read back was taken for one without calls")
	}
}

// A record that is cut because it is too large still says which tokens it took.
func TestTheLimitsOfARecordAreNeverCut(t *testing.T) {
	r := everywhere(strings.Repeat("x", 4000), 40)
	r.Kind, r.Decision.Limits = CallIntent, nil
	for i := range 20 {
		r.Decision.Limits = append(r.Decision.Limits, fmt.Sprintf("roles.%s.require.%s%d", strings.Repeat("r", 60), strings.Repeat("q", 60), i))
	}
	l, _ := newLog(t, Options{})
	if got := mustAppend(t, l, r); !slices.Equal(got.Decision.Limits, r.Decision.Limits) {
		t.Errorf("%d limits of %d: %v", len(got.Decision.Limits), len(r.Decision.Limits), got.Decision.Limits)
	}
}
