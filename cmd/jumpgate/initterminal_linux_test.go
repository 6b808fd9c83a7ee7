package main

import (
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"net/http/httptest"

	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// On a terminal, what no flag says is asked for.
func TestInitAsks(t *testing.T) {
	jumpcloud := httptest.NewServer(sandbox.New(sandbox.Options{}))
	defer jumpcloud.Close()
	screen, line := terminal(t)
	out := filepath.Join(t.TempDir(), "jumpgate.yaml")
	cmd := exec.Command("jumpgate", "init", "--out", out)
	cmd.Stdin = line
	cmd.Env = append(os.Environ(), "MY_KEY="+sandbox.DefaultAPIKey, "JUMPGATE_JUMPCLOUD_CONSOLE_URL="+jumpcloud.URL)
	var said, asked strings.Builder
	cmd.Stdout, cmd.Stderr = &said, &asked
	if _, err := io.WriteString(screen, "4\nit@example.com\nalice, bob@example.com\neu\n${MY_KEY}\n"); err != nil {
		t.Fatal(err)
	}
	if err := cmd.Run(); err != nil {
		t.Fatalf("%v: %s", err, asked.String())
	}
	for _, question := range []string{"4  offboarding", "Which person answers", "Who may say yes", "Where your JumpCloud organization lives (us, eu or in) [us]", "[keyring]"} {
		if !strings.Contains(asked.String(), question) {
			t.Errorf("it did not ask %q: %s", question, asked.String())
		}
	}
	src, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	for _, want := range []string{"region: eu", `api_key: "${MY_KEY}"`, `owner: "it@example.com"`, `it-leads: ["alice", "bob@example.com"]`, "  offboarding:"} {
		if !strings.Contains(string(src), want) {
			t.Errorf("%s is not in %s", want, src)
		}
	}
	if info, err := os.Stat(out); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("%v %v", info.Mode(), err)
	}
	if !strings.Contains(said.String(), "takes the key") {
		t.Errorf("%s", said.String())
	}
}
