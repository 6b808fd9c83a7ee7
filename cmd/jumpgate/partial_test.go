package main

import (
	"bytes"
	"log/slog"
	"os"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/tools"
)

func TestOnlyTheSameExportGoesOn(t *testing.T) {
	u := newUpstream(t)
	u.hold("300")
	u.breakOff(t, syscall.SIGTERM, u.path("users"))
	u.hold("")
	partial, state := contents(t, u.path("users.partial")), contents(t, u.path("users.partial.state"))
	for _, c := range []struct{ flags, said string }{
		{"--fields username", `(with the arguments {})`},
		{"--filter suspended:$eq:false", `(with the arguments {})`},
		{"--format csv", "(in jsonl)"},
		{"--agent reader", "(as the agent full)"},
		{"--sandbox", "(from another JumpCloud or organization)"},
	} {
		if code, said := u.export(t, u.path("users"), strings.Fields(c.flags)...); code != exitFailed || !strings.Contains(said, "unfinished export of something else "+c.said) {
			t.Errorf("%s: exit code %d: %s", c.flags, code, said)
		}
	}
	if len(u.asked()) > 0 || contents(t, u.path("users.partial")) != partial || contents(t, u.path("users.partial.state")) != state {
		t.Error("what was there was touched, or something was sent")
	}
	changed := strings.Replace(partial, "ana.ruiz", "eva.ruiz", 1)
	if err := os.WriteFile(u.path("users.partial"), []byte(changed), 0o600); err != nil {
		t.Fatal(err)
	}
	if code, said := u.export(t, u.path("users")); code != exitFailed || !strings.Contains(said, "are not what had been written") || contents(t, u.path("users.partial")) != changed {
		t.Errorf("a changed file: exit code %d: %s", code, said)
	}
	if err := os.Chmod(u.path("users.partial"), 0o644); err != nil {
		t.Fatal(err)
	}
	if code, said := u.export(t, u.path("users")); code != exitFailed || !strings.Contains(said, "not 0600") {
		t.Errorf("a file that others read: exit code %d: %s", code, said)
	}
}

// Two would write over each other, and go on with a file that is whole already.
func TestWhatAnExportWritesIsLeftToIt(t *testing.T) {
	u := newUpstream(t)
	u.export(t, u.path("whole"))
	u.hold("300")
	first := u.command(u.path("users"))
	if err := first.Start(); err != nil {
		t.Fatal(err)
	}
	<-u.arrived
	partial, state := contents(t, u.path("users.partial")), contents(t, u.path("users.partial.state"))
	second := u.command(u.path("users"))
	second.Env = append(second.Env, "JUMPGATE_AUDIT_PATH="+u.path("second.jsonl"))
	if said, _ := second.CombinedOutput(); second.ProcessState.ExitCode() != exitFailed || !strings.Contains(string(said), "another export writes it") {
		t.Errorf("exit code %d: %s", second.ProcessState.ExitCode(), said)
	}
	if contents(t, u.path("users.partial")) != partial || contents(t, u.path("users.partial.state")) != state {
		t.Error("the second wrote to the first's files")
	}
	if err := first.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	_ = first.Wait()
	u.hold("")
	if code, said := u.export(t, u.path("users")); code != 0 || contents(t, u.path("users")) != contents(t, u.path("whole")) {
		t.Errorf("afterwards: exit code %d: %s", code, said)
	}
}

func TestWhatCannotBeWrittenIsAFailureOnRecord(t *testing.T) {
	if missing("/dev/full") {
		t.Skip("there is no full device here")
	}
	u := newUpstream(t)
	code, said := u.export(t, "/dev/full")
	if last := u.outcome(t); code != exitFailed || last.Outcome.Code != "output_failed" || !strings.Contains(said, "no space left") {
		t.Errorf("exit code %d: %s; recorded: %s", code, said, last.Message)
	}
}

func TestAFileThatCameMeanwhileIsNotOverwritten(t *testing.T) {
	u := newUpstream(t)
	u.hold("300")
	u.breakOff(t, syscall.SIGTERM, u.path("users"))
	p := &partial{path: u.path("users")}
	if err := os.WriteFile(u.path("users"), []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := p.finish(); err == nil || contents(t, u.path("users")) != "mine" || missing(u.path("users.partial")) {
		t.Errorf("finished: %v", err)
	}
}

func TestProgressTellsRowsRateAndCoolDowns(t *testing.T) {
	for want, c := range map[string]struct {
		total int
		rest  time.Duration
	}{
		"300 rows, 25 a second":        {-1, 0},
		"300 of 750 rows, 25 a second": {750, 0},
		"300 rows, 25 a second; JumpCloud asked us to slow down: 30s to wait": {-1, 30 * time.Second},
	} {
		if got := progressLine(tools.Checkpoint{Rows: 300, Total: c.total}, 25, c.rest); got != want {
			t.Errorf("%s, not %s", got, want)
		}
	}
	var log bytes.Buffer
	p := &progress{log: slog.New(slog.NewTextHandler(&log, nil)), coolDown: func() time.Duration { return 30 * time.Second },
		reached: tools.Checkpoint{Rows: 300, Total: 750}, begun: time.Now().Add(-time.Hour)}
	p.tell()
	for _, want := range []string{"msg=exporting", "rows=300", "total=750", "cool_down=30s"} {
		if !strings.Contains(log.String(), want) {
			t.Errorf("%s is not in %s", want, log.String())
		}
	}
}
