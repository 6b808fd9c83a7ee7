package tools

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"sync/atomic"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/jcclient"
	"github.com/jumpgate-mcp/jumpgate/policy"
	"github.com/jumpgate-mcp/jumpgate/tools/approval"
)

// Options are what a gate is made of. Client, Policy and Audit are required;
// the client's own options must hold [Authorize].
type Options struct {
	Client         *jcclient.Client
	Policy         *policy.Policy
	Audit          *audit.Log
	Disabled       func(agent string) bool            // what people have stopped, whatever the policy says; nil = nobody
	Verify         Verify                             // of tokens that issuers signed; nil = none is believed
	Identified     func(who Caller)                   // is told of each remote caller that was identified; it must not wait; nil = nobody
	Approvals      *approval.Book                     // where calls wait for people; nil = what needs approval is denied
	CallTimeout    time.Duration                      // of one call, look-ups included; 0 = 50 s
	MaxAnswerBytes int                                // of one answer; 0 = 64 KiB
	Now            func() time.Time                   // nil = time.Now
	Observe        func(context.Context, Observation) // is told what became of each call, in its own context; it must not wait; nil = nobody
	Log            *slog.Logger                       // nil = none
}

// A Gate is the one way from an agent to JumpCloud. It is safe for concurrent use.
type Gate struct {
	client         *jcclient.Client
	policy         atomic.Pointer[policy.Policy]
	reloading      sync.Mutex // held while a policy takes the place of another
	watchers       watchers
	audit          *audit.Log
	disabled       func(agent string) bool
	verify         Verify
	identified     func(who Caller)
	approvals      *approval.Book
	callTimeout    time.Duration
	maxAnswerBytes int
	mostListed     int // tools on one page of a list
	now            func() time.Time
	observe        func(context.Context, Observation)
	log            *slog.Logger
	refusals       sync.Map // organizations in which JumpCloud refused the key
	lists          sync.Map // visible set → encoded tools
	limits         limits
	denials        denials
}

// NewGate returns a gate, or an error when a part is missing or a row of the
// table does not hold together, or when the record does not tell how many calls
// were made before.
func NewGate(o Options) (*Gate, error) {
	if o.Client == nil || o.Policy == nil || o.Audit == nil {
		return nil, errors.New("a gate needs a client, a policy and an audit log")
	}
	for _, t := range All() {
		if err := t.advertised().wrong; err != nil {
			return nil, err
		}
	}
	g := &Gate{client: o.Client, audit: o.Audit, disabled: o.Disabled, verify: o.Verify, identified: o.Identified, approvals: o.Approvals, callTimeout: o.CallTimeout, maxAnswerBytes: o.MaxAnswerBytes, mostListed: mostListed, now: o.Now, observe: o.Observe, log: o.Log}
	g.policy.Store(o.Policy)
	if g.callTimeout <= 0 {
		g.callTimeout = 50 * time.Second
	}
	if g.maxAnswerBytes <= 0 {
		g.maxAnswerBytes = 64 << 10
	}
	if g.identified == nil {
		g.identified = func(Caller) {}
	}
	if g.disabled == nil {
		g.disabled = func(string) bool { return false }
	}
	if g.now == nil {
		g.now = time.Now
	}
	if g.log == nil {
		g.log = slog.New(slog.DiscardHandler)
	}
	g.limits.buckets = map[bucketKey]*bucket{}
	if err := g.limits.restore(nil, o.Policy, o.Audit, g.now()); err != nil {
		return nil, err
	}
	return g, nil
}
