//go:build unix

package audit

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"testing"
)

// elsewhere runs the test in a process of its own: what it limits holds for the whole process, and go test
// keeps a file of its own that may not be stopped from growing.
func elsewhere(t *testing.T) bool {
	t.Helper()
	const alone = "JUMPGATE_TEST_ALONE"
	if os.Getenv(alone) != "" {
		return false
	}
	cmd := exec.Command(os.Args[0], "-test.v", "-test.run=^"+t.Name()+"$")
	cmd.Env = append(os.Environ(), alone+"=1")
	if out, err := cmd.CombinedOutput(); err != nil || !strings.Contains(string(out), "--- PASS: "+t.Name()) {
		t.Errorf("%v: %s", err, out)
	}
	return true
}

func TestAFullDiskRefusesAndHeals(t *testing.T) {
	if elsewhere(t) {
		return
	}
	l, path := newLog(t, Options{})
	mustAppend(t, l, intent())

	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	full := before
	full.Cur = uint64(l.size) + 100 // a part of the next record fits
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Fatal(err)
	}
	defer syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before)
	refused(t, l, false, "file too large")
	if n := independentlyVerify(t, path); n != 1 || int64(len(lines(t, path)[0])) != l.size {
		t.Errorf("the half-written record was left in the file: %s", lines(t, path))
	}

	syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before)
	if r := mustAppend(t, l, intent()); r.Seq != 3 {
		t.Errorf("the next record is %d, want 3, behind what tells of the one that is missing", r.Seq)
	}
	independentlyVerify(t, path)
}

func TestATornLastLineIsCutAndReported(t *testing.T) {
	l, path := newLog(t, Options{})
	for range 2 {
		mustAppend(t, l, intent())
	}
	l.Close()
	whole, _ := os.ReadFile(path)
	first := bytes.IndexByte(whole, '\n') + 1
	tails := [][]byte{make([]byte, 5000)} // a file system can leave zeros
	for cut := 1; cut < len(whole)-first; cut += 7 {
		tails = append(tails, whole[first:first+cut])
	}
	tails = append(tails, whole[first:len(whole)-1], bytes.Repeat(whole[first:len(whole)-1], 300))
	for _, torn := range tails {
		writeFile(t, path, string(whole[:first])+string(torn), 0o600)
		writeFile(t, path+".checkpoints", "", 0o600) // none covers what was never acknowledged
		l := reopen(t, path, Options{})
		mustAppend(t, l, intent())
		l.Close()
		all := lines(t, path)
		want := fmt.Sprintf(`its %d bytes (SHA-256 %s) were removed`, len(torn), hash(torn))
		if n := independentlyVerify(t, path); n != 4 || !strings.Contains(all[1], `"kind":"log.recovered"`) || !strings.Contains(all[1], want) {
			t.Fatalf("with %d bytes torn the log is %s", len(torn), all)
		}
	}
	writeFile(t, path, string(whole[:first/2]), 0o600) // torn in the very first record
	os.Remove(path + ".checkpoints")
	reopen(t, path, Options{})
	if n := independentlyVerify(t, path); n != 1 {
		t.Errorf("%d records stand in the log, want 1", n)
	}
}

func TestOpenRefusesATailThatDoesNotVerify(t *testing.T) {
	l, path := newLog(t, Options{})
	for range 200 {
		mustAppend(t, l, intent())
	}
	l.Close()
	good := lines(t, path)
	for name, edit := range map[string]func(all []string) []string{
		"changed": func(all []string) []string {
			all[198] = strings.Replace(all[198], "jdoe", "root", 1)
			return all
		},
		"missing": func(all []string) []string { return append(all[:198], all[199]) },
		"doubled": func(all []string) []string { return append(all, all[199]) },
		"swapped": func(all []string) []string {
			all[198], all[199] = all[199], all[198]
			return all
		},
		"followed by garbage":       func(all []string) []string { return append(all, "garbage\n") },
		"followed by torn garbage":  func(all []string) []string { return append(all, "garbage") },
		"without its beginning":     func(all []string) []string { return all[190:] },
		"of a version still to be":  func(all []string) []string { return append(all, `{"v":2,"seq":201}`+"\n") },
		"followed by 5 MB of noise": func(all []string) []string { return append(all, strings.Repeat("x", 5<<20)) },
	} {
		t.Run(name, func(t *testing.T) {
			text := strings.Join(edit(append([]string{}, good...)), "")
			writeFile(t, path, text, 0o600)
			if l, err := Open(path, Options{}); err == nil || !strings.Contains(err.Error(), "keep it as evidence") {
				if l != nil {
					l.Close()
				}
				t.Errorf("got %v", err)
			}
			if after, _ := os.ReadFile(path); string(after) != text {
				t.Error("the evidence was changed")
			}
		})
	}
}

