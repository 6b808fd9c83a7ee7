package main

import (
	"errors"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	ossignal "os/signal"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// An upstream is a JumpCloud of many people that can stop answering in the
// middle of a listing. One request is under way at a time, so that all pages
// before the one that arrived are written.
type upstream struct {
	directory *sandbox.Server
	place     place
	arrived   chan struct{}

	mu      sync.Mutex
	holds   string // the skip of the page that gets no answer
	deletes string // the skip of the page before which somebody is deleted
	skips   []string
}

func newUpstream(t *testing.T) *upstream {
	t.Helper()
	u := &upstream{directory: sandbox.New(sandbox.Options{Users: 750}), arrived: make(chan struct{}, 1)}
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		skip := r.URL.Query().Get("skip")
		u.mu.Lock()
		u.skips = append(u.skips, skip)
		held := skip == u.holds
		if skip != "" && skip == u.deletes {
			u.deletes = ""
			gone := httptest.NewRequest(http.MethodDelete, "/api/systemusers/"+firstUser(t), nil)
			gone.Header.Set("x-api-key", sandbox.DefaultAPIKey)
			u.directory.ServeHTTP(httptest.NewRecorder(), gone)
		}
		u.mu.Unlock()
		if held {
			select {
			case u.arrived <- struct{}{}:
			case <-r.Context().Done():
			}
			<-r.Context().Done()
			return
		}
		u.directory.ServeHTTP(w, r)
	}))
	t.Cleanup(s.Close)
	u.place = newPlace(t, "jumpcloud: {max_in_flight: 1, console_url: '"+s.URL+"', insights_url: '"+s.URL+"/insights/directory/v1'}")
	return u
}

// hold says which page is to get no answer from now on; "" for none.
func (u *upstream) hold(skip string) {
	u.mu.Lock()
	defer u.mu.Unlock()
	u.holds, u.skips = skip, nil
}

func (u *upstream) asked() []string {
	u.mu.Lock()
	defer u.mu.Unlock()
	return slices.Clone(u.skips)
}

func (u *upstream) path(file string) string { return filepath.Join(u.place.dir, file) }

func (u *upstream) command(out string, flags ...string) *exec.Cmd {
	args := append([]string{"export", "users", "--agent", "full", "--config", u.place.config, "--out", out}, flags...)
	cmd := exec.Command("jumpgate", args...)
	cmd.Env = append(os.Environ(), "JUMPCLOUD_API_KEY="+u.place.upstreamAPIKey)
	return cmd
}

// export runs a whole export as a process of its own.
func (u *upstream) export(t *testing.T, out string, flags ...string) (code int, said string) {
	t.Helper()
	cmd := u.command(out, flags...)
	var stderr strings.Builder
	cmd.Stderr = &stderr
	if err := cmd.Run(); err != nil && cmd.ProcessState == nil {
		t.Fatal(err)
	}
	return cmd.ProcessState.ExitCode(), stderr.String()
}

// breakOff begins an export and ends it by a signal when the page arrives that
// is held.
func (u *upstream) breakOff(t *testing.T, signal syscall.Signal, out string, flags ...string) (code int) {
	t.Helper()
	cmd := u.command(out, flags...)
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	<-u.arrived
	if err := cmd.Process.Signal(signal); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	return cmd.ProcessState.ExitCode()
}

func (u *upstream) outcome(t *testing.T) audit.Record {
	t.Helper()
	var last audit.Record
	for _, r := range u.place.records(t) {
		if r.Kind == audit.CallOutcome {
			last = r
		}
	}
	return last
}

func contents(t *testing.T, path string) string {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return string(b)
}

func missing(path string) bool { _, err := os.Lstat(path); return errors.Is(err, fs.ErrNotExist) }

func TestAnExportThatIsEndedOrKilledGoesOnToTheSameFile(t *testing.T) {
	for _, signal := range []syscall.Signal{syscall.SIGKILL, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP} {
		for _, format := range []string{"jsonl", "csv"} {
			t.Run(signal.String()+"/"+format, func(t *testing.T) {
				t.Parallel()
				goesOnAfter(t, signal, format)
			})
		}
	}
}

