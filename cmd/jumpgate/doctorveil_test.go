package main

import (
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

func TestHoweverAKeyIsSpelledItsValueIsNotForSupport(t *testing.T) {
	got := veiledConfig([]byte(`# HIDDEN
jumpcloud: {region: us, "api_key": "file:/HIDDEN"} # HIDDEN
approvals:
  webhook_url: https://hooks.example.com/services/HIDDEN
  'webhook_secret': >-
    ${HIDDEN}
  Client_Secret:
    file:/HIDDEN
server: {tls: {cert: c.pem, key: /HIDDEN}}
approvers:
  leads: [HIDDEN, HIDDEN@example.com]
agents:
  a: {name: A, "owner": HIDDEN HIDDEN, identify: [{"token_sha256": HIDDEN}], access: {users: read}}
`))
	if strings.Contains(got, "HIDDEN") {
		t.Error(got)
	}
	for _, want := range []string{"region: us", "[place]", "https://hooks.example.com/[path]", "[person]", "[hash]", "users: read"} {
		if !strings.Contains(got, want) {
			t.Errorf("%s is not in %s", want, got)
		}
	}
	if broken := veiledConfig([]byte("api_key: [HIDDEN")); strings.Contains(broken, "HIDDEN") {
		t.Error(broken)
	}
}

func TestWhatTheDoctorSaysNamesNoPlaceForSupport(t *testing.T) {
	c := &config{}
	c.JumpCloud.APIKey = jcclient.NewSecret("file:/very/private")
	c.Approvals.WebhookSecret = jcclient.NewSecret("${A_PLACE}")
	if got := c.withoutPlaces("open /very/private: no such file; set A_PLACE"); got != "open [place]: no such file; set [place]" {
		t.Error(got)
	}
}
