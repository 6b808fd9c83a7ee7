package tools

import (
	"fmt"
	"slices"
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

// A bucketKey is a limit's rule, and what else calls share that it counts
// together.
type bucketKey struct{ rule, agent, tool string }

func keyOf(l policy.Limit, agent, tool string) bucketKey {
	switch l.By {
	case policy.ByRule:
		return bucketKey{rule: l.Rule}
	case policy.ByTool:
		return bucketKey{rule: l.Rule, tool: tool}
	}
	return bucketKey{rule: l.Rule, agent: agent}
}

// A bucket is the tokens that are out of it.
type bucket struct {
	held  int           // by calls of which nothing is on disk yet
	spent []time.Time   // when the look-ups and intents were recorded, the oldest first
	keep  time.Duration // how long they count for any policy that was in force
}

// over is how long a call must wait for a token, and whether it must at all.
// It forgets nothing: calls of an older policy, for which a shorter time
// counts, share the bucket.
func (b *bucket) over(l policy.Limit, now time.Time) (time.Duration, bool) {
	out := since(b.spent, now.Add(-l.Per))
	next := b.held + len(out) - l.Calls // the token that must come back first
	switch {
	case next < 0:
		return 0, false
	case next < len(out):
		return out[next].Add(l.Per).Sub(now), true
	}
	return l.Per, true
}

// since are those of the times, the oldest first, that are after another.
func since(times []time.Time, start time.Time) []time.Time {
	at, _ := slices.BinarySearchFunc(times, start, func(t, start time.Time) int {
		if t.After(start) {
			return 1
		}
		return -1
	})
	return times[at:]
}

// An excess is the limits that a call would exceed, and how long it must wait.
type excess struct {
	limits []policy.Limit
	wait   time.Duration
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
	byRule := unlike(old, p)
	longest := time.Duration(0)
	for _, one := range byRule {
		longest = max(longest, one.Per)
	}
	if longest == 0 {
		return nil
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	spent := map[bucketKey][]time.Time{}
	for r, err := range trail.Limited(now.Add(-longest)) {
		if err != nil {
			return fmt.Errorf("how many calls were made before cannot be read back: %w", err)
		}
		for _, taken := range r.Decision.Limits {
			if r.Who == nil || r.What == nil {
				continue
			}
			rule, tool := takenFrom(taken, r.What.Tool)
			one, ok := byRule[rule]
			if !ok || !r.Time.After(now.Add(-one.Per)) {
				continue
			}
			key := keyOf(one, r.Who.Agent, tool)
			if spent[key] = append(spent[key], r.Time); len(spent[key]) > 2*one.Calls {
				spent[key] = latest(spent[key], one.Calls)
			}
		}
	}
	for key, times := range spent {
		one := byRule[key.rule]
		l.bucket(key, one.Per).spent = latest(times, one.Calls)
	}
	return nil
}

// latest are the last of the times, in order: who finds no token left need not
// know how many more are out. The record has them in another order where the
// clock was set back.
func latest(times []time.Time, most int) []time.Time {
	slices.SortFunc(times, time.Time.Compare)
	return times[max(0, len(times)-most):]
}

// unlike are the limits whose buckets an older policy did not keep, by their
// rules: those that are new, count otherwise, or for longer. Each is as wide as
// the older one too, while calls count by that.
func unlike(old, p *policy.Policy) map[string]policy.Limit {
	limits := map[string]policy.Limit{}
	for _, one := range p.Limits() {
		limits[one.Rule] = one
	}
	if old == nil {
		return limits
	}
	for _, was := range old.Limits() {
		is, ok := limits[was.Rule]
		switch {
		case !ok || is.By != was.By:
		case is.Per <= was.Per && is.Calls <= was.Calls:
			delete(limits, was.Rule)
		default:
			is.Per, is.Calls = max(is.Per, was.Per), max(is.Calls, was.Calls)
			limits[was.Rule] = is
		}
	}
	return limits
}
