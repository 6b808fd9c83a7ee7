package ops

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A rig is a server's operations with parts that a test breaks.
type rig struct {
	policy   Policy
	audit    error
	upstream *Upstream
	stopping bool
	meter    *Meter
	handler  http.Handler
}

func newRig(t *testing.T) *rig {
	r := &rig{policy: Policy{Hash: "0123abc", Loaded: time.Unix(1700000000, 0)}, meter: NewMeter("1.2.3")}
	r.upstream = NewUpstream(t.Context(), func(context.Context) error { return nil }, slog.New(slog.DiscardHandler))
	parts := Parts{func() Policy { return r.policy }, func(context.Context) error { return r.audit }, r.upstream, func() bool { return r.stopping }}
	r.meter.Watch(parts, Gauges{func() jcclient.Traffic { return jcclient.Traffic{UnderWay: 3, CoolDown: time.Second} }, func() (int, int, int) { return 4, 5, 6 }})
	r.handler = Handler(r.meter, parts, []string{"gate.example.com"})
	saw(r.upstream, 200)
	return r
}

func (r *rig) get(path string, headers ...string) (int, string) {
	w, q := httptest.NewRecorder(), httptest.NewRequest(http.MethodGet, "http://127.0.0.1"+path, nil)
	for i := 0; i+1 < len(headers); i += 2 {
		if q.Header.Set(headers[i], headers[i+1]); headers[i] == "Host" {
			q.Host = headers[i+1]
		}
	}
	r.handler.ServeHTTP(w, q)
	return w.Code, w.Body.String()
}

func TestReadinessNamesThePartThatFails(t *testing.T) {
	for name, c := range map[string]struct {
		breaks func(*rig)
		status int
		says   []string
	}{
		"nothing":             {func(*rig) {}, 200, []string{`"status":"ready"`, `"hash":"0123abc"`, `"loaded":"2023-11-14T22:13:20Z"`, `"audit":{"state":"ok"}`, `"jumpcloud":{"state":"ok","seen":"`}},
		"a refused reload":    {func(r *rig) { r.policy.Refused = true }, 200, []string{`"status":"degraded"`, `"state":"reload_refused"`}},
		"a sealed trail":      {func(r *rig) { r.audit = &audit.Unavailable{Sealed: true, Err: errors.New("/var/secret/path")} }, 503, []string{`"status":"not_ready"`, `"audit":{"state":"sealed"}`}},
		"a full disk":         {func(r *rig) { r.audit = &audit.Unavailable{Err: errors.New("full")} }, 503, []string{`"audit":{"state":"unavailable"}`}},
		"a key refused":       {func(r *rig) { r.upstream.learn(keyRefused, nil) }, 503, []string{`"jumpcloud":{"state":"key_refused"`}},
		"no JumpCloud":        {func(r *rig) { r.upstream.learn(unreachable, nil) }, 503, []string{`"jumpcloud":{"state":"unreachable"`}},
		"nothing known yet":   {func(r *rig) { r.upstream.state = unknown }, 503, []string{`"jumpcloud":{"state":"unknown"`}},
		"a server that stops": {func(r *rig) { r.stopping = true }, 503, []string{`"status":"not_ready"`, `"stopping":true`}},
	} {
		r := newRig(t)
		c.breaks(r)
		status, body := r.get("/readyz")
		if status != c.status || strings.Contains(body, "secret") {
			t.Errorf("%s: %d %s", name, status, body)
		}
		for _, part := range c.says {
			if !strings.Contains(body, part) {
				t.Errorf("%s: %s does not say %s", name, body, part)
			}
		}
		if status, body := r.get("/healthz"); status != 200 || body != "ok\n" {
			t.Errorf("%s: it is not alive: %d %s", name, status, body)
		}
		r.upstream.Wait()
	}
}

func TestProbesAreNotForWebPages(t *testing.T) {
	r := newRig(t)
	for _, path := range []string{"/healthz", "/readyz", "/metrics", "/nothing"} {
		for _, header := range [][]string{{"Host", "evil.example"}, {"Origin", "https://evil.example"}, {"Origin", "null"}, {"Sec-Fetch-Site", "cross-site"}} {
			if status, body := r.get(path, header...); status != 403 || strings.Contains(body, "jumpgate_") {
				t.Errorf("%s with %v: %d", path, header, status)
			}
		}
	}
	for _, host := range []string{"gate.example.com", "10.1.2.3:9464", "[::1]:9464", "localhost"} {
		if status, _ := r.get("/healthz", "Host", host); status != 200 {
			t.Errorf("%s: %d", host, status)
		}
	}
	w := httptest.NewRecorder()
	r.handler.ServeHTTP(w, httptest.NewRequest(http.MethodPost, "http://127.0.0.1/metrics", nil))
	if w.Code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %d", w.Code)
	}
}

func TestMetricsTellWhatWasCountedAndHowTheServerStands(t *testing.T) {
	r := newRig(t)
	r.meter.Call(tools.Observation{Agent: "onboarding", Tool: "users_list", Class: "read", Decision: "allow", Code: "ok", Took: 20 * time.Millisecond})
	for _, status := range []int{0, 200, 204, 401, 404, 429, 503, 999} {
		r.meter.Exchange(jcclient.Exchange{Route: jcclient.Route{API: jcclient.V2}, Status: status, Took: time.Second})
	}
	r.meter.Recorded(audit.CallIntent)
	r.meter.Synced(time.Millisecond)
	r.policy.Refused = true
	status, body := r.get("/metrics")
	if status != 200 {
		t.Fatalf("%d %s", status, body)
	}
	for _, line := range []string{
		`jumpgate_calls_total{agent="onboarding",class="read",decision="allow",tool="users_list"} 1`,
		`jumpgate_call_results_total{class="read",code="ok"} 1`,
		`jumpgate_call_duration_seconds_bucket{class="read",decision="allow",le="0.025"} 1`,
		`jumpgate_upstream_requests_total{api="v2",result="2xx"} 2`,
		`jumpgate_upstream_requests_total{api="v2",result="429"} 1`,
		`jumpgate_upstream_requests_total{api="v2",result="none"} 1`,
		`jumpgate_upstream_requests_total{api="v2",result="other"} 1`,
		`jumpgate_upstream_requests_under_way 3`,
		`jumpgate_upstream_cool_down_seconds 1`,
		`jumpgate_upstream_state{state="ok"} 1`,
		`jumpgate_upstream_state{state="key_refused"} 0`,
		`jumpgate_audit_records_total{kind="call.intent"} 1`,
		`jumpgate_audit_sync_duration_seconds_count 1`,
		`jumpgate_audit_writable 1`,
		`jumpgate_http_requests_under_way 4`,
		`jumpgate_http_streams 5`,
		`jumpgate_http_connections 6`,
		`jumpgate_policy_info{hash="0123abc"} 1`,
		`jumpgate_policy_loaded_timestamp_seconds 1.7e+09`,
		`jumpgate_policy_reload_refused 1`,
		`jumpgate_ready 1`,
		`jumpgate_build_info{version="1.2.3"} 1`,
		`go_goroutines`,
	} {
		if !strings.Contains(body, "\n"+line) {
			t.Errorf("no line %s", line)
		}
	}
}
