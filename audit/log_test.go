package audit

import (
	"bufio"
	"crypto/sha256"
	stdjson "encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"
	"time"
)

// newLog opens a fresh log in a folder of its own.
func newLog(t testing.TB, opts Options) (*Log, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	return reopen(t, path, opts), path
}

func reopen(t testing.TB, path string, opts Options) *Log {
	t.Helper()
	l, err := Open(path, opts)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { l.Close() })
	return l
}

func mustAppend(t testing.TB, l *Log, r Record) Record {
	t.Helper()
	r, err := l.Append(r)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// intent is an ordinary record.
func intent() Record {
	return Record{
		Kind: CallIntent, Call: "01JD9Z0000000000000000000A",
		Who:      &Who{Agent: "help-desk", Name: "Help Desk", Authn: "3b7e12aa", Client: "claude 1.0", Transport: "http", Peer: "127.0.0.1:5555"},
		What:     &What{Tool: "users_get", Resource: "users", Class: "read", Args: []byte(`{"id":"5f0c1b2a3d4e5f6071829305"}`), Method: "GET", Path: "/systemusers/{id}", Targets: []Target{{Kind: "user", ID: "5f0c1b2a3d4e5f6071829305", Name: "jdoe", Arg: "id"}}, Phrase: `read user "jdoe" (5f0c…9305)`},
		Decision: &Decision{Effect: "allow", Rule: "help-desk.access.users", Matched: []string{"help-desk.access.users"}, Policy: strings.Repeat("ab", 32)},
	}
}

// independentlyVerify knows nothing of this package: any reader of the documentation could have written it.
func independentlyVerify(t testing.TB, path string) (records int) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	prev := strings.Repeat("0", 64)
	for lines := bufio.NewScanner(file); lines.Scan(); {
		var record struct {
			Seq  int
			Prev string
		}
		if err := stdjson.Unmarshal(lines.Bytes(), &record); err != nil || record.Seq != records+1 || record.Prev != prev {
			t.Fatalf("line %d does not follow: %v: %s", records+1, err, lines.Text())
		}
		records, prev = record.Seq, fmt.Sprintf("%x", sha256.Sum256(lines.Bytes()))
	}
	return records
}

func lines(t testing.TB, path string) []string {
	t.Helper()
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return slices.Collect(strings.Lines(string(text)))
}

func TestARecordStandsInTheContractsFieldsAndOrder(t *testing.T) {
	l, path := newLog(t, Options{
		Where: Where{Host: "console.jumpcloud.com", Server: "0.1.0", Instance: "one"},
		Now:   func() time.Time { return time.Date(2026, 11, 23, 13, 0, 0, 1500, time.FixedZone("", 3600)) },
	})
	got := mustAppend(t, l, intent())
	want := `{"v":1,"seq":1,"time":"2026-11-23T12:00:00.000001Z","kind":"call.intent","call":"01JD9Z0000000000000000000A",` +
		`"message":"Help Desk asked to read user \"jdoe\" (5f0c…9305); allowed by help-desk.access.users.",` +
		`"who":{"agent":"help-desk","name":"Help Desk","authn":"3b7e12aa","client":"claude 1.0","transport":"http","peer":"127.0.0.1:5555"},` +
		`"what":{"tool":"users_get","resource":"users","class":"read","args":{"id":"5f0c1b2a3d4e5f6071829305"},"method":"GET","path":"/systemusers/{id}","targets":[{"kind":"user","id":"5f0c1b2a3d4e5f6071829305","name":"jdoe","arg":"id"}]},` +
		`"where":{"host":"console.jumpcloud.com","server":"0.1.0","instance":"one"},` +
		`"decision":{"effect":"allow","rule":"help-desk.access.users","matched":["help-desk.access.users"],"policy":"` + strings.Repeat("ab", 32) + `"},` +
		`"prev":"` + strings.Repeat("0", 64) + `"}` + "\n"
	if line := lines(t, path)[0]; line != want {
		t.Errorf("got  %s\nwant %s", line, want)
	}
	if got.V != 1 || got.Seq != 1 || got.Message == "" || got.Prev != genesis || got.Time.Nanosecond() != 1000 {
		t.Errorf("Append returned %+v, not the record as written", got)
	}

	mustAppend(t, l, Record{Kind: CallOutcome, Where: &Where{OrgID: "5f0c"}, Outcome: &Outcome{Result: "ok", HTTPStatus: 200, Attempts: 1, MS: 1.5, Items: new(0), Bytes: 7, SHA256: "cd"}, Erased: []string{"/args/password"}})
	if line, want := lines(t, path)[1], `"where":{"host":"console.jumpcloud.com","org_id":"5f0c","server":"0.1.0","instance":"one"},`+
		`"outcome":{"result":"ok","http_status":200,"attempts":1,"ms":1.5,"items":0,"bytes":7,"sha256":"cd"},"erased":["/args/password"],"prev":"`; !strings.Contains(line, want) {
		t.Errorf("got %s, want in it %s", line, want)
	}
}

