package ops

import (
	"net/http"
	"strconv"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/collectors"
	"github.com/prometheus/client_golang/prometheus/promhttp"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/tools"
)

// A Meter counts. Its labels come from the policy, the table of tools and fixed
// lists, so that no stranger can make it grow.
type Meter struct {
	registry *prometheus.Registry

	calls     *prometheus.CounterVec
	results   *prometheus.CounterVec
	durations *prometheus.HistogramVec

	requests *prometheus.CounterVec
	answers  *prometheus.HistogramVec

	records *prometheus.CounterVec
	syncs   prometheus.Histogram
}

// Seconds that calls and requests take, and syncs.
var (
	callBuckets = []float64{.005, .01, .025, .05, .1, .25, .5, 1, 2.5, 5, 10, 30, 60}
	syncBuckets = []float64{.0001, .00025, .0005, .001, .0025, .005, .01, .025, .05, .1, .5, 1, 5}
)

// NewMeter returns a meter of a server of that version.
func NewMeter(version string) *Meter {
	m := &Meter{
		registry:  prometheus.NewRegistry(),
		calls:     counters("calls_total", "Calls, by what was decided.", "agent", "tool", "class", "decision"),
		results:   counters("call_results_total", "Calls, by what came of them: ok, or the code of the error.", "class", "code"),
		durations: histograms("call_duration_seconds", "How long calls took, from their arguments to their answer.", callBuckets, "class", "decision"),
		requests:  counters("upstream_requests_total", "Requests sent to JumpCloud, retries included, by its answer's status; none is no answer.", "api", "result"),
		answers:   histograms("upstream_request_duration_seconds", "How long JumpCloud took to answer.", callBuckets, "api"),
		records:   counters("audit_records_total", "Records written to the audit trail.", "kind"),
		syncs: prometheus.NewHistogram(prometheus.HistogramOpts{Name: prefix + "audit_sync_duration_seconds",
			Help: "How long the disk took to sync the audit trail.", Buckets: syncBuckets}),
	}
	m.registry.MustRegister(m.calls, m.results, m.durations, m.requests, m.answers, m.records, m.syncs,
		prometheus.NewGaugeFunc(prometheus.GaugeOpts{Name: prefix + "build_info", Help: "What runs here; always 1.", ConstLabels: prometheus.Labels{"version": version}}, func() float64 { return 1 }),
		collectors.NewGoCollector(), collectors.NewProcessCollector(collectors.ProcessCollectorOpts{}))
	return m
}

const prefix = "jumpgate_"

func counters(name, help string, labels ...string) *prometheus.CounterVec {
	return prometheus.NewCounterVec(prometheus.CounterOpts{Name: prefix + name, Help: help}, labels)
}

func histograms(name, help string, buckets []float64, labels ...string) *prometheus.HistogramVec {
	return prometheus.NewHistogramVec(prometheus.HistogramOpts{Name: prefix + name, Help: help, Buckets: buckets}, labels)
}

// Call counts a call.
func (m *Meter) Call(o tools.Observation) {
	m.calls.WithLabelValues(o.Agent, o.Tool, o.Class, o.Decision).Inc()
	m.results.WithLabelValues(o.Class, o.Code).Inc()
	m.durations.WithLabelValues(o.Class, o.Decision).Observe(o.Took.Seconds())
}

// Exchange counts a request to JumpCloud.
func (m *Meter) Exchange(e jcclient.Exchange) {
	api := map[jcclient.API]string{jcclient.V1: "v1", jcclient.V2: "v2", jcclient.Insights: "insights"}[e.Route.API]
	m.requests.WithLabelValues(api, resultOf(e.Status)).Inc()
	m.answers.WithLabelValues(api).Observe(e.Took.Seconds())
}

// resultOf tells apart what somebody would act on.
func resultOf(status int) string {
	switch {
	case status == 0:
		return "none"
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == http.StatusTooManyRequests:
		return strconv.Itoa(status)
	case status >= 200 && status < 600:
		return strconv.Itoa(status/100) + "xx"
	}
	return "other"
}

// Recorded counts a record of the audit trail.
func (m *Meter) Recorded(kind audit.Kind) { m.records.WithLabelValues(string(kind)).Inc() }

// Synced counts a sync of the audit trail.
func (m *Meter) Synced(took time.Duration) { m.syncs.Observe(took.Seconds()) }

func (m *Meter) handler() http.Handler {
	return promhttp.HandlerFor(m.registry, promhttp.HandlerOpts{MaxRequestsInFlight: 4})
}
