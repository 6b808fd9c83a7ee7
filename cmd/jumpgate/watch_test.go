package main

import (
	"bytes"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A watched house is open, in a folder of its own, and looked after by hand.
type watched struct {
	place
	house *house
	gate  *tools.Gate
	watch *policyWatch
	t     *testing.T
	log   bytes.Buffer
}

// watchedHouse opens a house whose policy stands in grants.yaml, or in the
// configuration itself.
func watchedHouse(t *testing.T, beside bool) *watched {
	t.Helper()
	w := &watched{t: t, place: place{dir: t.TempDir()}}
	w.config = filepath.Join(w.dir, "jumpgate.yaml")
	w.write(w.grants(beside), grants("users: read"))
	if beside {
		w.write(w.config, "policy_file: grants.yaml\n")
	}
	h, err := open(t.Context(), &flags{config: w.config, logLevel: "error"}, true)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(h.close)
	w.house, w.gate, w.watch = h, h.gate, h.policyWatch()
	w.watch.log = slog.New(slog.NewTextHandler(&w.log, nil))
	return w
}

func (w *watched) grants(beside bool) string {
	if beside {
		return filepath.Join(w.dir, "grants.yaml")
	}
	return w.config
}

func grants(access string) string {
	return "version: 1\nagents:\n  helpdesk: {name: Help Desk, owner: it@example.com, identify: [{local: true}], access: {" + access + "}}\n"
}

func (w *watched) write(file, content string) {
	w.t.Helper()
	if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
		w.t.Fatal(err)
	}
}

// sees is how many tools the help desk sees.
func (w *watched) sees() int { return len(w.gate.Policy().Tools("helpdesk", noon)) }

func (w *watched) last() audit.Record {
	w.t.Helper()
	all := w.records(w.t)
	return all[len(all)-1]
}

func TestAChangedPolicyComesIntoForceOnceItIsFoundTwice(t *testing.T) {
	for _, beside := range []bool{true, false} {
		w := watchedHouse(t, beside)
		before, records := w.sees(), len(w.records(t))
		old := w.gate.Policy().Hash()
		w.write(w.grants(beside), grants("users: write"))
		w.watch.look(false)
		if w.sees() != before {
			t.Error("it came into force when it may have been half written")
		}
		w.watch.look(false)
		w.watch.look(false)
		if w.sees() <= before {
			t.Error("it did not come into force")
		}
		last := w.last()
		if n := len(w.records(t)); n != records+1 || last.Kind != audit.PolicyLoaded || last.Decision.Replaces != old || last.Decision.Policy != w.gate.Policy().Hash() ||
			!strings.Contains(last.Message, "helpdesk can call users_activate, users_create, ") {
			t.Errorf("%d new records: %s", n-records, last.Message)
		}
	}
}

// While a file is written, each look finds another part of it: even one that
// would load, without the rules at its end.
func TestAPolicyThatIsStillBeingWrittenIsWaitedFor(t *testing.T) {
	w := watchedHouse(t, true)
	whole := grants("users: full") + "deny: [{id: no-erasure, tools: [users_delete]}]\n"
	records := len(w.records(t))
	for end := range len(whole) {
		w.write(w.grants(true), whole[:end])
		w.watch.look(false)
	}
	if n := len(w.records(t)); n != records {
		t.Errorf("a part of it is recorded: %s", w.last().Message)
	}
	w.write(w.grants(true), whole)
	w.watch.look(false)
	w.watch.look(false)
	if w.sees() == 0 || len(w.records(t)) != records+1 {
		t.Errorf("it is not in force: %s", w.last().Message)
	}
}

func TestWhoAsksForItDoesNotWait(t *testing.T) {
	w := watchedHouse(t, true)
	before := w.sees()
	w.write(w.grants(true), grants("users: write"))
	w.watch.look(true)
	if w.sees() <= before {
		t.Error("it did not come into force")
	}
}

func TestABrokenPolicyKeepsTheOldOneAndIsToldOnce(t *testing.T) {
	w := watchedHouse(t, true)
	file := w.grants(true)
	before, old := w.sees(), w.gate.Policy().Hash()
	for name, spoil := range map[string]func(){
		"an unknown word":         func() { w.write(file, grants("usres: write")+"x: 1\n") },
		"half a file":             func() { w.write(file, grants("users: write")[:40]) },
		"nothing":                 func() { w.write(file, "") },
		"no file":                 func() { os.Remove(file) },
		"a folder":                func() { os.Remove(file); os.Mkdir(file, 0o700) },
		"a file of many":          func() { w.write(file, grants("users: write")); os.Chmod(file, 0o666) },
		"a file of somebody else": func() { os.Remove(file); os.Symlink("/etc/passwd", file) },
	} {
		if runtime.GOOS == "windows" && (name == "a file of many" || name == "a file of somebody else") {
			continue
		}
		t.Run(name, func(t *testing.T) {
			w.t = t
			os.Remove(file)
			records := len(w.records(t))
			w.log.Reset()
			spoil()
			for range 4 {
				w.watch.look(false)
			}
			last := w.last()
			if n := len(w.records(t)); n != records+1 || last.Kind != audit.PolicyRejected || last.Decision.Policy != old || !strings.Contains(last.Message, "grants.yaml") && !strings.Contains(last.Message, "passwd") ||
				!strings.Contains(last.Message, "Policy "+old[:12]+"… stays in force.") {
				t.Errorf("%d new records: %s", n-records, last.Message)
			}
			if log := w.log.String(); strings.Count(log, "level=ERROR") != 1 || !strings.Contains(log, "still granted") {
				t.Errorf("logged: %s", log)
			}
			if w.gate.Policy().Hash() != old || w.sees() != before {
				t.Error("the old policy is not in force")
			}
			w.log.Reset()
			os.Remove(file)
			w.write(file, grants("users: read"))
			w.watch.look(true)
			if n := len(w.records(t)); n != records+1 || !strings.Contains(w.log.String(), "holds again what is in force") {
				t.Errorf("%d new records, logged: %s", n-records, w.log.String())
			}
		})
	}
}

