package policy

import (
	"bytes"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"testing"
)

func writeFile(t *testing.T, mode os.FileMode, content []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "policy.yaml")
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.Chmod(path, mode); err != nil {
		t.Fatal(err)
	}
	return path
}

func mustNotLoad(t *testing.T, path, why string) {
	t.Helper()
	p, err := LoadFile(path, directory)
	if p != nil || err == nil || !strings.Contains(err.Error(), why) || !strings.Contains(err.Error(), path) {
		t.Errorf("the error is %v, want one about %s that says %q", err, path, why)
	}
}

const small = "version: 1\nagents: {a: {}}\n"

func TestAFileThatOthersMayWriteIsRefused(t *testing.T) {
	if runtime.GOOS == "windows" {
		t.Skip("the bits are invented there")
	}
	for _, mode := range []os.FileMode{0o400, 0o444, 0o600, 0o640, 0o644, 0o755} {
		if _, err := LoadFile(writeFile(t, mode, []byte(small)), directory); err != nil {
			t.Errorf("mode %04o: %v", mode, err)
		}
	}
	for mode, shown := range map[os.FileMode]string{0o620: "0620", 0o660: "0660", 0o602: "0602", 0o646: "0646", 0o666: "0666", 0o777: "0777"} {
		mustNotLoad(t, writeFile(t, mode, []byte(small)), "may be written by its group or by everyone (mode "+shown+"): chmod go-w")
	}
}

func TestAFileOfAMebibyteLoadsAndOneByteMoreDoesNot(t *testing.T) {
	most := []byte(small + strings.Repeat("#", 1<<20-len(small)-1) + "\n")
	if len(most) != 1<<20 {
		t.Fatal(len(most))
	}
	path := writeFile(t, 0o600, most)
	p, err := LoadFile(path, directory)
	if err != nil || !p.Knows("a") {
		t.Fatal(err)
	}
	if inMemory, err := Load(path, most, directory); err != nil || inMemory.Hash() != p.Hash() {
		t.Error("the file's hash is not that of its bytes")
	}
	more := append(bytes.Clone(most), '\n')
	mustNotLoad(t, writeFile(t, 0o600, more), ":1:1: the file is larger than 1 MiB")
	if _, err := Load("p.yaml", more, directory); err == nil || err.Error() != "p.yaml:1:1: the file is larger than 1 MiB" {
		t.Errorf("the error is %v", err)
	}
}

func TestOnlyARegularFileIsRead(t *testing.T) {
	mustNotLoad(t, t.TempDir(), "a policy must be a regular file")
	mustNotLoad(t, filepath.Join(t.TempDir(), "absent.yaml"), "no such file")
}

func TestALinkIsFollowedAndTheFileAtItsEndIsJudged(t *testing.T) {
	link := func(target string) string {
		path := filepath.Join(t.TempDir(), "link.yaml")
		if err := os.Symlink(target, path); err != nil {
			t.Skip(err)
		}
		return path
	}
	good := link(writeFile(t, 0o600, []byte(small)))
	if _, err := LoadFile(link(good), directory); err != nil {
		t.Errorf("a link to a link: %v", err)
	}
	if runtime.GOOS != "windows" {
		mustNotLoad(t, link(writeFile(t, 0o666, []byte(small))), "may be written")
	}
	mustNotLoad(t, link(t.TempDir()), "a policy must be a regular file")
	mustNotLoad(t, link(filepath.Join(t.TempDir(), "absent")), "")
}
