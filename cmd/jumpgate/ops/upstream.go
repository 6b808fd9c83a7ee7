package ops

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"sync"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
)

// What is known of JumpCloud.
const (
	unknown     = "unknown" // nobody has asked yet
	ok          = "ok"
	keyRefused  = "key_refused"
	unreachable = "unreachable"
)

const (
	fresh        = time.Minute     // how long a sign of life is believed
	betweenTries = 5 * time.Second // of checks
	checkTimeout = 10 * time.Second
)

// An Upstream knows whether JumpCloud answers and takes the key. It learns from
// what calls meet: a success is believed, and a failure only makes it doubt, since
// one may be about one organization or one lost request. Where it doubts, or has
// heard nothing for a minute, it checks by itself when somebody asks, and what the
// check says holds.
type Upstream struct {
	check func(context.Context) error
	log   *slog.Logger
	base  context.Context // of checks
	now   func() time.Time

	mu       sync.Mutex // guards what follows
	state    string
	seen     time.Time // when that was last heard
	doubt    bool
	checking bool
	tried    time.Time // when the latest check began
	checks   sync.WaitGroup
}

// NewUpstream returns what knows nothing yet. Checks end with ctx.
func NewUpstream(ctx context.Context, check func(context.Context) error, log *slog.Logger) *Upstream {
	return &Upstream{check: check, log: log, base: ctx, now: time.Now, state: unknown}
}

// Saw learns from a request that a call has sent.
func (u *Upstream) Saw(e jcclient.Exchange) {
	switch {
	case e.Status == http.StatusTooManyRequests: // it answers, and has looked at no key
	case e.Status >= 200 && e.Status < 500 && e.Status != http.StatusUnauthorized:
		u.learn(ok, nil)
	default:
		u.mu.Lock()
		defer u.mu.Unlock()
		u.doubt = true
	}
}

func (u *Upstream) learn(state string, why error) {
	u.mu.Lock()
	defer u.mu.Unlock()
	before := u.state
	u.state, u.seen, u.doubt = state, u.now(), false
	switch {
	case before == state, before == unknown && state == ok:
	case state == ok:
		u.log.Info("JumpCloud answers and takes the key")
	default:
		u.log.Error("JumpCloud is of no use now, and the server is not ready", "state", state, "error", why)
	}
}

// State is what is known, and when it was last heard.
func (u *Upstream) State() (state string, seen time.Time) {
	u.mu.Lock()
	defer u.mu.Unlock()
	return u.state, u.seen
}

// Ask begins a check if one is due, and does not wait for it. Urgent makes one due
// whatever is known, because its record is to show something.
func (u *Upstream) Ask(urgent bool) {
	u.mu.Lock()
	defer u.mu.Unlock()
	now := u.now()
	due := urgent || u.doubt || u.state != ok || now.Sub(u.seen) >= fresh
	if due && !u.checking && now.Sub(u.tried) >= betweenTries && u.base.Err() == nil {
		u.checking, u.tried = true, now
		u.checks.Go(u.look)
	}
}

// look makes one check.
func (u *Upstream) look() {
	ctx, cancel := context.WithTimeout(u.base, checkTimeout)
	defer cancel()
	err := u.check(ctx)
	if state := meaning(err); state != "" && u.base.Err() == nil {
		u.learn(state, err)
	}
	u.mu.Lock()
	defer u.mu.Unlock()
	u.checking = false
}

// Wait returns when no check is under way.
func (u *Upstream) Wait() { u.checks.Wait() }

// meaning is what a check says of JumpCloud; "" when it says nothing.
func meaning(err error) string {
	var answered *jcclient.Error
	var token *jcclient.TokenError
	switch {
	case err == nil:
		return ok
	case errors.Is(err, audit.ErrUnavailable), errors.Is(err, jcclient.ErrBusy), errors.Is(err, jcclient.ErrRefused):
		return "" // nothing was sent
	case errors.As(err, &token) && token.Refused():
		return keyRefused
	case !errors.As(err, &answered):
		return unreachable
	}
	switch answered.Status {
	case http.StatusUnauthorized:
		return keyRefused
	case http.StatusForbidden, http.StatusTooManyRequests: // the role is too small for it, or the pace too high
		return ok
	}
	return unreachable
}
