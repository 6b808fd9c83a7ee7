package ops

import (
	"context"

	"github.com/prometheus/client_golang/prometheus"

	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// Gauges are what is looked up when somebody asks for metrics.
type Gauges struct {
	Traffic  func() jcclient.Traffic
	Endpoint func() (requests, streams, connections int)
}

// Watch adds to the metrics how a server stands.
func (m *Meter) Watch(p Parts, g Gauges) {
	gauge := func(name, help string, value func() float64) {
		m.registry.MustRegister(prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: prefix + name, Help: help}, value))
	}
	traffic := func(name, help string, of func(jcclient.Traffic) float64) {
		gauge("upstream_"+name, help, func() float64 { return of(g.Traffic()) })
	}
	traffic("requests_under_way", "Requests to JumpCloud that are under way.", func(t jcclient.Traffic) float64 { return float64(t.UnderWay) })
	traffic("requests_waiting", "Requests to JumpCloud that wait for their turn.", func(t jcclient.Traffic) float64 { return float64(t.Waiting) })
	traffic("requests_allowed", "Requests to JumpCloud that may be under way now: halved after a 429, and regained.", func(t jcclient.Traffic) float64 { return float64(t.Allowed) })
	traffic("pace", "Requests a second that may be sent to JumpCloud now.", func(t jcclient.Traffic) float64 { return t.Pace })
	traffic("cool_down_seconds", "How long JumpCloud still wants to be left alone; 0 when it does not.", func(t jcclient.Traffic) float64 { return t.CoolDown.Seconds() })
	m.registry.MustRegister(prometheus.NewCounterFunc(prometheus.CounterOpts{Name: prefix + "upstream_cool_downs_total", Help: "How often JumpCloud wanted to be left alone."},
		func() float64 { return float64(g.Traffic().CoolDowns) }))

	gauge("http_requests_under_way", "Requests of agents that are under way.", func() float64 { n, _, _ := g.Endpoint(); return float64(n) })
	gauge("http_streams", "Streams that are open.", func() float64 { _, n, _ := g.Endpoint(); return float64(n) })
	gauge("http_connections", "Connections that are open.", func() float64 { _, _, n := g.Endpoint(); return float64(n) })

	m.registry.MustRegister(standing{p})
}

// standing collects what /readyz tells.
type standing struct{ parts Parts }

func described(name, help string, labels ...string) *prometheus.Desc {
	return prometheus.NewDesc(prefix+name, help, labels, nil)
}

var (
	readyDesc   = described("ready", "1 while /readyz answers 200.")
	auditDesc   = described("audit_writable", "1 while the audit trail can be written; 0 when it is sealed or fails, and nothing is done.")
	jumpDesc    = described("upstream_state", "1 for what is known of JumpCloud.", "state")
	policyDesc  = described("policy_info", "The policy in force; always 1.", "hash")
	loadedDesc  = described("policy_loaded_timestamp_seconds", "When the policy came into force.")
	refusedDesc = described("policy_reload_refused", "1 while what the policy's file holds is not in force, because it cannot be used.")
)

func (s standing) Describe(descs chan<- *prometheus.Desc) {
	for _, d := range []*prometheus.Desc{readyDesc, auditDesc, jumpDesc, policyDesc, loadedDesc, refusedDesc} {
		descs <- d
	}
}

func (s standing) Collect(metrics chan<- prometheus.Metric) {
	r := s.parts.report(context.Background())
	put := func(d *prometheus.Desc, value float64, labels ...string) {
		metrics <- prometheus.MustNewConstMetric(d, prometheus.GaugeValue, value, labels...)
	}
	put(readyDesc, truth(r.Status != "not_ready"))
	put(auditDesc, truth(r.Audit.State == ok))
	for _, state := range []string{ok, unknown, keyRefused, unreachable} {
		put(jumpDesc, truth(r.JumpCloud.State == state), state)
	}
	put(policyDesc, 1, r.Policy.Hash)
	put(loadedDesc, float64(r.Policy.Loaded.UnixMilli())/1000)
	put(refusedDesc, truth(r.Policy.State != ok))
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