// The rest of a configuration counts too: with one that is broken the server
// would not start again.
func TestAConfigurationIsTakenWholeOrNotAtAll(t *testing.T) {
	w := watchedHouse(t, false)
	before := w.sees()
	for name, c := range map[string]struct{ more, want string }{
		"a broken half":    {"server: {htpp: x}\n", `did you mean "http"`},
		"another file":     {"policy_file: grants.yaml\n", "restart the server"},
		"the policy alone": {"agents: {}\n", "stands here twice"},
	} {
		w.write(w.config, c.more+grants("users: full"))
		w.watch.look(true)
		if last := w.last(); w.sees() != before || last.Kind != audit.PolicyRejected || !strings.Contains(last.Message, c.want) {
			t.Errorf("%s: %s", name, last.Message)
		}
	}
	w.write(w.config, "log: {level: error}\n"+grants("users: full"))
	w.watch.look(true)
	if w.sees() <= before {
		t.Errorf("it did not come into force: %s", w.last().Message)
	}
}

// Kubernetes puts a new folder beside the old one, and swaps a link to it.
func TestASwappedLinkIsAChange(t *testing.T) {
	w := watchedHouse(t, true)
	before := w.sees()
	inside := func(version, content string) {
		folder := filepath.Join(w.dir, version)
		if err := os.Mkdir(folder, 0o700); err != nil {
			t.Fatal(err)
		}
		w.write(filepath.Join(folder, "grants.yaml"), content)
		next := filepath.Join(w.dir, "..data_tmp")
		if err := os.Symlink(version, next); err != nil {
			t.Skip(err)
		}
		if err := os.Rename(next, filepath.Join(w.dir, "..data")); err != nil {
			t.Fatal(err)
		}
	}
	inside("..v1", grants("users: read"))
	os.Remove(w.grants(true))
	if err := os.Symlink(filepath.Join("..data", "grants.yaml"), w.grants(true)); err != nil {
		t.Fatal(err)
	}
	w.watch.look(false)
	w.watch.look(false)
	inside("..v2", grants("users: write"))
	w.watch.look(false)
	w.watch.look(false)
	if w.sees() <= before {
		t.Error("the new policy is not in force")
	}
}

func TestAPolicyWaitsForTheTrailToBeWritten(t *testing.T) {
	w := watchedHouse(t, true)
	before := w.sees()
	trail := filepath.Join(w.dir, "audit.jsonl")
	os.Remove(trail)
	w.write(w.grants(true), grants("users: write"))
	for range 5 {
		w.watch.look(false)
	}
	if w.sees() != before || strings.Count(w.log.String(), "level=ERROR") != 1 {
		t.Errorf("sees %d, logged %s", w.sees(), w.log.String())
	}
}

func TestASandboxWithoutAConfigurationHasAPolicyThatStays(t *testing.T) {
	t.Chdir(t.TempDir())
	t.Setenv("XDG_CONFIG_HOME", t.TempDir())
	h, err := open(t.Context(), &flags{logLevel: "error"}, true)
	if err != nil {
		t.Fatal(err)
	}
	defer h.close()
	hash := h.gate.Policy().Hash()
	h.policyWatch().look(true)
	b, _ := os.ReadFile("audit.jsonl")
	if h.gate.Policy().Hash() != hash || bytes.Contains(b, []byte("policy.rejected")) {
		t.Errorf("the policy is looked for in a file: %s", b)
	}
}

func (w *watched) caller() tools.Caller {
	w.t.Helper()
	agent, err := w.gate.Policy().Local("helpdesk", noon)
	if err != nil {
		w.t.Fatal(err)
	}
	return tools.Caller{Agent: agent, Authn: "local", Transport: "test", Session: fmt.Sprint(w.t.Name())}
}

// The policy may be large, or on a disk that does not answer.
func TestAnAgentIsDisabledWhileThePolicyIsStillBeingRead(t *testing.T) {
	w := watchedHouse(t, true)
	reading, mended := make(chan struct{}), make(chan struct{})
	var once sync.Once
	read := w.watch.read
	w.watch.read = func() ([]byte, error) {
		once.Do(func() { close(reading) })
		<-mended
		return read()
	}
	_, stop := w.house.watchBoth(t.Context(), w.watch)
	defer stop()
	defer close(mended)
	<-reading
	told := make(chan struct{}, 1)
	who := tools.Caller{Agent: policy.Agent{ID: "helpdesk"}, Authn: "local", Transport: "test"}
	defer w.gate.OnListChange(who, func() { told <- struct{}{} })()
	err := changeSwitches(w.house.trail, func(s switches) {
		s.Agents["helpdesk"] = switchEntry{Disabled: true, Time: noon, User: "alice", UID: "1000"}
	})
	if err != nil {
		t.Fatal(err)
	}
	<-told
	if !w.house.kill.disabledNow("helpdesk") {
		t.Error("it goes on")
	}
}
