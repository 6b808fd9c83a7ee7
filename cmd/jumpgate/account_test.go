package main

import (
	"net/http/httptest"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/jcclient/sandbox"
)

func TestACallAsAServiceAccount(t *testing.T) {
	directory := sandbox.New(sandbox.Options{})
	s := httptest.NewServer(directory)
	defer s.Close()
	p := newPlace(t, "jumpcloud: {client_id: "+sandbox.DefaultClientID+", client_secret: 'file:secret', token_url: '"+s.URL+"/oauth2/token', "+
		"console_url: '"+s.URL+"', insights_url: '"+s.URL+"/insights/directory/v1'}")
	if err := os.WriteFile(p.dir+"/secret", []byte(sandbox.DefaultClientSecret+"\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command("jumpgate", "call", "users_get", "--agent", "reader", "--args", `{"id":"ana.ruiz"}`, "--config", p.config)
	out, err := cmd.CombinedOutput()
	if err != nil || !strings.Contains(string(out), `"username": "ana.ruiz"`) {
		t.Errorf("%v: %s", err, out)
	}
	if log := directory.Log(); len(log) < 3 || log[0] != "POST /oauth2/token" || slices.Contains(log[1:], log[0]) {
		t.Errorf("asked %q", log)
	}
}

func TestACheckWarnsOfCredentialsThatDoNotFit(t *testing.T) {
	for section, want := range map[string]string{
		"{api_key: 'file:key', client_id: me, client_secret: 'file:secret'}": "both an api_key and a service account",
		"{client_id: me}":                               "client_secret is missing",
		"{client_secret: 'file:secret'}":                "client_id is missing",
		"{client_id: me, client_secret: 'file:secret'}": "",
	} {
		out, err := exec.Command("jumpgate", "policy", "check", newPlace(t, "jumpcloud: "+section).config).CombinedOutput()
		told := 0
		for line := range strings.Lines(string(out)) {
			if strings.HasPrefix(line, "warning: ") && !strings.Contains(line, "nobody is asked") { // of the policy's grants
				told++
			}
		}
		if err != nil || !strings.Contains(string(out), want) || told > 1 || (told == 0) != (want == "") {
			t.Errorf("%s: %v: %s", section, err, out)
		}
	}
}
