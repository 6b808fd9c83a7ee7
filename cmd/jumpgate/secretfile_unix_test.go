//go:build unix

package main

import (
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
)

func TestTheModeOfASecretsFileIsJudged(t *testing.T) {
	for mode, want := range map[os.FileMode]string{
		0o400: "", 0o600: "", 0o640: "may be read or written by others (mode 0640): chmod 600 ", 0o644: "mode 0644", 0o604: "mode 0604",
		0o660: "mode 0660", 0o620: "mode 0620", 0o602: "mode 0602", 0o610: "mode 0610", 0o666: "mode 0666", 0o000: "permission denied",
	} {
		path := kept(t, "jca_canary", mode)
		if mode == 0 && os.Getuid() == 0 {
			continue // root reads everything
		}
		// Kubernetes has links to links in place of files.
		dir := t.TempDir()
		for _, err := range []error{os.Symlink(filepath.Dir(path), dir+"/..data"), os.Symlink("..data/secret", dir+"/key")} {
			if err != nil {
				t.Fatal(err)
			}
		}
		for _, at := range []string{path, dir + "/key"} {
			o, err := proven(t, "{api_key: 'file:"+at+"'}")
			if want == "" && (err != nil || o.APIKey.Reveal() != "jca_canary") || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
				t.Errorf("%04o: %v", mode, err)
			}
		}
	}
}

// A file of root's may be read by the group of a jumpgate that is not root,
// which could not read it otherwise.
func TestAFileOfRootsMayBeReadByOurGroup(t *testing.T) {
	const root, we, others = 0, 1000, 1001
	for _, c := range []struct {
		owner, self uint32
		want        os.FileMode
	}{{we, we, 0o077}, {others, we, 0o077}, {root, we, 0o037}, {root, root, 0o077}, {we, root, 0o077}} {
		if got := forbiddenTo(c.owner, c.self); got != c.want {
			t.Errorf("owned by %d, read by %d: %04o", c.owner, c.self, got)
		}
	}
}

func TestWhatIsNoRegularFileIsNotOpened(t *testing.T) {
	pipe := filepath.Join(t.TempDir(), "pipe")
	if err := syscall.Mkfifo(pipe, 0o600); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{pipe, "/dev/zero", t.TempDir()} {
		if _, err := proven(t, "{api_key: 'file:"+path+"'}"); err == nil || !strings.Contains(err.Error(), "is not a regular file") {
			t.Errorf("%s: %v", path, err)
		}
	}
}
