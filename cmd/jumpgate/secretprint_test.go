package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"log/slog"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// The environment may hold a secret itself, and then the configuration does.
func TestAConfigurationDoesNotPrintItsSecrets(t *testing.T) {
	t.Setenv("JUMPGATE_JUMPCLOUD_CLIENT_ID", "an-id")
	t.Setenv("JUMPGATE_JUMPCLOUD_CLIENT_SECRET", canarySecret)
	c, err := readConfig(&flags{config: newPlace(t, "").config})
	if err != nil {
		t.Fatal(err)
	}
	var o jcclient.Options
	if err := c.credentials(t.Context(), &o); err != nil || o.ClientSecret.Reveal() != canarySecret {
		t.Fatalf("%q, %v", o.ClientSecret, err)
	}
	for name, v := range map[string]any{"the configuration": c, "its section": c.JumpCloud, "the options": o} {
		var out bytes.Buffer
		fmt.Fprintf(&out, "%v %+v %#v %s %q %x", v, v, v, v, v, v)
		slog.New(slog.NewTextHandler(&out, nil)).Info("m", "v", v)
		slog.New(slog.NewJSONHandler(&out, nil)).Info("m", "v", v)
		if told := out.String(); strings.Contains(told, "CANARY") || strings.Contains(told, fmt.Sprintf("%x", "CANARY")) {
			t.Errorf("%s tells: %s", name, told)
		}
	}
	for name, marshal := range map[string]func(any) ([]byte, error){"json": json.Marshal, "yaml": yaml.Marshal} {
		b, err := marshal(c.JumpCloud)
		if err != nil || strings.Contains(string(b), "CANARY") || !strings.Contains(string(b), "[secret]") {
			t.Errorf("%s: %s, %v", name, b, err)
		}
	}
}