func TestTheChainRunsOnAcrossRestarts(t *testing.T) {
	l, path := newLog(t, Options{})
	key := l.HMAC([]byte("jdoe"))
	for range 3 {
		for range 300 { // more than what is read back at start
			mustAppend(t, l, intent())
		}
		l.Close()
		l = reopen(t, path, Options{})
	}
	if n := independentlyVerify(t, path); n != 903 { // each start says of a call that its outcome is not known
		t.Errorf("%d records stand in the log, want 903", n)
	}
	if l.HMAC([]byte("jdoe")) != key {
		t.Error("the key is another one after a restart")
	}
	if l.HMAC([]byte("ana")) == key || !strings.HasPrefix(key, "hmac:") || len(key) != 5+64 {
		t.Errorf("HMAC gave %s", key)
	}
}

func TestManyCallersShareASyncAndLeaveNoGap(t *testing.T) {
	l, path := newLog(t, Options{})
	var syncs atomic.Int64
	syncFile := l.disk.sync
	l.disk.sync = func(f *os.File) error { syncs.Add(1); return syncFile(f) }

	const callers, each = 200, 20
	var all sync.WaitGroup
	for caller := range callers {
		all.Go(func() {
			var last uint64
			for range each {
				r, err := l.Append(Record{Kind: CallIntent, Call: fmt.Sprint(caller)})
				if err != nil || r.Seq <= last || r.Call != fmt.Sprint(caller) {
					t.Errorf("got record %d after %d: %v", r.Seq, last, err)
				}
				last = r.Seq
			}
		})
	}
	all.Wait()
	if n := independentlyVerify(t, path); n != callers*each {
		t.Errorf("%d records stand in the log, want %d", n, callers*each)
	}
	if n := syncs.Load(); n >= callers*each/2 {
		t.Errorf("%d syncs for %d records: callers do not share them", n, callers*each)
	}
}

func TestAppendReturnsOnlyWhenTheRecordIsSynced(t *testing.T) {
	l, path := newLog(t, Options{})
	reached, released := make(chan int), make(chan bool)
	l.disk.sync = func(*os.File) error { reached <- len(lines(t, path)); <-released; return nil }
	var returned atomic.Bool
	var call sync.WaitGroup
	call.Go(func() {
		l.Append(intent())
		returned.Store(true)
	})
	if n := <-reached; n != 1 {
		t.Errorf("%d lines stand in the file when it is synced, want 1", n)
	}
	if returned.Load() {
		t.Error("Append returned before the sync")
	}
	released <- true
	call.Wait()
}

func TestAppendLeavesTheCallersRecordAlone(t *testing.T) {
	l, _ := newLog(t, Options{Where: Where{Host: "h"}})
	r := intent()
	r.Who.Client, r.What.Targets[0].Name, r.Decision.Matched[0] = "a\nb", "c\nd", "e\nf"
	mustAppend(t, l, r)
	if r.Seq != 0 || r.Where != nil || r.Who.Client != "a\nb" || r.What.Targets[0].Name != "c\nd" || r.Decision.Matched[0] != "e\nf" {
		t.Errorf("Append changed what it was given: %+v", r)
	}
}

func TestAClockThatJumpsBackLeavesTheChainWhole(t *testing.T) {
	now := time.Date(2026, 11, 23, 12, 0, 0, 0, time.UTC)
	l, path := newLog(t, Options{Now: func() time.Time { now = now.Add(-time.Hour); return now }})
	for range 3 {
		mustAppend(t, l, intent())
	}
	l.Close()
	reopen(t, path, Options{Now: func() time.Time { return now }})
	if report, err := Verify(path); err != nil || report.Records != 4 || !report.Last.Before(report.First) {
		t.Errorf("got %+v, %v", report, err)
	}
}

func TestARecordMustSayItsKind(t *testing.T) {
	l, path := newLog(t, Options{})
	if _, err := l.Append(Record{}); err == nil {
		t.Error("the zero record was written")
	}
	mustAppend(t, l, intent())
	if n := independentlyVerify(t, path); n != 1 {
		t.Errorf("%d records stand in the log, want 1", n)
	}
}

func TestCallIDsAreULIDsThatSortByTime(t *testing.T) {
	synctest.Test(t, func(t *testing.T) { // the clock begins at 2000-01-01
		first := NewCallID()
		time.Sleep(time.Millisecond)
		second := NewCallID()
		if len(first) != 26 || first[:10] != "00VHNCZB00" || second[:10] != "00VHNCZB01" {
			t.Errorf("got %s, then %s", first, second)
		}
		if NewCallID() == second {
			t.Error("two calls have one id")
		}
	})
}
