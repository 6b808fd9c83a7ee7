package audit

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"
)

// kinds are the kinds of all records of a log, over all its files.
func kinds(t testing.TB, path string) string {
	t.Helper()
	var all []string
	for r, err := range Read(path) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, string(r.Kind))
	}
	return strings.Join(all, " ")
}

func messages(t testing.TB, path string, kind Kind) (all []string) {
	t.Helper()
	for r, err := range Read(path) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Kind == kind {
			all = append(all, r.Message)
		}
	}
	return all
}

func verified(t testing.TB, path string, records int) {
	t.Helper()
	if report, err := Verify(path); err != nil || report.Records != records {
		t.Errorf("%+v, %v, want %d records", report, err, records)
	}
}

// outcomeOf is what came of a call.
func outcomeOf(call string) Record {
	return Record{Kind: CallOutcome, Call: call, What: &What{Tool: "users_delete", Class: "destroy"}, Outcome: &Outcome{Result: "ok", HTTPStatus: 200}}
}

func TestAfterAFailedSyncTheLogGoesOnInANewFile(t *testing.T) {
	l, path := newLog(t, Options{})
	mustAppend(t, l, intent())
	bad, synced := l.file, l.size
	l.disk.sync = func(f *os.File) error {
		if f == bad {
			return syscall.EIO
		}
		return f.Sync()
	}
	r := mustAppend(t, l, intent()) // it is acknowledged: it stands in the new file
	if r.Seq != 3 {
		t.Errorf("the record is %d, want 3", r.Seq)
	}
	if got := kinds(t, path); got != "call.intent log.rotated call.intent" {
		t.Errorf("the log holds %s", got)
	}
	if info, err := os.Stat(segmentPath(path, 1)); err != nil || info.Size() != synced {
		t.Errorf("the file that failed has %d bytes, want the %d that were synced: %v", info.Size(), synced, err)
	}
	if said := messages(t, path, LogRotated); !strings.Contains(said[0], "a sync of the file before it failed (input/output error)") {
		t.Errorf("it says %s", said)
	}
	verified(t, path, 3)
	mustAppend(t, l, intent())
	l.Close()
	reopen(t, path, Options{})
	verified(t, path, 5) // and the outcome that nobody knows
}

func TestTheLogDeniesUntilItsDiskWorksAgain(t *testing.T) {
	l, path := newLog(t, Options{})
	mustAppend(t, l, intent())
	syncFile := l.disk.sync
	l.disk.sync = func(*os.File) error { return syscall.EIO } // of any file
	refused(t, l, false, "input/output error")
	if _, err := l.Append(outcomeOf("01JD9Z0000000000000000000A")); !errors.Is(err, ErrUnavailable) {
		t.Errorf("an outcome: %v", err)
	}
	l.disk.sync = syncFile // of the same file it would prove nothing
	mustAppend(t, l, intent())
	if got := kinds(t, path); got != "call.intent log.rotated log.recovered call.outcome call.intent" {
		t.Errorf("the log holds %s", got)
	}
	said := messages(t, path, LogRecovered)[0]
	for _, part := range []string{"input/output error", "1 record is missing", "The outcome of call 01JD9Z0000000000000000000A follows late"} {
		if !strings.Contains(said, part) {
			t.Errorf("it does not say %q: %s", part, said)
		}
	}
	verified(t, path, 5)
	if left, _ := filepath.Glob(path + ".n*"); len(left) > 0 {
		t.Errorf("beside the log stand %v", left)
	}
}

func TestAShortWriteIsCutBack(t *testing.T) {
	l, path := newLog(t, Options{})
	mustAppend(t, l, intent())
	good, cut := l.disk.write, l.disk.cut
	l.disk.write = func(f *os.File, b []byte) (int, error) {
		n, _ := good(f, b[:len(b)/2])
		return n, syscall.ENOSPC
	}
	l.disk.cut = func(*os.File, int64) error { return syscall.EIO }
	refused(t, l, false, "no space left")
	l.disk.write = good
	refused(t, l, false, "could not be cut off again: input/output error")
	if torn := lines(t, path); len(torn) != 2 {
		t.Errorf("the log holds %q", torn)
	}
	l.disk.cut = cut
	mustAppend(t, l, intent())
	if got := kinds(t, path); got != "call.intent log.recovered call.intent" {
		t.Errorf("the log holds %s", got)
	}
	if said := messages(t, path, LogRecovered)[0]; !strings.Contains(said, "2 records are missing") || !strings.Contains(said, "no space left") {
		t.Errorf("it says %s", said)
	}
	verified(t, path, 3)
}

