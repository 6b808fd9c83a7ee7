package tools

import (
	"slices"
	"strings"
	"time"

	"github.com/jumpgate-mcp/jumpgate/policy"
)

// A need is a limit that a call must keep: its own tool's, or that of a listing
// in which it looks for a name.
type need struct {
	policy.Limit
	tool string
}

func needs(tool string, all []policy.Limit) []need {
	var some []need
	for _, one := range all {
		some = append(some, need{one, tool})
	}
	return some
}

// tokens are what one call has taken: one from a bucket at most, however many
// of its steps need one.
type tokens struct {
	from *limits
	held []heldToken // those of which nothing is on disk
	all  map[bucketKey]bool
}

// A heldToken is one out of a bucket, under the name that a record gives it.
type heldToken struct {
	out  *bucket
	name string
}

// take takes a token for each limit under which the call has none yet, or none
// at all: then it says why.
func (t *tokens) take(all []need, agent, called string, now time.Time) *excess {
	if len(all) == 0 {
		return nil
	}
	l := t.from
	l.mu.Lock()
	defer l.mu.Unlock()
	all = slices.DeleteFunc(slices.Clone(all), func(one need) bool { return t.all[keyOf(one.Limit, agent, one.tool)] })
	var e *excess
	for _, one := range all {
		wait, over := l.bucket(keyOf(one.Limit, agent, one.tool), one.Per).over(one.Limit, now)
		if !over {
			continue
		}
		if e == nil {
			e = &excess{}
		}
		e.limits, e.wait = append(e.limits, one.Limit), max(e.wait, wait)
	}
	if e != nil {
		return e
	}
	for _, one := range all {
		key := keyOf(one.Limit, agent, one.tool)
		if t.all[key] { // two of the needs are the same
			continue
		}
		b := l.bucket(key, one.Per)
		b.held++
		t.held = append(t.held, heldToken{b, takenAs(one, called)})
		if t.all == nil {
			t.all = map[bucketKey]bool{}
		}
		t.all[key] = true
	}
	return nil
}

// names are what a record says of the tokens that are spent with it.
func (t *tokens) names() []string {
	var all []string
	for _, one := range t.held {
		if !slices.Contains(all, one.name) {
			all = append(all, one.name)
		}
	}
	return all
}

// takenAs is the limit's rule, and the tool where it is not the one that the
// record is about.
func takenAs(one need, called string) string {
	if one.tool != called {
		return one.Rule + " of " + one.tool
	}
	return one.Rule
}

// takenFrom is takenAs read back.
func takenFrom(name, called string) (rule, tool string) {
	if rule, tool, ok := strings.Cut(name, " of "); ok {
		return rule, tool
	}
	return name, called
}

// spend is for tokens whose record is on disk: from now on the time runs after
// which they come back.
func (t *tokens) spend(now time.Time) {
	t.release(func(b *bucket) {
		b.spent = since(b.spent, now.Add(-b.keep))
		at := len(b.spent)
		for at > 0 && b.spent[at-1].After(now) {
			at--
		}
		b.spent = slices.Insert(b.spent, at, now)
	})
}

// back puts the tokens back that were not spent: what they were for is not done.
func (t *tokens) back() { t.release(func(*bucket) {}) }

func (t *tokens) release(each func(*bucket)) {
	if len(t.held) == 0 {
		return
	}
	t.from.mu.Lock()
	defer t.from.mu.Unlock()
	for _, one := range t.held {
		one.out.held--
		each(one.out)
	}
	t.held = nil
}
