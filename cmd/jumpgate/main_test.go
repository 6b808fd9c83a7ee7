package main

import (
	"net/http/httptest"
	"os"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

// TestMain puts the program itself on the PATH as jumpgate, for the scripts
// and for the tests that run it as a child process.
func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"jumpgate": main, "bare-mcp": bareMCP})
}

// How each command behaves at a command line is written as scripts, one
// subject a file.
func TestScripts(t *testing.T) {
	example, err := os.ReadFile("../../config.example.yaml")
	if err != nil {
		t.Fatal(err)
	}
	jumpcloud := httptest.NewServer(sandbox.New(sandbox.Options{}))
	t.Cleanup(jumpcloud.Close) // the scripts run on when this function has returned
	testscript.Run(t, testscript.Params{
		Dir:                 "testdata/script",
		RequireExplicitExec: true,
		RequireUniqueNames:  true,
		Cmds:                map[string]func(*testscript.TestScript, bool, []string){"status": status},
		Setup: func(env *testscript.Env) error {
			env.Setenv("XDG_CONFIG_HOME", env.WorkDir+"/config")
			env.Setenv("JUMPCLOUD_API_KEY", "")
			env.Setenv("JUMPCLOUD", jumpcloud.URL)
			env.Setenv("JUMPCLOUD_KEY", sandbox.DefaultAPIKey)
			return os.WriteFile(env.WorkDir+"/config.example.yaml", example, 0o600)
		},
	})
}
