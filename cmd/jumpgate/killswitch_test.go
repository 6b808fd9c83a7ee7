package main

import (
	"bytes"
	"context"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// A switchboard is a trail with its switches, looked after by hand.
type switchboard struct {
	place
	t     *testing.T
	trail string
	audit *audit.Log
	kill  *killSwitch
	log   bytes.Buffer
}

func newSwitchboard(t *testing.T) *switchboard {
	t.Helper()
	b := &switchboard{place: place{dir: t.TempDir()}, t: t}
	b.trail = filepath.Join(b.dir, "audit.jsonl")
	b.start()
	return b
}

// start is what a server does at its start.
func (b *switchboard) start() {
	b.t.Helper()
	var err error
	if b.audit, err = audit.Open(b.trail, audit.Options{}); err != nil {
		b.t.Fatal(err)
	}
	b.t.Cleanup(func() { b.audit.Close() })
	if b.kill, err = newKillSwitch(b.trail, b.audit, slog.New(slog.NewTextHandler(&b.log, nil))); err != nil {
		b.t.Fatal(err)
	}
}

func (b *switchboard) set(agent string, disabled bool) {
	b.t.Helper()
	err := changeSwitches(b.trail, func(s switches) {
		s.Agents[agent] = switchEntry{Disabled: disabled, Time: noon, User: "alice", UID: "1000", Reason: "its laptop is lost"}
	})
	if err != nil {
		b.t.Fatal(err)
	}
}

func (b *switchboard) write(content string) {
	b.t.Helper()
	if err := os.WriteFile(switchPath(b.trail), []byte(content), 0o600); err != nil {
		b.t.Fatal(err)
	}
}

// messages are what the trail says, without the first n records.
func (b *switchboard) messages(n int) []string {
	b.t.Helper()
	var all []string
	for _, r := range b.records(b.t)[n:] {
		all = append(all, r.Message)
	}
	return all
}

func TestASwitchThatHasNotLookedDeniesEverybody(t *testing.T) {
	if k := (&killSwitch{}); !k.disabledNow("anybody") {
		t.Error("its zero value lets agents through")
	}
}

func TestDisablingCountsAndIsRecordedWithWhoDidIt(t *testing.T) {
	b := newSwitchboard(t)
	b.set("onboarding", true)
	for range 3 {
		b.kill.lookAgain()
	}
	if !b.kill.disabledNow("onboarding") || b.kill.disabledNow("helpdesk") {
		t.Error("the wrong agents are disabled")
	}
	b.audit.Close()
	b.start() // a restart changes nothing, and records nothing again
	if !b.kill.disabledNow("onboarding") || b.kill.disabledNow("helpdesk") || !strings.Contains(b.log.String(), "agents=onboarding") {
		t.Errorf("after a restart the wrong agents are disabled, logged: %s", b.log.String())
	}
	b.set("onboarding", false)
	b.kill.lookAgain()
	if b.kill.disabledNow("onboarding") {
		t.Error("it is still disabled")
	}
	want := `["Operating-system user \"alice\" disabled agent onboarding: \"its laptop is lost\"." "Operating-system user \"alice\" enabled agent onboarding: \"its laptop is lost\"."]`
	if got := fmt.Sprintf("%q", b.messages(0)); got != want {
		t.Errorf("recorded %s", got)
	}
	r := b.records(t)[0]
	if r.Kind != audit.AgentDisabled || r.Who.Authn != "uid 1000" || r.What.Targets[0].ID != "onboarding" {
		t.Errorf("recorded %+v", r)
	}
}

func TestWhatIsDoneWhileNoServerRunsIsRecordedAtItsStart(t *testing.T) {
	b := newSwitchboard(t)
	b.audit.Close()
	b.set("onboarding", true)
	b.set("helpdesk", true)
	b.set("helpdesk", false)
	b.start()
	if got := b.messages(0); len(got) != 2 || !strings.Contains(got[0], "enabled agent helpdesk") || !strings.Contains(got[1], "disabled agent onboarding") {
		t.Errorf("recorded %q", got)
	}
}

// Without a record, nobody gains anything.
func TestEnablingWaitsForItsRecordAndDisablingDoesNot(t *testing.T) {
	b := newSwitchboard(t)
	b.set("onboarding", true)
	b.kill.lookAgain()
	b.audit.Close()
	b.set("onboarding", false)
	b.set("helpdesk", true)
	for range 3 {
		b.kill.lookAgain()
		if !b.kill.disabledNow("onboarding") || !b.kill.disabledNow("helpdesk") {
			t.Error("an agent is enabled without a record, or not disabled for want of one")
		}
	}
	if n := strings.Count(b.log.String(), "could not be recorded"); n != 1 {
		t.Errorf("said %d times: %s", n, b.log.String())
	}
	b.start()
	if b.kill.disabledNow("onboarding") || !b.kill.disabledNow("helpdesk") {
		t.Error("the restart does not know")
	}
}

func TestAListThatCannotBeUsedDeniesEverybody(t *testing.T) {
	for name, spoil := range map[string]func(b *switchboard){
		"nothing":               func(b *switchboard) { b.write("") },
		"half a list":           func(b *switchboard) { b.write(`{"version":1,"agents":{"onboarding":{"disab`) },
		"another version":       func(b *switchboard) { b.write(`{"version":2,"agents":{}}`) },
		"an unknown word":       func(b *switchboard) { b.write(`{"version":1,"agents":{},"except":["onboarding"]}`) },
		"a name twice":          func(b *switchboard) { b.write(`{"version":1,"agents":{"a":{"disabled":true},"a":{"disabled":false}}}`) },
		"no agent's name":       func(b *switchboard) { b.write(`{"version":1,"agents":{"A b":{"disabled":true}}}`) },
		"no agents":             func(b *switchboard) { b.write(`{"version":1}`) },
		"a folder":              func(b *switchboard) { os.Remove(switchPath(b.trail)); os.Mkdir(switchPath(b.trail), 0o700) },
		"a link to nothing":     func(b *switchboard) { os.Remove(switchPath(b.trail)); os.Symlink("not-mounted", switchPath(b.trail)) },
		"writable by its group": func(b *switchboard) { os.Chmod(switchPath(b.trail), 0o660) },
		"writable by everyone":  func(b *switchboard) { os.Chmod(switchPath(b.trail), 0o602) },
		"of another user":       func(b *switchboard) { os.Chown(switchPath(b.trail), 4711, 4711) },
	} {
		if runtime.GOOS == "windows" && (strings.HasPrefix(name, "writable") || strings.HasPrefix(name, "a link") || name == "of another user") || os.Geteuid() != 0 && name == "of another user" {
			continue
		}
		t.Run(name, func(t *testing.T) {
			b := newSwitchboard(t)
			b.set("onboarding", true)
			b.kill.lookAgain()
			spoil(b)
			for range 3 {
				b.kill.lookAgain()
			}
			if !b.kill.disabledNow("onboarding") || !b.kill.disabledNow("helpdesk") {
				t.Error("an agent is let through")
			}
			if log := b.log.String(); strings.Count(log, "level=ERROR") != 1 || !strings.Contains(log, "mended or removed") {
				t.Errorf("logged: %s", log)
			}
			if got := b.messages(1); len(got) != 1 || !strings.HasPrefix(got[0], "Every agent is disabled until the list of those that are is mended or removed: ") {
				t.Errorf("recorded %q", got)
			}
			if err := changeSwitches(b.trail, func(switches) {}); err == nil || !strings.Contains(err.Error(), "mended or removed") {
				t.Errorf("a command passes over it: %v", err)
			}
			b.audit.Close()
			b.start()
			if !b.kill.disabledNow("helpdesk") {
				t.Error("an agent is let through after a restart")
			}

			os.RemoveAll(switchPath(b.trail))
			b.set("onboarding", true)
			b.kill.lookAgain()
			if !b.kill.disabledNow("onboarding") || b.kill.disabledNow("helpdesk") {
				t.Error("it is mended, and agents are not told apart")
			}
			if got := b.messages(0); !strings.HasPrefix(got[len(got)-1], "Agents are told apart again") {
				t.Errorf("recorded %q", got)
			}
		})
	}
}

func TestARemovedListIsRecordedAsWhatItIs(t *testing.T) {
	b := newSwitchboard(t)
	b.set("onboarding", true)
	b.kill.lookAgain()
	os.Remove(switchPath(b.trail))
	b.kill.lookAgain()
	if b.kill.disabledNow("onboarding") {
		t.Error("it is still disabled")
	}
	if got := b.messages(1); len(got) != 1 || got[0] != `Somebody enabled agent onboarding: "it no longer stands in the list of those that are disabled".` {
		t.Errorf("recorded %q", got)
	}
}

func TestWhoAsksAgainIsToldThatNoServerHasTakenIt(t *testing.T) {
	b := newSwitchboard(t) // which holds the trail, and does not look
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	for i := range 2 {
		if err := switchAgent(ctx, b.trail, "onboarding", switchEntry{Disabled: true}); err == nil {
			t.Errorf("command %d says that it is done", i+1)
		}
	}
	b.kill.lookAgain()
	if err := switchAgent(ctx, b.trail, "onboarding", switchEntry{Disabled: true}); err != nil {
		t.Errorf("a server has taken it, and the command says %v", err)
	}
}

func TestManyPeopleAtOnceLoseNothing(t *testing.T) {
	b := newSwitchboard(t)
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() { b.set(fmt.Sprintf("agent-%d", i), true) })
	}
	wg.Wait()
	s, err := readSwitches(switchPath(b.trail), b.trail)
	if err != nil || len(s.disabled()) != 20 {
		t.Errorf("%d are disabled: %v", len(s.disabled()), err)
	}
	left, _ := filepath.Glob(b.trail + ".disabled*")
	if len(left) != 1 {
		t.Errorf("left behind: %v", left)
	}
	info, err := os.Stat(switchPath(b.trail))
	if err != nil || runtime.GOOS != "windows" && info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
}

func TestAReasonIsOneLineThatCanBeSeen(t *testing.T) {
	for _, bad := range []string{"a\nb", "a\x1b[2K", "\u202e", "\xff", strings.Repeat("x", 257)} {
		if checkReason(bad) == nil {
			t.Errorf("%.20q is taken", bad)
		}
	}
	for _, good := range []string{"", "its laptop is lost", strings.Repeat("ü", 256)} {
		if err := checkReason(good); err != nil {
			t.Error(err)
		}
	}
}
