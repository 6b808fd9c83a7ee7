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
	"regexp"
	"strings"
	"syscall"
	"testing"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

var opsAddress = regexp.MustCompile(`"serving probes and metrics","address":"([^"]+)"`)

// probe asks a child's operations listener.
func (c *child) probe(t *testing.T, path string) (int, string) {
	t.Helper()
	at := opsAddress.FindStringSubmatch(c.log.String())
	if at == nil {
		t.Fatalf("it does not say where it answers probes: %s", c.log)
	}
	reply, err := http.Get("http://" + at[1] + path)
	if err != nil {
		t.Fatal(err)
	}
	defer reply.Body.Close()
	body, err := io.ReadAll(reply.Body)
	if err != nil {
		t.Fatal(err)
	}
	return reply.StatusCode, string(body)
}

// until asks again until the answer says what it should: a check, or a look at
// the policy, has to come to its end.
func (c *child) until(t *testing.T, path, says string) (int, string) {
	t.Helper()
	for t.Context().Err() == nil {
		if status, body := c.probe(t, path); strings.Contains(body, says) {
			return status, body
		}
	}
	t.Fatalf("%s never said %s", path, says)
	return 0, ""
}

func TestProbesSeeAServerThroughItsTroubles(t *testing.T) {
	t.Parallel()
	p := newPlace(t, "")
	server := p.serveHTTP(t, "--sandbox")
	if status, body := server.probe(t, "/healthz"); status != 200 || body != "ok\n" {
		t.Errorf("/healthz: %d %s", status, body)
	}
	if n := len(p.records(t)); n != 2 {
		t.Errorf("before anybody asks, there are %d records", n)
	}
	if status, _ := server.until(t, "/readyz", `"jumpcloud":{"state":"ok"`); status != 200 {
		t.Errorf("a server that is ready answers %d", status)
	}
	if last := p.records(t)[2]; last.Kind != audit.CallLookup || !strings.HasPrefix(last.Message, "The server itself asked JumpCloud") {
		t.Errorf("its check is on record as %+v", last)
	}

	reader := server.client(t, p.reader)
	callTool(t.Context(), t, reader, "users_list", map[string]any{})
	callTool(t.Context(), t, reader, "users_delete", map[string]any{"id": "ana.ruiz"})
	callTool(t.Context(), t, reader, "no_such_tool", map[string]any{})
	_, body := server.probe(t, "/metrics")
	for _, line := range []string{
		`jumpgate_calls_total{agent="reader",class="read",decision="allow",tool="users_list"} 1`,
		`jumpgate_calls_total{agent="reader",class="destroy",decision="deny",tool="users_delete"} 1`,
		`jumpgate_calls_total{agent="reader",class="unknown",decision="deny",tool="unknown"} 1`,
		`jumpgate_upstream_requests_total{api="v1",result="2xx"} 2`,
		`jumpgate_audit_records_total{kind="call.denied"} 2`,
		`jumpgate_ready 1`,
	} {
		if !strings.Contains(body, line+"\n") {
			t.Errorf("the metrics lack %s", line)
		}
	}
	for _, secret := range []string{p.reader, p.full, p.upstreamAPIKey, "no_such_tool", "ana.ruiz"} {
		if strings.Contains(body, secret) {
			t.Errorf("the metrics tell %q", secret)
		}
	}

	src, err := os.ReadFile(p.config)
	if err != nil {
		t.Fatal(err)
	}
	write := func(s string) {
		if err := os.WriteFile(p.config, []byte(s), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write(string(src) + "nonsense: true\n")
	if status, body := server.until(t, "/readyz", "reload_refused"); status != 200 || !strings.Contains(body, `"status":"degraded"`) {
		t.Errorf("with a policy that cannot be used: %d %s", status, body)
	}
	write(string(src))
	server.until(t, "/readyz", `"status":"ready"`)

	trail := filepath.Join(p.dir, "audit.jsonl")
	if err := os.Rename(trail, trail+".away"); err != nil {
		t.Fatal(err)
	}
	if status, body := server.probe(t, "/readyz"); status != 503 || !strings.Contains(body, `"sealed"`) {
		t.Errorf("without its trail: %d %s", status, body)
	}
	if err := os.Rename(trail+".away", trail); err != nil {
		t.Fatal(err)
	}
	server.until(t, "/readyz", `"status":"ready"`)
	server.stop(t)
}

// What refuses the key may repeat it: neither a probe nor the log does.
func TestProbesSeeAKeyThatIsRefusedAndNobodyTellsIt(t *testing.T) {
	upstream := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("WWW-Authenticate", r.Header.Get("x-api-key"))
		w.WriteHeader(http.StatusUnauthorized)
		_, _ = w.Write([]byte(`{"message":"wrong key ` + r.Header.Get("x-api-key") + `"}`))
	}))
	defer upstream.Close()
	p := newPlace(t, "jumpcloud: {console_url: \""+upstream.URL+"\"}\nlog: {level: debug}\n")
	p.upstreamAPIKey = canaryKey
	server := p.serveHTTP(t)
	status, said := server.until(t, "/readyz", `"key_refused"`)
	if status != 503 {
		t.Errorf("it answers %d", status)
	}
	_, metrics := server.probe(t, "/metrics")
	if !strings.Contains(metrics, `jumpgate_upstream_requests_total{api="v1",result="401"} 1`) {
		t.Error("the metrics do not count it")
	}
	if err := server.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		t.Fatal(err)
	}
	log := server.log.String() + <-server.rest
	_ = server.cmd.Wait()
	if !strings.Contains(log, "JumpCloud is of no use now") || !strings.Contains(log, "wrong key [secret]") {
		t.Errorf("the log does not say why: %s", log)
	}
	wantNoCanary(t, "a probe", said+metrics)
	wantNoCanary(t, "the log", log)
}

func TestABusyAddressForProbesIsAnErrorOnlyForWhoNamedIt(t *testing.T) {
	busy, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer busy.Close()
	var said bytes.Buffer
	h := &house{config: &config{}, log: slog.New(slog.NewTextHandler(&said, nil))}
	h.config.Server.Ops = busy.Addr().String()
	endpoint := &net.TCPAddr{IP: net.IPv4(127, 0, 0, 1), Port: 8080}
	if ln, err := h.listenOps(t.Context(), endpoint); ln != nil || err != nil || !strings.Contains(said.String(), "level=WARN") {
		t.Errorf("the default: %v, %v, %s", ln, err, &said)
	}
	h.config.opsGiven = true
	if ln, err := h.listenOps(t.Context(), endpoint); ln != nil || err == nil || !strings.Contains(err.Error(), "server.ops") {
		t.Errorf("a named one: %v, %v", ln, err)
	}
	h.door.anyPort = true // what was named stays where it is
	if _, err := h.listenOps(t.Context(), endpoint); err == nil {
		t.Error("a named one moved")
	}
	h.config.opsGiven = false
	if ln, err := h.listenOps(t.Context(), endpoint); err != nil || ln == nil {
		t.Errorf("beside an endpoint at any port: %v", err)
	} else {
		ln.Close()
	}
	h.config.Server.Ops = ""
	if ln, err := h.listenOps(t.Context(), endpoint); ln != nil || err != nil {
		t.Errorf("nowhere: %v, %v", ln, err)
	}
}
