package tools

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// BenchmarkCallers is governed reads by so many callers at once, to the sandbox over
// HTTP: with a trail on disk, each record synced; with one in memory, whose sync costs
// nothing; and without any, which only a test can have. What a sync took is told beside.
func BenchmarkCallers(b *testing.B) {
	for _, callers := range []int{1, 8, 64} {
		b.Run(fmt.Sprint(callers), func(b *testing.B) {
			b.Run("OnDisk", func(b *testing.B) { callAtOnce(b, callers, b.TempDir(), (*rig).governed) })
			b.Run("InMemory", func(b *testing.B) {
				folder, err := os.MkdirTemp("/dev/shm", "jumpgate-*")
				if err != nil {
					b.Skip(err)
				}
				defer os.RemoveAll(folder)
				callAtOnce(b, callers, folder, (*rig).governed)
			})
			b.Run("WithoutTrail", func(b *testing.B) { callAtOnce(b, callers, b.TempDir(), (*rig).untold) })
		})
	}
}

func callAtOnce(b *testing.B, callers int, folder string, call func(*rig, context.Context) Answer) {
	var syncs, took atomic.Int64
	trail, err := audit.Open(filepath.Join(folder, "trail"), audit.Options{Synced: func(d time.Duration) { syncs.Add(1); took.Add(int64(d)) }})
	if err != nil {
		b.Fatal(err)
	}
	defer trail.Close()
	r := newRig(b, fullAccess, func(o *Options) { o.Audit = trail })
	syncs.Store(0)
	took.Store(0)
	var left atomic.Int64
	left.Store(int64(b.N))
	b.ResetTimer()
	var all sync.WaitGroup
	for range callers {
		all.Go(func() {
			for left.Add(-1) >= 0 {
				if a := call(r, b.Context()); a.IsError {
					b.Errorf("%s", a.Structured)
				}
			}
		})
	}
	all.Wait()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "calls/s")
	if n := syncs.Load(); n > 0 {
		b.ReportMetric(float64(took.Load())/float64(n)/1e3, "us/sync")
		b.ReportMetric(float64(n)/float64(b.N), "syncs/call")
	}
}

func (r *rig) governed(ctx context.Context) Answer {
	return r.gate.Call(ctx, r.as("full"), "organization_get", nil)
}

// untold takes the steps of the gate for a read that needs no look-up and no people, and tells nobody:
// no record is made, worded or written.
func (r *rig) untold(ctx context.Context) Answer {
	ctx, cancel := context.WithTimeout(ctx, r.gate.callTimeout)
	defer cancel()
	c := r.gate.begin(r.as("full"), "organization_get", nil)
	if c.granted().Effect != policy.Allow {
		return c.fail(&failure{Code: "denied"})
	}
	ctx = c.whileEnabled(ctx)
	args, err := c.tool.decode(nil)
	if err != nil {
		return c.fail(argumentFailure(err))
	}
	c.args, c.targets = args, c.tool.targets(args)
	if err := c.check(); err != nil {
		return c.fail(argumentFailure(err))
	}
	c.decision = c.policy.Decide(c.request())
	if c.decision.Effect != policy.Allow {
		return c.fail(&failure{Code: "denied"})
	}
	done, err := c.tool.act(ctx, c.client(), c.who.Agent.ID, c.args, c.targets, c.decision.Hides, c.most)
	if err != nil {
		return c.fail(c.failure(err, ""))
	}
	return Answer{Call: c.id, Structured: done.structured, Spelled: done.spelled}
}

// What is compared does the same work.
func TestWhatIsMeasuredWithoutATrailAnswersTheSame(t *testing.T) {
	r := newRig(t, fullAccess)
	told := r.governed(t.Context())
	records := len(r.trail())
	untold := r.untold(t.Context())
	if told.IsError || string(untold.Structured) != string(told.Structured) {
		t.Errorf("it answers %s, not %s", untold.Structured, told.Structured)
	}
	if more := len(r.trail()) - records; records < 2 || more != 0 {
		t.Errorf("%d records with a trail, %d without", records, more)
	}
}
