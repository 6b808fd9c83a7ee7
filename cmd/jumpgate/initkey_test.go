package main

import (
	"errors"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/zalando/go-keyring"

	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// A key that is piped in goes into the keyring, stays there if JumpCloud takes it, and is what was there before if not.
func TestAKeyStaysInTheKeyringIfItIsTaken(t *testing.T) {
	keyring.MockInit()
	dir := t.TempDir()
	directory := sandbox.New(sandbox.Options{})
	jumpcloud := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		// A key that is not tried yet is in no configuration: whoever is killed now leaves none.
		if all, err := filepath.Glob(filepath.Join(dir, "*.yaml")); err != nil || slices.ContainsFunc(all, func(path string) bool {
			return !strings.HasPrefix(filepath.Base(path), "untried-") && filepath.Base(path) != "taken.yaml"
		}) || filepath.Base(all[0]) == "taken.yaml" && len(all) == 1 {
			t.Errorf("while the key is tried there are %v", all)
		}
		directory.ServeHTTP(w, r)
	}))
	defer jumpcloud.Close()
	t.Setenv("JUMPGATE_JUMPCLOUD_CONSOLE_URL", jumpcloud.URL)
	try := func(name, key string) error {
		t.Helper()
		piped := filepath.Join(dir, name+".key")
		if err := os.WriteFile(piped, []byte(key+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
		f, err := os.Open(piped)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		stdin := os.Stdin
		os.Stdin = f
		defer func() { os.Stdin = stdin }()
		s := firstSetup{out: filepath.Join(dir, name+".yaml"), region: "us", key: "keyring", keyFromStdin: true, template: "auditor", owner: "it@example.com"}
		return s.run(t.Context(), func(string) bool { return true })
	}
	if err := try("refused", "jca_of_another_organization"); err == nil {
		t.Error("a key that JumpCloud refuses was taken")
	}
	if kept, err := keyring.Get(keyringService, "jumpcloud"); !errors.Is(err, keyring.ErrNotFound) {
		t.Errorf("the keyring has %q: %v", kept, err)
	}
	if err := try("taken", sandbox.DefaultAPIKey); err != nil {
		t.Fatal(err)
	}
	if err := try("again", "jca_of_another_organization"); err == nil {
		t.Error("a key that JumpCloud refuses was taken")
	}
	if kept, err := keyring.Get(keyringService, "jumpcloud"); err != nil || kept != sandbox.DefaultAPIKey {
		t.Errorf("the keyring has %q: %v", kept, err)
	}
	for name, there := range map[string]bool{"refused": false, "taken": true, "again": false} {
		if _, err := os.Stat(filepath.Join(dir, name+".yaml")); (err == nil) != there {
			t.Errorf("%s.yaml: %v", name, err)
		}
	}
	if left, err := filepath.Glob(filepath.Join(dir, "untried-*")); err != nil || len(left) > 0 {
		t.Errorf("left are %v", left)
	}
	for _, line := range []string{"", "two words"} {
		if err := try("empty", line); err == nil {
			t.Errorf("%q was taken for a key", line)
		}
	}
}
