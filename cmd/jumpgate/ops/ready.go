package ops

import (
	"context"
	"errors"
	"net/http"
	"time"

	"github.com/go-json-experiment/json"

	"github.com/jumpgate-mcp/jumpgate/audit"
)

// diskPatience is how long a probe waits for the disk: less than the second that
// an orchestrator waits for a probe.
const diskPatience = 500 * time.Millisecond

// A Policy is what the server knows of its policy.
type Policy struct {
	Hash    string
	Loaded  time.Time // when it came into force
	Refused bool      // what its file holds now cannot be used, or not be put on record
}

// Parts are what a server is ready by.
type Parts struct {
	Policy   func() Policy
	Audit    func(context.Context) error // nil: it can be written
	Upstream *Upstream
	Stopping func() bool
}

// A report is the answer to /readyz. It tells states and no reasons: those are in
// the log.
type report struct {
	Status string `json:"status"` // ready, degraded or not_ready
	Policy struct {
		State  string    `json:"state"` // ok, or reload_refused
		Hash   string    `json:"hash"`
		Loaded time.Time `json:"loaded"`
	} `json:"policy"`
	Audit struct {
		State string `json:"state"` // ok, sealed or unavailable
	} `json:"audit"`
	JumpCloud struct {
		State string    `json:"state"` // ok, unknown, key_refused or unreachable
		Seen  time.Time `json:"seen,omitzero"`
	} `json:"jumpcloud"`
	Stopping bool `json:"stopping"`
}

func (p Parts) report(ctx context.Context) report {
	var r report
	now := p.Policy()
	r.Policy.State, r.Policy.Hash, r.Policy.Loaded = ok, now.Hash, now.Loaded.UTC()
	if now.Refused {
		r.Policy.State = "reload_refused"
	}
	ctx, cancel := context.WithTimeout(ctx, diskPatience)
	defer cancel()
	r.Audit.State = auditState(p.Audit(ctx))
	r.JumpCloud.State, r.JumpCloud.Seen = p.Upstream.State()
	r.JumpCloud.Seen = r.JumpCloud.Seen.UTC()
	r.Stopping = p.Stopping()
	switch {
	case r.Stopping || r.Audit.State != ok || r.JumpCloud.State != ok:
		r.Status = "not_ready"
	case now.Refused:
		r.Status = "degraded"
	default:
		r.Status = "ready"
	}
	return r
}

func auditState(err error) string {
	var unavailable *audit.Unavailable
	switch {
	case err == nil:
		return ok
	case errors.As(err, &unavailable) && unavailable.Sealed:
		return "sealed"
	}
	return "unavailable"
}

func (p Parts) answer(w http.ResponseWriter, r *http.Request) {
	report := p.report(r.Context())
	// A trail that failed shows by the record of a check that it can be written.
	p.Upstream.Ask(report.Audit.State != ok)
	body, err := json.Marshal(report)
	if err != nil {
		http.Error(w, "the report could not be written", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	if report.Status == "not_ready" {
		w.WriteHeader(http.StatusServiceUnavailable)
	}
	_, _ = w.Write(append(body, '\n'))
}
