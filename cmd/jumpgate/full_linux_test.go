package main

import (
	"os"
	"os/exec"
	"strings"
	"testing"
)

// An answer that could not be written is a failure: a script must not go on
// with a token that nobody has.
func TestAnAnswerThatCannotBeWrittenIsAFailure(t *testing.T) {
	config := copied(t, "../../config.example.yaml")
	for _, command := range []string{"token new onboarding", "policy check " + config, "tools", "tools --json"} {
		full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
		if err != nil {
			t.Skip(err)
		}
		defer full.Close()
		cmd := exec.Command("jumpgate", strings.Fields(command)...)
		var said strings.Builder
		cmd.Stdout, cmd.Stderr = full, &said
		_ = cmd.Run()
		if code := cmd.ProcessState.ExitCode(); code != exitFailed || strings.Contains(said.String(), "token_sha256") {
			t.Errorf("jumpgate %s: exit code %d: %s", command, code, said.String())
		}
	}
}