func TestTheFirstWriteOfALogMayFailToo(t *testing.T) {
	l, path := newLog(t, Options{})
	syncFile := l.disk.sync
	l.disk.sync = func(*os.File) error { return syscall.EIO }
	refused(t, l, false, "input/output error")
	l.disk.sync = syncFile
	mustAppend(t, l, intent())
	if got := kinds(t, path); got != "log.recovered call.intent" {
		t.Errorf("the log holds %s", got)
	}
	verified(t, path, 2)
	if older, err := Segments(path); err != nil || len(older) != 0 {
		t.Errorf("beside it stand %v, %v", older, err)
	}
}

func TestBelowTheFloorOnlyOutcomesAreWritten(t *testing.T) {
	l, path := newLog(t, Options{MinFree: 1000})
	left := int64(1000)
	l.disk.free = func(string) (int64, error) { return left, nil }
	mustAppend(t, l, intent())
	left = 999
	for _, kind := range []Kind{CallIntent, CallLookup, CallDenied, CallRefused, ListServed, AuthFailed} {
		if _, err := l.Append(Record{Kind: kind}); !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "audit.min_free") {
			t.Errorf("%s: %v", kind, err)
		}
	}
	for _, kind := range []Kind{CallOutcome, AgentDisabled, PolicyLoaded} {
		if _, err := l.Append(Record{Kind: kind}); err != nil {
			t.Errorf("%s: %v", kind, err)
		}
	}
	left = 1000
	mustAppend(t, l, intent())
	mustAppend(t, l, intent())
	if got := kinds(t, path); got != "call.intent call.outcome agent.disabled policy.loaded log.recovered call.intent call.intent" {
		t.Errorf("the log holds %s", got)
	}
	if said := messages(t, path, LogRecovered)[0]; !strings.Contains(said, "6 records are missing") {
		t.Errorf("it says %s", said)
	}
	l.disk.free = func(string) (int64, error) { return 0, syscall.ENOSYS } // where it cannot be told
	mustAppend(t, l, intent())
	l.disk.free = func(string) (int64, error) { return 0, nil }
	refused(t, l, false, "audit.min_free")
	mustAppend(t, l, Record{Kind: ServerStop}) // nobody will come to tell it later
	if got := kinds(t, path); !strings.HasSuffix(got, "call.intent log.recovered server.stop") {
		t.Errorf("the log holds %s", got)
	}
	verified(t, path, 10)
}

func TestAFullQueueTurnsAgentsAwayAndNeverAnOutcome(t *testing.T) {
	l, path := newLog(t, Options{})
	l.turn <- struct{}{} // the disk is busy
	var waiting []*entry
	for range mostWaiting {
		e := l.newEntry(Record{Kind: CallIntent})
		if err := l.enqueue(e); err != nil {
			t.Fatal(err)
		}
		waiting = append(waiting, e)
	}
	if _, err := l.Append(intent()); !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "wait for the disk") {
		t.Errorf("one more: %v", err)
	}
	last := l.newEntry(outcomeOf("a"))
	if err := l.enqueue(last); err != nil {
		t.Errorf("an outcome: %v", err)
	}
	l.commitQueue()
	for i, e := range append(waiting, last) {
		if <-e.done; e.err != nil || e.record.Seq != uint64(i+1) {
			t.Fatalf("entry %d is record %d: %v", i, e.record.Seq, e.err)
		}
	}
	verified(t, path, mostWaiting+1)
}

func TestMoreOutcomesThanAreKeptAreCounted(t *testing.T) {
	l, path := newLog(t, Options{})
	good := l.disk.write
	l.disk.write = func(*os.File, []byte) (int, error) { return 0, syscall.ENOSPC }
	for i := range mostKept + 5 {
		l.Append(outcomeOf(fmt.Sprint("call", i)))
	}
	l.disk.write = good
	mustAppend(t, l, intent())
	said := messages(t, path, LogRecovered)[0]
	if !strings.Contains(said, "5 records are missing") {
		t.Errorf("it says %s", said)
	}
	if n := strings.Count(kinds(t, path), "call.outcome"); n != mostKept {
		t.Errorf("%d outcomes stand in the log", n)
	}
	if !slices.Contains(strings.Fields(kinds(t, path)), "call.intent") {
		t.Error("the intent is missing")
	}
	verified(t, path, mostKept+2)
}