func goesOnAfter(t *testing.T, signal syscall.Signal, format string) {
	if ossignal.Ignored(signal) {
		t.Skip("this test was started with the signal ignored, as nohup does, and so are its children")
	}
	u := newUpstream(t)
	if code, said := u.export(t, u.path("whole"), "--format", format); code != 0 {
		t.Fatalf("exit code %d: %s", code, said)
	}
	u.hold("300")
	code := u.breakOff(t, signal, u.path("users"), "--format", format)
	if !missing(u.path("users")) || missing(u.path("users.partial")) || missing(u.path("users.partial.state")) {
		t.Error("what came stands in the wrong place")
	}
	if signal != syscall.SIGKILL {
		last := u.outcome(t)
		if code != exitIncomplete || last.Outcome.Result != "cancelled" || *last.Outcome.Items != 300 || !strings.Contains(last.Message, "the export is incomplete: 300 rows are written") {
			t.Errorf("exit code %d, recorded: %s", code, last.Message)
		}
	}
	u.hold("")
	code, said := u.export(t, u.path("users"), "--format", format)
	if code != 0 || !strings.Contains(said, "goes on") {
		t.Errorf("exit code %d: %s", code, said)
	}
	if got := contents(t, u.path("users")); got != contents(t, u.path("whole")) {
		t.Errorf("the file has %d bytes and is another", len(got))
	}
	if asked := u.asked(); !slices.Equal(asked, []string{"200", "300", "400", "500", "600", "700"}) {
		t.Errorf("pages were asked for at %v", asked)
	}
	if !missing(u.path("users.partial")) || !missing(u.path("users.partial.state")) {
		t.Error("something is left over")
	}
	last := u.outcome(t)
	if last.Outcome.Result != "ok" || *last.Outcome.Items != 750 || last.What.Export.After != 300 {
		t.Errorf("recorded: %s", last.Message)
	}
	if _, err := audit.Verify(filepath.Join(u.place.dir, "audit.jsonl")); err != nil {
		t.Error(err)
	}
}

// A crash can come between a page and the note of it, or in the middle of either.
func TestWhatACrashLeftOfAPageIsCutOff(t *testing.T) {
	u := newUpstream(t)
	u.export(t, u.path("whole"))
	u.hold("300")
	u.breakOff(t, syscall.SIGKILL, u.path("users"))
	for _, file := range []string{"users.partial", "users.partial.state"} {
		rest, err := os.OpenFile(u.path(file), os.O_APPEND|os.O_WRONLY, 0)
		if err != nil {
			t.Fatal(err)
		}
		rest.WriteString(`{"_id":"60259a2a00`)
		rest.Close()
	}
	u.hold("")
	if code, said := u.export(t, u.path("users")); code != 0 || contents(t, u.path("users")) != contents(t, u.path("whole")) {
		t.Errorf("exit code %d: %s", code, said)
	}
}

func TestAnExportWhoseRowsHaveMovedBeginsAnewAndSaysSo(t *testing.T) {
	u := newUpstream(t)
	u.hold("300")
	u.breakOff(t, syscall.SIGTERM, u.path("users"), "--format", "csv")
	cmd := exec.Command("jumpgate", "call", "users_delete", "--agent", "full", "--config", u.place.config, "--args", `{"id":"ana.ruiz"}`)
	cmd.Env = append(os.Environ(), "JUMPCLOUD_API_KEY="+u.place.upstreamAPIKey)
	if out, err := cmd.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	u.hold("")
	code, said := u.export(t, u.path("users"), "--format", "csv")
	if code != 0 || !strings.Contains(said, "it begins anew") {
		t.Errorf("exit code %d: %s", code, said)
	}
	u.export(t, u.path("whole"), "--format", "csv")
	if contents(t, u.path("users")) != contents(t, u.path("whole")) {
		t.Error("the file is not what one run writes")
	}
}

func TestAnExportThatChangedIsIncompleteAndBeginsAnew(t *testing.T) {
	u := newUpstream(t)
	u.mu.Lock()
	u.deletes = "300"
	u.mu.Unlock()
	code, said := u.export(t, u.path("users"))
	if code != exitIncomplete || !missing(u.path("users")) || !strings.Contains(said, "the export is incomplete") {
		t.Errorf("exit code %d: %s", code, said)
	}
	if code, said := u.export(t, u.path("users")); code != 0 || !strings.Contains(said, "begins anew") || strings.Count(contents(t, u.path("users")), "\n") != 749 {
		t.Errorf("exit code %d: %s", code, said)
	}
}
