//go:build unix

package audit

import (
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"
)

// writeFile writes a file with exactly this mode, whatever the umask.
func writeFile(t *testing.T, path, text string, mode fs.FileMode) {
	t.Helper()
	if err := os.WriteFile(path, []byte(text), mode); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
}

// textOf reads a file, but waits for no writer at the other end of a FIFO.
func textOf(path string) string {
	if info, err := os.Stat(path); err != nil || !info.Mode().IsRegular() {
		return ""
	}
	text, _ := os.ReadFile(path)
	return string(text)
}

func TestANewLogIsOursAlone(t *testing.T) {
	_, path := newLog(t, Options{})
	for _, name := range []string{path, path + ".key", path + ".signing-key", path + ".verifier", path + ".checkpoints"} {
		if info, err := os.Stat(name); err != nil || info.Mode() != 0o600 {
			t.Errorf("%s: %v, %v", name, info.Mode(), err)
		}
	}
	if left, _ := filepath.Glob(path + "*"); len(left) != 5 {
		t.Errorf("beside the log stand %v", left)
	}
}

func TestOpenRefusesWhatOthersCouldRead(t *testing.T) {
	for _, tt := range []struct {
		name string
		make func(t *testing.T, path string)
		says string // what to do about it
	}{
		{"a symbolic link", func(t *testing.T, path string) {
			writeFile(t, path+".real", "", 0o600)
			os.Symlink(path+".real", path)
		}, "name the file itself"},
		{"a dangling symbolic link", func(t *testing.T, path string) { os.Symlink(path+".nowhere", path) }, "name the file itself"},
		{"a FIFO", func(t *testing.T, path string) { syscall.Mkfifo(path, 0o600) }, "name a regular file"},
		{"a socket", func(t *testing.T, path string) {
			fd, _ := syscall.Socket(syscall.AF_UNIX, syscall.SOCK_STREAM, 0)
			syscall.Bind(fd, &syscall.SockaddrUnix{Name: path})
			syscall.Close(fd)
		}, "name a regular file"},
		{"a folder", func(t *testing.T, path string) { os.Mkdir(path, 0o700) }, "name a file in it"},
		{"a hard link", func(t *testing.T, path string) {
			writeFile(t, path+".shadow", "", 0o600)
			os.Link(path+".shadow", path)
		}, "remove the others"},
		{"a file that the group may read", func(t *testing.T, path string) { writeFile(t, path, "", 0o640) }, "chmod 600"},
		{"a file that runs as its owner", func(t *testing.T, path string) { writeFile(t, path, "", 0o600|fs.ModeSetuid) }, "chmod 600"},
		{"somebody else's file", func(t *testing.T, path string) {
			writeFile(t, path, "", 0o600)
			if os.Chown(path, 12345, -1) != nil {
				t.Skip("only root can give files away")
			}
		}, "run as its owner"},
		{"a folder in which anybody may write", func(t *testing.T, path string) { os.Chmod(filepath.Dir(path), 0o777) }, "chmod o-w"},
		{"a folder that is not there", func(t *testing.T, path string) { os.Remove(filepath.Dir(path)) }, "mkdir -p"},
		{"a folder that is a file", func(t *testing.T, path string) {
			os.Remove(filepath.Dir(path))
			writeFile(t, filepath.Dir(path), "", 0o600)
		}, "set audit.path"},
		{"somebody's text", func(t *testing.T, path string) { writeFile(t, path, "dear diary\n", 0o600) }, "move the file aside"},
		{"somebody's text without an end", func(t *testing.T, path string) { writeFile(t, path, "dear diary", 0o600) }, "move the file aside"},
		{"a key that is a symbolic link", func(t *testing.T, path string) { os.Symlink("/dev/zero", path+".key") }, "name the file itself"},
		{"a key that others may read", func(t *testing.T, path string) {
			writeFile(t, path+".key", strings.Repeat("ab", 32), 0o644)
		}, "chmod 600"},
		{"a key that is too short", func(t *testing.T, path string) { writeFile(t, path+".key", "abcd", 0o600) }, "restore it"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			path := filepath.Join(t.TempDir(), "logs", "audit.jsonl")
			os.Mkdir(filepath.Dir(path), 0o700)
			tt.make(t, path)
			before := textOf(path)
			l, err := Open(path, Options{})
			if err == nil {
				l.Close()
				t.Fatal("it was opened")
			}
			if !strings.Contains(err.Error(), tt.says) || !strings.Contains(err.Error(), path) {
				t.Errorf("the error does not say %q and where: %v", tt.says, err)
			}
			if after := textOf(path); after != before {
				t.Errorf("what stood there was changed from %q to %q", before, after)
			}
		})
	}
}

func TestOpenRefusesDevices(t *testing.T) {
	for _, path := range []string{"/dev/null", "/dev/full"} {
		if l, err := Open(path, Options{}); err == nil || !strings.Contains(err.Error(), "name a regular file") {
			if l != nil {
				l.Close()
			}
			t.Errorf("%s: %v", path, err)
		}
	}
	if _, err := Open("", Options{}); err == nil || !strings.Contains(err.Error(), "set audit.path") {
		t.Errorf("no path: %v", err)
	}
}

func TestAStickyFolderIsSafeEnough(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	if err := os.Chmod(filepath.Dir(path), 0o777|fs.ModeSticky); err != nil {
		t.Fatal(err)
	}
	reopen(t, path, Options{})
}

func TestAMissingKeyIsReplacedAndRecorded(t *testing.T) {
	l, path := newLog(t, Options{})
	mustAppend(t, l, intent())
	l.Close()
	os.Remove(path + ".key")
	reopen(t, path, Options{})
	if all := lines(t, path); len(all) != 3 || !strings.Contains(all[1], `"kind":"log.recovered"`) || !strings.Contains(all[1], "a new one was made") {
		t.Errorf("the log holds %s", all)
	}
}

// What stands in the place of a full file and is none would keep a reader waiting for ever.
func TestAFullFileThatIsAPipeIsAnError(t *testing.T) {
	path := filepath.Join(t.TempDir(), "audit.jsonl")
	write(t, path, strings.Join(linesOf(t, 20, 11)[10:], ""))
	if err := syscall.Mkfifo(segmentPath(path, 1), 0o600); err != nil {
		t.Fatal(err)
	}
	done := make(chan error, 1)
	go func() {
		_, err := Verify(path)
		done <- err
	}()
	select {
	case err := <-done:
		if err == nil || !strings.Contains(err.Error(), "no regular file") {
			t.Errorf("it is read: %v", err)
		}
	case <-time.After(10 * time.Second):
		t.Error("it is waited for")
	}
}
