package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/audit/push"
	"github.com/jumpgate-mcp/jumpgate/audit/siem"
)

// A collector keeps what it is sent, and refuses as often as it is told to.
type collector struct {
	mu     sync.Mutex
	refuse int
	got    []uint64
	lines  [][]byte
}

func (c *collector) Send(_ context.Context, text []byte) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.refuse > 0 {
		c.refuse--
		return errors.New("not now")
	}
	var r struct {
		Seq uint64 `json:"seq"`
	}
	if err := json.Unmarshal(text, &r); err != nil {
		return err
	}
	c.got, c.lines = append(c.got, r.Seq), append(c.lines, bytes.Clone(text))
	return nil
}

// has waits until the collector has a record.
func (c *collector) has(t *testing.T, seq uint64) {
	t.Helper()
	for end := time.Now().Add(20 * time.Second); time.Now().Before(end); time.Sleep(5 * time.Millisecond) {
		c.mu.Lock()
		came := slices.Contains(c.got, seq)
		c.mu.Unlock()
		if came {
			return
		}
	}
	t.Fatalf("record %d never arrived", seq)
}

// inOrder checks that nothing is missing, and that what comes again comes at a
// restart alone: then it goes on from there.
func (c *collector) inOrder(t *testing.T, from, to uint64) {
	t.Helper()
	c.mu.Lock()
	defer c.mu.Unlock()
	next := from
	for i, seq := range c.got {
		if seq > next {
			t.Fatalf("record %d arrived where %d was due: %v", seq, next, c.got[max(0, i-5):i+1])
		}
		next = seq + 1
	}
	if next != to+1 {
		t.Errorf("the last is %d, not %d", next-1, to)
	}
}

func feedOf(trail string, c *collector) (f *feed, stop func()) {
	f = &feed{name: "test", trail: trail, sink: c, form: asItStands, log: slog.New(slog.DiscardHandler), wait: time.Millisecond, retry: time.Millisecond, timeout: time.Minute}
	ctx, cancel := context.WithCancel(context.Background())
	done := make(chan struct{})
	go func() { f.run(ctx); close(done) }()
	return f, func() { cancel(); <-done }
}

// Every record arrives, in order and byte for byte, over rotations, refusals and
// restarts; and writing waits for nobody.
func TestAFeedMissesNothing(t *testing.T) {
	t.Parallel()
	trail := filepath.Join(t.TempDir(), "audit.jsonl")
	log, err := audit.Open(trail, audit.Options{RotateSize: 8 << 10})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	var last uint64
	write := func(n int) {
		t.Helper()
		for range n {
			r, err := log.Append(audit.Record{Kind: audit.ListServed, Who: &audit.Who{Agent: "one"}})
			if err != nil {
				t.Fatal(err)
			}
			last = r.Seq
		}
	}
	write(50) // before anybody listens
	c := &collector{refuse: 1}
	_, stop := feedOf(trail, c)
	c.has(t, last)
	write(60)
	c.has(t, last)
	stop()
	write(40) // while nobody does
	_, stop = feedOf(trail, c)
	c.has(t, last)
	c.mu.Lock()
	c.refuse = 1 << 30
	c.mu.Unlock()
	write(30) // to a place that is dead: none of this waits
	stop()
	c.mu.Lock()
	c.refuse = 0
	c.mu.Unlock()
	_, stop = feedOf(trail, c)
	defer stop()
	c.has(t, last)
	c.inOrder(t, 1, last)

	var all [][]byte
	for line, err := range audit.Lines(trail) {
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, bytes.Clone(line.Text))
	}
	for i, seq := range c.got {
		if !bytes.Equal(c.lines[i], all[seq-1]) {
			t.Fatalf("record %d arrived as %s", seq, c.lines[i])
		}
	}
}

