package main

import (
	"bytes"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// Whatever place a checkpoint was brought to, the trail is held against what
// is found there.
func TestCheckpointsAreBroughtToEveryPlace(t *testing.T) {
	t.Setenv("HOOK_SECRET", "a-secret")
	hook := make(chan []byte, 10)
	s := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		b, _ := io.ReadAll(r.Body)
		hook <- b
	}))
	defer s.Close()
	collector, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer collector.Close()
	dir := t.TempDir()
	c := &config{}
	to := &c.Audit.Checkpoints
	to.File, to.Webhook, to.Syslog = filepath.Join(dir, "second"), s.URL, "udp://"+collector.LocalAddr().String()
	to.WebhookSecret = jcclient.NewSecret("${HOOK_SECRET}")
	var said bytes.Buffer
	p, err := c.pushCheckpoints(t.Context(), slog.New(slog.NewJSONHandler(&said, nil)))
	if err != nil {
		t.Fatal(err)
	}
	trail := filepath.Join(dir, "audit.jsonl")
	log, err := audit.Open(trail, audit.Options{Checkpoint: p.checkpoint})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := log.Append(audit.Record{Kind: audit.ServerStart}); err != nil {
		t.Fatal(err)
	}
	if err := log.Close(); err != nil {
		t.Fatal(err)
	}
	p.close()
	second, err := os.ReadFile(to.File)
	if err != nil {
		t.Fatal(err)
	}
	datagram := make([]byte, 4096)
	n, _, err := collector.ReadFrom(datagram)
	if err != nil {
		t.Fatal(err)
	}
	for place, text := range map[string][]byte{"the file": second, "the webhook": <-hook, "the collector": datagram[:n]} {
		report, err := audit.Evidence{Given: []audit.Given{{Name: place, Text: text}}}.Verify(trail)
		if err != nil || report.Given != 1 || report.Checkpointed != 1 {
			t.Errorf("%s has %s: %+v, %v", place, text, report, err)
		}
	}
	if said.Len() > 0 {
		t.Errorf("it is said %s", &said)
	}
}

func TestAPlaceThatCannotBeIsRefusedAtTheStart(t *testing.T) {
	for want, set := range map[string]func(c *config){
		"webhook_secret is missing": func(c *config) { c.Audit.Checkpoints.Webhook = "https://example.com" },
		"set the environment variable NOT_SET, or say where else it is: file:/path or keyring:name": func(c *config) {
			c.Audit.Checkpoints.Webhook, c.Audit.Checkpoints.WebhookSecret = "https://example.com", jcclient.NewSecret("${NOT_SET}")
		},
		"unix:///dev/log": func(c *config) { c.Audit.Checkpoints.Syslog = "example.com" },
	} {
		c := &config{}
		set(c)
		_, err := c.pushCheckpoints(t.Context(), slog.New(slog.DiscardHandler))
		if err == nil || !strings.HasSuffix(err.Error(), want) && !strings.Contains(err.Error(), want+":") {
			t.Errorf("want %s: %v", want, err)
		}
	}
}