const childLog = "AUDIT_TEST_CHILD_LOG"

// TestChildWritesUntilKilled is the other process of the test below.
func TestChildWritesUntilKilled(t *testing.T) {
	path := os.Getenv(childLog)
	if path == "" {
		t.Skip("runs as a child process only")
	}
	l, err := Open(path, Options{})
	if err != nil {
		fmt.Println("refused:", err)
		return
	}
	for {
		r, err := l.Append(intent())
		if err != nil {
			t.Fatal(err)
		}
		fmt.Printf("acknowledged %d\n", r.Seq)
	}
}

func child(path string) *exec.Cmd {
	cmd := exec.Command(os.Args[0], "-test.run=^TestChildWritesUntilKilled$")
	cmd.Env = append(os.Environ(), childLog+"="+path)
	return cmd
}

func TestWhatWasAcknowledgedSurvivesAKill(t *testing.T) {
	l, path := newLog(t, Options{})
	l.Close()
	for round := range 3 {
		cmd := child(path)
		out, err := cmd.StdoutPipe()
		if err != nil {
			t.Fatal(err)
		}
		if err := cmd.Start(); err != nil {
			t.Fatal(err)
		}
		last, seen := 0, 0
		for words := bufio.NewScanner(out); words.Scan(); {
			if n, _ := fmt.Sscanf(words.Text(), "acknowledged %d", &last); n == 1 {
				seen++
			}
			if seen == 10 {
				cmd.Process.Kill()
			}
		}
		cmd.Wait()
		reopen(t, path, Options{}).Close()
		if n := independentlyVerify(t, path); seen < 10 || n < last {
			t.Errorf("round %d: %d records of %d acknowledged ones are left, %d seen", round, n, last, seen)
		}
	}
}

func TestASecondProcessIsKeptOut(t *testing.T) {
	l, path := newLog(t, Options{})
	mustAppend(t, l, intent())
	out, err := child(path).CombinedOutput()
	if err != nil || !strings.Contains(string(out), "another process writes to it") || !strings.Contains(string(out), "stop that one") {
		t.Errorf("the second process said %s, %v", out, err)
	}
	if _, err := Open(path, Options{}); err == nil {
		t.Error("the same process opened it twice")
	}
	if r := mustAppend(t, l, intent()); r.Seq != 2 {
		t.Errorf("the first process writes record %d, want 2", r.Seq)
	}
}

// The file may grow no further between an intent and its outcome, as when ulimit -f is reached.
func TestAFileThatMayNotGrowKeepsTheOutcomeForLater(t *testing.T) {
	if elsewhere(t) {
		return
	}
	l, path := newLog(t, Options{})
	mustAppend(t, l, intentOf("a"))
	var before syscall.Rlimit
	if err := syscall.Getrlimit(syscall.RLIMIT_FSIZE, &before); err != nil {
		t.Fatal(err)
	}
	full := before
	full.Cur = uint64(l.size) + 10
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &full); err != nil {
		t.Fatal(err)
	}
	defer syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before)
	if _, err := l.Append(outcomeOf("a")); !errors.Is(err, ErrUnavailable) || !strings.Contains(err.Error(), "file too large") {
		t.Errorf("the outcome: %v", err)
	}
	refused(t, l, false, "file too large") // and nothing else is done
	syscall.Setrlimit(syscall.RLIMIT_FSIZE, &before)
	mustAppend(t, l, intentOf("b"))
	if got := kinds(t, path); got != "call.intent log.recovered call.outcome call.intent" {
		t.Errorf("the log holds %s", got)
	}
	verified(t, path, 4)
}

func TestAFolderThatIsReadOnlyIsRefused(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write anywhere")
	}
	folder := t.TempDir()
	os.Chmod(folder, 0o500)
	defer os.Chmod(folder, 0o700)
	if l, err := Open(folder+"/audit.jsonl", Options{}); err == nil || !strings.Contains(err.Error(), "make the folder writable") {
		if l != nil {
			l.Close()
		}
		t.Errorf("got %v", err)
	}
}
