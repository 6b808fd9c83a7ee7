//go:build unix

package main

import (
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// A tortured server is killed at some moment of some call, again and again. The
// directory outlives it, and keeps what it saw.
type tortured struct {
	place
	random *rand.Rand

	mu       sync.Mutex
	requests int
	killAt   int      // the request in the middle of which the server is killed
	kill     func()   // ends it
	people   []string // whom the directory was asked to create, since the last look

	seq  uint64      // of the last record that was looked at
	seen audit.Place // behind it
}

var newPerson = regexp.MustCompile(`"username":"(torture-[0-9-]+)"`)

func newTortured(t *testing.T, seed uint64) *tortured {
	w := &tortured{random: rand.New(rand.NewPCG(seed, 1))}
	directory := sandbox.New(sandbox.Options{})
	s := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil { // the server was killed before it had said all
			return
		}
		w.saw(string(body))
		r.Body = io.NopCloser(strings.NewReader(string(body)))
		directory.ServeHTTP(rw, r)
	}))
	t.Cleanup(s.Close)
	w.place = newPlace(t, "jumpcloud: {console_url: '"+s.URL+"', insights_url: '"+s.URL+"/insights/directory/v1'}\naudit: {rotate: {size: 64KiB}, checkpoints: {stderr: false}}")
	return w
}

func (w *tortured) saw(body string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if m := newPerson.FindStringSubmatch(body); m != nil {
		w.people = append(w.people, m[1])
	}
	if w.requests++; w.requests == w.killAt {
		w.kill()
	}
}

var callID = regexp.MustCompile(`"io.github.jumpgate-mcp/call":"([0-9A-Z]{26})"`)

// load calls, one after the other, until the server is gone, and returns the ids of the calls that were answered.
func (w *tortured) load(url string, round, caller int) (answered []string) {
	for n := 0; ; n++ {
		tool := `"users_list","arguments":{"limit":2}`
		if n%2 == 1 {
			name := fmt.Sprintf("torture-%d-%d-%d", round, caller, n)
			tool = `"users_create","arguments":{"username":"` + name + `","email":"` + name + `@example.com"}`
		}
		request, err := http.NewRequest("POST", url, strings.NewReader(`{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":`+tool+`}}`))
		if err != nil {
			return answered
		}
		request.Header.Set("Content-Type", "application/json")
		request.Header.Set("Accept", "application/json, text/event-stream")
		request.Header.Set("Authorization", "Bearer "+w.full)
		request.Header.Set("MCP-Protocol-Version", "2025-11-25")
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			return answered
		}
		body, err := io.ReadAll(response.Body)
		response.Body.Close()
		if err != nil {
			return answered
		}
		if m := callID.FindSubmatch(body); m != nil {
			answered = append(answered, string(m[1]))
		}
	}
}

// round lets a server work until it is killed, and returns the ids of the calls that were answered.
func (w *tortured) round(t *testing.T, round int) (answered []string) {
	t.Helper()
	server := w.serveHTTP(t)
	w.mu.Lock()
	w.requests, w.killAt, w.kill = 0, 1+w.random.IntN(40), func() { server.cmd.Process.Kill() }
	w.mu.Unlock()
	var callers sync.WaitGroup
	var mu sync.Mutex
	for caller := range 4 {
		callers.Go(func() {
			ids := w.load(server.url, round, caller)
			mu.Lock()
			defer mu.Unlock()
			answered = append(answered, ids...)
		})
	}
	callers.Wait()
	server.cmd.Wait()
	return answered
}

// look takes the trail up as the next server does, and holds what is new in it against what was seen from outside.
func (w *tortured) look(t *testing.T, answered []string) {
	t.Helper()
	trail := filepath.Join(w.dir, "audit.jsonl")
	log, err := audit.Open(trail, audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	intents, outcomes, created := map[string]bool{}, map[string]string{}, map[string]bool{}
	for line, err := range audit.LinesFrom(trail, w.seen) {
		if err != nil {
			t.Fatal(err)
		}
		e, err := audit.Parse(line)
		if err != nil {
			t.Fatal(err)
		}
		r := e.Record
		if w.seq++; r.Seq != w.seq {
			t.Fatalf("record %d stands where record %d is due", r.Seq, w.seq)
		}
		w.seen = line.Next()
		switch r.Kind {
		case audit.CallIntent:
			intents[r.Call] = true
			if m := newPerson.FindSubmatch(r.What.Args); m != nil {
				created[string(m[1])] = true
			}
		case audit.CallOutcome:
			outcomes[r.Call] = r.Outcome.Result
		}
	}
	for _, person := range w.people {
		if !created[person] {
			t.Errorf("the directory was asked to create %s, and no intent says so", person)
		}
	}
	w.people = nil
	for _, call := range answered {
		if !intents[call] || outcomes[call] == "" || outcomes[call] == "unknown" {
			t.Errorf("call %s was answered; on record are its intent (%v) and its outcome (%q)", call, intents[call], outcomes[call])
		}
	}
	for call := range intents {
		if outcomes[call] == "" {
			t.Errorf("call %s has an intent and nothing says that its outcome is not known", call)
		}
	}
}

// What was done has its intent on disk, what was answered is all there, and the
// chain holds, whenever the server is killed. JUMPGATE_TORTURE says how often.
func TestAServerThatIsKilledAtAnyMomentOwesNothing(t *testing.T) {
	rounds := 8
	if more, err := strconv.Atoi(os.Getenv("JUMPGATE_TORTURE")); err == nil {
		rounds = more
	}
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	w := newTortured(t, seed)
	total, unknown := 0, 0
	for round := range rounds {
		answered := w.round(t, round)
		total += len(answered)
		w.look(t, answered)
		if round%25 == 0 || round == rounds-1 {
			report, err := audit.Verify(filepath.Join(w.dir, "audit.jsonl"))
			if err != nil || len(report.Unfinished) > 0 {
				t.Fatalf("after %d rounds: %+v, %v", round+1, report, err)
			}
		}
		if t.Failed() {
			t.Fatalf("in round %d", round)
		}
	}
	for r, err := range audit.Read(filepath.Join(w.dir, "audit.jsonl")) {
		if err != nil {
			t.Fatal(err)
		}
		if r.Outcome != nil && r.Outcome.Code == "interrupted" {
			unknown++
		}
	}
	if total == 0 || unknown == 0 {
		t.Errorf("%d calls were answered, and of %d nobody knows what came of them: that shows nothing", total, unknown)
	}
	t.Logf("%d rounds: %d calls answered, %d cut short", rounds, total, unknown)
}
