package tools

import (
	"fmt"
	"sync"
	"time"

	"github.com/jumpgate-mcp/jumpgate/audit"
	"github.com/jumpgate-mcp/jumpgate/policy"
)

// limits are the buckets of all limits. A token that was taken comes back when
// the limit's time has passed since the record with which it was spent: that of
// the call's look-up or of its intent. So the trail itself shows that no limit
// was exceeded, and from it the buckets are filled when a program starts.
type limits struct {
	mu      sync.Mutex
	buckets map[bucketKey]*bucket
}

// A limitKey is a limit of a rule, which has one for each unit at most.
type limitKey struct {
	rule string
	of   policy.Unit
}

func limitOf(l policy.Limit) limitKey { return limitKey{l.Rule, l.Of} }

// A bucketKey is a limit, and what else calls share that it counts together.
type bucketKey struct {
	limitKey
	agent, tool string
}

func keyOf(l policy.Limit, agent, tool string) bucketKey {
	switch l.By {
	case policy.ByRule:
		return bucketKey{limitKey: limitOf(l)}
	case policy.ByTool:
		return bucketKey{limitKey: limitOf(l), tool: tool}
	}
	return bucketKey{limitKey: limitOf(l), agent: agent}
}

func (l *limits) bucket(key bucketKey, per time.Duration) *bucket {
	b := l.buckets[key]
	if b == nil {
		b = &bucket{}
		l.buckets[key] = b
	}
	b.keep = max(b.keep, per)
	return b
}

// restore takes the tokens out again that were out when the record was
// written, so that a restart fills no bucket; nor does a policy that replaces
// old, nil for none, whose last calls count by what it says.
func (l *limits) restore(old, p *policy.Policy, trail *audit.Log, now time.Time) error {
	byLimit := unlike(old, p)
	longest := time.Duration(0)
	for _, one := range byLimit {
		longest = max(longest, one.Per)
	}
	if longest == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	all := map[bucketKey][]spent{}
	answered := map[string]int{} // rows, by calls whose outcome was read and whose intent was not
	for r, err := range trail.Limited(now.Add(-longest)) {
		if err != nil {
			return fmt.Errorf("how many calls were made before cannot be read back: %w", err)
		}
		if r.Kind == audit.CallOutcome {
			answered[r.Call] = *r.Outcome.Items
			continue
		}
		rows, known := answered[r.Call]
		for _, text := range r.Decision.Limits {
			if r.Who == nil || r.What == nil {
				continue
			}
			t, ok := takenFrom(text, r.What.Tool)
			one, limited := byLimit[t.limitKey]
			if !ok || !limited || !r.Time.After(now.Add(-one.Per)) {
				continue
			}
			out := spent{at: r.Time, n: t.n}
			switch gives := r.Kind == audit.CallIntent && givesBack(t.of, table[r.What.Tool]); {
			case gives && known:
				out.n = min(out.n, rows)
			case gives:
				out.call = r.Call
			}
			if out.n == 0 {
				continue
			}
			key := keyOf(one, r.Who.Agent, t.tool)
			if all[key] = append(all[key], out); len(all[key]) > 2*one.Most {
				all[key] = latest(all[key], one.Most)
			}
		}
		if r.Kind == audit.CallIntent {
			delete(answered, r.Call)
		}
	}
	for key, some := range all {
		one := byLimit[key.limitKey]
		l.bucket(key, one.Per).spent = latest(some, one.Most)
	}
	return nil
}

// unlike are the limits whose buckets an older policy did not keep: those that
// are new, count otherwise, or for longer. Each is as wide as the older one too,
// while calls count by that.
func unlike(old, p *policy.Policy) map[limitKey]policy.Limit {
	limits := map[limitKey]policy.Limit{}
	for _, one := range p.Limits() {
		limits[limitOf(one)] = one
	}
	if old == nil {
		return limits
	}
	for _, was := range old.Limits() {
		is, ok := limits[limitOf(was)]
		switch {
		case !ok || is.By != was.By:
		case is.Per <= was.Per && is.Most <= was.Most:
			delete(limits, limitOf(was))
		default:
			is.Per, is.Most = max(is.Per, was.Per), max(is.Most, was.Most)
			limits[limitOf(was)] = is
		}
	}
	return limits
}
