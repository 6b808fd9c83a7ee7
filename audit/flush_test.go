package audit

import (
	"os"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"
)

// said is what is said of a call of a class.
func said(kind Kind, class string) Record {
	return Record{Kind: kind, Call: "a", What: &What{Tool: "users_list", Class: class}, Outcome: &Outcome{Result: "ok"}}
}

func TestWhatIsSaidOfReadsMayBeSyncedLater(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, path := newLog(t, Options{Sync: SyncChanges})
		var syncs atomic.Int64
		syncFile := l.disk.sync
		l.disk.sync = func(f *os.File) error { syncs.Add(1); return syncFile(f) }
		is := func(what string, want int) {
			t.Helper()
			synctest.Wait()
			if n := int(syncs.Load()); n != want {
				t.Errorf("%s: %d syncs, want %d", what, n, want)
			}
		}
		for _, kind := range []Kind{CallLookup, CallIntent, CallOutcome} {
			mustAppend(t, l, said(kind, "read"))
		}
		is("after a read", 0)
		if n := len(lines(t, path)); n != 3 {
			t.Errorf("%d lines are in the file, want 3", n)
		}
		time.Sleep(longestWait)
		is("a second later", 1)
		time.Sleep(time.Hour)
		is("an hour later", 1)
		for i, r := range []Record{said(CallIntent, "write"), said(CallOutcome, "destroy"), said(CallIntent, "reveal"), said(CallLookup, "execute"), said(CallDenied, "read"), {Kind: PolicyLoaded}, {Kind: ListServed}, {Kind: CallIntent}} {
			mustAppend(t, l, said(CallIntent, "read"))
			mustAppend(t, l, r)
			is(string(r.Kind), 2+i)
		}
		mustAppend(t, l, said(CallIntent, "read"))
		l.Close()
		is("at the end", 10)
	})
}

func TestReadsThatWereNotSyncedAreWrittenAgainAfterAFailedSync(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l, path := newLog(t, Options{Sync: SyncChanges})
		mustAppend(t, l, said(CallIntent, "write"))
		bad, synced, syncFile := l.file, l.size, l.disk.sync
		l.disk.sync = func(f *os.File) error {
			if f == bad {
				return syscall.EIO
			}
			return syncFile(f)
		}
		for range 3 {
			mustAppend(t, l, said(CallIntent, "read"))
		}
		time.Sleep(longestWait)
		synctest.Wait()
		mustAppend(t, l, said(CallOutcome, "read"))
		if got := kinds(t, path); got != "call.intent log.rotated call.intent call.intent call.intent call.outcome" {
			t.Errorf("the log holds %s", got)
		}
		if file, _, err := (Segment{Path: segmentPath(path, 1), First: 1}).open(); err == nil {
			info, _ := file.Stat()
			if file.Close(); info.Size() > synced {
				t.Errorf("the file that failed has %d bytes, of which %d were synced", info.Size(), synced)
			}
		}
		verified(t, path, 6)
	})
}

func TestASyncAllLogIsWhatNobodyAskedToChange(t *testing.T) {
	l, _ := newLog(t, Options{})
	syncs := 0
	l.disk.sync = func(*os.File) error { syncs++; return nil }
	mustAppend(t, l, said(CallIntent, "read"))
	if syncs != 1 {
		t.Errorf("%d syncs", syncs)
	}
}