// What a place has is noted; a note that cannot be used has it get all again.
func TestAFeedGoesOnWhereItStopped(t *testing.T) {
	trail := filepath.Join(t.TempDir(), "audit.jsonl")
	log, err := audit.Open(trail, audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	for range 10 {
		if _, err := log.Append(audit.Record{Kind: audit.ListServed}); err != nil {
			t.Fatal(err)
		}
	}
	f := &feed{name: "test", trail: trail, log: slog.New(slog.DiscardHandler)}
	n := 0
	for line, err := range audit.Lines(trail) {
		if err != nil {
			t.Fatal(err)
		}
		if n++; n == 7 {
			sum := sha256.Sum256(line.Text)
			f.has = arrived{line.Next(), hex.EncodeToString(sum[:])}
			f.keep(0)
		}
	}
	if info, err := os.Stat(f.path()); err != nil || info.Mode().Perm() != 0o600 {
		t.Fatalf("%v %v", info, err)
	}
	c := &collector{}
	_, stop := feedOf(trail, c)
	c.has(t, 10)
	stop()
	c.inOrder(t, 8, 10)
	for _, note := range []string{"{", `{"next":{"First":1,"Offset":1},"hash":"00"}`, `{"next":{"First":1,"Offset":0},"hash":"00"}`, `{"next":{"First":1,"Offset":99999},"hash":"00"}`, `{"next":{"First":9,"Offset":0},"hash":"00"}`} {
		if err := os.WriteFile(f.path(), []byte(note), 0o600); err != nil {
			t.Fatal(err)
		}
		c = &collector{}
		_, stop = feedOf(trail, c)
		c.has(t, 10)
		stop()
		c.inOrder(t, 1, 10)
	}
}

// A running server feeds its places, and goes on after it was killed.
func TestAServerBringsItsTrailToOthers(t *testing.T) {
	c := &collector{}
	var forms sync.Map
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		if knows := r.Header.Get("Api-Key") == "a-key-of-the-collector's"; strings.HasPrefix(r.URL.Path, "/v1/") {
			forms.Store(r.URL.Path, knows && strings.HasPrefix(string(b), `{"resourceLogs":[`) == (r.URL.Path == "/v1/logs"))
			return
		}
		if r.Header.Get("webhook-signature") == "" || c.Send(r.Context(), b) != nil {
			w.WriteHeader(http.StatusBadRequest)
		}
	}))
	defer s.Close()
	secret := filepath.Join(t.TempDir(), "secret")
	if err := os.WriteFile(secret, []byte("a-secret-of-the-sink"), 0o600); err != nil {
		t.Fatal(err)
	}
	p := newPlace(t, fmt.Sprintf("audit: {sinks: {webhook: %q, webhook_secret: %q, otlp: %q, otlp_headers: \"${COLLECTOR}\"}}\nserver: {traces: %q, traces_headers: \"${COLLECTOR}\"}\n", s.URL+"/hook", "file:"+secret, s.URL+"/v1/logs", s.URL+"/v1/traces"))
	t.Setenv("COLLECTOR", "api-key=a-key-of-the-collector's")
	server := p.serveHTTP(t, "--sandbox")
	server.status(t, p.full)
	c.has(t, 3)
	server.cmd.Process.Kill()
	_ = server.cmd.Wait()
	server = p.serveHTTP(t, "--sandbox")
	server.status(t, p.full)
	want := uint64(len(p.records(t)))
	c.has(t, want)
	server.stop(t)
	c.inOrder(t, 1, uint64(len(p.records(t)))) // that it stopped is told too
	for _, path := range []string{"/v1/logs", "/v1/traces"} {
		if ok, _ := forms.Load(path); ok != true {
			t.Error("nothing came as OTLP to", path)
		}
	}
	for settings, want := range map[string]string{
		"audit: {sinks: {webhook: \"https://siem.example.com\"}}\n":               "audit.sinks.webhook_secret is missing",
		"audit: {sinks: {otlp: \"http://siem.example.com/v1/logs\"}}\n":           "it takes an https URL",
		"audit: {sinks: {syslog: \"siem.example.com\"}}\n":                        "audit.sinks.syslog",
		"server: {traces: \"" + s.URL + "\", traces_headers: \"${NONE_SUCH}\"}\n": "server.traces_headers: set the environment variable NONE_SUCH",
		"server: {traces: \"" + s.URL + "\", traces_headers: \"api-key=abc\"}\n":  "server.traces_headers",
	} {
		p := newPlace(t, settings)
		cmd := exec.Command("jumpgate", "serve", "--sandbox", "--http", "127.0.0.1:0", "--config", p.config)
		if out, err := cmd.CombinedOutput(); err == nil || !strings.Contains(string(out), want) {
			t.Errorf("%s: %v %s", settings, err, out)
		}
	}
}

// A record that a place has rejected for good keeps none of those after it.
func TestARejectedRecordHoldsUpNoOthers(t *testing.T) {
	trail := filepath.Join(t.TempDir(), "audit.jsonl")
	log, err := audit.Open(trail, audit.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer log.Close()
	for range 3 {
		if _, err := log.Append(audit.Record{Kind: audit.ListServed}); err != nil {
			t.Fatal(err)
		}
	}
	c := &collector{}
	var said bytes.Buffer
	f := &feed{name: "test", trail: trail, form: asItStands, log: slog.New(slog.NewTextHandler(&said, nil)), wait: time.Millisecond, retry: time.Millisecond, timeout: time.Minute}
	f.sink = push.Func(func(ctx context.Context, text []byte) error {
		if bytes.Contains(text, []byte(`"seq":2,`)) {
			return siem.OTLPAnswer([]byte(`{"partialSuccess":{"rejectedLogRecords":"1","errorMessage":"too old"}}`))
		}
		return c.Send(ctx, text)
	})
	ctx, cancel := context.WithCancel(t.Context())
	done := make(chan struct{})
	go func() { f.run(ctx); close(done) }()
	c.has(t, 3)
	cancel()
	<-done
	if !slices.Equal(c.got, []uint64{1, 3}) || strings.Count(said.String(), "too old") != 1 {
		t.Errorf("there came %v, and it is said %s", c.got, said.String())
	}
}
